/* cache_flow_test.c -- the contract of flows: they advance, fail, complete, or are claimed when they expire.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

static const Str client = LIT_INIT("our-client");
static const Str key = LIT_INIT("state-1");

static void
open_flow(const CacheRig *rig, Str name, FlowKind kind, MilestoneId reached, Micros started)
{
    Flow flow = cache_rig_flow(kind, reached, started);

    cache_rig_ok(sessions_open_flow(rig->sessions, client, name, &flow));
}

static void
mark(const CacheRig *rig, MilestoneId milestone, Micros took, Micros now)
{
    FlowMark marks[] = { { milestone, took } };

    cache_rig_ok(sessions_mark_flow(rig->sessions, client, key, marks, 1, now));
}

static bool
take(const CacheRig *rig, Str name, Flow *flow)
{
    bool found = false;

    cache_rig_ok(sessions_take_flow(rig->sessions, rig->arena, client, name, flow, &found));
    return found;
}

static bool
see(const CacheRig *rig, Str name, Flow *flow)
{
    bool found = false;

    cache_rig_ok(sessions_see_flow(rig->sessions, rig->arena, client, name, flow, &found));
    return found;
}

static size_t
claim(const CacheRig *rig, Micros now, size_t max, Flow **flows)
{
    size_t count = 99;

    cache_rig_ok(sessions_take_expired(rig->sessions, rig->arena, now, max, flows, &count));
    return count;
}

static void
a_flow_comes_back_whole_and_once(void **state)
{
    CacheRig *rig = *state;
    Flow put = cache_rig_flow(FLOW_CLIENT, MILESTONE_authorize, START), flow;

    open_flow(rig, key, FLOW_CLIENT, MILESTONE_authorize, START);
    assert_true(take(rig, key, &flow));
    cache_rig_same_text(flow.id, put.id);
    cache_rig_same_text(flow.provider, put.provider);
    cache_rig_same_text(flow.app, put.app);
    assert_int_equal(flow.kind, FLOW_CLIENT);
    assert_int_equal(flow.started, START);
    assert_int_equal(flow.reached, MILESTONE_authorize);
    assert_memory_equal(flow.took, put.took, sizeof put.took);
    assert_int_equal(flow.outcome, FLOW_OPEN);
    assert_int_equal(flow.revision, 1);
    assert_false(take(rig, key, &flow));
}

static void
a_flow_is_found_by_client_and_state_together(void **state)
{
    static const Str others[][2] = {
        { LIT_INIT("our-client"), LIT_INIT("state-2") },
        { LIT_INIT("other"), LIT_INIT("state-1") },
        { LIT_INIT("our-clients"), LIT_INIT("tate-1") }, /* the same letters, cut elsewhere */
        { LIT_INIT(""), LIT_INIT("our-clientstate-1") },
    };
    CacheRig *rig = *state;
    Flow flow;

    open_flow(rig, key, FLOW_OWN, MILESTONE_store, START);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        bool found = true;
        cache_rig_ok(sessions_take_flow(rig->sessions, rig->arena, others[i][0], others[i][1], &flow, &found));
        assert_false(found);
    }
    assert_true(take(rig, key, &flow));
    /* states with lengths in them, made to look like another pair */
    Flow opened = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);
    bool found = true;
    cache_rig_ok(sessions_open_flow(rig->sessions, LIT("A"), LIT("X\0\0\0\1Y"), &opened));
    cache_rig_ok(sessions_take_flow(rig->sessions, rig->arena, LIT("A\0\0\0\6X"), LIT("Y"), &flow, &found));
    assert_false(found);
}

static void
marks_never_move_back(void **state)
{
    static const struct {
        MilestoneId milestone;
        Micros took;
        MilestoneId reached;
        Micros kept;
    } marks[] = {
        { MILESTONE_authorize, 500, MILESTONE_authorize, 500 },
        { MILESTONE_cb, -1, MILESTONE_cb, -1 },
        { MILESTONE_authorize, 700, MILESTONE_cb, 500 }, /* back: no; measured once: stays */
        { MILESTONE_cb, 900, MILESTONE_cb, 900 },        /* the hole is filled */
        { MILESTONE_consent, 300, MILESTONE_cb, 300 },
        { MILESTONE_cb, -1, MILESTONE_cb, 900 },
    };
    CacheRig *rig = *state;
    Flow flow;

    for (size_t count = 1; count <= COUNT_OF(marks); count++) {
        open_flow(rig, key, FLOW_OWN, MILESTONE_r302, START);
        for (size_t i = 0; i < count; i++)
            mark(rig, marks[i].milestone, marks[i].took, START + 1);
        assert_true(take(rig, key, &flow));
        assert_int_equal(flow.reached, marks[count - 1].reached);
        assert_int_equal(flow.took[marks[count - 1].milestone], marks[count - 1].kept);
    }
}

static void
several_marks_in_one_act(void **state)
{
    static const FlowMark marks[] = { { MILESTONE_token, 20 }, { MILESTONE_code, 10 }, { MILESTONE_access, -1 } };
    CacheRig *rig = *state;
    Flow flow;

    open_flow(rig, key, FLOW_FOREIGN, MILESTONE_r302, START);
    cache_rig_ok(sessions_mark_flow(rig->sessions, client, key, marks, COUNT_OF(marks), START));
    assert_true(take(rig, key, &flow));
    assert_int_equal(flow.reached, MILESTONE_access);
    assert_int_equal(flow.took[MILESTONE_code], 10);
    assert_int_equal(flow.took[MILESTONE_token], 20);
    assert_int_equal(flow.took[MILESTONE_access], -1);
}

static void
unknown_and_expired_flows_are_not_marked(void **state)
{
    CacheRig *rig = *state;
    Flow flow;

    mark(rig, MILESTONE_cb, 1, START);
    assert_false(take(rig, key, &flow));
    open_flow(rig, key, FLOW_OWN, MILESTONE_r302, START);
    mark(rig, MILESTONE_cb, 1, START + FLOW_LIFETIME);
    assert_true(take(rig, key, &flow));
    assert_int_equal(flow.reached, MILESTONE_r302);
}

static void
a_failed_flow_may_still_complete(void **state)
{
    CacheRig *rig = *state;
    bool found = false;
    OpenFlows open;
    Flow flow;

    open_flow(rig, key, FLOW_OWN, MILESTONE_authorize, START);
    for (int revision = 1; revision <= 2; revision++) {
        cache_rig_ok(sessions_fail_flow(rig->sessions, rig->arena, client, key, LIT("bad_password"), START + revision,
                                        &flow, &found));
        assert_true(found);
        assert_int_equal(flow.outcome, FLOW_FAILED);
        cache_rig_same_text(flow.cause, LIT("bad_password"));
        assert_int_equal(flow.ended, START + revision);
        assert_int_equal(flow.revision, revision);
        assert_true(flow.reported);
    }
    cache_rig_ok(sessions_open_flows(rig->sessions, 0, START + 3, &open));
    assert_int_equal(open.total, 0);
    mark(rig, MILESTONE_cb, 5, START + 4);
    assert_true(take(rig, key, &flow));
    assert_int_equal(flow.revision, 3);
    assert_int_equal(flow.reached, MILESTONE_cb);
    assert_true(flow.reported);
}

static void
failing_an_unknown_flow_finds_none(void **state)
{
    CacheRig *rig = *state;
    bool found = true;
    Flow flow = { .started = 42 };

    cache_rig_ok(sessions_fail_flow(rig->sessions, rig->arena, client, key, LIT("bad_password"), START, &flow, &found));
    assert_false(found);
    assert_int_equal(flow.started, 42);
}

static void
an_expired_flow_is_claimed_once(void **state)
{
    CacheRig *rig = *state;
    Flow *flows, flow;

    open_flow(rig, key, FLOW_OWN, MILESTONE_r302, START);
    assert_int_equal(claim(rig, START + FLOW_LIFETIME - 1, 10, &flows), 0);
    assert_int_equal(claim(rig, START + FLOW_LIFETIME, 10, &flows), 1);
    cache_rig_same_text(flows[0].provider, LIT("latchstring"));
    assert_int_equal(flows[0].reached, MILESTONE_r302);
    assert_int_equal(flows[0].revision, 0);
    assert_int_equal(claim(rig, START + FLOW_LIFETIME, 10, &flows), 0);
    assert_false(take(rig, key, &flow));
}

static void
what_happens_moves_the_expiry(void **state)
{
    CacheRig *rig = *state;
    bool found;
    Flow *flows, flow;

    open_flow(rig, key, FLOW_OWN, MILESTONE_r302, START);
    mark(rig, MILESTONE_authorize, 1, START + 5 * MINUTE);
    assert_int_equal(claim(rig, START + 5 * MINUTE + FLOW_LIFETIME - 1, 10, &flows), 0);
    mark(rig, MILESTONE_consent, 1, START + MINUTE); /* an earlier now never shortens */
    assert_int_equal(claim(rig, START + 5 * MINUTE + FLOW_LIFETIME - 1, 10, &flows), 0);
    assert_int_equal(claim(rig, START + 5 * MINUTE + FLOW_LIFETIME, 10, &flows), 1);
    open_flow(rig, key, FLOW_OWN, MILESTONE_r302, START);
    cache_rig_ok(sessions_fail_flow(rig->sessions, rig->arena, client, key, LIT("bad_password"), START + 10 * MINUTE,
                                    &flow, &found));
    mark(rig, MILESTONE_cb, 1, START + 20 * MINUTE);
    assert_true(take(rig, key, &flow));
    assert_int_equal(flow.reached, MILESTONE_cb);
}

static void
the_reported_are_dropped_and_clients_are_claimed(void **state)
{
    CacheRig *rig = *state;
    bool found;
    Flow *flows, flow;

    open_flow(rig, key, FLOW_OWN, MILESTONE_r302, START);
    cache_rig_ok(sessions_fail_flow(rig->sessions, rig->arena, client, key, LIT("bad_password"), START, &flow, &found));
    open_flow(rig, LIT("state-2"), FLOW_CLIENT, MILESTONE_authorize, START);
    assert_int_equal(claim(rig, START + HOUR, 10, &flows), 1);
    assert_int_equal(flows[0].kind, FLOW_CLIENT);
    assert_false(take(rig, key, &flow));
}

static void
at_most_max_are_claimed_oldest_first(void **state)
{
    CacheRig *rig = *state;
    size_t total = 0, count;
    Flow *flows;

    for (int i = 0; i < 1300; i++)
        open_flow(rig, cache_rig_name(rig, "state-", i), FLOW_OWN, MILESTONE_store, START + 1300 - i);
    assert_int_equal(claim(rig, START + HOUR, 0, &flows), 0);
    assert_int_equal(claim(rig, START + HOUR, 7, &flows), 7);
    for (int i = 0; i < 7; i++)
        assert_int_equal(flows[i].started, START + 1 + i);
    while ((count = claim(rig, START + HOUR, 600, &flows)) > 0)
        total += count;
    assert_int_equal(total, 1293);
}

static void
a_sweep_leaves_flows_alone(void **state)
{
    CacheRig *rig = *state;
    size_t deleted = 99;
    Flow *flows;

    open_flow(rig, key, FLOW_OWN, MILESTONE_store, START);
    cache_rig_ok(sessions_sweep(rig->sessions, START + DAY, 100, &deleted));
    assert_int_equal(deleted, 0);
    assert_int_equal(claim(rig, START + DAY, 10, &flows), 1);
}

static void
an_expired_flow_that_nobody_claimed_can_end(void **state)
{
    CacheRig *rig = *state;
    Flow *flows, flow;

    open_flow(rig, key, FLOW_OWN, MILESTONE_store, START);
    assert_true(take(rig, key, &flow));
    assert_int_equal(claim(rig, START + DAY, 10, &flows), 0);
}

static void
a_look_takes_nothing(void **state)
{
    CacheRig *rig = *state;
    Flow put = cache_rig_flow(FLOW_OWN, MILESTONE_store, START), flow = { .started = 42 };

    assert_false(see(rig, key, &flow));
    assert_int_equal(flow.started, 42);
    open_flow(rig, key, FLOW_OWN, MILESTONE_store, START);
    for (int looks = 0; looks < 3; looks++) {
        assert_true(see(rig, key, &flow));
        cache_rig_same_text(flow.id, put.id);
        assert_int_equal(flow.reached, MILESTONE_store);
        assert_int_equal(flow.outcome, FLOW_OPEN);
        assert_int_equal(flow.revision, 0);
        assert_memory_equal(flow.took, put.took, sizeof put.took);
    }
    assert_false(see(rig, LIT("state-2"), &flow));
    assert_true(take(rig, key, &flow));
    assert_false(see(rig, key, &flow));
}

static void
a_look_finds_what_failed_and_what_expired_until_it_is_claimed(void **state)
{
    CacheRig *rig = *state;
    Flow *flows, flow;
    bool found;

    open_flow(rig, key, FLOW_OWN, MILESTONE_store, 1000); /* long ago, by any clock */
    assert_true(see(rig, key, &flow));
    cache_rig_ok(sessions_fail_flow(rig->sessions, rig->arena, client, key, LIT("bad_password"), 2000, &flow, &found));
    assert_true(found);
    assert_true(see(rig, key, &flow));
    assert_int_equal(flow.outcome, FLOW_FAILED);
    assert_int_equal(flow.revision, 1);
    assert_true(flow.reported);
    assert_int_equal(claim(rig, START, 10, &flows), 0); /* it was reported: dropped silently */
    assert_false(see(rig, key, &flow));
}

static void
open_flows_are_counted_by_milestone(void **state)
{
    static const struct {
        FlowKind kind;
        MilestoneId reached;
        Micros started;
        bool counted;
    } flows[] = {
        { FLOW_OWN, MILESTONE_store, START, true },
        { FLOW_OWN, MILESTONE_store, START + 1, true },
        { FLOW_FOREIGN, MILESTONE_r302, START, true },
        { FLOW_OWN, MILESTONE_upsert, START, true },
        { FLOW_CLIENT, MILESTONE_authorize, START, false },
        { FLOW_OWN, MILESTONE_store, START - 1, false },             /* before since */
        { FLOW_OWN, MILESTONE_store, START - FLOW_LIFETIME, false }, /* expired */
    };
    CacheRig *rig = *state;
    OpenFlows open;

    for (size_t i = 0; i < COUNT_OF(flows); i++)
        open_flow(rig, cache_rig_name(rig, "state-", (int)i), flows[i].kind, flows[i].reached, flows[i].started);
    cache_rig_ok(sessions_open_flows(rig->sessions, START, START + 2, &open));
    assert_int_equal(open.total, 4);
    assert_int_equal(open.reached[MILESTONE_store], 2);
    assert_int_equal(open.reached[MILESTONE_r302], 1);
    assert_int_equal(open.reached[MILESTONE_upsert], 1);
    assert_int_equal(open.reached[MILESTONE_authorize], 0);
}

/* By calendar minutes, so that whoever counts by the minute finds each in its own. */
static void
open_flows_are_counted_by_the_minute_they_began(void **state)
{
    static const struct {
        Micros ago;
        MilestoneId reached;
        int minute; /* of `begun` */
    } flows[] = {
        { 0, MILESTONE_store, 0 },           { 30 * SECOND, MILESTONE_store, 0 }, /* the same calendar minute */
        { 31 * SECOND, MILESTONE_store, 1 }, { 90 * SECOND, MILESTONE_r302, 1 },
        { 91 * SECOND, MILESTONE_r302, 2 },  { 10 * MINUTE, MILESTONE_store, 10 },
        { -5 * SECOND, MILESTONE_store, 0 }, /* another thread's clock was later */
    };
    const Micros now = START / MINUTE * MINUTE + 30 * SECOND;
    CacheRig *rig = *state;
    OpenFlows open;
    int64_t total = 0;

    for (size_t i = 0; i < COUNT_OF(flows); i++)
        open_flow(rig, cache_rig_name(rig, "state-", (int)i), FLOW_OWN, flows[i].reached, now - flows[i].ago);
    cache_rig_ok(sessions_open_flows(rig->sessions, 0, now, &open));
    assert_int_equal(open.begun[0][MILESTONE_store], 3);
    assert_int_equal(open.begun[1][MILESTONE_store], 1);
    assert_int_equal(open.begun[1][MILESTONE_r302], 1);
    assert_int_equal(open.begun[2][MILESTONE_r302], 1);
    assert_int_equal(open.begun[10][MILESTONE_store], 1);
    for (int i = 0; i < OPEN_FLOWS_MINUTES; i++)
        for (int j = 0; j < MILESTONES; j++)
            total += open.begun[i][j];
    assert_int_equal(total, COUNT_OF(flows));
}

/* One that somebody keeps alive for long is in the last minute there is. */
static void
a_very_old_open_flow_is_in_the_last_minute(void **state)
{
    CacheRig *rig = *state;
    Micros now = START;
    OpenFlows open;

    open_flow(rig, key, FLOW_OWN, MILESTONE_store, START);
    while (now < START + 3 * HOUR) {
        now += FLOW_LIFETIME - SECOND;
        mark(rig, MILESTONE_r302, -1, now);
    }
    cache_rig_ok(sessions_open_flows(rig->sessions, 0, now, &open));
    assert_int_equal(open.begun[OPEN_FLOWS_MINUTES - 1][MILESTONE_r302], 1);
}

static void
many_open_flows_are_counted_each_once(void **state)
{
    CacheRig *rig = *state;
    OpenFlows open;

    for (int i = 0; i < 2500; i++) /* more than a visit looks at in one snapshot */
        open_flow(rig, cache_rig_name(rig, "state-", i), FLOW_OWN, MILESTONE_store, START);
    cache_rig_ok(sessions_open_flows(rig->sessions, START, START, &open));
    assert_int_equal(open.total, 2500);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_flow_comes_back_whole_and_once),
        RIG_TEST(a_flow_is_found_by_client_and_state_together),
        RIG_TEST(marks_never_move_back),
        RIG_TEST(several_marks_in_one_act),
        RIG_TEST(unknown_and_expired_flows_are_not_marked),
        RIG_TEST(a_failed_flow_may_still_complete),
        RIG_TEST(failing_an_unknown_flow_finds_none),
        RIG_TEST(an_expired_flow_is_claimed_once),
        RIG_TEST(what_happens_moves_the_expiry),
        RIG_TEST(the_reported_are_dropped_and_clients_are_claimed),
        RIG_TEST(at_most_max_are_claimed_oldest_first),
        RIG_TEST(a_sweep_leaves_flows_alone),
        RIG_TEST(an_expired_flow_that_nobody_claimed_can_end),
        RIG_TEST(a_look_takes_nothing),
        RIG_TEST(a_look_finds_what_failed_and_what_expired_until_it_is_claimed),
        RIG_TEST(open_flows_are_counted_by_milestone),
        RIG_TEST(open_flows_are_counted_by_the_minute_they_began),
        RIG_TEST(a_very_old_open_flow_is_in_the_last_minute),
        RIG_TEST(many_open_flows_are_counted_each_once),
    };
    return cmocka_run_group_tests_name("cache_flow", tests, NULL, NULL);
}
