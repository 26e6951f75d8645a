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

#define BERLIN "+01:00" /* on the days of these cases */

static const struct {
    const char *what, *since, *until, *zone;
    Micros from, to; /* 0: refused */
} between[] = {
    { "a day", "2026-03-04", "2026-03-04", "UTC", MIDNIGHT - DAY, MIDNIGHT },
    { "a day elsewhere", "2026-03-04", "2026-03-04", BERLIN, MIDNIGHT - 25 * HOUR, MIDNIGHT - HOUR },
    { "days", "2026-02-01", "2026-02-28", "UTC", MIDNIGHT - 32 * DAY, MIDNIGHT - 4 * DAY },
    { "hours", "2026-03-05T10:00", "2026-03-05T11:30", "UTC", MIDNIGHT + 10 * HOUR, MIDNIGHT + 690 * MINUTE },
    { "seconds", "2026-03-05T10:00:01", "2026-03-05T10:00:02", "UTC", MIDNIGHT + 10 * HOUR + SECOND,
      MIDNIGHT + 10 * HOUR + 2 * SECOND },
    { "hours of a zone", "2026-03-05T10:00", "2026-03-05T11:30", BERLIN, MIDNIGHT + 9 * HOUR, MIDNIGHT + 630 * MINUTE },
    { "an offset of its own", "2026-03-05T10:00Z", "2026-03-05T12:30+02:00", BERLIN, MIDNIGHT + 10 * HOUR,
      MIDNIGHT + 630 * MINUTE },
    { "until now", "2026-03-05", "", "UTC", MIDNIGHT, MIDNIGHT + 14 * HOUR + 33 * MINUTE },
    { "until tomorrow is until now", "2026-03-05", "2026-03-06", "UTC", MIDNIGHT, MIDNIGHT + 14 * HOUR + 33 * MINUTE },
    { "nothing", "", "", "UTC", 0, 0 },
    { "no date", "yesterday", "", "UTC", 0, 0 },
    { "no such day", "2026-02-29", "", "UTC", 0, 0 },
    { "no such month", "2026-13-01", "", "UTC", 0, 0 },
    { "no such hour", "2026-03-01T24:00", "", "UTC", 0, 0 },
    { "half an offset", "2026-03-01T23:00+02", "", "UTC", 0, 0 },
    { "something behind", "2026-03-01x", "", "UTC", 0, 0 },
    { "backwards", "2026-03-04", "2026-03-03", "UTC", 0, 0 },
    { "empty", "2026-03-04T10:00", "2026-03-04T10:00", "UTC", 0, 0 },
    { "in the future", "2026-03-06", "", "UTC", 0, 0 },
    { "too long", "2019-01-01", "", "UTC", 0, 0 },
};

static void
a_range_between_two_edges(void **state)
{
    Arena *arena = arena_new((size_t)1 << 20);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(between); i++) {
        ReportRange range;
        Zone zone;
        assert_null(zone_open(arena, str_from_c(between[i].zone), &zone));
        Error *error =
            reports_range_between(str_from_c(between[i].since), str_from_c(between[i].until), &zone, NOW, &range);
        if (!between[i].from) {
            assert_non_null(error);
            assert_int_equal(error->code, E_INVALID_REQUEST);
            continue;
        }
        if (error)
            fail_msg("%s: %s", between[i].what, error->text);
        assert_int_equal(range.since, between[i].from);
        assert_int_equal(range.until, between[i].to);
    }
    arena_free(arena);
}

/* The hour that is running is left out, and as many hours before stand beside the rest. */
static void
the_period_before_is_as_long(void **state)
{
    ReportRange range, settled, before;

    (void)state;
    assert_null(reports_range(LIT("7d"), NOW, &range));
    reports_compare(&range, NOW, &settled, &before);
    assert_int_equal(settled.since, range.since);
    assert_int_equal(settled.until, MIDNIGHT + 14 * HOUR);
    assert_int_equal(before.until, settled.since);
    assert_int_equal(before.until - before.since, settled.until - settled.since);
    range.until = MIDNIGHT; /* long over: nothing is running */
    reports_compare(&range, NOW, &settled, &before);
    assert_int_equal(settled.until, MIDNIGHT);
}

/* In Berlin clocks were put forward on 29 March 2026: the same hours a week before lie 167 hours before. */
static void
the_week_before_has_the_same_hours(void **state)
{
    Arena *arena = arena_new((size_t)1 << 20);
    ReportRange range = { .since = (Micros)1774864800 * SECOND, .until = (Micros)1774868400 * SECOND }, earlier;

    (void)state;
    reports_week_earlier(&range, &earlier);
    assert_int_equal(earlier.since, range.since - 7 * DAY);
    assert_null(zone_open(arena, LIT("Europe/Berlin"), &range.zone));
    reports_week_earlier(&range, &earlier);
    assert_int_equal(earlier.since, range.since - 7 * DAY + HOUR);
    assert_int_equal(earlier.until, range.until - 7 * DAY + HOUR);
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_between_two_edges),
        cmocka_unit_test(the_period_before_is_as_long),
        cmocka_unit_test(the_week_before_has_the_same_hours),
        cmocka_unit_test(a_range_begins_whole_and_ends_with_this_minute),
        cmocka_unit_test(at_the_start_of_a_minute_the_minute_is_in),
        cmocka_unit_test(an_unknown_range_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
