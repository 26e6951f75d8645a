/* reports_page_test.c -- the page /reports against a count by hand: random flows, revisions, filters, ranges and zones; every answer
 * reconciles.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include <stdlib.h>
#include <string.h>

#define FLOWS 1500
#define SPAN  (12 * DAY)
#define NOW   (NOON + 3 * MINUTE + 7 * SECOND)

static const Str providers[] = { LIT_INIT("latchstring"), LIT_INIT("github"), LIT_INIT("corp") };
static const Str apps[] = { LIT_INIT("shop"), LIT_INIT("wiki") };
static const Str causes[] = { LIT_INIT("bad_password"), LIT_INIT("consent_denied"), LIT_INIT("provider"),
                              LIT_INIT("timeout") };
static const char *const zones[] = { "UTC", "Europe/Berlin", "Asia/Kolkata", "-03:30", "Australia/Lord_Howe" };

/* All flows as they are in the end, and how many each stands for. */
typedef struct Model {
    Event flows[FLOWS];
    int64_t counts[FLOWS];
} Model;

static void
make_flow(Case *c, uint64_t *seed, uint64_t number, Event *event, int64_t *count)
{
    Micros started = NOW - (Micros)(reports_case_random(seed) % (uint64_t)SPAN);
    Flow *flow = &event->flow;

    *event = reports_case_flow(c, started, number);
    *count = 1;
    event->trace = str_format(c->arena, "trace%llu", (unsigned long long)number);
    flow->kind = (FlowKind)(reports_case_random(seed) % FLOW_KINDS);
    flow->provider = flow->kind == FLOW_FOREIGN ? providers[1 + reports_case_random(seed) % 2] : providers[0];
    flow->app = flow->kind == FLOW_CLIENT ? apps[reports_case_random(seed) % 2] : LIT("");
    flow->test = reports_case_random(seed) % 10 == 0;
    flow->first = reports_case_random(seed) % 3 > 0;
    flow->ended = event->at = started + SECOND + (Micros)(reports_case_random(seed) % (uint64_t)MINUTE);
    flow->took[MILESTONE_consent] = reports_case_random(seed) % 2 ? 700 * MILLISECOND : -1;
    uint64_t dice = reports_case_random(seed) % 10;
    if (dice < 6)
        return;
    flow->reached = (MilestoneId)(reports_case_random(seed) % MILESTONE_upsert);
    for (int m = (int)flow->reached + 1; m < MILESTONES; m++)
        flow->took[m] = -1;
    flow->outcome = dice < 9 ? FLOW_FAILED : FLOW_ABANDONED;
    flow->cause = flow->outcome == FLOW_FAILED ? causes[reports_case_random(seed) % COUNT_OF(causes)] : LIT("");
    if (flow->outcome == FLOW_ABANDONED) {
        event->type = EVENT_FLOWS_ABANDONED;
        event->count = *count = 1 + (int64_t)(reports_case_random(seed) % 3);
    }
}

/* Some are loaded as failed first and replaced; some come twice; in batches of any size. */
static void
load_model(Case *c, uint64_t *seed, Model *model)
{
    int64_t position = 0;

    for (size_t i = 0; i < FLOWS; i++)
        make_flow(c, seed, i, &model->flows[i], &model->counts[i]);
    for (size_t i = 0; i < FLOWS;) {
        Event batch[40];
        size_t count = 0;
        for (size_t n = 1 + reports_case_random(seed) % 15; n > 0 && i < FLOWS; n--, i++) {
            Event before = model->flows[i];
            bool revised = before.type == EVENT_FLOW && reports_case_random(seed) % 4 == 0;
            before.flow.outcome = FLOW_FAILED;
            before.flow.cause = causes[0];
            before.flow.reached = MILESTONE_authorize;
            if (revised) {
                batch[count++] = before;
                model->flows[i].flow.revision = 2;
            }
            batch[count++] = model->flows[i];
        }
        reports_case_load(c, batch, count, ++position, NOW);
        if (reports_case_random(seed) % 3 == 0)
            reports_case_load(c, batch, count, position, NOW);
    }
}

static bool
is_meant(const Flow *flow, const ReportRange *range)
{
    bool kind = flow->kind == FLOW_CLIENT;

    if (!range->clients)
        kind = !kind && (range->kinds != REPORT_OWN || flow->kind == FLOW_OWN) &&
               (range->kinds != REPORT_FOREIGN || flow->kind == FLOW_FOREIGN);
    bool test = range->tests == REPORT_WITH_TESTS || flow->test == (range->tests == REPORT_ONLY_TESTS);
    return kind && test && (range->provider.len == 0 || str_equal(range->provider, flow->provider)) &&
           (range->app.len == 0 || str_equal(range->app, flow->app));
}

static ReportTally
tally(const Model *model, const ReportRange *range, Micros since, Micros until)
{
    ReportTally sum = { 0 };

    for (size_t i = 0; i < FLOWS; i++) {
        const Flow *flow = &model->flows[i].flow;
        if (flow->started < since || flow->started >= until || !is_meant(flow, range))
            continue;
        sum.started += model->counts[i];
        sum.completed += flow->outcome == FLOW_COMPLETED ? model->counts[i] : 0;
        sum.failed += flow->outcome == FLOW_FAILED ? model->counts[i] : 0;
        sum.abandoned += flow->outcome == FLOW_ABANDONED ? model->counts[i] : 0;
    }
    return sum;
}

static void
check_buckets(const Model *model, const ReportRange *range, const Report *report)
{
    for (size_t i = 0; i < report->bucket_count; i++) {
        const ReportBucket *bucket = &report->buckets[i];
        ReportTally sum = tally(model, range, bucket->since, bucket->until);
        assert_true(memcmp(&sum, &bucket->flows, sizeof sum) == 0);
        assert_int_equal(bucket->running, bucket->until > NOW);
        if (report->unit == UNIT_DAY && i > 0) {
            ZoneTime time = zone_time(&range->zone, bucket->since);
            assert_int_equal(time.hour * 60 + time.minute, 0);
        }
    }
}

static void
check_rates(const Model *model, const ReportRange *range, const Report *report)
{
    ReportRate first = { 0 }, technical = { 0 };
    int64_t signins = 0;

    for (size_t i = 0; i < FLOWS; i++) {
        const Flow *flow = &model->flows[i].flow;
        if (flow->started < report->since || flow->started >= report->until || !is_meant(flow, range))
            continue;
        bool completed = flow->outcome == FLOW_COMPLETED;
        bool system = flow->outcome == FLOW_FAILED &&
                      (str_equal(flow->cause, LIT("provider")) || str_equal(flow->cause, LIT("timeout")));
        first.of += flow->first ? model->counts[i] : 0;
        first.count += flow->first && completed;
        technical.count += completed;
        technical.of += completed || system;
        signins += completed;
    }
    assert_memory_equal(&first, &report->first_try, sizeof first);
    assert_memory_equal(&technical, &report->technical, sizeof technical);
    assert_int_equal(report->signin.measured, signins);
    assert_int_equal(report->person.measured, signins);
    assert_int_equal(report->signin.typical >= 0, signins >= REPORT_LEAST);
}

/* Each cause: how many, and the newest of them. */
static void
check_causes(const Model *model, const ReportRange *range, const Report *report)
{
    for (size_t k = 0; k < report->cause_count; k++) {
        const ReportCause *cause = &report->causes[k];
        int64_t flows = 0;
        const Event *newest = NULL;
        for (size_t i = 0; i < FLOWS; i++) {
            const Flow *flow = &model->flows[i].flow;
            if (flow->outcome != FLOW_FAILED || !str_equal(flow->cause, cause->cause) || !is_meant(flow, range) ||
                flow->started < report->since || flow->started >= report->until)
                continue;
            flows++;
            if (!newest || flow->started > newest->flow.started)
                newest = &model->flows[i];
        }
        assert_int_equal(flows, cause->flows);
        assert_non_null(newest);
        assert_true(cause->last_seen >= newest->flow.started);
        assert_true(str_starts(cause->trace, LIT("trace")));
    }
}

static void
check_providers(const Model *model, const ReportRange *range, const Report *report)
{
    for (size_t i = 0; i < report->provider_count; i++) {
        ReportRange one = *range;
        one.provider = report->providers[i].name;
        ReportTally sum = tally(model, &one, report->since, report->until);
        assert_memory_equal(&sum, &report->providers[i].flows, sizeof sum);
    }
    for (size_t i = 0; i < report->app_count && range->clients; i++) {
        ReportRange one = *range;
        one.app = report->apps[i].name;
        ReportTally sum = tally(model, &one, report->since, report->until);
        assert_memory_equal(&sum, &report->apps[i].flows, sizeof sum);
    }
}

/* The drill-downs of the six losses sum to the failures. */
static void
check_steps(Case *c, const ReportRange *range, const Report *report)
{
    int64_t sum = 0;

    for (int step = 2; step <= STEPS; step++) {
        ReportCause *list;
        size_t count;
        int64_t failed = 0;
        OK(reports_step_failures(c->reports, c->arena, range, step, &list, &count));
        for (size_t i = 0; i < count; i++) {
            failed += list[i].flows;
            assert_true(list[i].last_seen > 0);
        }
        int64_t expected = 0;
        for (unsigned m = flow_steps[step - 2].milestone; m < (unsigned)flow_steps[step - 1].milestone; m++)
            expected += report->figures.failed_at[m];
        assert_int_equal(failed, expected);
        sum += failed;
    }
    assert_int_equal(sum, report->figures.failed);
}

static ReportRange
random_range(Case *c, uint64_t *seed)
{
    ReportRange range = { .since = NOW - SPAN + (Micros)(reports_case_random(seed) % (uint64_t)SPAN) };

    range.until = range.since + MINUTE + (Micros)(reports_case_random(seed) % (uint64_t)(NOW + MINUTE - range.since));
    range.clients = reports_case_random(seed) % 3 == 0;
    range.tests = (ReportTests)(reports_case_random(seed) % 3);
    range.kinds = (ReportKinds)(reports_case_random(seed) % 3);
    if (reports_case_random(seed) % 3 == 0)
        range.provider = providers[reports_case_random(seed) % 3];
    if (range.clients && reports_case_random(seed) % 3 == 0)
        range.app = apps[reports_case_random(seed) % 2];
    OK(zone_open(c->arena, str_from_c(zones[reports_case_random(seed) % COUNT_OF(zones)]), &range.zone));
    return range;
}

static void
a_page_is_what_a_count_by_hand_gives(void **state)
{
    Case *c = *state;
    uint64_t seed = 4711;
    Model *model = calloc(1, sizeof *model);

    assert_non_null(model);
    load_model(c, &seed, model);
    for (int i = 0; i < 120; i++) {
        ReportRange range = random_range(c, &seed);
        Report report;
        Figures figures;
        OK(reports_page(c->reports, c->arena, &range, NOW, &report));
        OK(reports_page_reconcile(&report));
        OK(reports_figures(c->reports, c->arena, &range, &figures));
        reports_case_same(&figures, &report.figures);
        ReportTally sum = tally(model, &range, report.since, report.until);
        assert_int_equal(sum.completed, report.figures.completed);
        assert_int_equal(sum.failed, report.figures.failed);
        assert_int_equal(sum.abandoned, report.figures.abandoned);
        check_buckets(model, &range, &report);
        check_rates(model, &range, &report);
        check_causes(model, &range, &report);
        check_providers(model, &range, &report);
        check_steps(c, &range, &report);
    }
    free(model);
}

/* One flow per hour for 40 days, days of Berlin: the day of the change has 23. */
static void
days_of_a_zone_are_as_long_as_its_clocks_say(void **state)
{
    static const struct {
        const char *zone;
        Micros day; /* noon of the day, UTC */
        int64_t flows;
    } days[] = {
        { "Europe/Berlin", (Micros)20541 * DAY + 12 * HOUR, 23 }, /* 2026-03-29 */
        { "Europe/Berlin", (Micros)20540 * DAY + 12 * HOUR, 24 },
        { "America/New_York", (Micros)20520 * DAY + 17 * HOUR, 23 }, /* 2026-03-08 */
        { "Australia/Lord_Howe", (Micros)20548 * DAY + HOUR, 25 },   /* 2026-04-05: half an hour longer */
        { "UTC", (Micros)20541 * DAY + 12 * HOUR, 24 },
    };
    Case *c = *state;
    Micros now = MIDNIGHT + 40 * DAY;
    static Event events[40 * 24];

    for (size_t i = 0; i < COUNT_OF(events); i++)
        events[i] = reports_case_flow(c, MIDNIGHT + (Micros)i * HOUR + 15 * MINUTE, i);
    reports_case_load(c, events, COUNT_OF(events), 1, now);
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        ReportRange range = { .since = MIDNIGHT, .until = MIDNIGHT + 50 * DAY };
        Report report;
        int64_t flows = -1;
        OK(zone_open(c->arena, str_from_c(days[i].zone), &range.zone));
        OK(reports_page(c->reports, c->arena, &range, now, &report));
        OK(reports_page_reconcile(&report));
        assert_int_equal(report.unit, UNIT_DAY);
        for (size_t b = 0; b < report.bucket_count; b++)
            if (report.buckets[b].since <= days[i].day && days[i].day < report.buckets[b].until)
                flows = report.buckets[b].flows.completed;
        assert_int_equal(flows, days[i].flows);
    }
}

static void
times_of_few_are_not_known(void **state)
{
    Case *c = *state;
    Event events[20];
    Report report;

    for (size_t i = 0; i < 20; i++)
        events[i] = reports_case_flow(c, NOON - HOUR + (Micros)i * SECOND, i);
    for (int more = 19; more <= 20; more++) {
        ReportRange range = { .since = NOON - HOUR, .until = NOON };
        reports_case_load(c, events, (size_t)more, more, NOON);
        OK(reports_page(c->reports, c->arena, &range, NOON, &report));
        assert_int_equal(report.signin.measured, more);
        assert_int_equal(report.signin.worst >= 0, more == 20);
        assert_int_equal(report.step[4].typical >= 0, more == 20);
        assert_int_equal(report.connection[CONNECTION_token].slow >= 0, more == 20);
    }
    /* token + access of reports_case_flow: 8 ms + 9 ms, in buckets at most 3.2 % off */
    assert_in_range(report.step[4].typical, 16400, 17600);
    assert_in_range(report.person.typical, 4800, 5200);
}

static void
sessions_end_in_three_ways(void **state)
{
    Case *c = *state;
    Event events[24];
    ReportRange range = { .since = NOON - HOUR, .until = NOON };
    Report report;

    for (size_t i = 0; i < 23; i++) {
        events[i] = reports_case_event(c, EVENT_SESSION_ENDED, NOON - MINUTE, i);
        events[i].cause = str_from_c(session_end_names[i % 2 ? SESSION_LOGOUT : SESSION_REVOKED]);
        events[i].length = 2 * HOUR;
    }
    events[23] = reports_case_event(c, EVENT_SESSION_ENDED, NOON - MINUTE, 23);
    events[23].cause = LIT("expired");
    events[23].count = 100;
    events[23].length = 12 * HOUR;
    reports_case_load(c, events, 24, 1, NOON);
    reports_case_load(c, events, 24, 1, NOON);
    OK(reports_page(c->reports, c->arena, &range, NOON, &report));
    assert_int_equal(report.sessions_ended[SESSION_LOGOUT], 11);
    assert_int_equal(report.sessions_ended[SESSION_REVOKED], 12);
    assert_int_equal(report.sessions_ended[SESSION_EXPIRED], 100);
    assert_int_equal(report.session_length.measured, 123);
    assert_in_range(report.session_length.typical, 11 * HOUR + 30 * MINUTE, 12 * HOUR + 30 * MINUTE);
    assert_int_equal(report.event_age.measured, 24);
    assert_in_range(report.event_age.slow, 58 * SECOND, 62 * SECOND);
}

static void
open_flows_stand_in_their_buckets(void **state)
{
    Case *c = *state;
    ReportRange range = { .since = NOON - HOUR, .until = NOON + MINUTE };
    int64_t reached[MILESTONES] = { [MILESTONE_r302] = 2, [MILESTONE_authorize] = 1 };
    Micros started[] = { NOON - HOUR, NOON - 30 * MINUTE + SECOND, NOON };
    Report report;

    OK(reports_page(c->reports, c->arena, &range, NOON + 30 * SECOND, &report));
    reports_page_add_open(&report, reached, started, 3);
    OK(reports_page_reconcile(&report));
    assert_int_equal(report.unit, UNIT_MINUTE);
    assert_int_equal(report.bucket_count, 61);
    assert_int_equal(report.buckets[0].flows.open, 1);
    assert_int_equal(report.buckets[30].flows.open, 1);
    assert_int_equal(report.buckets[60].flows.open, 1);
    assert_true(report.buckets[60].running);
    assert_false(report.buckets[59].running);
}

static void
health_is_told_by_connection(void **state)
{
    Case *c = *state;
    Event events[30];
    ReportRange range = { .since = NOON - 5 * MINUTE, .until = NOON };
    ReportHealth health;

    for (size_t i = 0; i < 30; i++) {
        events[i] = i < 20 ? reports_case_flow(c, NOON - MINUTE, i)
                           : reports_case_failed(c, NOON - MINUTE, i, MILESTONE_token,
                                                 i < 23 ? LIT("token_endpoint") : LIT("provider"));
        if (i >= 22) {
            events[i].flow.kind = FLOW_FOREIGN;
            events[i].flow.provider = LIT("github");
        }
        if (i == 29)
            events[i].flow.cause = LIT("code_expired"); /* no fault of ours */
    }
    reports_case_load(c, events, 30, 1, NOON);
    OK(reports_health(c->reports, c->arena, &range, &health));
    const ReportConnection *access = &health.connections[CONNECTION_access];
    assert_int_equal(access->attempts, 29);
    assert_int_equal(access->failures, 9);
    assert_true(str_equal(access->cause, LIT("provider")));
    assert_true(str_equal(access->provider, LIT("github")));
    assert_int_equal(access->time.measured, 20);
    assert_true(access->time.slow > 0);
    assert_int_equal(health.connections[CONNECTION_token].attempts, 30);
    assert_int_equal(health.connections[CONNECTION_token].failures, 0);
    assert_int_equal(health.connections[CONNECTION_login].attempts, 30);
}

static void
the_period_before_stands_beside_a_cause(void **state)
{
    Case *c = *state;
    Event events[5];
    ReportRange range = { .since = NOON - HOUR, .until = NOON }, settled, before;
    Report report, earlier;

    for (size_t i = 0; i < 5; i++)
        events[i] = reports_case_failed(c, NOON - (i < 2 ? 30 : 90) * MINUTE, i, MILESTONE_store, LIT("timeout"));
    reports_case_load(c, events, 5, 1, NOON);
    reports_compare(&range, NOON, &settled, &before);
    assert_int_equal(settled.until, NOON);
    OK(reports_page(c->reports, c->arena, &settled, NOON, &report));
    OK(reports_page(c->reports, c->arena, &before, NOON, &earlier));
    assert_int_equal(report.causes[0].before, -1);
    reports_page_compare(&report, &earlier);
    assert_int_equal(report.causes[0].flows, 2);
    assert_int_equal(report.causes[0].before, 3);
    assert_int_equal(report.causes[0].group, GROUP_SYSTEM);
}

int
main(void)
{
#define ON_A_STORE(test) cmocka_unit_test_setup_teardown(test, reports_case_begin, reports_case_end)
    const struct CMUnitTest tests[] = {
        ON_A_STORE(a_page_is_what_a_count_by_hand_gives),
        ON_A_STORE(days_of_a_zone_are_as_long_as_its_clocks_say),
        ON_A_STORE(times_of_few_are_not_known),
        ON_A_STORE(sessions_end_in_three_ways),
        ON_A_STORE(open_flows_stand_in_their_buckets),
        ON_A_STORE(health_is_told_by_connection),
        ON_A_STORE(the_period_before_stands_beside_a_cause),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
