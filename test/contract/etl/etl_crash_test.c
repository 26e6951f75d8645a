/* etl_crash_test.c -- kill -9 at random points: each event counts once; of flows that were left, a kill costs at most a batch.
 * SPDX-License-Identifier: ISC */
#include "etl_case.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EVENTS          12000
#define UNREADABLE      12
#define CLAIMED_AT_ONCE 500

static uint64_t seed = 12;

static long
random_below(long limit)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (long)(seed % (uint64_t)limit);
}

/* In the child: passes until nothing is left. Its exit status is 0 when all went well. */
static void
run_pipeline(Case *c)
{
    size_t loaded;

    etl_case_open(c);
    do
        OK(etl_pass(c->etl, &loaded));
    while (loaded > 0);
    etl_case_close(c);
    _exit(0);
}

static bool
run_and_kill(Case *c, void (*child)(Case *c), long after_us)
{
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        child(c);
    (void)nanosleep(&(struct timespec){ 0, after_us * 1000 }, NULL);
    (void)kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

/* Runs and kills until a run ends by itself; how often it was killed. The first kills come before a run can end; then they come
 * later and later, so that a slow machine gets through too. */
static int
kill_until_done(Case *c, void (*child)(Case *c), long first_us)
{
    int kills = 0;

    while (!run_and_kill(c, child, 1000 + random_below(first_us + 4000L * kills)))
        assert_true(++kills < 1000);
    return kills;
}

/* The stores must not be open in the parent while a child works on them (LMDB's rule). */
static void
prepare_events(Case *c)
{
    static Event events[1000];

    etl_case_open(c);
    for (int i = 0; i < EVENTS; i += 1000) {
        for (size_t j = 0; j < COUNT_OF(events); j++)
            events[j] = etl_case_flow(c, NOON - (i + (int)j) * SECOND);
        etl_case_record(c, events, COUNT_OF(events));
        etl_case_record_text(c, "unreadable");
    }
    etl_case_close(c);
}

static void
killed_at_any_time_each_event_counts_once(void **state)
{
    Case *c = *state;

    prepare_events(c);
    int kills = kill_until_done(c, run_pipeline, 30000);
    assert_true(kills > 0);
    etl_case_open(c);
    EtlLag lag = etl_case_lag(c);
    assert_int_equal(lag.waiting, 0);
    assert_int_equal(lag.put_aside, UNREADABLE);
    Figures figures = etl_case_figures(c);
    assert_int_equal(figures.completed, EVENTS);
    assert_int_equal(figures.measured[CONNECTION_etl], EVENTS);
    assert_int_equal(figures.started, EVENTS);
}

#define LEFT 6000

static void
prepare_flows(Case *c)
{
    etl_case_open(c);
    for (uint64_t i = 0; i < LEFT; i++)
        etl_case_open_flow(c, i, NOON - HOUR - (Micros)(i % 600) * SECOND, MILESTONE_r302);
    etl_case_close(c);
}

static void
a_kill_costs_at_most_one_batch_of_flows_left(void **state)
{
    Case *c = *state;

    prepare_flows(c);
    int kills = kill_until_done(c, run_pipeline, 15000);
    assert_true(kills > 0);
    etl_case_open(c);
    Figures figures = etl_case_figures(c);
    assert_int_equal(etl_case_lag(c).waiting, 0);
    assert_int_equal(figures.started, figures.abandoned);
    assert_in_range(figures.abandoned, LEFT > kills * CLAIMED_AT_ONCE ? LEFT - kills * CLAIMED_AT_ONCE : 0, LEFT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, etl_case_begin_closed, etl_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(killed_at_any_time_each_event_counts_once),
        TEST(a_kill_costs_at_most_one_batch_of_flows_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
