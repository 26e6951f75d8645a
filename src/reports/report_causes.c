/* report_causes.c -- counts come from the rollups; the newest flow of a cause is found by the index of failed flows.
 * SPDX-License-Identifier: ISC */
#include "reports/report_causes.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

typedef struct Wanted {
    const ReportSum *sum;
    const ReportStretch *stretch;
    int64_t label;
    Micros since, until; /* the edges in truth */
} Wanted;

/* The newest flow that failed with this cause in one series. */
static Error *
find_newest(Tx *tx, const Wanted *wanted, int64_t series, ReportCause *cause)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx,
                "SELECT ended, trace FROM flow INDEXED BY flow_failed WHERE outcome = 2 AND cause = ?1 AND series = ?2 "
                "AND started >= ?3 AND started < ?4 AND reached BETWEEN ?5 AND ?6 ORDER BY started DESC LIMIT 1",
                SQL_ARGS(SQL_I(wanted->label), SQL_I(series), SQL_I(wanted->since), SQL_I(wanted->until),
                         SQL_I(wanted->stretch->from), SQL_I(wanted->stretch->to)),
                &rows, &found));
    if (found && sql_int(&rows, 0) > cause->last_seen) {
        cause->last_seen = sql_int(&rows, 0);
        cause->trace = sql_text(&rows, 1);
    }
    sql_done(&rows);
    return NULL;
}

static Error *
find_newest_of_all(Tx *tx, const Wanted *wanted, ReportCause *cause)
{
    const ReportSum *sum = wanted->sum;

    for (int64_t i = 0; i <= sum->names.series_max; i++)
        if (sum->uses[i] & USE_FLOWS && sum->series[i] && sum->series[i]->failed > 0)
            TRY(find_newest(tx, wanted, i, cause));
    return NULL;
}

static int
compare_causes(const void *a, const void *b)
{
    const ReportCause *x = a, *y = b;
    size_t shorter = x->cause.len < y->cause.len ? x->cause.len : y->cause.len;

    if (x->flows != y->flows)
        return x->flows > y->flows ? -1 : 1;
    int order = shorter ? memcmp(x->cause.ptr, y->cause.ptr, shorter) : 0;
    return order ? order : (x->cause.len > y->cause.len) - (x->cause.len < y->cause.len);
}

Error *
report_causes_list(Tx *tx, const ReportSum *sum, const ReportStretch *stretch, ReportCause **causes, size_t *count)
{
    ReportCause *list = ARENA_NEW(sum->arena, ReportCause, (size_t)sum->names.label_max + 1);
    Wanted wanted = { .sum = sum,
                      .stretch = stretch,
                      .since = spans_edge(sum->range->since, sum->names.loaded.kept, false),
                      .until = spans_edge(sum->range->until, sum->names.loaded.kept, true) };
    size_t listed = 0;

    for (int64_t label = 0; label <= sum->names.label_max; label++) {
        ReportCause cause = { .cause = sum->names.labels[label], .trace = LIT(""), .before = -1 };
        for (unsigned m = stretch->from; m <= (unsigned)stretch->to; m++)
            cause.flows += sum->labels[label].failed[m];
        if (cause.flows <= 0)
            continue;
        cause.group = error_info(error_from_cause(cause.cause))->group;
        wanted.label = label;
        TRY(find_newest_of_all(tx, &wanted, &cause));
        list[listed++] = cause;
    }
    qsort(list, listed, sizeof list[0], compare_causes);
    *causes = list;
    *count = listed;
    return NULL;
}

ReportCause *
report_causes_keep(Arena *arena, const ReportCause *causes, size_t count)
{
    ReportCause *kept = ARENA_NEW(arena, ReportCause, count + 1);

    for (size_t i = 0; i < count; i++) {
        kept[i] = causes[i];
        kept[i].cause = str_copy(arena, causes[i].cause);
        kept[i].trace = str_copy(arena, causes[i].trace);
    }
    return kept;
}

/* ---- the failures of one step ---- */

typedef struct Ask {
    const ReportRange *range;
    ReportStretch stretch;
    ReportCause *causes;
    size_t count;
} Ask;

static Error *
read_failures(Tx *tx, void *arg)
{
    Ask *ask = arg;
    ReportSum *sum = ARENA_NEW(tx_arena(tx), ReportSum, 1);

    TRY(report_sum_begin(sum, tx, ask->range, true));
    TRY(report_sum_add(sum, tx, ask->range->since, ask->range->until, SUM_OUTLINE));
    return report_causes_list(tx, sum, &ask->stretch, &ask->causes, &ask->count);
}

Error *
reports_step_failures(Reports *reports, Arena *arena, const ReportRange *range, int step, ReportCause **causes,
                      size_t *count)
{
    Ask ask = { .range = range, .stretch = { 0, MILESTONES - 1 } };
    Scratch *scratch;

    if (step != 0 && (step < 2 || step > STEPS))
        FAIL(E_INVALID_REQUEST, "the funnel has losses before its steps 2 to %d", STEPS);
    if (step != 0)
        ask.stretch = (ReportStretch){ flow_steps[step - 2].milestone, flow_steps[step - 1].milestone - 1 };
    TRY(reports_scratch(arena, &scratch));
    TRY(sql_read(reports->sql, scratch->arena, read_failures, &ask));
    *causes = report_causes_keep(arena, ask.causes, ask.count);
    *count = ask.count;
    reports_scratch_free(scratch);
    return NULL;
}
