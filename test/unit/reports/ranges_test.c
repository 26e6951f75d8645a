/* ranges_test.c -- the ranges by name.
 * SPDX-License-Identifier: ISC */
#include "reports/reports.h"

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* 2026-03-05 14:32:05.5 UTC */
#define MIDNIGHT ((Micros)20517 * DAY)
#define NOW      (MIDNIGHT + 14 * HOUR + 32 * MINUTE + 5 * SECOND + 500 * MILLISECOND)

static const struct {
    Str name;
    Micros since;
} cases[] = {
    { LIT_INIT("1h"), MIDNIGHT + 13 * HOUR + 32 * MINUTE },
    { LIT_INIT("24h"), MIDNIGHT - DAY + 14 * HOUR + 32 * MINUTE },
    { LIT_INIT("7d"), MIDNIGHT - 7 * DAY + 14 * HOUR + 32 * MINUTE },
    { LIT_INIT("30d"), MIDNIGHT - 30 * DAY + 14 * HOUR },
    { LIT_INIT("90d"), MIDNIGHT - 90 * DAY + 14 * HOUR },
};

static void
a_range_begins_whole_and_ends_with_this_minute(void **state)
{
    ReportRange range;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_null(reports_range(cases[i].name, NOW, &range));
        assert_true(str_equal(range.name, cases[i].name));
        assert_int_equal(range.since, cases[i].since);
        assert_int_equal(range.until, MIDNIGHT + 14 * HOUR + 33 * MINUTE);
        assert_false(range.clients);
    }
}

static void
at_the_start_of_a_minute_the_minute_is_in(void **state)
{
    ReportRange range;

    (void)state;
    assert_null(reports_range(LIT("1h"), MIDNIGHT, &range));
    assert_int_equal(range.since, MIDNIGHT - HOUR);
    assert_int_equal(range.until, MIDNIGHT + MINUTE);
}

static void
an_unknown_range_is_refused(void **state)
{
    static const Str names[] = { LIT_INIT(""), LIT_INIT("2h"), LIT_INIT("1H"), LIT_INIT("1h "), LIT_INIT("90d\n") };
    ReportRange range = { .since = 7 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Error *error = reports_range(names[i], NOW, &range);
        assert_non_null(error);
        assert_int_equal(error->code, E_INVALID_REQUEST);
        assert_int_equal(range.since, 7);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_begins_whole_and_ends_with_this_minute),
        cmocka_unit_test(at_the_start_of_a_minute_the_minute_is_in),
        cmocka_unit_test(an_unknown_range_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
