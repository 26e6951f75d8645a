/* panel.c -- the panels of /reports as tables of typed cells.
 * SPDX-License-Identifier: ISC */
#include "api/panel.h"

#include "base/str.h"
#include "codec/zone.h"
#include "text/number.h"

#include <assert.h>

#define ROW(key, head, kind)                     \
    {                                            \
        key, MESSAGE_reports_##head, CELL_##kind \
    }

static Cell
words(MessageId id)
{
    return (Cell){ .kind = CELL_WORDS, .words = id };
}

static Cell
text(Str value)
{
    return (Cell){ .kind = CELL_TEXT, .text = value };
}

static Cell
number(CellKind kind, int64_t value)
{
    return (Cell){ .kind = kind, .number = value };
}

static Cell
rate(int64_t part, int64_t whole)
{
    return (Cell){ .kind = CELL_RATE, .number = part, .whole = whole };
}

static void
put_row(Panel *panel, const Cell *cells)
{
    for (size_t i = 0; i < panel->column_count; i++)
        panel->cells[panel->row_count * panel->column_count + i] = cells[i];
    panel->row_count++;
}

static const Cell nothing = { .kind = CELL_COUNT, .number = -1 };

/* ---- the panels, each one function ---- */

static void
make_answer(const ReportSet *set, Panel *panel)
{
    const Report *now = &set->report, *before = set->compared ? &set->before : NULL;
    const Figures *figures = &now->figures;

#define BEFORE(kind, value) before ? number(kind, before->value) : nothing
    put_row(panel, (Cell[]){ words(MESSAGE_reports_success), rate(now->success.count, now->success.of),
                             before ? rate(before->success.count, before->success.of) : nothing });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_technical), rate(now->technical.count, now->technical.of),
                             before ? rate(before->technical.count, before->technical.of) : nothing });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_first), rate(now->first_try.count, now->first_try.of),
                             before ? rate(before->first_try.count, before->first_try.of) : nothing });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_started), number(CELL_COUNT, figures->started),
                             BEFORE(CELL_COUNT, figures.started) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_completed), number(CELL_COUNT, figures->completed),
                             BEFORE(CELL_COUNT, figures.completed) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_failed), number(CELL_COUNT, figures->failed),
                             BEFORE(CELL_COUNT, figures.failed) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_abandoned), number(CELL_COUNT, figures->abandoned),
                             BEFORE(CELL_COUNT, figures.abandoned) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_open), number(CELL_COUNT, figures->open), nothing });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_typical), number(CELL_TIME, now->signin.typical),
                             BEFORE(CELL_TIME, signin.typical) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_slow), number(CELL_TIME, now->signin.slow),
                             BEFORE(CELL_TIME, signin.slow) });
#undef BEFORE
    put_row(panel, (Cell[]){ words(MESSAGE_reports_today), number(CELL_COUNT, set->active.daily), nothing });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_sessions_open), number(CELL_COUNT, set->open_sessions), nothing });
}

static void
make_funnel(const ReportSet *set, Panel *panel)
{
    const Figures *figures = &set->report.figures;

    for (int step = 1; step <= STEPS; step++) {
        int64_t reached = figures->passed[flow_steps[step - 1].milestone];
        int64_t previous = step == 1 ? reached : figures->passed[flow_steps[step - 2].milestone];
        int64_t lost = report_set_lost(figures, step);
        put_row(panel, (Cell[]){ number(CELL_STEP, step), words(panel_step(step)), number(CELL_COUNT, reached),
                                 rate(reached, figures->started), rate(reached, previous), number(CELL_COUNT, lost),
                                 number(CELL_COUNT, previous - reached - lost) });
    }
}

static void
make_series(const ReportSet *set, Panel *panel)
{
    bool days = set->report.unit >= UNIT_DAY;

    for (size_t i = 0; i < set->report.bucket_count; i++) {
        const ReportBucket *bucket = &set->report.buckets[i];
        put_row(panel, (Cell[]){ number(days ? CELL_DAY : CELL_MOMENT, bucket->since),
                                 number(CELL_COUNT, bucket->flows.started), number(CELL_COUNT, bucket->flows.completed),
                                 number(CELL_COUNT, bucket->flows.failed), number(CELL_COUNT, bucket->flows.abandoned),
                                 number(CELL_COUNT, bucket->flows.open),
                                 bucket->running ? words(MESSAGE_reports_running) : text(LIT("")) });
    }
}

static void
put_causes(const ReportSet *set, const ReportCause *causes, size_t count, Panel *panel)
{
    for (size_t i = 0; i < count; i++) {
        const ReportCause *cause = &causes[i];
        put_row(panel, (Cell[]){ words(panel_cause_means(cause->cause)), text(cause->cause),
                                 words(panel_group(cause->group)), words(panel_cause_todo(cause->cause)),
                                 number(CELL_COUNT, cause->flows), rate(cause->flows, set->report.success.of),
                                 number(CELL_CHANGE, cause->before < 0 ? INT64_MIN : cause->flows - cause->before),
                                 number(CELL_MOMENT, cause->last_seen), text(cause->trace) });
    }
}

static void
make_causes(const ReportSet *set, Panel *panel)
{
    put_causes(set, set->report.causes, set->report.cause_count, panel);
}

static void
make_failures(const ReportSet *set, Panel *panel)
{
    put_causes(set, set->failures, set->failure_count, panel);
}

static void
make_refused(const ReportSet *set, Panel *panel)
{
    const Figures *figures = &set->report.figures;

    for (size_t i = 0; i < figures->refused_count; i++) {
        const CauseCount *cause = &figures->refused[i];
        ErrorGroup group = error_info(error_from_cause(cause->cause))->group;
        put_row(panel, (Cell[]){ words(panel_cause_means(cause->cause)), text(cause->cause), words(panel_group(group)),
                                 words(panel_cause_todo(cause->cause)), number(CELL_COUNT, cause->flows) });
    }
}

static void
put_names(const ReportName *names, size_t count, Panel *panel)
{
    int64_t all = 0;

    for (size_t i = 0; i < count; i++)
        all += names[i].flows.started;
    for (size_t i = 0; i < count; i++) {
        const ReportName *name = &names[i];
        put_row(panel, (Cell[]){ text(name->name), number(CELL_COUNT, name->flows.started),
                                 rate(name->flows.completed, report_set_ended(&name->flows)),
                                 number(CELL_TIME, name->signin.typical), number(CELL_TIME, name->signin.slow),
                                 rate(name->flows.started, all) });
    }
}

static void
make_providers(const ReportSet *set, Panel *panel)
{
    put_names(set->report.providers, set->report.provider_count, panel);
}

static void
make_apps(const ReportSet *set, Panel *panel)
{
    put_names(set->report.apps, set->report.app_count, panel);
}

static void
put_times(Panel *panel, Cell name, const ReportTimes *times)
{
    put_row(panel, (Cell[]){ name, number(CELL_TIME, times->typical), number(CELL_TIME, times->slow),
                             number(CELL_TIME, times->worst), number(CELL_COUNT, times->measured) });
}

static void
make_times(const ReportSet *set, Panel *panel)
{
    for (int step = 1; step <= STEPS; step++)
        put_times(panel, words(panel_step(step)), &set->report.step[step - 1]);
    put_times(panel, words(MESSAGE_reports_times_person), &set->report.person);
    put_times(panel, words(MESSAGE_reports_times_system), &set->report.system);
    put_times(panel, words(MESSAGE_reports_times_total), &set->report.signin);
}

/* Small groups of people are shown to administrators only. */
static Cell
people(const ReportSet *set, int64_t count)
{
    return (
        Cell){ .kind = CELL_COUNT, .number = count, .hidden = !set->admin && count > 0 && count < REPORT_SET_GROUP };
}

static void
make_people(const ReportSet *set, Panel *panel)
{
    const ReportPeople *now = &set->people, *before = set->compared ? &set->people_before : NULL;

#define BEFORE(member) before ? people(set, before->member) : nothing
    put_row(panel, (Cell[]){ words(MESSAGE_reports_people_new), people(set, now->new_users), BEFORE(new_users) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_people_returning), people(set, now->returning), BEFORE(returning) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_people_back), people(set, now->back), BEFORE(back) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_people_all), people(set, now->users), BEFORE(users) });
#undef BEFORE
}

static void
make_active(const ReportSet *set, Panel *panel)
{
    const ReportActive *active = &set->active;

    for (size_t i = 0; i < active->day_count; i++)
        put_row(panel, (Cell[]){ number(CELL_DAY, active->days[i].since), people(set, active->days[i].users),
                                 active->days[i].running ? words(MESSAGE_reports_running) : text(LIT("")) });
}

static void
make_sessions(const ReportSet *set, Panel *panel)
{
    const Report *report = &set->report;
    const int64_t *ended = report->sessions_ended;

    put_row(panel, (Cell[]){ words(MESSAGE_reports_sessions_open), number(CELL_COUNT, set->open_sessions) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_sessions_started), number(CELL_COUNT, report->sessions_started) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_sessions_logout), number(CELL_COUNT, ended[SESSION_LOGOUT]) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_sessions_expired), number(CELL_COUNT, ended[SESSION_EXPIRED]) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_sessions_revoked), number(CELL_COUNT, ended[SESSION_REVOKED]) });
    put_row(panel,
            (Cell[]){ words(MESSAGE_reports_sessions_length), number(CELL_TIME, report->session_length.typical) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_active_week), people(set, set->active.weekly) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_active_month), people(set, set->active.monthly) });
    put_row(panel,
            (Cell[]){ words(MESSAGE_reports_stickiness), rate(set->active.week_of_days, 7 * set->active.monthly) });
}

static void
make_pipeline(const ReportSet *set, Panel *panel)
{
    put_row(panel, (Cell[]){ words(MESSAGE_reports_pipeline_lag), number(CELL_TIME, report_set_lag(set)) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_pipeline_age), number(CELL_TIME, set->report.event_age.slow) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_pipeline_waiting), number(CELL_COUNT, set->waiting) });
    put_row(panel, (Cell[]){ words(MESSAGE_reports_pipeline_aside), number(CELL_COUNT, set->state.put_aside) });
}

/* ---- their columns ---- */

static const PanelColumn figure_columns[] = { ROW("figure", figure, WORDS), ROW("value", value, ANY),
                                              ROW("before", earlier, ANY) };
static const PanelColumn funnel_columns[] = { ROW("step", step, STEP),
                                              ROW("words", reached, WORDS),
                                              ROW("flows", flows, COUNT),
                                              ROW("of_started", share_started, RATE),
                                              ROW("of_previous", share_previous, RATE),
                                              ROW("lost", lost, COUNT),
                                              ROW("open", waiting, COUNT) };
static const PanelColumn series_columns[] = { ROW("since", time, MOMENT),         ROW("started", started, COUNT),
                                              ROW("completed", completed, COUNT), ROW("failed", failed, COUNT),
                                              ROW("abandoned", abandoned, COUNT), ROW("open", open, COUNT),
                                              ROW("note", running, TEXT) };
static const PanelColumn cause_columns[] = { ROW("meaning", cause_meaning, WORDS), ROW("cause", cause_code, TEXT),
                                             ROW("group", cause_group, WORDS),     ROW("todo", cause_do, WORDS),
                                             ROW("flows", flows, COUNT),           ROW("of_ended", cause_share, RATE),
                                             ROW("change", cause_change, CHANGE),  ROW("last_seen", cause_last, MOMENT),
                                             ROW("trace", cause_trace, TEXT) };
static const PanelColumn refused_columns[] = { ROW("meaning", cause_meaning, WORDS), ROW("cause", cause_code, TEXT),
                                               ROW("group", cause_group, WORDS), ROW("todo", cause_do, WORDS),
                                               ROW("attempts", attempts, COUNT) };
static const PanelColumn provider_columns[] = { ROW("provider", provider, TEXT), ROW("started", started, COUNT),
                                                ROW("success", success, RATE),   ROW("typical", p50, TIME),
                                                ROW("slow", p95, TIME),          ROW("share", share, RATE) };
static const PanelColumn app_columns[] = { ROW("app", app, TEXT),         ROW("started", started, COUNT),
                                           ROW("success", success, RATE), ROW("typical", p50, TIME),
                                           ROW("slow", p95, TIME),        ROW("share", share, RATE) };
static const PanelColumn time_columns[] = { ROW("what", step, WORDS), ROW("typical", p50, TIME), ROW("slow", p95, TIME),
                                            ROW("slowest", p99, TIME), ROW("measured", measured, COUNT) };
static const PanelColumn people_columns[] = { ROW("who", person, WORDS), ROW("people", value, COUNT),
                                              ROW("before", earlier, COUNT) };
static const PanelColumn active_columns[] = { ROW("day", day, DAY), ROW("people", active_day, COUNT),
                                              ROW("note", running, TEXT) };

#define COLUMNS(name) name##_columns, COUNT_OF(name##_columns)

static const struct {
    const char *id;
    MessageId title, about;
    const PanelColumn *columns;
    size_t column_count;
    void (*make)(const ReportSet *set, Panel *panel);
} panels[PANELS] = {
    [PANEL_ANSWER] = { "answer", MESSAGE_reports_answer, MESSAGE_reports_means_flow, COLUMNS(figure), make_answer },
    [PANEL_FUNNEL] = { "funnel", MESSAGE_reports_funnel, MESSAGE_reports_funnel_about, COLUMNS(funnel), make_funnel },
    [PANEL_FAILURES] = { "failures", MESSAGE_reports_step_failures, MESSAGE_reports_causes_about, COLUMNS(cause),
                         make_failures },
    [PANEL_SERIES] = { "series", MESSAGE_reports_series, MESSAGE_reports_series_about, COLUMNS(series), make_series },
    [PANEL_CAUSES] = { "causes", MESSAGE_reports_causes, MESSAGE_reports_causes_about, COLUMNS(cause), make_causes },
    [PANEL_REFUSED] = { "refused", MESSAGE_reports_refused, MESSAGE_reports_refused_about, COLUMNS(refused),
                        make_refused },
    [PANEL_PROVIDERS] = { "providers", MESSAGE_reports_providers, MESSAGE_reports_providers_about, COLUMNS(provider),
                          make_providers },
    [PANEL_APPS] = { "apps", MESSAGE_reports_apps, MESSAGE_reports_apps_about, COLUMNS(app), make_apps },
    [PANEL_TIMES] = { "times", MESSAGE_reports_times, MESSAGE_reports_times_about, COLUMNS(time), make_times },
    [PANEL_PEOPLE] = { "people", MESSAGE_reports_people, MESSAGE_reports_people_about, COLUMNS(people), make_people },
    [PANEL_ACTIVE] = { "active", MESSAGE_reports_active, MESSAGE_reports_active_about, COLUMNS(active), make_active },
    [PANEL_SESSIONS] = { "sessions", MESSAGE_reports_sessions, MESSAGE_reports_sessions_about, figure_columns, 2,
                         make_sessions },
    [PANEL_PIPELINE] = { "pipeline", MESSAGE_reports_pipeline, MESSAGE_reports_pipeline_about, figure_columns, 2,
                         make_pipeline },
};

/* No panel has more rows than the largest of these. */
static size_t
rows_at_most(const ReportSet *set)
{
    const Report *report = &set->report;

    return 32 + report->bucket_count + report->cause_count + set->failure_count + report->figures.refused_count +
           report->provider_count + report->app_count + set->active.day_count;
}

void
panel_make(Arena *arena, const ReportSet *set, PanelId id, Panel *panel)
{
    *panel = (Panel){ .id = panels[id].id,
                      .title = panels[id].title,
                      .about = panels[id].about,
                      .columns = panels[id].columns,
                      .column_count = panels[id].column_count,
                      .cells = ARENA_NEW(arena, Cell, rows_at_most(set) * panels[id].column_count) };
    panels[id].make(set, panel);
}

bool
panel_find(Str name, PanelId *id)
{
    for (int i = 0; i < PANELS; i++)
        if (str_equal(name, str_from_c(panels[i].id))) {
            *id = (PanelId)i;
            return true;
        }
    return false;
}

const char *
panel_name(PanelId id)
{
    return panels[id].id;
}

const Cell *
panel_cell(const Panel *panel, size_t row, size_t column)
{
    assert(row < panel->row_count && column < panel->column_count);
    return &panel->cells[row * panel->column_count + column];
}

Str
panel_iso(Arena *arena, const Zone *zone, Micros moment)
{
    ZoneTime at = zone_time(zone, moment);
    int32_t minutes = (at.offset < 0 ? -at.offset : at.offset) / 60;

    return str_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", at.year, at.month, at.day, at.hour, at.minute,
                      at.second, at.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static Str
change_words(Arena *arena, LanguageId language, int64_t change)
{
    if (change == INT64_MIN)
        return LIT("–");
    if (change == 0)
        return LIT("0");
    return str_format(arena, "%s%.*s", change > 0 ? "+" : "−",
                      STR_ARG(number_count(arena, language, change < 0 ? -change : change)));
}

Str
panel_words(Arena *arena, LanguageId language, const Zone *zone, const Cell *cell)
{
    Micros offset = SECOND * zone_offset(zone, cell->number);

    if (cell->hidden)
        return LIT("–");
    switch (cell->kind) {
    case CELL_WORDS:
        return message(language, cell->words);
    case CELL_STEP:
        return str_format(arena, "%lld", (long long)cell->number);
    case CELL_COUNT:
        return cell->number < 0 ? LIT("–") : number_count(arena, language, cell->number);
    case CELL_RATE:
        return number_share(arena, language, cell->number, cell->whole);
    case CELL_TIME:
        return number_duration(arena, language, cell->number);
    case CELL_MOMENT:
        return cell->number ? number_moment(arena, language, cell->number, offset) : LIT("–");
    case CELL_DAY:
        return number_date(arena, language, cell->number, offset);
    case CELL_CHANGE:
        return change_words(arena, language, cell->number);
    case CELL_TEXT:
    case CELL_ANY:
        break;
    }
    return cell->text;
}
