/* reports_figures.c -- answers: rollups of a range added up, then read as figures.
 * SPDX-License-Identifier: ISC */
#include "reports/report_sum.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

#define MEDIAN_LEAST 5
#define SLOW_LEAST   20

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
list_labels(const ReportSum *sum, int64_t (*total)(const LabelSum *label), size_t *count)
{
    CauseCount *list = ARENA_NEW(sum->arena, CauseCount, (size_t)sum->names.label_max + 1);
    size_t listed = 0;

    for (int64_t i = 0; i <= sum->names.label_max; i++) {
        int64_t flows = total(&sum->labels[i]);
        if (flows > 0)
            list[listed++] = (CauseCount){ sum->names.labels[i], flows };
    }
    qsort(list, listed, sizeof list[0], compare_counts);
    *count = listed;
    return list;
}

static void
read_failures(const ReportSum *sum, Figures *figures)
{
    for (int64_t i = 0; i <= sum->names.label_max; i++) {
        const LabelSum *label = &sum->labels[i];
        bool system = sum->names.system[i];
        for (size_t m = 0; m < MILESTONES; m++) {
            figures->failed_at[m] += label->failed[m];
            figures->failed += label->failed[m];
            figures->failed_system[m] += system ? label->failed[m] : 0;
        }
    }
}

static Micros
percentile(const Histogram *times, unsigned percent, int64_t least)
{
    return times ? histogram_percentile(times, percent, least) : -1;
}

static void
read_times(const ReportSum *sum, Figures *figures)
{
    const Histogram *signin = sum->times[CELL_SIGNIN];

    for (size_t c = 0; c < CONNECTIONS; c++) {
        const Histogram *times = sum->times[flow_connections[c].milestone];
        figures->measured[c] = times ? histogram_total(times) : 0;
        figures->median[c] = percentile(times, 50, MEDIAN_LEAST);
        figures->slow[c] = percentile(times, 95, SLOW_LEAST);
    }
    figures->median_signin = percentile(signin, 50, MEDIAN_LEAST);
    figures->slow_signin = percentile(signin, 95, SLOW_LEAST);
}

/* From the furthest milestone back: who reached one has passed all before it. */
static void
read_passed(const ReportSum *sum, Figures *figures)
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

void
reports_figures_of(const ReportSum *sum, Figures *figures)
{
    Figures read = { 0 };

    read_failures(sum, &read);
    read_times(sum, &read);
    read_passed(sum, &read);
    read.causes = list_labels(sum, failed_total, &read.cause_count);
    read.refused = list_labels(sum, refused_total, &read.refused_count);
    read.events = list_labels(sum, events_total, &read.event_count);
    read.newest = sum->names.loaded.newest;
    read.put_aside = sum->names.loaded.put_aside;
    *figures = read;
}

typedef struct Ask {
    const ReportRange *range;
    Figures figures;
} Ask;

static Error *
read_figures(Tx *tx, void *arg)
{
    Ask *ask = arg;
    ReportSum *sum = ARENA_NEW(tx_arena(tx), ReportSum, 1);

    TRY(report_sum_begin(sum, tx, ask->range, false));
    TRY(report_sum_add(sum, tx, ask->range->since, ask->range->until, SUM_ALL));
    reports_figures_of(sum, &ask->figures);
    return NULL;
}

static CauseCount *
copy_list(Arena *arena, const CauseCount *list, size_t count)
{
    CauseCount *copy = ARENA_NEW(arena, CauseCount, count + 1);

    for (size_t i = 0; i < count; i++)
        copy[i] = (CauseCount){ str_copy(arena, list[i].cause), list[i].flows };
    return copy;
}

void
reports_figures_keep(Arena *arena, Figures *figures)
{
    figures->causes = copy_list(arena, figures->causes, figures->cause_count);
    figures->refused = copy_list(arena, figures->refused, figures->refused_count);
    figures->events = copy_list(arena, figures->events, figures->event_count);
}

Error *
reports_figures(Reports *reports, Arena *arena, const ReportRange *range, Figures *figures)
{
    Ask ask = { .range = range };
    Scratch *scratch;

    TRY(reports_scratch(arena, &scratch));
    TRY(sql_read(reports->sql, scratch->arena, read_figures, &ask));
    reports_figures_keep(arena, &ask.figures);
    reports_scratch_free(scratch);
    *figures = ask.figures;
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
