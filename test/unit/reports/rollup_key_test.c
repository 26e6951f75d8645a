/* rollup_key_test.c -- level, start and series in one number: in this order, and back.
 * SPDX-License-Identifier: ISC */
#include "reports/rollup.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define START (29539200 * MINUTE)

static void
keys_are_in_the_order_of_level_start_series(void **state)
{
    const int64_t keys[] = {
        rollup_key(LEVEL_MINUTE, 0, 0),
        rollup_key(LEVEL_MINUTE, 0, 1),
        rollup_key(LEVEL_MINUTE, START, 0),
        rollup_key(LEVEL_MINUTE, START, (1 << 20) - 1),
        rollup_key(LEVEL_MINUTE, START + HOUR, 0),
        rollup_key(LEVEL_MINUTE, INT64_MAX, 9),
        rollup_key(LEVEL_HOUR, 0, 0),
        rollup_key(LEVEL_HOUR, START, 5),
        rollup_key(LEVEL_DAY, START, 0),
        rollup_key(LEVEL_DAY, INT64_MAX, (1 << 20) - 1),
        rollup_key(OUTLINE_QUARTER, 0, 0),
        rollup_key(OUTLINE_HOUR, START, 0),
        rollup_key(OUTLINE_DAY, START, 0),
        rollup_key(OUTLINE_DAY, INT64_MAX, (1 << 20) - 1),
    };

    (void)state;
    for (size_t i = 1; i < COUNT_OF(keys); i++)
        assert_true(keys[i - 1] < keys[i]);
    assert_true(keys[0] > 0);
}

static void
all_of_a_level_have_one_key(void **state)
{
    (void)state;
    assert_int_equal(rollup_key(LEVEL_HOUR, START + 59 * MINUTE, 3), rollup_key(LEVEL_HOUR, START, 3));
    assert_int_not_equal(rollup_key(LEVEL_HOUR, START + 60 * MINUTE, 3), rollup_key(LEVEL_HOUR, START, 3));
    assert_int_equal(rollup_key_series(rollup_key(LEVEL_DAY, START, 77)), 77);
}

static void
times_before_1970_count_as_1970(void **state)
{
    (void)state;
    assert_int_equal(rollup_key(LEVEL_MINUTE, INT64_MIN, 3), rollup_key(LEVEL_MINUTE, 0, 3));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_in_the_order_of_level_start_series),
        cmocka_unit_test(all_of_a_level_have_one_key),
        cmocka_unit_test(times_before_1970_count_as_1970),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
