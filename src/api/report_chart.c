/* report_chart.c -- the charts of the panels.
 * SPDX-License-Identifier: ISC */
#include "api/report_view.h"

#include "base/str.h"
#include "codec/zone.h"
#include "text/number.h"

#define MARKS 5

static Chart *
new_chart(const ReportView *view, ChartKind kind, Str id)
{
    Chart *chart = ARENA_NEW(view->arena, Chart, 1);

    chart->kind = kind;
    chart->id = id;
    return chart;
}

static const Chart *
bar_of(const ReportView *view, Str id, int64_t part, int64_t whole, const char *tone)
{
    Chart *chart = new_chart(view, CHART_BAR, id);
    int64_t *value = ARENA_NEW(view->arena, int64_t, 1);

    *value = part;
    chart->values = value;
    chart->value_count = 1;
    chart->whole = whole;
    chart->tone = tone;
    return chart;
}

/* A bar in one cell of every row: the part that its number is of the largest, or of the whole. */
typedef struct Bars {
    size_t cell, column; /* where it is drawn, and of which number */
    int64_t whole;       /* 0: of the largest */
    const char *tone;
} Bars;

static void
add_bars(const ReportView *view, const Panel *panel, PagePanel *page, PageCell *cells, const Bars *bars)
{
    int64_t whole = bars->whole;

    for (size_t row = 0; bars->whole == 0 && row < panel->row_count; row++) {
        int64_t number = panel_cell(panel, row, bars->column)->number;
        whole = number > whole ? number : whole;
    }
    for (size_t row = 0; row < panel->row_count; row++) {
        const Cell *cell = panel_cell(panel, row, bars->column);
        Str id = str_format(view->arena, "%s-%zu", panel->id, row);
        cells[row * page->head_count + bars->cell].chart =
            bar_of(view, id, cell->hidden ? 0 : cell->number, whole, bars->tone);
    }
}

/* ---- over time ---- */

static Str
mark_of(const ReportView *view, Micros moment)
{
    const Report *report = &view->set->report;
    Micros offset = SECOND * zone_offset(&view->set->range.zone, moment);

    if (report->until - report->since <= 2 * DAY && report->unit < UNIT_DAY)
        return number_clock(view->arena, view->language, moment, offset);
    return number_date_short(view->arena, view->language, moment, offset);
}

/* A few words below the axis, at even distances. */
static void
add_marks(const ReportView *view, Chart *chart, const Micros *starts)
{
    size_t count = chart->point_count < MARKS ? chart->point_count : MARKS;

    for (size_t i = 0; i < count; i++) {
        size_t at = count > 1 ? i * (chart->point_count - 1) / (count - 1) : 0;
        chart->marks[i] = (ChartMark){ ((double)at + .5) / (double)chart->point_count, mark_of(view, starts[at]) };
    }
    chart->mark_count = count;
}

static void
add_levels(const ReportView *view, Chart *chart, int64_t largest)
{
    chart->top = chart_top(largest);
    chart->levels[0] = number_count(view->arena, view->language, chart->top / 2);
    chart->levels[1] = number_count(view->arena, view->language, chart->top);
}

static Str
moment_of(const ReportView *view, Micros moment)
{
    Micros offset = SECOND * zone_offset(&view->set->range.zone, moment);

    return view->set->report.unit >= UNIT_DAY ? number_date(view->arena, view->language, moment, offset)
                                              : number_moment(view->arena, view->language, moment, offset);
}

static ChartPoint
column_of(const ReportView *view, const ReportBucket *bucket)
{
    const ReportTally *flows = &bucket->flows;

    return (ChartPoint){ .parts = { flows->completed, flows->failed, flows->abandoned },
                         .running = bucket->running,
                         .tip = message_fill(view->arena, view->language, MESSAGE_reports_series_tip,
                                             MESSAGE_TEXT("time", moment_of(view, bucket->since)),
                                             MESSAGE_NUMBER("completed", flows->completed),
                                             MESSAGE_NUMBER("failed", flows->failed),
                                             MESSAGE_NUMBER("abandoned", flows->abandoned)),
                         .url = view->set->report.unit > UNIT_MINUTE
                                    ? report_view_url_between(view, bucket->since, bucket->until)
                                    : LIT("") };
}

static void
add_legend(const ReportView *view, PagePanel *page)
{
    static const struct {
        const char *tone;
        MessageId words;
    } tones[] = { { "done", MESSAGE_reports_completed },
                  { "fail", MESSAGE_reports_failed },
                  { "left", MESSAGE_reports_abandoned },
                  { "run", MESSAGE_reports_running } };
    PageLegend *legend = ARENA_NEW(view->arena, PageLegend, COUNT_OF(tones));

    for (size_t i = 0; i < COUNT_OF(tones); i++)
        legend[i] = (PageLegend){ message(view->language, tones[i].words), tones[i].tone,
                                  bar_of(view, str_format(view->arena, "key-%s", tones[i].tone), 1, 1, tones[i].tone) };
    page->legend = legend;
    page->legend_count = COUNT_OF(tones);
}

static void
add_series(const ReportView *view, PagePanel *page)
{
    const Report *report = &view->set->report;
    Chart *chart = new_chart(view, CHART_COLUMNS_STACKED, LIT("series"));
    ChartPoint *points = ARENA_NEW(view->arena, ChartPoint, report->bucket_count + 1);
    Micros *starts = ARENA_NEW(view->arena, Micros, report->bucket_count + 1);
    int64_t largest = 0;

    for (size_t i = 0; i < report->bucket_count; i++) {
        int64_t ended = report_set_ended(&report->buckets[i].flows);
        points[i] = column_of(view, &report->buckets[i]);
        starts[i] = report->buckets[i].since;
        largest = ended > largest ? ended : largest;
    }
    chart->title = page->title;
    chart->description = page->about;
    chart->points = points;
    chart->point_count = report->bucket_count;
    add_levels(view, chart, largest);
    add_marks(view, chart, starts);
    add_legend(view, page);
    page->chart = chart;
}

static void
add_active(const ReportView *view, PagePanel *page)
{
    const ReportActive *active = &view->set->active;
    Chart *chart = new_chart(view, CHART_LINES, LIT("active"));
    ChartPoint *points = ARENA_NEW(view->arena, ChartPoint, active->day_count + 1);
    Micros *starts = ARENA_NEW(view->arena, Micros, active->day_count + 1);
    int64_t largest = 0;

    for (size_t i = 0; i < active->day_count; i++) {
        const ReportDay *day = &active->days[i];
        bool hidden = !view->set->admin && day->users > 0 && day->users < REPORT_SET_GROUP;
        Micros offset = SECOND * zone_offset(&view->set->range.zone, day->since);
        Str date = number_date(view->arena, view->language, day->since, offset);
        Str users = hidden ? LIT("–") : number_count(view->arena, view->language, day->users);
        points[i] = (ChartPoint){ .parts = { hidden ? -1 : day->users, -1, -1 },
                                  .running = day->running,
                                  .tip = message_fill(view->arena, view->language, MESSAGE_reports_active_tip,
                                                      MESSAGE_TEXT("day", date), MESSAGE_TEXT("daily", users)) };
        starts[i] = day->since;
        largest = day->users > largest ? day->users : largest;
    }
    chart->title = page->title;
    chart->description = page->about;
    chart->points = points;
    chart->point_count = active->day_count;
    chart->names[0] = message(view->language, MESSAGE_reports_active_day);
    add_levels(view, chart, largest);
    add_marks(view, chart, starts);
    if (active->day_count > 1) /* one day is a number, and no line */
        page->chart = chart;
}

const Chart *
report_chart_spark(const ReportView *view, const char *id, const int64_t *values, size_t count)
{
    Chart *chart = new_chart(view, CHART_SPARK, str_format(view->arena, "spark-%s", id));
    size_t known = 0;

    for (size_t i = 0; i < count; i++)
        known += values[i] >= 0;
    chart->values = values;
    chart->value_count = count;
    return known >= 2 ? chart : NULL;
}

/* ---- times on a log axis ---- */

/* From the power of ten below the shortest time to the one above the longest. */
static void
bounds_of(const Panel *panel, int64_t *low, int64_t *high)
{
    int64_t least = INT64_MAX, most = 0;

    for (size_t row = 0; row < panel->row_count; row++)
        for (size_t column = 1; column <= 3; column++) {
            int64_t time = panel_cell(panel, row, column)->number;
            if (time < 0)
                continue;
            least = time < least ? time : least;
            most = time > most ? time : most;
        }
    *low = 1;
    while (*low <= least / 10 && *low < 100 * MINUTE)
        *low *= 10;
    *high = *low * 10;
    while (*high < most && *high < 1000 * DAY)
        *high *= 10;
}

static void
add_scale(const ReportView *view, PagePanel *page, int64_t low, int64_t high)
{
    Chart *scale = new_chart(view, CHART_SCALE, LIT("times-scale"));
    PageHead *heads = ARENA_NEW(view->arena, PageHead, page->head_count);
    int decades = 0;

    for (int64_t at = low; at <= high; at *= 10)
        decades++;
    for (int64_t at = low, i = 0; at <= high && scale->mark_count < CHART_MARKS; at *= 10, i++)
        if (decades <= 4 || i % ((decades + 3) / 4) == 0)
            scale->marks[scale->mark_count++] =
                (ChartMark){ (double)at, number_duration(view->arena, view->language, at) };
    scale->low = low;
    scale->high = high;
    for (size_t i = 0; i < page->head_count; i++)
        heads[i] = page->heads[i];
    heads[0].chart = scale;
    page->heads = heads;
}

static void
add_times(const ReportView *view, const Panel *panel, PagePanel *page, PageCell *cells)
{
    int64_t low, high;

    bounds_of(panel, &low, &high);
    for (size_t row = 0; row < panel->row_count; row++) {
        Chart *chart = new_chart(view, CHART_RANGE, str_format(view->arena, "times-%zu", row));
        int64_t *values = ARENA_NEW(view->arena, int64_t, 3);
        for (size_t i = 0; i < 3; i++)
            values[i] = panel_cell(panel, row, i + 1)->number;
        chart->values = values;
        chart->value_count = 3;
        chart->low = low;
        chart->high = high;
        cells[row * page->head_count].chart = chart;
    }
    add_scale(view, page, low, high);
}

/* ---- what leads on ---- */

static void
link_steps(const ReportView *view, const Panel *panel, PageCell *cells, size_t width)
{
    for (size_t row = 1; row < panel->row_count; row++)
        if (panel_cell(panel, row, 5)->number > 0)
            cells[row * width + 1].url =
                str_format(view->arena, "%.*s#failures",
                           STR_ARG(report_view_url(view, "/reports", "step", str_format(view->arena, "%zu", row + 1))));
}

static void
link_names(const ReportView *view, const char *name, const Panel *panel, PageCell *cells, size_t width)
{
    for (size_t row = 0; row < panel->row_count; row++) {
        Str text = panel_cell(panel, row, 0)->text;
        if (str_equal(text, LIT("other")))
            cells[row * width].text = message(view->language, MESSAGE_reports_others);
        else
            cells[row * width].url = report_view_url(view, "/reports", name, text);
    }
}

static void
add_names(const ReportView *view, const char *name, const Panel *panel, PagePanel *page, PageCell *cells)
{
    int64_t whole = panel->row_count ? panel_cell(panel, 0, 5)->whole : 0;

    add_bars(view, panel, page, cells, &(Bars){ 0, 1, whole, "done" });
    link_names(view, name, panel, cells, page->head_count);
}

void
report_chart_add(const ReportView *view, PanelId id, const Panel *panel, PagePanel *page, PageCell *cells)
{
    if (id == PANEL_FUNNEL) {
        add_bars(view, panel, page, cells, &(Bars){ 1, 2, view->set->report.figures.started, "done" });
        link_steps(view, panel, cells, page->head_count);
    } else if (id == PANEL_CAUSES || id == PANEL_FAILURES) {
        add_bars(view, panel, page, cells, &(Bars){ 0, 4, 0, "fail" });
    } else if (id == PANEL_REFUSED) {
        add_bars(view, panel, page, cells, &(Bars){ 0, 4, 0, "left" });
    } else if (id == PANEL_PROVIDERS) {
        add_names(view, "provider", panel, page, cells);
    } else if (id == PANEL_APPS) {
        add_names(view, "app", panel, page, cells);
    } else if (id == PANEL_PEOPLE) {
        add_bars(view, panel, page, cells, &(Bars){ 0, 1, view->set->people.users, "done" });
    } else if (id == PANEL_TIMES) {
        add_times(view, panel, page, cells);
    } else if (id == PANEL_SERIES) {
        add_series(view, page);
    } else if (id == PANEL_ACTIVE) {
        add_active(view, page);
    }
}
