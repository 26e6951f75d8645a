/* reports_figures.c -- answers: rollups of a range added up, then read as figures.
 * SPDX-License-Identifier: ISC */
#include "reports/reports_room.h"

#include "base/str.h"
#include "reports/histogram.h"
#include "reports/labels.h"
#include "reports/loaded.h"
#include "reports/rollup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MEDIAN_LEAST 5
#define SLOW_LEAST   20

/* What a series is for this question. */
typedef enum Use { USE_NOT, USE_FLOWS, USE_HOUSE } Use;

/* Counts of one label. */
typedef struct LabelSum {
    Str text;
    int64_t failed[MILESTONES], refused, events;
} LabelSum;

typedef struct Sum {
    const ReportRange *range;
    Loaded loaded;
    unsigned char *uses; /* Use, by series */
    int64_t series_max;
    LabelSum *labels;
    int64_t label_max;
    int64_t completed, new_users, abandoned[MILESTONES];
    Histogram times[MILESTONES], signin;
} Sum;

static Error *
read_labels(Tx *tx, Sum *sum)
{
    SqlRows rows;
    bool more;

    TRY(sql_row(tx, "SELECT ifnull(max(id), 0) FROM label", SQL_NO_ARGS, &rows, &more));
    sum->label_max = more ? sql_int(&rows, 0) : 0;
    sql_done(&rows);
    if (sum->label_max < 0 || sum->label_max > CELL_MAJOR_MAX)
        FAIL(E_DB, "the Reporting Store has labels numbered beyond %d: it was edited; restore the file",
             CELL_MAJOR_MAX);
    sum->labels = ARENA_NEW(tx_arena(tx), LabelSum, (size_t)sum->label_max + 1);
    TRY(sql_query(tx, "SELECT id, text FROM label WHERE id BETWEEN 0 AND ?1", SQL_ARGS(SQL_I(sum->label_max)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        sum->labels[sql_int(&rows, 0)].text = sql_text(&rows, 1);
    }
}

static Use
use_of(int64_t kind, bool clients)
{
    if (kind == SERIES_HOUSE)
        return USE_HOUSE;
    return (kind == FLOW_CLIENT) == clients ? USE_FLOWS : USE_NOT;
}

static Error *
read_series(Tx *tx, Sum *sum)
{
    SqlRows rows;
    bool more;

    TRY(sql_row(tx, "SELECT ifnull(max(id), 0) FROM series", SQL_NO_ARGS, &rows, &more));
    sum->series_max = more ? sql_int(&rows, 0) : 0;
    sql_done(&rows);
    if (sum->series_max < 0 || sum->series_max >= 1 << 20)
        FAIL(E_DB, "the Reporting Store has series numbered beyond 2^20: it was edited; restore the file");
    sum->uses = arena_alloc(tx_arena(tx), (size_t)sum->series_max + 1);
    TRY(sql_query(tx, "SELECT id, kind FROM series WHERE id BETWEEN 0 AND ?1", SQL_ARGS(SQL_I(sum->series_max)),
                  &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        sum->uses[sql_int(&rows, 0)] = (unsigned char)use_of(sql_int(&rows, 1), sum->range->clients);
    }
}

static void
add_time(Sum *sum, unsigned which, unsigned bucket, int64_t count)
{
    if (bucket >= HISTOGRAM_BUCKETS)
        return;
    if (which == CELL_SIGNIN)
        sum->signin.counts[bucket] += count;
    else if (which < MILESTONES)
        sum->times[which].counts[bucket] += count;
}

static void
add_cell(Sum *sum, const Cell *cell)
{
    unsigned major = cells_major(cell->key), minor = cells_minor(cell->key);
    LabelSum *label = (int64_t)major <= sum->label_max ? &sum->labels[major] : NULL;

    switch (cells_family(cell->key)) {
    case CELL_COMPLETED:
        sum->completed += cell->count;
        return;
    case CELL_NEW_USER:
        sum->new_users += cell->count;
        return;
    case CELL_ABANDONED:
        if (minor < MILESTONES)
            sum->abandoned[minor] += cell->count;
        return;
    case CELL_FAILED:
        if (label && minor < MILESTONES)
            label->failed[minor] += cell->count;
        return;
    case CELL_TIME:
        add_time(sum, major, minor, cell->count);
        return;
    case CELL_EVENT:
        if (label)
            label->events += cell->count;
        return;
    case CELL_REFUSED:
        if (label)
            label->refused += cell->count;
        return;
    case CELL_FAMILIES:
        return;
    }
}

static Error *
add_span(Tx *tx, Sum *sum, const Span *span)
{
    SqlRows rows;
    Cells cells;
    bool more;

    TRY(sql_query(tx, "SELECT key, cells FROM rollup WHERE key >= ?1 AND key < ?2",
                  SQL_ARGS(SQL_I(rollup_key(span->level, span->from, 0)), SQL_I(rollup_key(span->level, span->to, 0))),
                  &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        int64_t series = rollup_key_series(sql_int(&rows, 0));
        if (series > sum->series_max || sum->uses[series] == USE_NOT)
            continue;
        Error *error = cells_decode(tx_arena(tx), sql_text(&rows, 1), &cells);
        if (error) {
            sql_done(&rows);
            return error_pass(error, __FILE__, __LINE__);
        }
        for (size_t i = 0; i < cells.count; i++)
            add_cell(sum, &cells.items[i]);
    }
}

static Error *
sum_range(Tx *tx, void *arg)
{
    Sum *sum = arg;
    Span spans[SPANS_MAX];

    TRY(loaded_read(tx, &sum->loaded));
    TRY(read_labels(tx, sum));
    TRY(read_series(tx, sum));
    size_t count = spans_cover(sum->range->since, sum->range->until, sum->loaded.kept, spans);
    for (size_t i = 0; i < count; i++)
        TRY(add_span(tx, sum, &spans[i]));
    return NULL;
}

static int
compare_counts(const void *a, const void *b)
{
    const CauseCount *x = a, *y = b;
    size_t shorter = x->cause.len < y->cause.len ? x->cause.len : y->cause.len;

    if (x->flows != y->flows)
        return x->flows > y->flows ? -1 : 1;
    int order = shorter ? memcmp(x->cause.ptr, y->cause.ptr, shorter) : 0;
    return order ? order : (x->cause.len > y->cause.len) - (x->cause.len < y->cause.len);
}

static int64_t
failed_total(const LabelSum *label)
{
    int64_t total = 0;

    for (size_t m = 0; m < MILESTONES; m++)
        total += label->failed[m];
    return total;
}

static int64_t
refused_total(const LabelSum *label)
{
    return label->refused;
}

static int64_t
events_total(const LabelSum *label)
{
    return label->events;
}

/* The labels that count, largest first. */
static CauseCount *
list_labels(Arena *arena, const Sum *sum, int64_t (*total)(const LabelSum *label), size_t *count)
{
    CauseCount *list = ARENA_NEW(arena, CauseCount, (size_t)sum->label_max + 1);
    size_t listed = 0;

    for (int64_t i = 0; i <= sum->label_max; i++) {
        int64_t flows = total(&sum->labels[i]);
        if (flows > 0)
            list[listed++] = (CauseCount){ sum->labels[i].text, flows };
    }
    qsort(list, listed, sizeof list[0], compare_counts);
    *count = listed;
    return list;
}

static void
read_failures(const Sum *sum, Figures *figures)
{
    for (int64_t i = 0; i <= sum->label_max; i++) {
        const LabelSum *label = &sum->labels[i];
        bool system = error_info(error_from_cause(label->text))->group == GROUP_SYSTEM;
        for (size_t m = 0; m < MILESTONES; m++) {
            figures->failed_at[m] += label->failed[m];
            figures->failed += label->failed[m];
            figures->failed_system[m] += system ? label->failed[m] : 0;
        }
    }
}

static void
read_times(const Sum *sum, Figures *figures)
{
    for (size_t c = 0; c < CONNECTIONS; c++) {
        const Histogram *times = &sum->times[flow_connections[c].milestone];
        figures->measured[c] = histogram_total(times);
        figures->median[c] = histogram_percentile(times, 50, MEDIAN_LEAST);
        figures->slow[c] = histogram_percentile(times, 95, SLOW_LEAST);
    }
    figures->median_signin = histogram_percentile(&sum->signin, 50, MEDIAN_LEAST);
    figures->slow_signin = histogram_percentile(&sum->signin, 95, SLOW_LEAST);
}

/* From the furthest milestone back: who reached one has passed all before it. */
static void
read_passed(const Sum *sum, Figures *figures)
{
    int64_t passed = sum->completed;

    figures->completed = sum->completed;
    figures->new_users = sum->new_users;
    for (size_t m = MILESTONES; m-- > 0;) {
        figures->abandoned_at[m] = sum->abandoned[m];
        figures->abandoned += sum->abandoned[m];
        passed += figures->failed_at[m] + figures->abandoned_at[m];
        figures->passed[m] = passed;
    }
    figures->started = passed;
}

Error *
reports_figures(Reports *reports, Arena *arena, const ReportRange *range, Figures *figures)
{
    Sum *sum = ARENA_NEW(arena, Sum, 1);
    Figures read = { 0 };

    sum->range = range;
    TRY(sql_read(reports->sql, arena, sum_range, sum));
    read_failures(sum, &read);
    read_times(sum, &read);
    read_passed(sum, &read);
    read.causes = list_labels(arena, sum, failed_total, &read.cause_count);
    read.refused = list_labels(arena, sum, refused_total, &read.refused_count);
    read.events = list_labels(arena, sum, events_total, &read.event_count);
    read.newest = sum->loaded.newest;
    read.put_aside = sum->loaded.put_aside;
    *figures = read;
    return NULL;
}

void
reports_add_open(Figures *figures, const int64_t reached[MILESTONES])
{
    int64_t passed = 0;

    for (size_t m = MILESTONES; m-- > 0;) {
        passed += reached[m];
        figures->open_at[m] += reached[m];
        figures->passed[m] += passed;
    }
    figures->open += passed;
    figures->started += passed;
}
