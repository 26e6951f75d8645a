/* etl_thread_test.c -- the pipeline by itself: woken by commits, gone on after failures, and nothing left at a clean stop.
 * SPDX-License-Identifier: ISC */
#include "etl_case.h"

#include <time.h>

#define PATIENCE (20 * SECOND)

static void
nap(void)
{
    (void)nanosleep(&(struct timespec){ 0, 5 * 1000 * 1000 }, NULL);
}

/* Wait until so many are loaded; the time limit is for a machine that hangs, not for speed. */
static void
wait_for(Case *c, int64_t completed)
{
    Micros begin = clock_monotonic();

    while (etl_case_figures(c).completed < completed) {
        assert_true(clock_monotonic() - begin < PATIENCE);
        nap();
    }
    assert_int_equal(etl_case_figures(c).completed, completed);
}

static void
a_commit_wakes_it(void **state)
{
    Case *c = *state;

    sql_on_commit(userdb_sql(c->users), etl_wake, c->etl);
    OK(etl_start(c->etl));
    for (int i = 1; i <= 10; i++) {
        Event event = etl_case_flow(c, NOON);
        etl_case_record(c, &event, 1);
        wait_for(c, i);
    }
}

static void
it_looks_by_itself_too(void **state)
{
    Case *c = *state;
    Event event = etl_case_flow(c, NOON);

    OK(etl_start(c->etl));
    wait_for(c, 0);
    etl_case_record(c, &event, 1);
    wait_for(c, 1);
}

static void
after_a_failure_it_goes_on(void **state)
{
    Case *c = *state;
    Event event = etl_case_flow(c, NOON);

    etl_case_run(c, "reports.db", "ALTER TABLE rollup RENAME TO away");
    etl_case_record(c, &event, 1);
    OK(etl_start(c->etl));
    for (int i = 0; i < 20; i++) {
        etl_wake(c->etl);
        nap();
    }
    assert_int_equal(etl_case_lag(c).waiting, 1);
    etl_case_run(c, "reports.db", "ALTER TABLE away RENAME TO rollup");
    wait_for(c, 1);
}

static void
a_clean_stop_leaves_nothing_behind(void **state)
{
    Case *c = *state;
    static Event events[3000];

    for (size_t i = 0; i < COUNT_OF(events); i++)
        events[i] = etl_case_flow(c, NOON);
    OK(etl_start(c->etl));
    etl_case_record(c, events, COUNT_OF(events));
    refusals_add(c->refusals, E_STATE_MISSING);
    etl_case_open_flow(c, 1, NOON - HOUR, MILESTONE_store);
    etl_close(c->etl);
    c->etl = NULL;
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.completed, COUNT_OF(events));
    assert_int_equal(figures.abandoned, 1);
    assert_int_equal(figures.refused_count, 1);
    OK(etl_open(&(EtlOptions){ .clock = &c->clock,
                               .users = c->users,
                               .events = c->events,
                               .reports = c->reports,
                               .sessions = c->sessions,
                               .keep_events = DAY },
                &c->etl));
}

static void
stopped_at_once_it_stops(void **state)
{
    Case *c = *state;

    OK(etl_start(c->etl));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, etl_case_begin, etl_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_commit_wakes_it),          TEST(it_looks_by_itself_too),
        TEST(after_a_failure_it_goes_on), TEST(a_clean_stop_leaves_nothing_behind),
        TEST(stopped_at_once_it_stops),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
