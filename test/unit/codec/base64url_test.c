/* base64url_test.c -- one spelling for every value, and no other is read (RFC 4648 5 and 10, attacks.md 30).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/base64url.h"

static const struct {
    Str bytes;
    const char *text;
} pairs[] = {
    { LIT_INIT(""), "" },
    { LIT_INIT("f"), "Zg" },
    { LIT_INIT("fo"), "Zm8" },
    { LIT_INIT("foo"), "Zm9v" },
    { LIT_INIT("foob"), "Zm9vYg" },
    { LIT_INIT("fooba"), "Zm9vYmE" },
    { LIT_INIT("foobar"), "Zm9vYmFy" },
    { LIT_INIT("\xfb\xff\xbf"), "-_-_" },
    { LIT_INIT("\0\0"), "AAA" },
    { LIT_INIT("\xff"), "_w" },
    { LIT_INIT("\x14\xfb\x9c\x03\xd9\x7e"), "FPucA9l-" },
};

static void
encodes_and_decodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        Str back;
        ASSERT_STR(base64url_encode(arena, pairs[i].bytes), pairs[i].text);
        ASSERT_OK(base64url_decode(arena, str_from_c(pairs[i].text), &back));
        assert_true(str_equal(back, pairs[i].bytes));
    }
}

static void
every_length_comes_back(void **state)
{
    char bytes[300];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 + 3);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        Str back, text = base64url_encode(arena, (Str){ bytes, length });
        ASSERT_OK(base64url_decode(arena, text, &back));
        assert_true(str_equal(back, (Str){ bytes, length }));
    }
}

static void
other_spellings_are_refused(void **state)
{
    static const Str rows[] = {
        LIT_INIT("A"),
        LIT_INIT("AAAAA"),
        LIT_INIT("Zg=="),
        LIT_INIT("Zg="),
        LIT_INIT("Zm8="),
        LIT_INIT("Zh"),
        /* stray bits */ LIT_INIT("Zm9"),
        LIT_INIT("_x"),
        LIT_INIT("Zm9vYh"),
        LIT_INIT("+/+/"),
        LIT_INIT("Zm 9v"),
        LIT_INIT("Zm9v\n"),
        LIT_INIT("\nZm9v"),
        LIT_INIT("Zm9v\r\nYmFy"),
        LIT_INIT("Zm\0v"),
        LIT_INIT("Zm9v.Zm9v"),
        LIT_INIT("\xc3\xa4zz"),
        LIT_INIT("===="),
        LIT_INIT("Zm9v===="),
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str bytes = LIT("untouched");
        ASSERT_CODE(base64url_decode(arena, rows[i], &bytes), E_BAD_REQUEST, rows[i].ptr);
        ASSERT_STR(bytes, "untouched");
    }
}

/* Of all texts of two characters, exactly those that encode a byte are read. */
static void
two_characters_in_full(void **state)
{
    int read = 0;

    (void)state;
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++) {
            const char text[2] = { (char)a, (char)b };
            Str bytes;
            if (base64url_decode(arena, (Str){ text, 2 }, &bytes) != NULL)
                continue;
            assert_true(str_equal(base64url_encode(arena, bytes), (Str){ text, 2 }));
            read++;
        }
    assert_int_equal(read, 256);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(encodes_and_decodes),
        UNIT(every_length_comes_back),
        UNIT(other_spellings_are_refused),
        UNIT(two_characters_in_full),
    };

    return cmocka_run_group_tests_name("base64url", tests, NULL, NULL);
}
