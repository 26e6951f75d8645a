/* claim_group_test.c -- flows that were left, as counter events: one per minute, kind, provider, app and furthest milestone.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/random.h"
#include "etl/etl_room.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* 2026-03-05 12:00:00 UTC */
#define NOON ((Micros)20517 * DAY + 12 * HOUR)

static Arena *arena;

static int
begin(void **state)
{
    (void)state;
    assert_null(random_init());
    arena = arena_new((size_t)16 << 20);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static Flow
left(Micros started, MilestoneId reached)
{
    return (Flow){ .id = LIT("x"),
                   .kind = FLOW_OWN,
                   .provider = LIT("latchstring"),
                   .started = started,
                   .reached = reached,
                   .took = { 5, 6, 7 } };
}

static void
no_flows_are_no_events(void **state)
{
    Event events[1];

    (void)state;
    assert_int_equal(etl_claim_group(arena, NULL, 0, NOON, events), 0);
}

static void
flows_of_one_minute_are_one_event(void **state)
{
    const Flow flows[] = { left(NOON, MILESTONE_r302), left(NOON + 59 * SECOND, MILESTONE_r302),
                           left(NOON + MINUTE - 1, MILESTONE_r302) };
    Event events[3];

    (void)state;
    assert_int_equal(etl_claim_group(arena, flows, 3, NOON + HOUR, events), 1);
    assert_int_equal(events[0].type, EVENT_FLOWS_ABANDONED);
    assert_int_equal(events[0].count, 3);
    assert_int_equal(events[0].at, NOON + HOUR);
    assert_int_equal(events[0].flow.started, NOON);
    assert_int_equal(events[0].flow.reached, MILESTONE_r302);
    assert_int_equal(events[0].flow.outcome, FLOW_ABANDONED);
}

/* Nothing of the event is one person's: no flow's id, no times. */
static void
nothing_of_it_is_one_flows_own(void **state)
{
    const Flow flow = left(NOON, MILESTONE_r302);
    Event event;

    (void)state;
    assert_int_equal(etl_claim_group(arena, &flow, 1, NOON, &event), 1);
    assert_int_equal(event.flow.id.len, 0);
    for (int m = 0; m < MILESTONES; m++)
        assert_int_equal(event.flow.took[m], -1);
}

static void
whatever_differs_is_an_event_of_its_own(void **state)
{
    Flow flows[12];
    Event events[12];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(flows); i++)
        flows[i] = left(NOON, MILESTONE_r302);
    flows[1].started = NOON + MINUTE;
    flows[2].started = NOON - 1;
    flows[3].reached = MILESTONE_store;
    flows[4].kind = FLOW_FOREIGN;
    flows[5].provider = LIT("github");
    flows[6].app = LIT("shop");
    assert_int_equal(etl_claim_group(arena, flows, COUNT_OF(flows), NOON, events), 7);
    assert_int_equal(events[0].count, 6);
    for (size_t i = 1; i < 7; i++) {
        assert_int_equal(events[i].count, 1);
        assert_false(str_equal(events[i].id, events[i - 1].id));
    }
}

static void
known_flows_are_left_out_in_order(void **state)
{
    Flow flows[6];
    const bool known[6] = { true, false, false, true, false, true };

    (void)state;
    for (int i = 0; i < 6; i++)
        flows[i] = left(NOON + i, MILESTONE_r302);
    assert_int_equal(etl_claim_drop(flows, 6, known), 3);
    assert_int_equal(flows[0].started, NOON + 1);
    assert_int_equal(flows[1].started, NOON + 2);
    assert_int_equal(flows[2].started, NOON + 4);
    assert_int_equal(etl_claim_drop(flows, 0, known), 0);
}

static void
expired_sessions_are_one_event_per_minute_and_length(void **state)
{
    const ExpiredSession expired[] = {
        { 1, NOON - 12 * HOUR, NOON },          { 2, NOON - 12 * HOUR + 59 * SECOND, NOON + 59 * SECOND },
        { 3, NOON - 8 * HOUR, NOON },           { 4, NOON - 12 * HOUR + MINUTE, NOON + MINUTE },
        { 0, NOON - 12 * HOUR, NOON + SECOND }, /* its sign-in was never committed */
    };
    static const struct {
        Micros at, length;
        int64_t count;
    } expected[] = { { NOON, 12 * HOUR, 2 }, { NOON, 8 * HOUR, 1 }, { NOON + MINUTE, 12 * HOUR, 1 } };
    Event events[COUNT_OF(expired)];

    (void)state;
    assert_int_equal(etl_claim_expired(arena, expired, COUNT_OF(expired), NOON + HOUR, events), COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(events[i].type, EVENT_SESSION_ENDED);
        assert_int_equal(events[i].at, expected[i].at);
        assert_int_equal(events[i].length, expected[i].length);
        assert_int_equal(events[i].count, expected[i].count);
        assert_true(str_equal(events[i].cause, LIT("expired")));
        assert_int_equal(events[i].id.len, 36);
    }
}

static void
first_flows_and_tests_are_events_of_their_own(void **state)
{
    Flow flows[4] = { left(NOON, MILESTONE_r302), left(NOON, MILESTONE_r302), left(NOON, MILESTONE_r302),
                      left(NOON, MILESTONE_r302) };
    Event events[4];

    (void)state;
    flows[1].first = flows[2].first = true;
    flows[3].test = true;
    assert_int_equal(etl_claim_group(arena, flows, 4, NOON, events), 3);
    assert_false(events[0].flow.first || events[0].flow.test);
    assert_true(events[1].flow.first && events[1].count == 2);
    assert_true(events[2].flow.test);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_flows_are_left_out_in_order),
        cmocka_unit_test_setup_teardown(no_flows_are_no_events, begin, end),
        cmocka_unit_test_setup_teardown(flows_of_one_minute_are_one_event, begin, end),
        cmocka_unit_test_setup_teardown(nothing_of_it_is_one_flows_own, begin, end),
        cmocka_unit_test_setup_teardown(whatever_differs_is_an_event_of_its_own, begin, end),
        cmocka_unit_test_setup_teardown(expired_sessions_are_one_event_per_minute_and_length, begin, end),
        cmocka_unit_test_setup_teardown(first_flows_and_tests_are_events_of_their_own, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
