/* str_test.c -- looking at and cutting slices of text.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include <string.h>

static void
equality(void **state)
{
    static const struct {
        Str a, b;
        bool equal, nocase;
    } rows[] = {
        { LIT_INIT("token"), LIT_INIT("token"), true, true },
        { LIT_INIT("token"), LIT_INIT("Token"), false, true },
        { LIT_INIT("token"), LIT_INIT("tokens"), false, false },
        { LIT_INIT(""), LIT_INIT(""), true, true },
        { { NULL, 0 }, LIT_INIT(""), true, true },
        { LIT_INIT("a\0b"), LIT_INIT("a\0c"), false, false },
        { LIT_INIT("[{@`"), LIT_INIT("{[`@"), false, false },         /* neighbours of the letters */
        { LIT_INIT("\xc3\xa4"), LIT_INIT("\xc3\x84"), false, false }, /* ASCII letters only */
        { LIT_INIT("k"), LIT_INIT("\xe2\x84\xaa"), false, false },    /* the Kelvin sign */
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(str_equal(rows[i].a, rows[i].b), rows[i].equal);
        assert_int_equal(str_equal_nocase(rows[i].a, rows[i].b), rows[i].nocase);
    }
}

static void
beginnings_and_ends(void **state)
{
    (void)state;
    assert_true(str_starts(LIT("https://x"), LIT("https://")));
    assert_true(str_starts(LIT("https://"), LIT("https://")));
    assert_true(str_starts(LIT("x"), LIT("")));
    assert_false(str_starts(LIT("https:/"), LIT("https://")));
    assert_true(str_ends(LIT("a.example"), LIT(".example")));
    assert_false(str_ends(LIT("example"), LIT(".example")));
    assert_true(str_ends(LIT(""), LIT("")));
}

static void
slices_are_clamped(void **state)
{
    static const struct {
        size_t from, to;
        const char *slice;
    } rows[] = {
        { 0, 6, "abcdef" }, { 0, SIZE_MAX, "abcdef" },  { 2, 4, "cd" }, { 6, 9, "" },
        { 4, 2, "" },       { SIZE_MAX, SIZE_MAX, "" }, { 5, 6, "f" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ASSERT_STR(str_slice(LIT("abcdef"), rows[i].from, rows[i].to), rows[i].slice);
    ASSERT_STR(str_slice((Str){ NULL, 0 }, 0, 5), "");
}

static void
finding(void **state)
{
    (void)state;
    assert_int_equal(str_find_byte(LIT("a=b=c"), '='), 1);
    assert_int_equal(str_find_byte(LIT("abc"), '='), 3);
    assert_int_equal(str_find_byte((Str){ NULL, 0 }, '='), 0);
    assert_int_equal(str_find_byte(LIT("a\0b"), '\0'), 1);
    assert_int_equal(str_find(LIT("http://x"), LIT("://")), 4);
    assert_int_equal(str_find(LIT("http:/x"), LIT("://")), 7);
    assert_int_equal(str_find(LIT("x"), LIT("")), 0);
    assert_int_equal(str_find((Str){ NULL, 0 }, LIT("x")), 0);
}

static void
cutting(void **state)
{
    static const struct {
        const char *text, *head, *rest;
    } rows[] = {
        { "a=b=c", "a", "b=c" }, { "abc", "abc", "" }, { "=x", "", "x" },
        { "x=", "x", "" },       { "=", "", "" },      { "", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str head;
        Str rest = str_cut(str_from_c(rows[i].text), '=', &head);
        ASSERT_STR(head, rows[i].head);
        ASSERT_STR(rest, rows[i].rest);
    }
}

static void
trimming(void **state)
{
    (void)state;
    ASSERT_STR(str_trim(LIT(" \t a b \t")), "a b");
    ASSERT_STR(str_trim(LIT("\r\na\n")), "\r\na\n"); /* line ends are no blanks */
    ASSERT_STR(str_trim(LIT("  ")), "");
    ASSERT_STR(str_trim((Str){ NULL, 0 }), "");
}

static void
words(void **state)
{
    static const struct {
        const char *list, *word;
        bool has;
    } rows[] = {
        { "openid profile email", "openid", true },
        { "openid profile email", "profile", true },
        { "openid profile email", "email", true },
        { "openid profile email", "mail", false },
        { "openid profile email", "emai", false },
        { "openid profile email", "Email", false },
        { "openid  profile", "profile", true },
        { "openid  profile", "", false },
        { "openid profile", "openid profile", false },
        { "", "openid", false },
        { " openid ", "openid", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(str_has_word(str_from_c(rows[i].list), str_from_c(rows[i].word)), rows[i].has);
}

static void
numbers(void **state)
{
    static const struct {
        const char *text;
        uint64_t max, value;
        bool ok;
    } rows[] = {
        { "0", 0, 0, true },
        { "65535", 65535, 65535, true },
        { "65536", 65535, 0, false },
        { "18446744073709551615", UINT64_MAX, UINT64_MAX, true },
        { "18446744073709551616", UINT64_MAX, 0, false },
        { "99999999999999999999", UINT64_MAX, 0, false },
        { "00000000000000000001", 9, 1, true },
        { "000000000000000000001", 9, 0, false }, /* 21 digits */
        { "", 9, 0, false },
        { "-1", 9, 0, false },
        { "+1", 9, 0, false },
        { " 1", 9, 0, false },
        { "1 ", 9, 0, false },
        { "0x1", 9, 0, false },
        { "1e3", 9999, 0, false },
        { "\xd9\xa1", 9, 0, false }, /* an Arabic digit */
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint64_t value = 77;
        assert_int_equal(str_to_uint(str_from_c(rows[i].text), rows[i].max, &value), rows[i].ok);
        assert_int_equal(value, rows[i].ok ? rows[i].value : 77);
    }
}

static void
copies_are_terminated_and_their_own(void **state)
{
    char text[] = "abc";

    (void)state;
    Str copy = str_copy(arena, (Str){ text, 3 });
    char *c = str_to_c(arena, (Str){ text, 2 });
    text[0] = 'x';
    ASSERT_STR(copy, "abc");
    assert_string_equal(copy.ptr, "abc");
    assert_string_equal(c, "ab");
    ASSERT_STR(str_copy(arena, (Str){ NULL, 0 }), "");
    ASSERT_STR(str_from_c(NULL), "");
}

static void
formats(void **state)
{
    char long_text[5001];

    (void)state;
    memset(long_text, 'x', 5000);
    long_text[5000] = '\0';
    ASSERT_STR(str_format(arena, "%s-%d", "a", 7), "a-7");
    ASSERT_STR(str_format(arena, "%s", ""), "");
    ASSERT_STR(str_format(arena, "%s", long_text), long_text);
}

/* Every sequence of RFC 3629's table at its edges, and what lies just outside (attacks.md 68). */
static void
utf8(void **state)
{
    static const struct {
        Str text;
        bool ok;
    } rows[] = {
        { LIT_INIT(""), true },
        { LIT_INIT("plain \x01\x7f"), true },
        { LIT_INIT("\xc2\x80\xdf\xbf"), true },
        { LIT_INIT("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"), true },
        { LIT_INIT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), true },
        { LIT_INIT("a\0b"), false },
        { LIT_INIT("\x80"), false },             /* a lone continuation */
        { LIT_INIT("\xc0\x80"), false },         /* NUL, overlong */
        { LIT_INIT("\xc0\xaf"), false },         /* '/', overlong in two */
        { LIT_INIT("\xc1\xbf"), false },         /* overlong */
        { LIT_INIT("\xe0\x80\xaf"), false },     /* '/', overlong in three */
        { LIT_INIT("\xe0\x9f\xbf"), false },     /* the last overlong of three */
        { LIT_INIT("\xf0\x80\x80\xaf"), false }, /* '/', overlong in four */
        { LIT_INIT("\xf0\x8f\xbf\xbf"), false }, /* the last overlong of four */
        { LIT_INIT("\xed\xa0\x80"), false },     /* the first surrogate */
        { LIT_INIT("\xed\xbf\xbf"), false },     /* the last one */
        { LIT_INIT("\xf4\x90\x80\x80"), false }, /* beyond U+10FFFF */
        { LIT_INIT("\xf5\x80\x80\x80"), false },
        { LIT_INIT("\xff"), false },
        { LIT_INIT("\xc3"), false }, /* cut short */
        { LIT_INIT("\xe2\x82"), false },
        { LIT_INIT("\xf0\x9f\x98"), false },
        { LIT_INIT("\xc3\x28"), false },
        { LIT_INIT("\xe2\x28\xa1"), false },
        { LIT_INIT("\xe2\x82\x28"), false },
        { LIT_INIT("\xf0\x9f\x98\x28"), false },
        { LIT_INIT("good\xff"), false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_is_utf8(rows[i].text) != rows[i].ok)
            fail_msg("row %zu", i);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(equality),
        UNIT(beginnings_and_ends),
        UNIT(slices_are_clamped),
        UNIT(finding),
        UNIT(cutting),
        UNIT(trimming),
        UNIT(words),
        UNIT(numbers),
        UNIT(copies_are_terminated_and_their_own),
        UNIT(formats),
        UNIT(utf8),
    };

    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
