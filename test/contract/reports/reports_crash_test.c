/* reports_crash_test.c -- a process that is killed while it loads: what the position says is loaded, and nothing else.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BATCHES 1000
#define BATCH   20

/* Batch n has events n * BATCH + 1 … of which every third is no flow. */
static void
make_batch(Case *c, int64_t n, Event events[BATCH])
{
    for (int i = 0; i < BATCH; i++) {
        uint64_t number = (uint64_t)(n * BATCH + i + 1);
        events[i] = reports_case_flow(c, NOON + (Micros)number * 10 * MILLISECOND, number);
        if (number % 3 == 0)
            events[i] = reports_case_event(c, EVENT_USER_CHANGED, NOON, number);
    }
}

/* Loads from where the store is, until it is killed or all is done. */
static void
load_on(Case *c)
{
    Event events[BATCH];
    int64_t position;

    if (reports_open(str_from_c(c->url), &c->reports) || reports_position(c->reports, c->arena, &position))
        _exit(1);
    for (int64_t n = position / BATCH; n < BATCHES; n++) {
        make_batch(c, n, events);
        if (reports_load(c->reports, c->arena, events, BATCH, (n + 1) * BATCH, NOON + HOUR))
            _exit(1);
    }
    _exit(0);
}

/* True when it came to its end by itself. */
static bool
run_and_kill(Case *c, long after_us)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        load_on(c);
    (void)nanosleep(&(struct timespec){ after_us / 1000000, after_us % 1000000 * 1000 }, NULL);
    (void)kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFEXITED(status);
}

/* Returns how far it is. */
static int64_t
check_loaded(Case *c)
{
    int64_t position;

    OK(reports_open(str_from_c(c->url), &c->reports));
    OK(reports_position(c->reports, c->arena, &position));
    Figures figures = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    assert_int_equal(position % BATCH, 0);
    assert_int_equal(figures.completed, position - position / 3);
    assert_int_equal(reports_case_count(figures.events, figures.event_count, "user.changed"), position / 3);
    reports_close(c->reports);
    c->reports = NULL;
    return position;
}

/* A machine, or a sanitizer, that comes to nothing in the time it is given is given more. */
static void
killed_at_any_time_each_event_counts_once(void **state)
{
    Case *c = *state;
    uint64_t seed = 9;
    long spread = 15000;
    int64_t before = 0;
    int kills = 0;

    reports_close(c->reports);
    c->reports = NULL;
    while (!run_and_kill(c, 2000 + (long)(reports_case_random(&seed) % (uint64_t)spread))) {
        int64_t position = check_loaded(c);
        if (position == before && spread < 4000000)
            spread += spread / 4;
        before = position;
        assert_true(++kills < 2000);
    }
    assert_true(kills > 0);
    check_loaded(c);
    OK(reports_open(str_from_c(c->url), &c->reports));
    assert_int_equal(reports_case_figures(c, NOON, NOON + HOUR).completed, BATCHES * BATCH - BATCHES * BATCH / 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_at_any_time_each_event_counts_once, reports_case_begin,
                                        reports_case_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
