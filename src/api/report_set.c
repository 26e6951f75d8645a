/* report_set.c -- everything that /reports, its exports and `latchstring report` show of one range.
 * SPDX-License-Identifier: ISC */
#include "api/report_set.h"

#include "base/str.h"
#include "codec/zone.h"

#define ROOM_LIMIT ((size_t)24 << 20)
#define NO_NAME    LIT(" ") /* neither a provider nor an app can be called so */

const Field report_set_fields[] = {
    FIELD(ReportForm, range, 16, OPTIONAL),
    FIELD(ReportForm, from, 32, OPTIONAL),
    FIELD(ReportForm, to, 32, OPTIONAL),
    FIELD(ReportForm, provider, NAME_LIMIT, OPTIONAL),
    FIELD(ReportForm, app, NAME_LIMIT, OPTIONAL),
    FIELD(ReportForm, compare, 1, OPTIONAL),
    FIELD(ReportForm, tz, ZONE_NAME_LIMIT, OPTIONAL),
    FIELD(ReportForm, tests, 1, OPTIONAL),
    FIELD(ReportForm, step, 1, OPTIONAL),
    FIELD(ReportForm, panel, 16, OPTIONAL),
    FIELD(ReportForm, test, 64, OPTIONAL),
    FIELD_END,
};

static void
free_room(void *room)
{
    arena_free(room);
}

Error *
report_set_room(Request *request, Arena **room)
{
    Arena *made = arena_new(ROOM_LIMIT);

    if (!made)
        FAIL(E_MEMORY, "no memory for the figures");
    arena_defer(request->arena, free_room, made);
    /* Running out of it is answered where running out of the request's own memory is. */
    jmp_buf *guard = arena_guard(request->arena, NULL);
    (void)arena_guard(request->arena, guard);
    (void)arena_guard(made, guard);
    *room = made;
    return NULL;
}

static Error *
read_range(const ReportForm *form, const Zone *zone, Micros now, ReportRange *range)
{
    bool custom = form->from.len && (form->range.len == 0 || str_equal(form->range, LIT("custom")));

    if (!custom)
        return reports_range(form->range.len && !str_equal(form->range, LIT("custom")) ? form->range : LIT("24h"), now,
                             range);
    return reports_range_between(form->from, form->to, zone, now, range);
}

Error *
report_set_range(Arena *arena, const ReportForm *form, const ReportAsker *asker, ReportRange *range)
{
    ReportRange made = { 0 };
    Zone zone;

    TRY(zone_open(arena, form->tz.len ? form->tz : asker->zone, &zone));
    TRY(read_range(form, &zone, asker->now, &made));
    made.zone = zone;
    made.provider = form->provider;
    made.app = form->app;
    made.clients = form->app.len > 0;
    made.tests = form->tests.len ? REPORT_WITH_TESTS : REPORT_NO_TESTS;
    *range = made;
    return NULL;
}

/* Those that began in one minute, a handful at a time: however many are open, they take no memory. */
static void
add_minute(Report *report, const int64_t reached[MILESTONES], Micros minute)
{
    static const int64_t none[MILESTONES];
    Micros started[64];
    int64_t left = 0;

    for (int i = 0; i < MILESTONES; i++)
        left += reached[i];
    for (size_t i = 0; i < COUNT_OF(started); i++)
        started[i] = minute;
    reports_page_add_open(report, reached, NULL, 0);
    for (; left > 0; left -= COUNT_OF(started))
        reports_page_add_open(report, none, started,
                              left < (int64_t)COUNT_OF(started) ? (size_t)left : COUNT_OF(started));
}

/* Flows that are open now lie in the cache, which knows own and foreign sign-ins of every provider together. Those that began after
 * the range are none of its. */
static Error *
add_open(const FigureSources *sources, Arena *arena, ReportSet *set)
{
    Micros minute = set->now / MINUTE * MINUTE;
    OpenFlows *open = ARENA_NEW(arena, OpenFlows, 1);

    if (set->range.clients || set->range.provider.len)
        return NULL;
    TRY(sessions_open_flows(sources->sessions, set->range.since, set->now, open));
    for (int i = 0; i < OPEN_FLOWS_MINUTES; i++)
        if (minute - i * MINUTE < set->report.until)
            add_minute(&set->report, open->begun[i], minute - i * MINUTE);
    return NULL;
}

static Error *
add_before(const FigureSources *sources, Arena *arena, ReportSet *set)
{
    ReportRange settled, before;

    reports_compare(&set->range, set->now, &settled, &before);
    TRY(reports_page(sources->reports, arena, &settled, set->now, &set->settled));
    TRY(reports_page(sources->reports, arena, &before, set->now, &set->before));
    TRY(reports_people(sources->reports, arena, &before, &set->people_before));
    reports_page_compare(&set->report, &set->before);
    reports_page_compare(&set->settled, &set->before);
    set->compared = true;
    return NULL;
}

static Error *
add_step(const FigureSources *sources, Arena *arena, ReportSet *set)
{
    uint64_t step;

    if (set->form.step.len == 0)
        return NULL;
    if (!str_to_uint(set->form.step, STEPS, &step) || step < 2)
        FAIL(E_INVALID_REQUEST, "step is a number from 2 to %d", STEPS);
    set->step = (int)step;
    return reports_step_failures(sources->reports, arena, &set->range, set->step, &set->failures, &set->failure_count);
}

/* A provider of our sign-ins, or an outside app, behind which fewer than REPORT_SET_GROUP people stand: its figures would be about
 * persons. So many sign-ins as here are not of so few people, and are not looked through. */
#define CROWD 10000

static Error *
is_small(const FigureSources *sources, Arena *arena, const ReportRange *range, int64_t completed, bool *small)
{
    ReportPeople people = { .users = REPORT_SET_GROUP };

    if (completed < CROWD)
        TRY(reports_people(sources->reports, arena, range, &people));
    *small = people.users < REPORT_SET_GROUP;
    return NULL;
}

static void
add_tally(ReportTally *sum, const ReportTally *flows)
{
    sum->started += flows->started;
    sum->completed += flows->completed;
    sum->failed += flows->failed;
    sum->abandoned += flows->abandoned;
}

/* Small groups are nobody's business but the administrator's: they become one row, "other". */
static Error *
fold_small(const FigureSources *sources, Arena *arena, ReportSet *set, bool apps)
{
    ReportName *names = apps ? set->report.apps : set->report.providers;
    size_t *count = apps ? &set->report.app_count : &set->report.provider_count, kept = 0;
    ReportName other = { .name = LIT("other"), .signin = { 0, -1, -1, -1 } };
    ReportRange range = set->range;
    bool small;

    range.clients = apps || range.clients;
    for (size_t i = 0; i < *count; i++) {
        range.provider = apps ? LIT("") : names[i].name;
        range.app = apps ? names[i].name : range.app;
        TRY(is_small(sources, arena, &range, names[i].flows.completed, &small));
        if (small)
            add_tally(&other.flows, &names[i].flows);
        else
            names[kept++] = names[i];
    }
    if (kept < *count)
        names[kept++] = other;
    *count = kept;
    return NULL;
}

/* Who may not see a small group does not see it by asking for it alone: then it is as if nobody had that name. */
static Error *
hide_small(const FigureSources *sources, Arena *arena, ReportSet *set)
{
    bool small = false;

    if (set->range.provider.len || set->range.app.len)
        TRY(is_small(sources, arena, &set->range, 0, &small));
    if (small && set->range.app.len)
        set->range.app = NO_NAME;
    if (small && set->range.provider.len)
        set->range.provider = NO_NAME;
    return NULL;
}

/* Outside apps have sign-ins of their own kind; their names are listed beside ours, to choose from. */
static Error *
add_apps(const FigureSources *sources, Arena *arena, ReportSet *set)
{
    ReportRange range = set->range;
    Report *clients;

    if (set->range.clients)
        return NULL;
    range.clients = true;
    range.provider = LIT("");
    clients = ARENA_NEW(arena, Report, 1);
    TRY(reports_page(sources->reports, arena, &range, set->now, clients));
    set->report.apps = clients->apps;
    set->report.app_count = clients->app_count;
    return NULL;
}

static Error *
add_house(const FigureSources *sources, Arena *arena, ReportSet *set)
{
    TRY(reports_state(sources->reports, arena, &set->state));
    TRY(events_waiting(sources->events, arena, set->state.position, &set->waiting));
    return sessions_count_app(sources->sessions, set->now, &set->open_sessions);
}

Error *
report_set_collect(const FigureSources *sources, Arena *arena, const ReportForm *form, const ReportAsker *asker,
                   ReportSet *set)
{
    ReportSet *made = ARENA_NEW(arena, ReportSet, 1);

    made->form = *form;
    made->now = asker->now;
    made->admin = asker->admin;
    TRY(report_set_range(arena, form, asker, &made->range));
    if (!made->admin)
        TRY(hide_small(sources, arena, made));
    /* In this order a flow that ends in between is in neither, and never in both. */
    TRY(reports_page(sources->reports, arena, &made->range, made->now, &made->report));
    TRY(add_open(sources, arena, made));
    TRY(reports_people(sources->reports, arena, &made->range, &made->people));
    TRY(reports_active(sources->reports, arena, &made->range, made->now, &made->active));
    if (form->compare.len)
        TRY(add_before(sources, arena, made));
    TRY(add_step(sources, arena, made));
    TRY(add_apps(sources, arena, made));
    if (!made->admin)
        TRY(fold_small(sources, arena, made, false));
    if (!made->admin)
        TRY(fold_small(sources, arena, made, true));
    TRY(add_house(sources, arena, made));
    *set = *made;
    return NULL;
}

Micros
report_set_lag(const ReportSet *set)
{
    Micros lag = set->now - set->state.newest;

    /* Nothing waits: then the figures are of now, however old the newest event is. */
    return set->waiting && set->state.newest && lag > 0 ? lag : 0;
}

int64_t
report_set_ended(const ReportTally *flows)
{
    return flows->completed + flows->failed + flows->abandoned;
}

int64_t
report_set_lost(const Figures *figures, int step)
{
    return step < 2 ? 0 : figures_lost(figures, flow_steps[step - 2].milestone, flow_steps[step - 1].milestone);
}
