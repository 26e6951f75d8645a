/* etl_claim_test.c -- flows that were left: counted where they were left, each once, also when they cannot be written at first.
 * SPDX-License-Identifier: ISC */
#include "etl_case.h"

static void
a_flow_is_left_when_its_time_is_over(void **state)
{
    Case *c = *state;

    etl_case_open_flow(c, 1, NOON, MILESTONE_authorize);
    c->clock.fixed = NOON + FLOW_LIFETIME - SECOND;
    assert_int_equal(etl_case_pass(c), 0);
    c->clock.fixed = NOON + FLOW_LIFETIME;
    assert_int_equal(etl_case_pass(c), 1);
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.abandoned, 1);
    assert_int_equal(figures.abandoned_at[MILESTONE_authorize], 1);
    assert_int_equal(etl_case_pass(c), 0);
}

/* A flood of GET /login reaches the database as a few rows. */
static void
a_flood_is_a_few_rows(void **state)
{
    Case *c = *state;
    int64_t position;

    for (uint64_t i = 0; i < 3000; i++)
        etl_case_open_flow(c, i, NOON + (Micros)(i % 120) * SECOND, i % 3 ? MILESTONE_r302 : MILESTONE_authorize);
    c->clock.fixed = NOON + HOUR;
    size_t rows = etl_case_pass(c);
    assert_in_range(rows, 4, 4 * (3000 / 500 + 1)); /* per batch of claims: two minutes, two milestones */
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.abandoned, 3000);
    assert_int_equal(figures.abandoned_at[MILESTONE_authorize], 1000);
    OK(reports_position(c->reports, c->arena, &position));
    assert_int_equal(position, (int64_t)rows);
}

static void
flows_count_in_the_minute_they_began(void **state)
{
    Case *c = *state;
    ReportRange range = { .since = NOON, .until = NOON + MINUTE };
    Figures figures;

    etl_case_open_flow(c, 1, NOON + 59 * SECOND, MILESTONE_r302);
    etl_case_open_flow(c, 2, NOON + 61 * SECOND, MILESTONE_r302);
    c->clock.fixed = NOON + HOUR;
    (void)etl_case_pass(c);
    OK(reports_figures(c->reports, c->arena, &range, &figures));
    assert_int_equal(figures.abandoned, 1);
}

/* A refused password was counted when it happened; that nobody came back is no second flow. */
static void
a_flow_that_rests_as_failed_is_not_left(void **state)
{
    Case *c = *state;
    Flow flow;
    bool found;

    etl_case_open_flow(c, 1, NOON, MILESTONE_authorize);
    OK(sessions_fail_flow(c->sessions, c->arena, LIT("own"), LIT("state-1"), LIT("bad_password"), NOON, &flow, &found));
    assert_true(found);
    c->clock.fixed = NOON + HOUR;
    assert_int_equal(etl_case_pass(c), 0);
    assert_int_equal(etl_case_figures(c).abandoned, 0);
}

/* Whoever wrote the event died before the cache let go of the flow. */
static void
a_flow_whose_event_was_loaded_is_not_left(void **state)
{
    Case *c = *state;
    Flow flow;

    for (uint64_t i = 0; i < 5; i++)
        etl_case_open_flow(c, i, NOON, MILESTONE_r302);
    for (uint64_t i = 1; i < 4; i += 2) {
        Event event = etl_case_ended(c, i, NOON + MINUTE);
        etl_case_record(c, &event, 1);
    }
    assert_int_equal(etl_case_pass(c), 2);
    assert_true(etl_case_has_flow(c, 1, &flow));
    c->clock.fixed = NOON + FLOW_LIFETIME;
    assert_int_equal(etl_case_pass(c), 1);
    assert_false(etl_case_has_flow(c, 1, &flow));
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.completed, 2);
    assert_int_equal(figures.abandoned, 3);
    assert_int_equal(figures.started, 5);
}

/* A batch of which nothing remains is no event. */
static void
only_flows_that_ended_are_nothing(void **state)
{
    Case *c = *state;

    etl_case_open_flow(c, 1, NOON, MILESTONE_r302);
    Event event = etl_case_ended(c, 1, NOON + MINUTE);
    etl_case_record(c, &event, 1);
    assert_int_equal(etl_case_pass(c), 1);
    c->clock.fixed = NOON + HOUR;
    assert_int_equal(etl_case_pass(c), 0);
    assert_int_equal(etl_case_figures(c).abandoned, 0);
}

/* The event waits when the pass begins that finds the flow expired: what waits is loaded before anything is claimed. More than a
 * batch waits before it. */
static void
what_waits_is_loaded_before_flows_are_claimed(void **state)
{
    Case *c = *state;
    static Event events[1500];

    etl_case_open_flow(c, 1, NOON, MILESTONE_r302);
    for (size_t i = 0; i < COUNT_OF(events) - 1; i++)
        events[i] = etl_case_flow(c, NOON);
    events[COUNT_OF(events) - 1] = etl_case_ended(c, 1, NOON + FLOW_LIFETIME - 1);
    etl_case_record(c, events, COUNT_OF(events));
    c->clock.fixed = NOON + FLOW_LIFETIME;
    assert_int_equal(etl_case_pass(c), COUNT_OF(events));
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.completed, COUNT_OF(events));
    assert_int_equal(figures.abandoned, 0);
}

/* While events cannot be loaded it is not known who has ended. */
static void
nothing_is_claimed_while_events_cannot_be_loaded(void **state)
{
    Case *c = *state;
    Flow flow;
    size_t loaded;

    etl_case_open_flow(c, 1, NOON, MILESTONE_r302);
    etl_case_open_flow(c, 2, NOON, MILESTONE_r302);
    Event event = etl_case_ended(c, 1, NOON + MINUTE);
    etl_case_record(c, &event, 1);
    c->clock.fixed = NOON + HOUR;
    etl_case_run(c, "reports.db",
                 "CREATE TRIGGER full BEFORE INSERT ON flow BEGIN SELECT raise(ABORT, 'for the test'); END");
    for (int i = 0; i < 3; i++) {
        assert_non_null(etl_pass(c->etl, &loaded));
        assert_true(etl_case_has_flow(c, 1, &flow));
        assert_true(etl_case_has_flow(c, 2, &flow));
    }
    etl_case_run(c, "reports.db", "DROP TRIGGER full");
    assert_int_equal(etl_case_pass(c), 2);
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.completed, 1);
    assert_int_equal(figures.abandoned, 1);
}

/* Claimed, and then the Reporting Store did not say which of them it knows. */
static void
what_cannot_be_looked_up_is_kept(void **state)
{
    Case *c = *state;
    Flow flow;
    size_t loaded;

    for (uint64_t i = 0; i < 700; i++)
        etl_case_open_flow(c, i, NOON, MILESTONE_r302);
    Event event = etl_case_ended(c, 0, NOON + MINUTE);
    etl_case_record(c, &event, 1);
    assert_int_equal(etl_case_pass(c), 1);
    c->clock.fixed = NOON + HOUR;
    etl_case_run(c, "reports.db", "ALTER TABLE flow RENAME TO hidden");
    for (int i = 0; i < 3; i++)
        assert_non_null(etl_pass(c->etl, &loaded));
    assert_false(etl_case_has_flow(c, 0, &flow));
    etl_case_run(c, "reports.db", "ALTER TABLE hidden RENAME TO flow");
    (void)etl_case_pass(c);
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.completed, 1);
    assert_int_equal(figures.abandoned, 699);
}

static void
what_cannot_be_written_is_written_later_and_once(void **state)
{
    Case *c = *state;
    size_t loaded;

    for (uint64_t i = 0; i < 700; i++)
        etl_case_open_flow(c, i, NOON, MILESTONE_r302);
    c->clock.fixed = NOON + HOUR;
    etl_case_run(c, "users.db",
                 "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'for the test'); END");
    for (int i = 0; i < 5; i++) {
        assert_non_null(etl_pass(c->etl, &loaded));
        assert_int_equal(loaded, 0);
    }
    etl_case_run(c, "users.db", "DROP TRIGGER full");
    (void)etl_case_pass(c);
    assert_int_equal(etl_case_figures(c).abandoned, 700);
}

/* While a batch waits to be written nothing more is claimed: a crash can cost one batch, never all. */
static void
while_a_batch_waits_nothing_more_is_claimed(void **state)
{
    Case *c = *state;
    size_t loaded, count;
    Flow *flows;

    for (uint64_t i = 0; i < 1200; i++)
        etl_case_open_flow(c, i, NOON, MILESTONE_r302);
    c->clock.fixed = NOON + HOUR;
    etl_case_run(c, "users.db",
                 "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'for the test'); END");
    for (int i = 0; i < 5; i++)
        assert_non_null(etl_pass(c->etl, &loaded));
    int64_t still_there = 0;
    do {
        OK(sessions_take_expired(c->sessions, c->arena, NOON + HOUR, 500, &flows, &count));
        still_there += (int64_t)count;
    } while (count > 0);
    assert_true(still_there >= 700);
}

/* Written, but told that it was not: the same events come again with the same ids, and count once. */
static void
written_twice_counts_once(void **state)
{
    Case *c = *state;

    for (uint64_t i = 0; i < 10; i++)
        etl_case_open_flow(c, i, NOON, MILESTONE_r302);
    c->clock.fixed = NOON + HOUR;
    (void)etl_case_pass(c);
    etl_case_run(c, "users.db", "INSERT INTO outbox (created, json) SELECT created, json FROM outbox");
    assert_int_equal(etl_case_pass(c), 1);
    assert_int_equal(etl_case_figures(c).abandoned, 10);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, etl_case_begin, etl_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_flow_is_left_when_its_time_is_over),
        TEST(a_flood_is_a_few_rows),
        TEST(flows_count_in_the_minute_they_began),
        TEST(a_flow_that_rests_as_failed_is_not_left),
        TEST(a_flow_whose_event_was_loaded_is_not_left),
        TEST(only_flows_that_ended_are_nothing),
        TEST(what_waits_is_loaded_before_flows_are_claimed),
        TEST(nothing_is_claimed_while_events_cannot_be_loaded),
        TEST(what_cannot_be_looked_up_is_kept),
        TEST(what_cannot_be_written_is_written_later_and_once),
        TEST(while_a_batch_waits_nothing_more_is_claimed),
        TEST(written_twice_counts_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
