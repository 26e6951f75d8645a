/* report_sum.c -- adding up: a range is a few stretches of the table, a row is cells, a cell is counted where it belongs.
 * SPDX-License-Identifier: ISC */
#include "reports/report_sum.h"

#include "reports/rollup.h"

Error *
report_sum_begin(ReportSum *sum, Tx *tx, const ReportRange *range, bool by_series)
{
    Arena *arena = tx_arena(tx);

    *sum = (ReportSum){ .range = range, .arena = arena };
    TRY(report_names_read(tx, &sum->names));
    size_t series = (size_t)sum->names.series_max + 1;
    sum->labels = ARENA_NEW(arena, LabelSum, (size_t)sum->names.label_max + 1);
    sum->uses = arena_alloc(arena, series);
    for (size_t i = 0; i < series; i++)
        sum->uses[i] = (unsigned char)report_names_use(&sum->names, (int64_t)i, range);
    if (by_series)
        sum->series = ARENA_NEW(arena, SeriesSum *, series);
    return NULL;
}

static void
add_time(ReportSum *sum, const Cell *cell)
{
    unsigned which = cells_major(cell->key), bucket = cells_minor(cell->key);

    if (bucket >= HISTOGRAM_BUCKETS || which >= SUM_TIMES)
        return;
    if (!sum->times[which])
        sum->times[which] = ARENA_NEW(sum->arena, Histogram, 1);
    sum->times[which]->counts[bucket] += cell->count;
    if (which == CELL_SIGNIN)
        sum->bucket_times.counts[bucket] += cell->count;
}

static LabelSum *
label_of(const ReportSum *sum, const Cell *cell)
{
    unsigned label = cells_major(cell->key);

    return (int64_t)label <= sum->names.label_max ? &sum->labels[label] : NULL;
}

/* What is no flow. */
static void
add_house(ReportSum *sum, const Cell *cell)
{
    CellFamily family = cells_family(cell->key);
    LabelSum *label = label_of(sum, cell);

    if (family == CELL_EVENT && label)
        label->events += cell->count;
    if (family == CELL_REFUSED && label)
        label->refused += cell->count;
    if (family == CELL_TIME)
        add_time(sum, cell);
    if (family == CELL_MORE && cells_major(cell->key) == MORE_ENDED && cells_minor(cell->key) < SESSION_ENDS)
        sum->ended[cells_minor(cell->key)] += cell->count;
}

static void
add_flows(ReportSum *sum, const Cell *cell)
{
    ReportTally none, *tally = sum->bucket ? &sum->bucket->flows : &none;
    unsigned minor = cells_minor(cell->key);
    LabelSum *label = label_of(sum, cell);

    none = (ReportTally){ 0 };
    switch (cells_family(cell->key)) {
    case CELL_COMPLETED:
        sum->completed += cell->count;
        tally->completed += cell->count;
        return;
    case CELL_NEW_USER:
        sum->new_users += cell->count;
        return;
    case CELL_ABANDONED:
        if (minor >= MILESTONES)
            return;
        sum->abandoned[minor] += cell->count;
        tally->abandoned += cell->count;
        return;
    case CELL_FAILED:
        if (!label || minor >= MILESTONES)
            return;
        label->failed[minor] += cell->count;
        tally->failed += cell->count;
        return;
    case CELL_TIME:
        add_time(sum, cell);
        return;
    case CELL_MORE:
        if (cells_major(cell->key) == MORE_FIRST && minor < FLOW_OUTCOMES)
            sum->first[minor] += cell->count;
        return;
    case CELL_EVENT:
    case CELL_REFUSED:
    case CELL_FAMILIES:
        return;
    }
}

static void
add_series(ReportSum *sum, int64_t number, const Cell *cell)
{
    unsigned major = cells_major(cell->key), minor = cells_minor(cell->key);
    CellFamily family = cells_family(cell->key);

    if (!sum->series[number])
        sum->series[number] = ARENA_NEW(sum->arena, SeriesSum, 1);
    SeriesSum *series = sum->series[number];
    if (family == CELL_COMPLETED)
        series->completed += cell->count;
    if (family == CELL_ABANDONED && minor < MILESTONES)
        series->abandoned += cell->count;
    if (family == CELL_FAILED && minor < MILESTONES && (int64_t)major <= sum->names.label_max) {
        series->failed += cell->count;
        series->failed_system[minor] += sum->names.system[major] ? cell->count : 0;
    }
    if (family == CELL_TIME && major == CELL_SIGNIN && minor < HISTOGRAM_BUCKETS)
        series->signin.counts[minor] += cell->count;
}

/* A cell that outlines have. */
static void
add_cell(ReportSum *sum, int64_t series, unsigned use, const Cell *cell)
{
    if (use & USE_HOUSE)
        add_house(sum, cell);
    if (use & USE_FLOWS)
        add_flows(sum, cell);
    if (use & USE_SESSIONS && cells_family(cell->key) == CELL_COMPLETED)
        sum->sessions += cell->count;
    if (sum->series && use & (USE_FLOWS | USE_PROVIDERS | USE_APPS))
        add_series(sum, series, cell);
}

static Error *
add_row(ReportSum *sum, int64_t series, Str bytes)
{
    unsigned use = series <= sum->names.series_max ? sum->uses[series] : 0;
    CellWalk walk = cells_walk(bytes);
    Cell cell;

    while (use && cells_next(&walk, &cell)) {
        bool outline = cells_in_outline(cell.key); /* in a whole row few are */
        if (outline && sum->what & SUM_OUTLINE)
            add_cell(sum, series, use, &cell);
        if (!outline && sum->what & SUM_OTHERS && use & (USE_HOUSE | USE_FLOWS))
            add_time(sum, &cell);
    }
    if (walk.damaged)
        FAIL(E_DB,
             "a rollup of the Reporting Store is damaged or of an unknown version; restore the file or load it anew");
    return NULL;
}

static Error *
add_span(ReportSum *sum, Tx *tx, const Span *span)
{
    SqlRows rows;
    bool more;

    TRY(sql_query(tx, "SELECT key, cells FROM rollup WHERE key >= ?1 AND key < ?2",
                  SQL_ARGS(SQL_I(rollup_key(span->level, span->from, 0)), SQL_I(rollup_key(span->level, span->to, 0))),
                  &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        Error *error = add_row(sum, rollup_key_series(sql_int(&rows, 0)), sql_peek(&rows, 1));
        if (error) {
            sql_done(&rows);
            return error_pass(error, __FILE__, __LINE__);
        }
    }
}

Error *
report_sum_add(ReportSum *sum, Tx *tx, Micros since, Micros until, unsigned what)
{
    const Loaded *loaded = &sum->names.loaded;
    Span spans[OUTLINE_SPANS_MAX];
    size_t count = what == SUM_OUTLINE ? spans_outline(since, until, loaded->kept, loaded->outlined, spans)
                                       : spans_cover(since, until, loaded->kept, spans);

    sum->what = what;
    for (size_t i = 0; i < count; i++)
        TRY(add_span(sum, tx, &spans[i]));
    return NULL;
}

ReportTimes
report_sum_times(const Histogram *histogram)
{
    if (!histogram)
        return (ReportTimes){ 0, -1, -1, -1 };
    return (ReportTimes){ histogram_total(histogram), histogram_percentile(histogram, 50, REPORT_LEAST),
                          histogram_percentile(histogram, 95, REPORT_LEAST),
                          histogram_percentile(histogram, 99, REPORT_LEAST) };
}

ReportTimes
report_sum_time(const ReportSum *sum, unsigned which)
{
    return report_sum_times(sum->times[which]);
}
