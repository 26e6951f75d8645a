/* spans_test.c -- ranges cut at minutes, hours and days: whole, without overlap, and few.
 * SPDX-License-Identifier: ISC */
#include "reports/spans.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* 2026-03-05 00:00:00 UTC */
#define MIDNIGHT ((Micros)20517 * DAY)

static const Micros everything[LEVELS] = { 0, 0, 0 };

typedef struct Case {
    const char *what;
    Micros since, until;
    size_t count;
    Span spans[SPANS_MAX];
} Case;

static const Case cases[] = {
    { "nothing", MIDNIGHT, MIDNIGHT, 0, { { 0 } } },
    { "backwards", MIDNIGHT + HOUR, MIDNIGHT, 0, { { 0 } } },
    { "one minute", MIDNIGHT, MIDNIGHT + MINUTE, 1, { { LEVEL_MINUTE, MIDNIGHT, MIDNIGHT + MINUTE } } },
    { "a moment is its minute", MIDNIGHT + 5, MIDNIGHT + 6, 1, { { LEVEL_MINUTE, MIDNIGHT, MIDNIGHT + MINUTE } } },
    { "one hour", MIDNIGHT, MIDNIGHT + HOUR, 1, { { LEVEL_HOUR, MIDNIGHT, MIDNIGHT + HOUR } } },
    { "one day", MIDNIGHT, MIDNIGHT + DAY, 1, { { LEVEL_DAY, MIDNIGHT, MIDNIGHT + DAY } } },
    { "across an hour, none whole",
      MIDNIGHT + 59 * MINUTE,
      MIDNIGHT + 61 * MINUTE,
      1,
      { { LEVEL_MINUTE, MIDNIGHT + 59 * MINUTE, MIDNIGHT + 61 * MINUTE } } },
    { "an hour and a minute",
      MIDNIGHT - MINUTE,
      MIDNIGHT + HOUR,
      2,
      { { LEVEL_MINUTE, MIDNIGHT - MINUTE, MIDNIGHT }, { LEVEL_HOUR, MIDNIGHT, MIDNIGHT + HOUR } } },
    { "24 hours that are no day",
      MIDNIGHT - 12 * HOUR - 30 * MINUTE,
      MIDNIGHT + 11 * HOUR + 30 * MINUTE,
      3,
      { { LEVEL_MINUTE, MIDNIGHT - 12 * HOUR - 30 * MINUTE, MIDNIGHT - 12 * HOUR },
        { LEVEL_HOUR, MIDNIGHT - 12 * HOUR, MIDNIGHT + 11 * HOUR },
        { LEVEL_MINUTE, MIDNIGHT + 11 * HOUR, MIDNIGHT + 11 * HOUR + 30 * MINUTE } } },
    { "all five",
      MIDNIGHT - HOUR - MINUTE,
      MIDNIGHT + 2 * DAY + HOUR + MINUTE,
      5,
      { { LEVEL_MINUTE, MIDNIGHT - HOUR - MINUTE, MIDNIGHT - HOUR },
        { LEVEL_HOUR, MIDNIGHT - HOUR, MIDNIGHT },
        { LEVEL_DAY, MIDNIGHT, MIDNIGHT + 2 * DAY },
        { LEVEL_HOUR, MIDNIGHT + 2 * DAY, MIDNIGHT + 2 * DAY + HOUR },
        { LEVEL_MINUTE, MIDNIGHT + 2 * DAY + HOUR, MIDNIGHT + 2 * DAY + HOUR + MINUTE } } },
    { "a moment before midnight to a moment after",
      MIDNIGHT - 1,
      MIDNIGHT + 1,
      1,
      { { LEVEL_MINUTE, MIDNIGHT - MINUTE, MIDNIGHT + MINUTE } } },
};

static void
ranges_are_cut_at_the_seams(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Case *c = &cases[i];
        Span spans[SPANS_MAX];
        size_t count = spans_cover(c->since, c->until, everything, spans);
        if (count != c->count)
            fail_msg("%s: %zu spans", c->what, count);
        for (size_t j = 0; j < count; j++)
            if (memcmp(&spans[j].from, &c->spans[j].from, 2 * sizeof(Micros)) || spans[j].level != c->spans[j].level)
                fail_msg("%s: span %zu differs", c->what, j);
    }
}

static uint64_t seed;

static uint64_t
next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* The edge that a range really has: outwards, to the finest level that knows it. */
static Micros
edge(Micros at, const Micros kept[LEVELS], bool up)
{
    Level level = at >= kept[LEVEL_MINUTE] ? LEVEL_MINUTE : at >= kept[LEVEL_HOUR] ? LEVEL_HOUR : LEVEL_DAY;

    return up ? spans_ceiling(level, at) : spans_floor(level, at);
}

static void
check_cover(Micros since, Micros until, const Micros kept[LEVELS])
{
    Span spans[SPANS_MAX];
    size_t count = spans_cover(since, until, kept, spans);
    int64_t rollups[LEVELS] = { 0 };

    assert_in_range(count, 1, SPANS_MAX);
    assert_int_equal(spans[0].from, edge(since, kept, false));
    assert_int_equal(spans[count - 1].to, edge(until, kept, true));
    for (size_t i = 0; i < count; i++) {
        Micros width = spans_width(spans[i].level);
        assert_true(spans[i].from < spans[i].to);
        assert_int_equal(spans[i].from % width, 0);
        assert_int_equal(spans[i].to % width, 0);
        assert_true(spans[i].from >= kept[spans[i].level]);
        if (i)
            assert_int_equal(spans[i - 1].to, spans[i].from);
        rollups[spans[i].level] += (spans[i].to - spans[i].from) / width;
    }
    assert_true(rollups[LEVEL_MINUTE] < 120);
    assert_true(rollups[LEVEL_HOUR] < 48);
}

static void
every_range_is_covered_once_and_by_few(void **state)
{
    (void)state;
    seed = 3;
    for (int i = 0; i < 200000; i++) {
        Micros since = MIDNIGHT + (Micros)(next_random() % (uint64_t)(10 * DAY));
        Micros until = since + 1 + (Micros)(next_random() % (uint64_t)(1 + (i % 100) * DAY));
        check_cover(since, until, everything);
    }
}

static void
what_is_no_longer_kept_is_not_asked(void **state)
{
    (void)state;
    seed = 4;
    for (int i = 0; i < 200000; i++) {
        Micros now = MIDNIGHT + (Micros)(next_random() % (uint64_t)DAY);
        Micros kept[LEVELS] = { spans_kept(LEVEL_MINUTE, now), spans_kept(LEVEL_HOUR, now),
                                spans_kept(LEVEL_DAY, now) };
        Micros since = now - (Micros)(next_random() % (uint64_t)(1 + (i % 400) * DAY));
        Micros until = since + 1 + (Micros)(next_random() % (uint64_t)(now - since + 1));
        check_cover(since, until, kept);
    }
}

/* Whole rollups before `outlined`, outlines after it, without a gap; of each level only what is kept. */
static void
check_outline(Micros since, Micros until, const Micros kept[LEVELS], Micros outlined)
{
    Span spans[OUTLINE_SPANS_MAX];
    size_t count = spans_outline(since, until, kept, outlined, spans);

    assert_in_range(count, 1, OUTLINE_SPANS_MAX);
    assert_int_equal(spans[0].from, edge(since, kept, false));
    assert_int_equal(spans[count - 1].to, edge(until, kept, true));
    for (size_t i = 0; i < count; i++) {
        Level level = spans[i].level;
        Micros width = spans_width(level);
        assert_true(spans[i].from < spans[i].to);
        assert_int_equal(spans[i].from % width, 0);
        assert_int_equal(spans[i].to % width, 0);
        assert_true(spans[i].from >= (level < LEVELS ? kept[level] : spans_outline_kept(level, kept, outlined)));
        assert_true(level == LEVEL_MINUTE || (level >= LEVELS) == (spans[i].from >= outlined));
        if (level == LEVEL_MINUTE && spans[i].from >= outlined)
            assert_true(spans[i].to - spans[i].from < 30 * MINUTE);
        if (i)
            assert_int_equal(spans[i - 1].to, spans[i].from);
    }
}

static void
outlines_cover_what_they_can(void **state)
{
    (void)state;
    seed = 5;
    for (int i = 0; i < 200000; i++) {
        Micros now = MIDNIGHT + (Micros)(next_random() % (uint64_t)DAY);
        Micros kept[LEVELS] = { spans_kept(LEVEL_MINUTE, now), spans_kept(LEVEL_HOUR, now),
                                spans_kept(LEVEL_DAY, now) };
        Micros since = now - (Micros)(next_random() % (uint64_t)(1 + (i % 400) * DAY));
        Micros until = since + 1 + (Micros)(next_random() % (uint64_t)(now - since + 1));
        check_outline(since, until, kept, 0);
        check_outline(since, until, kept, MIDNIGHT - (Micros)(next_random() % 300) * DAY);
        check_outline(since, until, everything, MIDNIGHT - (Micros)(next_random() % 9) * DAY);
    }
}

static void
floors_and_ceilings_hold_before_1970_too(void **state)
{
    (void)state;
    assert_int_equal(spans_floor(LEVEL_MINUTE, -1), -MINUTE);
    assert_int_equal(spans_ceiling(LEVEL_MINUTE, -1), 0);
    assert_int_equal(spans_floor(LEVEL_DAY, DAY), DAY);
    assert_int_equal(spans_ceiling(LEVEL_DAY, DAY), DAY);
    assert_int_equal(spans_ceiling(LEVEL_DAY, DAY + 1), 2 * DAY);
}

static void
a_level_is_kept_from_the_next_ones_start(void **state)
{
    (void)state;
    assert_int_equal(spans_kept(LEVEL_MINUTE, MIDNIGHT + HOUR + 1), MIDNIGHT + HOUR - 100 * DAY);
    assert_int_equal(spans_kept(LEVEL_HOUR, MIDNIGHT + HOUR), MIDNIGHT - 100 * DAY);
    assert_int_equal(spans_kept(LEVEL_DAY, MIDNIGHT + HOUR), MIDNIGHT - 1826 * DAY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_cut_at_the_seams),
        cmocka_unit_test(every_range_is_covered_once_and_by_few),
        cmocka_unit_test(what_is_no_longer_kept_is_not_asked),
        cmocka_unit_test(outlines_cover_what_they_can),
        cmocka_unit_test(floors_and_ceilings_hold_before_1970_too),
        cmocka_unit_test(a_level_is_kept_from_the_next_ones_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
