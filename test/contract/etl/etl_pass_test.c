/* etl_pass_test.c -- what one pass does: loads all that waits, puts aside what it cannot read, sweeps; and a task that fails
 * stops no other.
 * SPDX-License-Identifier: ISC */
#include "etl_case.h"

static void
a_pass_with_nothing_to_do_does_nothing(void **state)
{
    Case *c = *state;

    assert_int_equal(etl_case_pass(c), 0);
    EtlLag lag = etl_case_lag(c);
    assert_int_equal(lag.position, 0);
    assert_int_equal(lag.waiting, 0);
    assert_int_equal(lag.newest, 0);
    assert_int_equal(lag.caught_up, NOON);
}

static void
what_waits_is_loaded_once(void **state)
{
    Case *c = *state;
    Event events[3] = { etl_case_flow(c, NOON - HOUR), etl_case_flow(c, NOON - HOUR), etl_case_flow(c, NOON - MINUTE) };

    etl_case_record(c, events, 3);
    EtlLag before = etl_case_lag(c);
    assert_int_equal(before.waiting, 3);
    assert_int_equal(before.caught_up, 0);
    assert_int_equal(etl_case_pass(c), 3);
    assert_int_equal(etl_case_pass(c), 0);
    EtlLag after = etl_case_lag(c);
    assert_int_equal(after.waiting, 0);
    assert_int_equal(after.newest, NOON - MINUTE + SECOND);
    assert_int_equal(after.caught_up, NOON);
    assert_int_equal(etl_case_figures(c).completed, 3);
}

/* The time of the connection etl is the age of the event when it is loaded. */
static void
the_age_of_an_event_is_its_time(void **state)
{
    Case *c = *state;

    for (int i = 0; i < 5; i++) {
        Event event = etl_case_flow(c, NOON - 11 * SECOND);
        etl_case_record(c, &event, 1);
    }
    (void)etl_case_pass(c);
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.measured[CONNECTION_etl], 5);
    assert_in_range(figures.median[CONNECTION_etl], 9680 * MILLISECOND, 10320 * MILLISECOND);
}

static void
more_than_a_batch_is_loaded_in_one_pass(void **state)
{
    Case *c = *state;
    static Event events[2500];

    for (size_t i = 0; i < COUNT_OF(events); i++)
        events[i] = etl_case_flow(c, NOON - (Micros)i * SECOND);
    etl_case_record(c, events, COUNT_OF(events));
    assert_int_equal(etl_case_pass(c), COUNT_OF(events));
    assert_int_equal(etl_case_figures(c).completed, COUNT_OF(events));
}

static void
what_cannot_be_read_stops_nobody(void **state)
{
    static const char *const unreadable[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"v\":1}",
        "{\"v\":2,\"id\":\"a\",\"type\":\"flow\",\"at\":1}",
        "{\"v\":1,\"id\":\"a\",\"type\":\"no.such.type\",\"at\":1}",
        "{\"v\":1,\"id\":\"a\",\"type\":\"flow\",\"at\":1}",
    };
    Case *c = *state;
    Event event = etl_case_flow(c, NOON);

    for (size_t i = 0; i < COUNT_OF(unreadable); i++) {
        event = etl_case_flow(c, NOON);
        etl_case_record(c, &event, 1);
        etl_case_record_text(c, unreadable[i]);
        if (i % 2)
            etl_case_record_text(c, unreadable[i]);
    }
    assert_int_equal(etl_case_pass(c), COUNT_OF(unreadable));
    EtlLag lag = etl_case_lag(c);
    assert_int_equal(lag.waiting, 0);
    assert_int_equal(lag.put_aside, COUNT_OF(unreadable) + COUNT_OF(unreadable) / 2);
    assert_int_equal(etl_case_pass(c), 0);
    assert_int_equal(etl_case_lag(c).put_aside, lag.put_aside);
    assert_int_equal(etl_case_figures(c).completed, COUNT_OF(unreadable));
}

static void
an_unreadable_row_at_the_end_is_passed(void **state)
{
    Case *c = *state;
    Event event = etl_case_flow(c, NOON);

    etl_case_record_text(c, "?");
    assert_int_equal(etl_case_pass(c), 0);
    assert_int_equal(etl_case_lag(c).waiting, 0);
    etl_case_record(c, &event, 1);
    assert_int_equal(etl_case_pass(c), 1);
}

static void
refused_attempts_become_one_event_per_cause(void **state)
{
    Case *c = *state;

    for (int i = 0; i < 1000; i++)
        refusals_add(c->refusals, i % 4 ? E_STATE_MISSING : E_CODE_REUSED);
    assert_int_equal(etl_case_pass(c), 2);
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.started, 0);
    assert_int_equal(figures.refused_count, 2);
    assert_int_equal(figures.refused[0].flows, 750);
    assert_true(str_equal(figures.refused[1].cause, LIT("code_reused")));
}

/* At most once a second, so that a flood is a few rows. */
static void
refused_attempts_are_written_once_a_second(void **state)
{
    Case *c = *state;

    refusals_add(c->refusals, E_STATE_MISSING);
    assert_int_equal(etl_case_pass(c), 1);
    refusals_add(c->refusals, E_STATE_MISSING);
    assert_int_equal(etl_case_pass(c), 0);
    c->clock.fixed += SECOND;
    assert_int_equal(etl_case_pass(c), 1);
}

/* The reporting store is gone: attempts refused are still written; flows that were left wait, in the cache. */
static void
a_task_that_fails_stops_no_other(void **state)
{
    Case *c = *state;
    size_t loaded;

    refusals_add(c->refusals, E_STATE_MISSING);
    etl_case_open_flow(c, 1, NOON - HOUR, MILESTONE_r302);
    etl_case_run(c, "reports.db", "ALTER TABLE loaded RENAME TO away");
    assert_non_null(etl_pass(c->etl, &loaded));
    assert_int_equal(loaded, 0);
    etl_case_run(c, "reports.db", "ALTER TABLE away RENAME TO loaded");
    assert_int_equal(etl_case_lag(c).waiting, 1);
    assert_int_equal(etl_case_pass(c), 2);
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.refused_count, 1);
    assert_int_equal(figures.abandoned, 1);
}

/* The user database cannot be written: what waits is still loaded. */
static void
what_waits_is_loaded_although_nothing_can_be_claimed(void **state)
{
    Case *c = *state;
    Event event = etl_case_flow(c, NOON);
    size_t loaded;

    etl_case_record(c, &event, 1);
    etl_case_open_flow(c, 1, NOON - HOUR, MILESTONE_r302);
    etl_case_run(c, "users.db",
                 "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT raise(ABORT, 'for the test'); END");
    assert_non_null(etl_pass(c->etl, &loaded));
    assert_int_equal(loaded, 1);
    assert_int_equal(etl_case_figures(c).completed, 1);
}

static void
loaded_events_go_after_their_time(void **state)
{
    Case *c = *state;
    Event old = etl_case_flow(c, NOON - 91 * DAY), young = etl_case_flow(c, NOON - 89 * DAY);
    EventRow *rows;
    size_t count;

    etl_case_record(c, &old, 1);
    etl_case_record(c, &young, 1);
    assert_int_equal(etl_case_pass(c), 2);
    OK(events_fetch(c->events, c->arena, 0, 10, &rows, &count));
    assert_int_equal(count, 1);
}

static void
what_is_not_loaded_is_not_swept(void **state)
{
    Case *c = *state;
    Event old = etl_case_flow(c, NOON - 91 * DAY);
    EventRow *rows;
    size_t count, loaded;

    etl_case_record(c, &old, 1);
    etl_case_run(c, "reports.db", "ALTER TABLE rollup RENAME TO away");
    assert_non_null(etl_pass(c->etl, &loaded));
    OK(events_fetch(c->events, c->arena, 0, 10, &rows, &count));
    assert_int_equal(count, 1);
}

static void
expired_sessions_are_swept(void **state)
{
    Case *c = *state;
    AppSession session = { .user = 1, .provider = LIT("latchstring"), .created = NOON, .expires = NOON + HOUR };
    AppSession ended;

    OK(sessions_put_app(c->sessions, LIT("handle"), &session));
    c->clock.fixed = NOON + 2 * HOUR;
    (void)etl_case_pass(c);
    /* Asked with a clock that says it were still good: it is not there. */
    assert_non_null(sessions_get_app(c->sessions, c->arena, LIT("handle"), NOON, &ended));
}

/* A clock that goes back must not put the sweeps off. */
static void
a_clock_that_goes_back_stops_no_sweep(void **state)
{
    Case *c = *state;
    AppSession session = { .user = 1, .provider = LIT("latchstring"), .created = NOON, .expires = NOON + HOUR };
    AppSession ended;

    c->clock.fixed = NOON + 1000 * DAY;
    (void)etl_case_pass(c);
    c->clock.fixed = NOON;
    OK(sessions_put_app(c->sessions, LIT("handle"), &session));
    c->clock.fixed = NOON + 2 * HOUR;
    (void)etl_case_pass(c);
    assert_non_null(sessions_get_app(c->sessions, c->arena, LIT("handle"), NOON, &ended));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, etl_case_begin, etl_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_pass_with_nothing_to_do_does_nothing),
        TEST(what_waits_is_loaded_once),
        TEST(the_age_of_an_event_is_its_time),
        TEST(more_than_a_batch_is_loaded_in_one_pass),
        TEST(what_cannot_be_read_stops_nobody),
        TEST(an_unreadable_row_at_the_end_is_passed),
        TEST(refused_attempts_become_one_event_per_cause),
        TEST(refused_attempts_are_written_once_a_second),
        TEST(a_task_that_fails_stops_no_other),
        TEST(what_waits_is_loaded_although_nothing_can_be_claimed),
        TEST(loaded_events_go_after_their_time),
        TEST(what_is_not_loaded_is_not_swept),
        TEST(expired_sessions_are_swept),
        TEST(a_clock_that_goes_back_stops_no_sweep),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
