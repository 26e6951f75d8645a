/* breaker_test.c -- closed, open, half open: a sick provider fails at once, and one probe finds out whether it is well again.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "client/breaker.h"
#include "turned_clock.h"

#include <string.h>

#define NAME LIT("acme")

static Breaker breaker;

static int
begin(void **state)
{
    breaker_init(&breaker);
    return unit_set_up(state);
}

static int
end(void **state)
{
    (void)pthread_mutex_destroy(&breaker.lock);
    return unit_tear_down(state);
}

static void
call(bool works)
{
    ASSERT_OK(breaker_enter(&breaker, NAME));
    breaker_leave(&breaker, works);
}

static void
assert_sick(void)
{
    Error *error = breaker_enter(&breaker, NAME);

    ASSERT_CODE(error, E_UNAVAILABLE, "an open breaker");
    assert_non_null(strstr(error->text, "provider acme failed"));
}

static void
fail_until_open(void)
{
    for (int i = 0; i < BREAKER_FAILURES; i++)
        call(false);
}

static void
so_many_at_a_time(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < BREAKER_IN_FLIGHT; i++)
            ASSERT_OK(breaker_enter(&breaker, NAME));
        Error *error = breaker_enter(&breaker, NAME);
        ASSERT_CODE(error, E_UNAVAILABLE, "one too many");
        assert_non_null(strstr(error->text, "16 calls in flight"));
        breaker_leave(&breaker, true);
        ASSERT_OK(breaker_enter(&breaker, NAME));
        for (int i = 0; i < BREAKER_IN_FLIGHT; i++)
            breaker_leave(&breaker, true);
    }
}

static void
opens_after_failures_in_a_row(void **state)
{
    (void)state;
    for (int i = 1; i < BREAKER_FAILURES; i++)
        call(false);
    call(true);
    for (int i = 1; i < BREAKER_FAILURES; i++)
        call(false);
    call(false);
    assert_sick();
    assert_sick();
}

static void
stays_open_for_its_pause(void **state)
{
    (void)state;
    fail_until_open();
    turned_clock_pass(BREAKER_PAUSE - 100 * MILLISECOND);
    assert_sick();
    turned_clock_pass(100 * MILLISECOND);
    call(true);
}

static void
one_probe_at_a_time(void **state)
{
    (void)state;
    fail_until_open();
    turned_clock_pass(BREAKER_PAUSE);
    ASSERT_OK(breaker_enter(&breaker, NAME)); /* the probe is under way */
    assert_sick();
    assert_sick();
    turned_clock_pass(BREAKER_PAUSE); /* and does not come back: another one may go */
    ASSERT_OK(breaker_enter(&breaker, NAME));
    assert_sick();
}

static void
a_probe_that_works_closes_it(void **state)
{
    (void)state;
    fail_until_open();
    turned_clock_pass(BREAKER_PAUSE);
    call(true);
    for (int i = 1; i < BREAKER_FAILURES; i++)
        call(false);
    call(true);
}

static void
a_probe_that_fails_opens_it_again(void **state)
{
    (void)state;
    fail_until_open();
    for (int i = 0; i < 3; i++) {
        turned_clock_pass(BREAKER_PAUSE);
        call(false);
        assert_sick();
    }
}

/* Refused calls were never in flight. */
static void
refused_calls_take_no_place(void **state)
{
    (void)state;
    fail_until_open();
    for (int i = 0; i < 100; i++)
        assert_sick();
    turned_clock_pass(BREAKER_PAUSE);
    call(true);
    for (int i = 0; i < BREAKER_IN_FLIGHT; i++)
        ASSERT_OK(breaker_enter(&breaker, NAME));
}

#define BROKEN(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        BROKEN(so_many_at_a_time),
        BROKEN(opens_after_failures_in_a_row),
        BROKEN(stays_open_for_its_pause),
        BROKEN(one_probe_at_a_time),
        BROKEN(a_probe_that_works_closes_it),
        BROKEN(a_probe_that_fails_opens_it_again),
        BROKEN(refused_calls_take_no_place),
    };

    return cmocka_run_group_tests_name("breaker", tests, NULL, NULL);
}
