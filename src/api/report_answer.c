/* report_answer.c -- the large figures at the top of /reports, each with how it changed and a sparkline.
 * SPDX-License-Identifier: ISC */
#include "api/report_view.h"

#include "base/str.h"
#include "text/number.h"

#include <stdlib.h>

#define ANSWERS 7

static Str
change_of(const ReportView *view, Str amount, bool more)
{
    return message_fill(view->arena, view->language, more ? MESSAGE_reports_delta_up : MESSAGE_reports_delta_down,
                        MESSAGE_TEXT("value", amount));
}

/* "12 more than before"; "" when nothing is compared. */
static Str
count_change(const ReportView *view, int64_t now, int64_t before)
{
    if (!view->set->compared)
        return LIT("");
    if (now == before)
        return message(view->language, MESSAGE_reports_delta_same);
    return change_of(view, number_count(view->arena, view->language, llabs(now - before)), now > before);
}

static Str
time_change(const ReportView *view, Micros now, Micros before)
{
    if (!view->set->compared)
        return LIT("");
    if (now < 0 || before < 0)
        return message(view->language, MESSAGE_reports_delta_none);
    if (now == before)
        return message(view->language, MESSAGE_reports_delta_same);
    return change_of(view, number_duration(view->arena, view->language, llabs(now - before)), now > before);
}

/* Points of a percentage, with one decimal. */
static Str
rate_change(const ReportView *view, ReportRate now, ReportRate before)
{
    if (!view->set->compared)
        return LIT("");
    if (now.of < REPORT_LEAST || before.of < REPORT_LEAST)
        return message(view->language, MESSAGE_reports_delta_none);
    double points = 100.0 * ((double)now.count / (double)now.of - (double)before.count / (double)before.of);
    long long tenths = (long long)(points * 10 + (points < 0 ? -.5 : .5));
    if (tenths == 0)
        return message(view->language, MESSAGE_reports_delta_same);
    Str amount = str_format(view->arena, "%lld%s%lld", llabs(tenths) / 10, languages[view->language].decimal,
                            llabs(tenths) % 10);
    return change_of(view,
                     message_fill(view->arena, view->language, MESSAGE_reports_points, MESSAGE_TEXT("value", amount)),
                     tenths > 0);
}

/* What a sparkline shows of one bucket; -1 for what is not known. The running one is left out. */
static int64_t
success_of(const ReportBucket *bucket)
{
    int64_t ended = report_set_ended(&bucket->flows);

    return ended ? 10000 * bucket->flows.completed / ended : -1;
}

static int64_t
completed_of(const ReportBucket *bucket)
{
    return bucket->flows.completed;
}

static int64_t
typical_of(const ReportBucket *bucket)
{
    return bucket->typical;
}

static int64_t
slow_of(const ReportBucket *bucket)
{
    return bucket->slow;
}

static const Chart *
spark_of(const ReportView *view, const char *id, int64_t (*value)(const ReportBucket *bucket))
{
    const Report *report = &view->set->report;
    int64_t *values = ARENA_NEW(view->arena, int64_t, report->bucket_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < report->bucket_count; i++)
        if (!report->buckets[i].running)
            values[count++] = value(&report->buckets[i]);
    return report_chart_spark(view, id, values, count);
}

static const Chart *
spark_of_days(const ReportView *view)
{
    const ReportActive *active = &view->set->active;
    int64_t *values = ARENA_NEW(view->arena, int64_t, active->day_count + 1);

    for (size_t i = 0; i < active->day_count; i++)
        values[i] = active->days[i].users;
    return view->set->admin ? report_chart_spark(view, "active", values, active->day_count) : NULL;
}

/* What is compared with the time before: the range without what is still running. */
static PageAnswer
answer_of_flows(const ReportView *view, int which)
{
    const Report *now = &view->set->report, *settled = &view->set->settled, *before = &view->set->before;
    LanguageId language = view->language;

    switch (which) {
    case 0:
        return (PageAnswer){ number_share(view->arena, language, now->success.count, now->success.of),
                             message(language, MESSAGE_reports_success),
                             rate_change(view, settled->success, before->success), spark_of(view, "rate", success_of) };
    case 1:
        return (PageAnswer){ number_count(view->arena, language, now->figures.completed),
                             message(language, MESSAGE_reports_completed),
                             count_change(view, settled->figures.completed, before->figures.completed),
                             spark_of(view, "completed", completed_of) };
    case 2:
        return (PageAnswer){ number_duration(view->arena, language, now->signin.typical),
                             message(language, MESSAGE_reports_typical),
                             time_change(view, settled->signin.typical, before->signin.typical),
                             spark_of(view, "typical", typical_of) };
    default:
        return (PageAnswer){ number_duration(view->arena, language, now->signin.slow),
                             message(language, MESSAGE_reports_slow),
                             time_change(view, settled->signin.slow, before->signin.slow),
                             spark_of(view, "slow", slow_of) };
    }
}

size_t
report_view_answers(const ReportView *view, int64_t attention, const PageAnswer **answers)
{
    const ReportSet *set = view->set;
    PageAnswer *made = ARENA_NEW(view->arena, PageAnswer, ANSWERS);
    bool hidden = !set->admin && set->active.daily > 0 && set->active.daily < REPORT_SET_GROUP;
    size_t count = 0;

    for (int i = 0; i < 4; i++)
        made[count++] = answer_of_flows(view, i);
    made[count++] = (PageAnswer){ hidden ? LIT("–") : number_count(view->arena, view->language, set->active.daily),
                                  message(view->language, MESSAGE_reports_today), LIT(""), spark_of_days(view) };
    made[count++] = (PageAnswer){ number_count(view->arena, view->language, set->open_sessions),
                                  message(view->language, MESSAGE_reports_sessions_open), LIT(""), NULL };
    if (attention >= 0)
        made[count++] = (PageAnswer){ number_count(view->arena, view->language, attention),
                                      message(view->language, MESSAGE_reports_attention), LIT(""), NULL };
    *answers = made;
    return count;
}
