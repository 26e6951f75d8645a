/* reports_reconcile.c -- the sums that hold in every answer.
 * SPDX-License-Identifier: ISC */
#include "reports/reports.h"

#include <inttypes.h>

static Error *
same(const char *what, int64_t a, int64_t b)
{
    if (a != b)
        FAIL(E_SERVER_ERROR, "the figures do not agree: %s: %" PRId64 " and %" PRId64, what, a, b);
    return NULL;
}

static int64_t
total(const int64_t counts[MILESTONES])
{
    int64_t sum = 0;

    for (size_t m = 0; m < MILESTONES; m++)
        sum += counts[m];
    return sum;
}

/* What is lost between a milestone and the next one; after the last: nobody but who arrived. */
static Error *
check_losses(const Figures *figures)
{
    for (size_t m = 0; m < MILESTONES; m++) {
        int64_t lost = figures->failed_at[m] + figures->abandoned_at[m] + figures->open_at[m];
        int64_t next = m + 1 < MILESTONES ? figures->passed[m + 1] : figures->completed;
        TRY(same(flow_milestone_ids[m], figures->passed[m] - next, lost));
        if (lost < 0 || figures->failed_system[m] > figures->failed_at[m])
            FAIL(E_SERVER_ERROR, "the figures do not agree: losses at milestone %s", flow_milestone_ids[m]);
    }
    return NULL;
}

static Error *
check_times(const Figures *figures)
{
    for (size_t c = 0; c < CONNECTIONS; c++) {
        const Connection *connection = &flow_connections[c];
        if (figures->measured[c] > figures->passed[connection->milestone])
            FAIL(E_SERVER_ERROR, "the figures do not agree: more flows measured than passed at connection %s",
                 connection->id);
    }
    return NULL;
}

Error *
reports_reconcile(const Figures *figures)
{
    int64_t causes = 0;

    for (size_t i = 0; i < figures->cause_count; i++)
        causes += figures->causes[i].flows;
    TRY(same("started, and completed + failed + abandoned + open", figures->started,
             figures->completed + figures->failed + figures->abandoned + figures->open));
    TRY(same("started, and passed the first milestone", figures->started, figures->passed[0]));
    TRY(same("failed, and the sum of the causes", figures->failed, causes));
    TRY(same("failed, by milestone", figures->failed, total(figures->failed_at)));
    TRY(same("abandoned, by milestone", figures->abandoned, total(figures->abandoned_at)));
    TRY(same("open, by milestone", figures->open, total(figures->open_at)));
    if (figures->new_users > figures->completed)
        FAIL(E_SERVER_ERROR, "the figures do not agree: more new users than completed flows");
    TRY(check_losses(figures));
    return check_times(figures);
}

static Error *
check_buckets(const Report *report)
{
    const Figures *figures = &report->figures;
    ReportTally sum = { 0 };
    Micros at = report->since;

    for (size_t i = 0; i < report->bucket_count; i++) {
        const ReportBucket *bucket = &report->buckets[i];
        TRY(same("a bucket's start, and the end of the one before", bucket->since, at));
        at = bucket->until;
        sum.started += bucket->flows.started;
        sum.completed += bucket->flows.completed;
        sum.failed += bucket->flows.failed;
        sum.abandoned += bucket->flows.abandoned;
    }
    TRY(same("the last bucket's end, and the range's", at, report->until));
    TRY(same("completed, and by bucket", figures->completed, sum.completed));
    TRY(same("failed, and by bucket", figures->failed, sum.failed));
    TRY(same("abandoned, and by bucket", figures->abandoned, sum.abandoned));
    return same("started, and by bucket", figures->started, sum.started);
}

Error *
reports_page_reconcile(const Report *report)
{
    const Figures *figures = &report->figures;
    int64_t causes = 0;

    TRY(reports_reconcile(figures));
    TRY(check_buckets(report));
    for (size_t i = 0; i < report->cause_count; i++)
        causes += report->causes[i].flows;
    TRY(same("failed, and the sum of the causes", figures->failed, causes));
    TRY(same("ended, of the success rate", report->success.of, figures->started - figures->open));
    if (report->technical.of > report->success.of || report->first_try.of > report->success.of ||
        report->first_try.count > report->first_try.of)
        FAIL(E_SERVER_ERROR, "the figures do not agree: rates");
    TRY(same("the person's times, and the system's", report->person.measured, report->system.measured));
    if (report->person.measured > report->signin.measured || report->signin.measured > figures->completed)
        FAIL(E_SERVER_ERROR, "the figures do not agree: more sign-ins measured than completed");
    return NULL;
}
