/* number_set_test.c -- sets of users: joined, dropped and counted as a table of flags says; damaged bytes are refused.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "reports/number_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUMBERS 3000

static Arena *arena;

static int
begin(void **state)
{
    (void)state;
    arena = arena_new((size_t)256 << 20);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static Str
join(Str bytes, const int64_t *numbers, size_t count)
{
    Str joined;
    Error *error = number_set_join(arena, bytes, numbers, count, &joined);

    if (error)
        fail_msg("%s", error->text);
    return joined;
}

static void
assert_is(Str bytes, const bool *flags)
{
    NumberSet set = number_set_new(arena), one = set;
    int64_t expected = 0;

    assert_null(number_set_add_bytes(&set, bytes));
    for (int64_t i = 1; i < NUMBERS; i++) {
        expected += flags[i];
        number_set_clear(&one);
        number_set_add(&one, i);
        assert_int_equal(number_set_count_both(&set, &one), flags[i]);
    }
    assert_int_equal(number_set_count(&set), expected);
}

/* From sparse to full: both ways of writing, and the change from one to the other. */
static void
numbers_come_back(void **state)
{
    bool flags[NUMBERS] = { false };
    Str bytes = LIT("");

    (void)state;
    srandom(1);
    for (int round = 0; round < 40; round++) {
        int64_t numbers[NUMBERS];
        size_t count = 0;
        for (int64_t i = 1; i < NUMBERS; i++)
            if (random() % 40 < round)
                numbers[count++] = i;
        for (size_t i = 0; i < count; i++)
            flags[numbers[i]] = true;
        bytes = join(bytes, numbers, count);
        if (round % 8 == 7)
            assert_is(bytes, flags);
    }
    assert_true(bytes.len < NUMBERS / 8 + 3);
    for (int64_t i = 1; i < NUMBERS; i += 7) {
        flags[i] = false;
        assert_null(number_set_drop(arena, bytes, i, &bytes));
    }
    assert_is(bytes, flags);
}

static void
differences_are_counted(void **state)
{
    static const int64_t a[] = { 1, 64, 65, 200 }, b[] = { 64, 100000 };
    NumberSet x = number_set_new(arena), y = number_set_new(arena);

    (void)state;
    assert_null(number_set_add_bytes(&x, join(LIT(""), a, COUNT_OF(a))));
    assert_null(number_set_add_bytes(&y, join(LIT(""), b, COUNT_OF(b))));
    assert_int_equal(number_set_count_both(&x, &y), 1);
    assert_int_equal(number_set_count_without(&x, &y), 3);
    assert_int_equal(number_set_count_without(&y, &x), 1);
}

static void
damaged_bytes_are_refused(void **state)
{
    static const Str cases[] = { LIT_INIT("\x03\x01"),
                                 LIT_INIT("\x01\x80"),
                                 LIT_INIT("\x01\x01\x80"),
                                 { "\x01\x05\x00", 3 },
                                 LIT_INIT("\x01\xff\xff\xff\xff\xff\x01"),
                                 LIT_INIT("\x01\xff\xff\xff\xff\x7f") };
    static const int64_t number[] = { 4 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        NumberSet set = number_set_new(arena);
        Str out;
        Error *error = number_set_add_bytes(&set, cases[i]);
        assert_non_null(error);
        assert_int_equal(error->code, E_DB);
        assert_non_null(number_set_join(arena, cases[i], number, 1, &out));
        assert_non_null(number_set_drop(arena, cases[i], 4, &out));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(differences_are_counted),
        cmocka_unit_test(damaged_bytes_are_refused),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
