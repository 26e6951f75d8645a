/* reports_panels.c -- all panels of /reports out of one reading: the range is read bucket by bucket, and the buckets are the range. Of
 * long buckets only the outlines are read; the times that no bucket shows are read for the range as a whole, by days of UTC.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "reports/report_buckets.h"
#include "reports/report_causes.h"
#include "reports/report_sum.h"

#include <stdlib.h>
#include <string.h>

typedef struct Ask {
    const ReportRange *range;
    Micros now;
    ReportSum *sum;
    Report report;
} Ask;

static void
close_bucket(ReportSum *sum)
{
    ReportBucket *bucket = sum->bucket;
    ReportTimes times = report_sum_times(&sum->bucket_times);

    bucket->measured = times.measured;
    bucket->typical = times.typical;
    bucket->slow = times.slow;
    bucket->flows.started = bucket->flows.completed + bucket->flows.failed + bucket->flows.abandoned;
    memset(&sum->bucket_times, 0, sizeof sum->bucket_times);
}

static Error *
read_buckets(Tx *tx, Ask *ask)
{
    Report *report = &ask->report;
    ReportSum *sum = ask->sum;

    report->unit = report_buckets_unit(ask->range->since, ask->range->until);
    report->buckets = ARENA_NEW(sum->arena, ReportBucket, REPORT_BUCKETS_MAX + 2);
    report->bucket_count =
        report_buckets_cut(ask->range, sum->names.loaded.kept, ask->now, report->unit, report->buckets);
    report->since = report->until = ask->range->since;
    unsigned what = report->unit >= UNIT_15_MINUTES ? SUM_OUTLINE : SUM_ALL;
    for (size_t i = 0; i < report->bucket_count; i++) {
        sum->bucket = &report->buckets[i];
        TRY(report_sum_add(sum, tx, sum->bucket->since, sum->bucket->until, what));
        close_bucket(sum);
    }
    if (report->bucket_count == 0)
        return NULL;
    report->since = report->buckets[0].since;
    report->until = report->buckets[report->bucket_count - 1].until;
    return what == SUM_ALL ? NULL : report_sum_add(sum, tx, report->since, report->until, SUM_OTHERS);
}

/* ---- by provider, by app ---- */

typedef struct NameSum {
    int64_t label;
    ReportTally flows;
    int64_t failed_system;
    Histogram signin;
} NameSum;

static void
add_series(NameSum *name, const SeriesSum *series)
{
    name->flows.completed += series->completed;
    name->flows.failed += series->failed;
    name->flows.abandoned += series->abandoned;
    name->flows.started += series->completed + series->failed + series->abandoned;
    for (size_t m = 0; m < MILESTONES; m++)
        name->failed_system += series->failed_system[m];
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++)
        name->signin.counts[i] += series->signin.counts[i];
}

static int
compare_names(const void *a, const void *b)
{
    const ReportName *x = a, *y = b;
    size_t shorter = x->name.len < y->name.len ? x->name.len : y->name.len;

    if (x->flows.started != y->flows.started)
        return x->flows.started > y->flows.started ? -1 : 1;
    int order = shorter ? memcmp(x->name.ptr, y->name.ptr, shorter) : 0;
    return order ? order : (x->name.len > y->name.len) - (x->name.len < y->name.len);
}

/* The series that are used so, summed by their provider or app. One name at a time: there is one histogram. */
static ReportName *
list_names(const ReportSum *sum, unsigned use, bool by_app, size_t *count)
{
    ReportName *list = ARENA_NEW(sum->arena, ReportName, (size_t)sum->names.label_max + 1);
    NameSum **names = ARENA_NEW(sum->arena, NameSum *, (size_t)sum->names.label_max + 1);
    size_t listed = 0;

    for (int64_t i = 0; i <= sum->names.series_max; i++) {
        const ReportSeries *series = &sum->names.series[i];
        int64_t label = by_app ? series->app : series->provider;
        if (!(sum->uses[i] & use) || !sum->series[i] || label < 0 || label > sum->names.label_max)
            continue;
        if (!names[label])
            names[label] = ARENA_NEW(sum->arena, NameSum, 1);
        add_series(names[label], sum->series[i]);
    }
    for (int64_t label = 0; label <= sum->names.label_max; label++)
        if (names[label] && names[label]->flows.started > 0)
            list[listed++] = (ReportName){ sum->names.labels[label], names[label]->flows, names[label]->failed_system,
                                           report_sum_times(&names[label]->signin) };
    qsort(list, listed, sizeof list[0], compare_names);
    *count = listed;
    return list;
}

/* ---- the rest ---- */

static int64_t
system_failures(const Figures *figures)
{
    int64_t failures = 0;

    for (size_t m = 0; m < MILESTONES; m++)
        failures += figures->failed_system[m];
    return failures;
}

static void
read_rates(const ReportSum *sum, Report *report)
{
    const Figures *figures = &report->figures;
    int64_t ended = sum->first[FLOW_COMPLETED] + sum->first[FLOW_FAILED] + sum->first[FLOW_ABANDONED];

    report->success = (ReportRate){ figures->completed, figures->completed + figures->failed + figures->abandoned };
    report->technical = (ReportRate){ figures->completed, figures->completed + system_failures(figures) };
    report->first_try = (ReportRate){ sum->first[FLOW_COMPLETED], ended };
}

/* A step of one connection is that connection; consent alone is a person's. */
static ReportTimes
step_times(const ReportSum *sum, unsigned step)
{
    unsigned connections = 0, milestone = 0;

    for (size_t c = 0; c < CONNECTIONS; c++)
        if ((unsigned)flow_connections[c].step == step + 1) {
            connections++;
            milestone = flow_connections[c].milestone;
        }
    return report_sum_time(sum, connections > 1 ? CELL_STEP + step : milestone);
}

static void
read_times(const ReportSum *sum, Report *report)
{
    report->signin = report_sum_time(sum, CELL_SIGNIN);
    report->person = report_sum_time(sum, CELL_PERSON);
    report->system = report_sum_time(sum, CELL_SYSTEM);
    for (size_t c = 0; c < CONNECTIONS; c++)
        report->connection[c] = report_sum_time(sum, flow_connections[c].milestone);
    for (unsigned step = 0; step < STEPS; step++)
        report->step[step] = step_times(sum, step);
    report->event_age = report_sum_time(sum, CELL_AGE);
    report->session_length = report_sum_time(sum, CELL_LENGTH);
    Micros *lengths[] = { &report->session_length.typical, &report->session_length.slow,
                          &report->session_length.worst };
    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        *lengths[i] = *lengths[i] < 0 ? -1 : *lengths[i] * MILLISECOND; /* see CELL_LENGTH */
}

static Error *
read_page(Tx *tx, void *arg)
{
    Ask *ask = arg;
    Report *report = &ask->report;

    ask->sum = ARENA_NEW(tx_arena(tx), ReportSum, 1);
    TRY(report_sum_begin(ask->sum, tx, ask->range, true));
    TRY(read_buckets(tx, ask));
    reports_figures_of(ask->sum, &report->figures);
    read_rates(ask->sum, report);
    read_times(ask->sum, report);
    report->providers = list_names(ask->sum, USE_PROVIDERS, false, &report->provider_count);
    report->apps = list_names(ask->sum, USE_APPS, true, &report->app_count);
    report->sessions_started = ask->sum->sessions;
    for (size_t i = 0; i < SESSION_ENDS; i++)
        report->sessions_ended[i] = ask->sum->ended[i];
    ReportStretch all = { 0, MILESTONES - 1 };
    return report_causes_list(tx, ask->sum, &all, &report->causes, &report->cause_count);
}

static ReportName *
keep_names(Arena *arena, const ReportName *names, size_t count)
{
    ReportName *kept = ARENA_NEW(arena, ReportName, count + 1);

    for (size_t i = 0; i < count; i++) {
        kept[i] = names[i];
        kept[i].name = str_copy(arena, names[i].name);
    }
    return kept;
}

/* Out of the reading's memory. */
static void
keep(Arena *arena, Report *report)
{
    ReportBucket *buckets = ARENA_NEW(arena, ReportBucket, report->bucket_count + 1);

    memcpy(buckets, report->buckets, report->bucket_count * sizeof buckets[0]);
    report->buckets = buckets;
    report->providers = keep_names(arena, report->providers, report->provider_count);
    report->apps = keep_names(arena, report->apps, report->app_count);
    report->causes = report_causes_keep(arena, report->causes, report->cause_count);
    reports_figures_keep(arena, &report->figures);
}

Error *
reports_page(Reports *reports, Arena *arena, const ReportRange *range, Micros now, Report *report)
{
    Ask *ask = ARENA_NEW(arena, Ask, 1);
    Scratch *scratch;

    *ask = (Ask){ .range = range, .now = now };
    TRY(reports_scratch(arena, &scratch));
    TRY(sql_read(reports->sql, scratch->arena, read_page, ask));
    keep(arena, &ask->report);
    reports_scratch_free(scratch);
    *report = ask->report;
    return NULL;
}

void
reports_page_compare(Report *report, const Report *before)
{
    for (size_t i = 0; i < report->cause_count; i++) {
        report->causes[i].before = 0;
        for (size_t j = 0; j < before->cause_count; j++)
            if (str_equal(report->causes[i].cause, before->causes[j].cause))
                report->causes[i].before = before->causes[j].flows;
    }
}

void
reports_page_add_open(Report *report, const int64_t reached[MILESTONES], const Micros *started, size_t count)
{
    reports_add_open(&report->figures, reached);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at + 1 < report->bucket_count && started[i] >= report->buckets[at].until)
            at++;
        if (at < report->bucket_count) {
            report->buckets[at].flows.open++;
            report->buckets[at].flows.started++;
        }
    }
}
