/* clock_test.c -- the clock that tests turn, and the two of the system.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/clock.h"

#include <time.h>

static void
a_fake_clock_stands_where_it_was_put(void **state)
{
    Clock clock = clock_fake(5 * DAY);

    (void)state;
    assert_int_equal(clock_now(&clock), 5 * DAY);
    assert_int_equal(clock_now(&clock), 5 * DAY);
    clock.fixed += MINUTE;
    assert_int_equal(clock_now(&clock), 5 * DAY + 60000000);
}

static void
the_systems_clock_has_a_date(void **state)
{
    Micros before = (Micros)time(NULL) * SECOND, now = clock_now(&clock_system);

    (void)state;
    assert_true(now >= before - SECOND && now <= ((Micros)time(NULL) + 2) * SECOND);
}

static void
the_monotonic_clock_never_goes_back(void **state)
{
    Micros last = clock_monotonic(), first = last;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        Micros now = clock_monotonic();
        assert_true(now >= last);
        last = now;
    }
    assert_true(last > first);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_fake_clock_stands_where_it_was_put),
        UNIT(the_systems_clock_has_a_date),
        UNIT(the_monotonic_clock_never_goes_back),
    };

    return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
