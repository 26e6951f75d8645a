/* zone_test.c -- time zones: changes, days of 23 and 25 hours, hours that are shown twice or never, damaged files.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/zone.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static Arena *arena;

static int
begin(void **state)
{
    (void)state;
    arena = arena_new((size_t)64 << 20);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static Zone
open_zone(const char *name)
{
    Zone zone;
    Error *error = zone_open(arena, str_from_c(name), &zone);

    if (error)
        fail_msg("%s: %s", name, error->text);
    return zone;
}

static void
names_and_offsets(void **state)
{
    static const struct {
        const char *name;
        int32_t offset; /* on 2026-07-01; INT32_MAX: refused */
    } cases[] = {
        { "", 0 },
        { "UTC", 0 },
        { "Z", 0 },
        { "+05:30", 19800 },
        { "-0330", -12600 },
        { "+14", 50400 },
        { "Europe/Berlin", 7200 },
        { "America/St_Johns", -9000 },
        { "Asia/Kolkata", 19800 },
        { "America/Argentina/Buenos_Aires", -10800 },
        { "Etc/GMT+5", -18000 },
        { "+19:00", INT32_MAX },
        { "+05:60", INT32_MAX },
        { "+5", INT32_MAX },
        { "+0530x", INT32_MAX },
        { "Europe/Atlantis", INT32_MAX },
        { "../../etc/passwd", INT32_MAX },
        { "/etc/passwd", INT32_MAX },
        { "Europe//Berlin", INT32_MAX },
        { "Europe/", INT32_MAX },
        { "Europe", INT32_MAX },
        { "Europe/Berlin\n", INT32_MAX },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", INT32_MAX },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Zone zone;
        Error *error = zone_open(arena, str_from_c(cases[i].name), &zone);
        if (cases[i].offset == INT32_MAX) {
            assert_non_null(error);
            assert_int_equal(error->code, E_INVALID_REQUEST);
            continue;
        }
        if (error)
            fail_msg("%s", error->text);
        assert_int_equal(zone_offset(&zone, (Micros)1782864000 * SECOND), cases[i].offset);
    }
}

/* Against the C library, hour by hour, for years before and beyond the last change that a file lists. */
static void
clocks_show_what_the_c_library_says(void **state)
{
    static const char *const names[] = { "Europe/Berlin",     "America/New_York", "Australia/Lord_Howe",
                                         "Africa/Casablanca", "Asia/Kolkata",     "America/Sao_Paulo",
                                         "Pacific/Apia",      "Antarctica/Troll", "America/Nuuk",
                                         "Asia/Tehran",       "Africa/Cairo" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Zone zone = open_zone(names[i]);
        assert_int_equal(setenv("TZ", names[i], 1), 0);
        tzset();
        for (int64_t at = 1577836800 /* 2020 */; at < INT64_C(2366841600) /* 2045 */; at += 9 * 3600 + 1234) {
            time_t seconds = at;
            struct tm tm;
            assert_non_null(localtime_r(&seconds, &tm));
            ZoneTime time = zone_time(&zone, at * SECOND);
            assert_int_equal(time.offset, tm.tm_gmtoff);
            assert_int_equal(time.year, tm.tm_year + 1900);
            assert_int_equal(time.month, tm.tm_mon + 1);
            assert_int_equal(time.day, tm.tm_mday);
            assert_int_equal(time.hour * 3600 + time.minute * 60 + time.second,
                             tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec);
            assert_int_equal(time.weekday, tm.tm_wday);
        }
    }
    (void)unsetenv("TZ");
    tzset();
}

static void
a_time_and_back(void **state)
{
    static const char *const names[] = { "UTC", "Europe/Berlin", "Australia/Lord_Howe", "-09:30", "America/Havana" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Zone zone = open_zone(names[i]);
        for (Micros at = 1767225600 * SECOND; at < 1798761600 * SECOND; at += 17 * MINUTE) {
            ZoneTime time = zone_time(&zone, at);
            Micros back = zone_at(&zone, &time);
            ZoneTime again = zone_time(&zone, back);
            assert_true(back <= at); /* what is shown twice is the first of the two */
            assert_true(at - back <= HOUR);
            assert_int_equal(again.hour, time.hour);
            assert_int_equal(again.minute, time.minute);
        }
    }
}

static void
days_follow_each_other(void **state)
{
    static const struct {
        const char *name;
        Micros at; /* in the day */
        Micros length;
    } cases[] = {
        { "UTC", 1774785600, 24 * HOUR },
        { "Europe/Berlin", 1774785600, 23 * HOUR },                     /* 2026-03-29 */
        { "Europe/Berlin", 1792929600, 25 * HOUR },                     /* 2026-10-25 */
        { "Australia/Lord_Howe", 1775350800, 24 * HOUR + 30 * MINUTE }, /* 2026-04-05 */
        { "Africa/Cairo", 1777024800, 23 * HOUR },                      /* 2026-04-24: there is no midnight */
        { "America/Havana", 1793552400, 25 * HOUR },                    /* 2026-11-01: midnight comes twice */
        { "-12:00", 1774785600, 24 * HOUR },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Zone zone = open_zone(cases[i].name);
        Micros at = cases[i].at * SECOND, since = zone_day(&zone, at, 0), until = zone_day(&zone, at, 1);
        assert_true(since <= at && at < until);
        if (until - since != cases[i].length)
            fail_msg("%s: a day of %lld minutes", cases[i].name, (long long)((until - since) / MINUTE));
        assert_int_equal(zone_day(&zone, since, 0), since);
        assert_int_equal(zone_day(&zone, until - 1, 0), since);
        assert_int_equal(zone_day(&zone, until, -1), since);
    }
}

/* An hour that the clocks leave out. */
static void
a_time_that_is_never_shown(void **state)
{
    Zone zone = open_zone("Europe/Berlin");
    ZoneTime time = { .year = 2026, .month = 3, .day = 29, .hour = 2, .minute = 30 };

    (void)state;
    assert_int_equal(zone_at(&zone, &time), 1774747800 * SECOND); /* 03:30 of the new time */
}

/* Every cut and every changed byte of a real file is read or refused, and nothing else. */
static void
damaged_files_are_refused(void **state)
{
    static char bytes[65536];
    int fd = open("/usr/share/zoneinfo/Europe/Berlin", O_RDONLY);
    ssize_t size = read(fd, bytes, sizeof bytes);
    const ZoneTable *table;

    (void)state;
    (void)close(fd);
    assert_true(size > 100);
    assert_null(zone_read(arena, (Str){ bytes, (size_t)size }, &table));
    for (size_t cut = 0; cut < (size_t)size; cut++) {
        char *copy = malloc(cut + 1); /* of its own, so that a sanitizer sees a byte too far */
        memcpy(copy, bytes, cut);
        Error *error = zone_read(arena, (Str){ copy, cut }, &table);
        assert_non_null(error);
        assert_int_equal(error->code, E_CONFIG);
        free(copy);
    }
    for (size_t at = 0; at < (size_t)size; at++) {
        bytes[at] = (char)(bytes[at] ^ 0x81);
        Error *error = zone_read(arena, (Str){ bytes, (size_t)size }, &table);
        Zone zone = { .table = error ? NULL : table };
        (void)zone_offset(&zone, (Micros)4102444800 * SECOND);
        bytes[at] = (char)(bytes[at] ^ 0x81);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_offsets),
        cmocka_unit_test(clocks_show_what_the_c_library_says),
        cmocka_unit_test(a_time_and_back),
        cmocka_unit_test(days_follow_each_other),
        cmocka_unit_test(a_time_that_is_never_shown),
        cmocka_unit_test(damaged_files_are_refused),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
