/* chart_test.c -- charts: balanced, escaped, without NaN, inside their place at any value, the same every time.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "pages/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROOM ((size_t)16 << 20)

static const int64_t extremes[] = { INT64_MIN, -1, 0, 1, 7, 999, 1000000, INT64_MAX - 1, INT64_MAX };

static Str
draw(Arena *arena, const Chart *chart)
{
    Buf buf = buf_new(arena, (size_t)4 << 20);
    Str text;

    chart_draw(&buf, chart);
    assert_null(buf_finish(&buf, "a chart", &text));
    return text;
}

static bool
contains(Str text, const char *part)
{
    return str_find(text, str_from_c(part)) < text.len;
}

/* Elements close in the order in which they opened; returns how many there are. */
static int
check_balanced(Str text)
{
    Str open[16];
    int depth = 0, elements = 0;

    while (text.len) {
        Str before, tag;
        text = str_cut(text, '<', &before);
        if (text.len == 0)
            break;
        text = str_cut(text, '>', &tag);
        Str name = tag;
        size_t space = str_find_byte(tag, ' ');
        name = str_slice(tag, 0, space);
        if (str_starts(tag, LIT("/"))) {
            assert_true(depth > 0);
            depth--;
            assert_true(str_equal(str_slice(name, 1, name.len), open[depth]));
        } else if (!str_ends(tag, LIT("/"))) {
            assert_true(depth < 16);
            open[depth++] = name;
            elements++;
        }
    }
    assert_int_equal(depth, 0);
    return elements;
}

/* Shares lie between 0% and 100%, lengths are not negative, numbers are numbers. */
static void
check_inside(Str text)
{
    static const char *const shares[] = { " x=\"", " width=\"", " cx=\"", " x1=\"", " x2=\"", " height=\"" };

    assert_false(contains(text, "nan"));
    assert_false(contains(text, "inf"));
    assert_false(contains(text, "style="));
    for (size_t i = 0; i < COUNT_OF(shares); i++) {
        Str rest = text, name = str_from_c(shares[i]);
        for (size_t at = str_find(rest, name); at < rest.len; at = str_find(rest, name)) {
            rest = str_slice(rest, at + name.len, rest.len);
            double value = strtod(rest.ptr, NULL);
            assert_true(value >= 0 && value <= 230);
            Str whole;
            (void)str_cut(rest, '"', &whole);
            assert_true(!str_ends(whole, LIT("%")) || value <= 100);
        }
    }
}

static void
check(const Chart *chart)
{
    Arena *arena = arena_new(ROOM);
    Str once = draw(arena, chart);

    check_balanced(once);
    check_inside(once);
    assert_true(str_equal(once, draw(arena, chart)));
    arena_free(arena);
}

static void
test_columns_at_extremes(void **state)
{
    ChartPoint points[COUNT_OF(extremes) * COUNT_OF(extremes)];
    Chart chart = { .kind = CHART_COLUMNS_STACKED, .id = LIT("series"), .points = points, .mark_count = 1 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(points); i++)
        points[i] = (ChartPoint){ .parts = { extremes[i % COUNT_OF(extremes)], extremes[i / COUNT_OF(extremes)], 3 },
                                  .running = i == 0 };
    chart.marks[0] = (ChartMark){ 1e9, LIT("far") };
    for (size_t top = 0; top < COUNT_OF(extremes); top++)
        for (size_t count = 0; count <= COUNT_OF(points); count += 27) {
            chart.top = extremes[top];
            chart.point_count = count;
            check(&chart);
        }
}

static void
test_lines_at_extremes(void **state)
{
    ChartPoint points[COUNT_OF(extremes)];
    Chart chart = {
        .kind = CHART_LINES, .id = LIT("active"), .points = points, .names = { LIT("a"), LIT("b"), LIT("c") }
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(points); i++)
        points[i] = (ChartPoint){ .parts = { extremes[i], -1, extremes[COUNT_OF(extremes) - 1 - i] } };
    for (size_t top = 0; top < COUNT_OF(extremes); top++)
        for (size_t count = 0; count <= COUNT_OF(points); count++) {
            chart.top = extremes[top];
            chart.point_count = count;
            check(&chart);
        }
}

static void
test_small_charts_at_extremes(void **state)
{
    static const ChartKind kinds[] = { CHART_BAR, CHART_RANGE, CHART_SPARK, CHART_SCALE };

    (void)state;
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
        for (size_t i = 0; i < COUNT_OF(extremes); i++)
            for (size_t j = 0; j < COUNT_OF(extremes); j++) {
                const int64_t values[] = { extremes[i], extremes[j], extremes[i] };
                Chart chart = { .kind = kinds[kind],
                                .id = LIT("one"),
                                .values = values,
                                .value_count = 3,
                                .whole = extremes[j],
                                .low = extremes[i],
                                .high = extremes[j],
                                .mark_count = 1 };
                chart.marks[0] = (ChartMark){ (double)(extremes[i] / 2), LIT("1 s") };
                check(&chart);
            }
}

static void
test_words_are_escaped(void **state)
{
    static const Str hostile = LIT_INIT("\"'><script>&");
    const ChartPoint point = { .parts = { 1, 1, 1 }, .tip = hostile, .url = hostile };
    Chart chart = { .kind = CHART_COLUMNS_STACKED,
                    .id = LIT("series"),
                    .title = hostile,
                    .description = hostile,
                    .points = &point,
                    .point_count = 1,
                    .top = 4,
                    .levels = { hostile, hostile },
                    .mark_count = 1 };
    Arena *arena = arena_new(ROOM);

    (void)state;
    chart.marks[0].text = hostile;
    Str text = draw(arena, &chart);
    check_balanced(text);
    assert_false(contains(text, "<script"));
    assert_false(contains(text, "'"));
    assert_true(contains(text, "&lt;script&gt;&amp;"));
    arena_free(arena);
}

/* Title and description are named by the drawing; small ones stand beside their words and are hidden from who hears. */
static void
test_each_has_words(void **state)
{
    const int64_t value = 1;
    const Chart large = {
        .kind = CHART_LINES, .id = LIT("active"), .title = LIT("Active people"), .description = LIT("By day")
    };
    const Chart small = { .kind = CHART_BAR, .id = LIT("bar"), .values = &value, .value_count = 1, .whole = 2 };
    Arena *arena = arena_new(ROOM);

    (void)state;
    Str text = draw(arena, &large);
    assert_true(contains(text, "aria-labelledby=\"active-t\" aria-describedby=\"active-d\""));
    assert_true(contains(text, "<title id=\"active-t\">Active people</title><desc id=\"active-d\">By day</desc>"));
    assert_true(contains(draw(arena, &small), "aria-hidden=\"true\""));
    assert_int_equal(draw(arena, NULL).len, 0);
    assert_int_equal(draw(arena, &(Chart){ 0 }).len, 0);
    arena_free(arena);
}

static void
test_top_is_round(void **state)
{
    static const struct {
        int64_t largest, top;
    } cases[] = { { INT64_MIN, 2 },
                  { 0, 2 },
                  { 1, 2 },
                  { 3, 4 },
                  { 5, 6 },
                  { 7, 8 },
                  { 9, 10 },
                  { 63, 80 },
                  { 80, 80 },
                  { 81, 100 },
                  { 1001, 2000 },
                  { 999999, 1000000 },
                  { INT64_MAX / 20, 600000000000000000 } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(chart_top(cases[i].largest), cases[i].top);
    assert_true(chart_top(INT64_MAX) >= INT64_MAX - 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_at_extremes),      cmocka_unit_test(test_lines_at_extremes),
        cmocka_unit_test(test_small_charts_at_extremes), cmocka_unit_test(test_words_are_escaped),
        cmocka_unit_test(test_each_has_words),           cmocka_unit_test(test_top_is_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
