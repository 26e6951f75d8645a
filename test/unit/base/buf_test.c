/* buf_test.c -- the bounded buffer: what fits is there, and an overflow sticks.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/buf.h"

#include <string.h>

static void
grows_up_to_its_limit(void **state)
{
    Buf buf = buf_new(arena, 1000);
    Str text;

    (void)state;
    for (int i = 0; i < 1000; i++)
        buf_add_byte(&buf, (char)('a' + i % 26));
    ASSERT_OK(buf_finish(&buf, "letters", &text));
    assert_int_equal(text.len, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(text.ptr[i], 'a' + i % 26);
    buf_add_byte(&buf, 'x');
    assert_true(buf.overflow);
}

static void
an_overflow_sticks_and_keeps_what_fitted(void **state)
{
    Buf buf = buf_new(arena, 5);
    Str text = LIT("untouched");

    (void)state;
    buf_add(&buf, LIT("abc"));
    buf_add(&buf, LIT("def"));
    buf_add(&buf, LIT("g")); /* would fit, but is after the hole */
    ASSERT_STR(buf_str(&buf), "abc");
    Error *error = buf_finish(&buf, "the page", &text);
    ASSERT_CODE(error, E_TOO_LARGE, "overflow");
    assert_non_null(strstr(error->text, "the page does not fit into 5 bytes"));
    ASSERT_STR(text, "untouched");
}

static void
fixed_memory_is_never_left(void **state)
{
    char memory[8] = "~~~~~~~";
    Buf buf = buf_fixed(memory, 4);

    (void)state;
    buf_add(&buf, LIT("abcd"));
    assert_false(buf.overflow);
    buf_add_byte(&buf, 'e');
    assert_true(buf.overflow);
    assert_memory_equal(memory, "abcd~~~", 8);
    Buf none = buf_fixed(memory, 0);
    buf_add(&none, LIT(""));
    assert_false(none.overflow);
    buf_add_byte(&none, 'x');
    assert_true(none.overflow);
    assert_int_equal(arena_used(arena), 0);
}

static void
numbers_and_formats(void **state)
{
    Buf buf = buf_new(arena, 4096);

    (void)state;
    buf_add_int(&buf, INT64_MIN);
    buf_add_byte(&buf, ' ');
    buf_add_int(&buf, INT64_MAX);
    buf_addf(&buf, " %s=%02x", "byte", 7);
    ASSERT_STR(buf_str(&buf), "-9223372036854775808 9223372036854775807 byte=07");
}

static void
a_format_that_is_too_long_is_not_cut(void **state)
{
    Buf buf = buf_new(arena, 4096);
    char text[600];

    (void)state;
    memset(text, 'x', sizeof text);
    text[511] = '\0';
    buf_addf(&buf, "%s", text);
    assert_int_equal(buf.len, 511);
    assert_false(buf.overflow);
    text[511] = 'x';
    text[512] = '\0';
    buf_addf(&buf, "%s", text);
    assert_int_equal(buf.len, 511);
    assert_true(buf.overflow);
}

static void
huge_pieces_do_not_wrap(void **state)
{
    Buf buf = buf_new(arena, 100);

    (void)state;
    buf_add_byte(&buf, 'a');
    buf_add(&buf, (Str){ "b", SIZE_MAX });
    assert_true(buf.overflow);
    ASSERT_STR(buf_str(&buf), "a");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(grows_up_to_its_limit), UNIT(an_overflow_sticks_and_keeps_what_fitted), UNIT(fixed_memory_is_never_left),
        UNIT(numbers_and_formats),   UNIT(a_format_that_is_too_long_is_not_cut),     UNIT(huge_pieces_do_not_wrap),
    };

    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
