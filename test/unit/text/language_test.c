/* language_test.c -- the table of languages, what a tag means, and which language a reader gets.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "text/language.h"

#include <stdio.h>
#include <string.h>

#define NONE LANGUAGES

static void
the_table_is_whole(void **state)
{
    (void)state;
    assert_int_equal(LANGUAGE_en, 0);
    assert_int_equal(LANGUAGES, 26);
    for (int i = 0; i < LANGUAGES; i++) {
        const Language *language = &languages[i];
        LanguageId found;
        assert_true(language->name.len > 0 && language->english_name.len > 0 && str_is_utf8(language->name));
        assert_true(language_find(language->code, &found) && found == (LanguageId)i);
        assert_int_equal(language->rtl, i == LANGUAGE_ar || i == LANGUAGE_he || i == LANGUAGE_qpr);
        assert_non_null(strstr(language->percent, "{n}"));
    }
    assert_true(languages[LANGUAGE_en].offered);
    assert_false(languages[LANGUAGE_qps].offered || languages[LANGUAGE_qpr].offered);
}

static void
tags_and_what_they_mean(void **state)
{
    static const struct {
        const char *tag;
        LanguageId language;
    } cases[] = {
        { "de", LANGUAGE_de },
        { "DE", LANGUAGE_de },
        { "de-AT", LANGUAGE_de },
        { "de-Latn-AT-1996", LANGUAGE_de },
        { "pt-BR", LANGUAGE_pt_BR },
        { "PT-br", LANGUAGE_pt_BR },
        { "pt", LANGUAGE_pt_BR },
        { "pt-PT", LANGUAGE_pt_BR },
        { "zh", LANGUAGE_zh_Hans },
        { "zh-CN", LANGUAGE_zh_Hans },
        { "zh-SG", LANGUAGE_zh_Hans },
        { "zh-TW", LANGUAGE_zh_Hant },
        { "zh-hk", LANGUAGE_zh_Hant },
        { "zh-MO", LANGUAGE_zh_Hant },
        { "zh-Hant-CN", LANGUAGE_zh_Hant },
        { "zh-Hans-TW", LANGUAGE_zh_Hans },
        { "zh-yue-HK", LANGUAGE_zh_Hant },
        { "iw", LANGUAGE_he },
        { "in-ID", LANGUAGE_id },
        { "qps", LANGUAGE_qps },
        { "qpr", LANGUAGE_qpr },
        { "dede", NONE },
        { "d", NONE },
        { "da", NONE },
        { "", NONE },
        { "*", NONE },
        { "-de", NONE },
        { "de-", NONE },
        { "de--AT", NONE },
        { "de_AT", NONE },
        { "de AT", NONE },
        { "de\xc3\xa9", NONE },
        { "de-abcdefghi", NONE },
        { "de-a2345678-b2345678-c2345678-d2345", LANGUAGE_de }, /* 35 bytes */
        { "de-a2345678-b2345678-c2345678-d23456", NONE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        LanguageId language = NONE;
        bool found = language_find(str_from_c(cases[i].tag), &language);
        if (found != (cases[i].language != NONE) || language != cases[i].language)
            fail_msg("\"%s\" is %d, not %d", cases[i].tag, (int)language, (int)cases[i].language);
    }
}

/* Which of these are offered depends on how far the translations are: en and the pseudo-locales always are to be had. */
static const struct {
    const char *ui_locales, *cookie, *accept;
    LanguageId fallback, language;
} choices[] = {
    { "", "", "", LANGUAGE_en, LANGUAGE_en },
    { "", "", "", LANGUAGE_ar, LANGUAGE_ar },
    { "qps", "qpr", "en", LANGUAGE_en, LANGUAGE_qps },
    { "xx  yy qps en", "qpr", "en", LANGUAGE_en, LANGUAGE_qps },
    { "xx", "qpr", "en", LANGUAGE_en, LANGUAGE_qpr },
    { "", "nonsense!", "qps", LANGUAGE_en, LANGUAGE_qps },
    { "", "", "en;q=0.5,qps", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en;q=0.5, qps;q=0.501", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en-GB , qps", LANGUAGE_ar, LANGUAGE_en },
    { "", "", "qps;q=0.8,qpr;q=0.8,en;q=0.7", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "xx,en;Q=0.1", LANGUAGE_ar, LANGUAGE_en },
    { "", "", "xx, *;q=0.5, en;q=0.1", LANGUAGE_ar, LANGUAGE_ar },
    { "", "", "*", LANGUAGE_qps, LANGUAGE_qps },
    { "", "", "en;q=0, qps;q=0.1", LANGUAGE_en, LANGUAGE_qps },
    { "", "", "en, en;q=0, qps;q=0.1", LANGUAGE_qpr, LANGUAGE_qps },
    { "", "", "qps;q=0", LANGUAGE_en, LANGUAGE_en },
    { "", "", "en-US;q=0, en;q=0.3", LANGUAGE_qps, LANGUAGE_en },
    { "", "", "en;q=2, qps;q=0.1", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en;q=1.001, qps;q=0.1", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en;q=0.1234, qps;q=0.1", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en;q=, qps;q=0.1", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en;, qps;q=0.1", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en;level=1, qps;q=0.1", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", "en;q=-1, qps;q=0.1", LANGUAGE_ar, LANGUAGE_qps },
    { "", "", ",,;,\t,en;q=1.", LANGUAGE_ar, LANGUAGE_en },
};

static void
a_reader_gets_the_first_that_we_speak(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        LanguageId got = language_choose(str_from_c(choices[i].ui_locales), str_from_c(choices[i].cookie),
                                         str_from_c(choices[i].accept), choices[i].fallback);
        if (got != choices[i].language)
            fail_msg("\"%s\" \"%s\" \"%s\": %d, not %d", choices[i].ui_locales, choices[i].cookie, choices[i].accept,
                     (int)got, (int)choices[i].language);
    }
}

static void
every_offered_language_is_to_be_had(void **state)
{
    const Str none = { NULL, 0 };

    (void)state;
    for (int i = 0; i < LANGUAGES; i++) {
        LanguageId expected = languages[i].offered || i >= LANGUAGE_qps ? (LanguageId)i : LANGUAGE_en;
        assert_int_equal(language_choose(languages[i].code, none, none, LANGUAGE_en), expected);
        assert_int_equal(language_choose(none, languages[i].code, none, LANGUAGE_en), expected);
        assert_int_equal(language_choose(none, none, languages[i].code, LANGUAGE_en), expected);
    }
}

/* count times filler, then end. */
static Str
long_list(const char *filler, int count, const char *end)
{
    char *list = arena_alloc(arena, 4096);
    size_t len = 0;

    for (int i = 0; i < count; i++)
        len += (size_t)snprintf(list + len, 4096 - len, "%s", filler);
    snprintf(list + len, 4096 - len, "%s", end);
    return str_from_c(list);
}

/* So many spaces, then end. */
static const char *
long_spaces(int count, const char *end)
{
    return str_to_c(arena, str_format(arena, "%*s%s", count, "", end));
}

static void
no_more_is_read_than_the_limits_say(void **state)
{
    const Str none = { NULL, 0 };

    (void)state;
    assert_int_equal(language_choose(none, none, long_list("xx,", 31, "qps"), LANGUAGE_en), LANGUAGE_qps);
    assert_int_equal(language_choose(none, none, long_list("xx,", 32, "qps"), LANGUAGE_en), LANGUAGE_en);
    assert_int_equal(language_choose(long_list("xx ", 31, "qps"), none, none, LANGUAGE_en), LANGUAGE_qps);
    assert_int_equal(language_choose(long_list("xx ", 32, "qps"), none, none, LANGUAGE_en), LANGUAGE_en);
    /* 1,024 bytes end inside of the last tag: what is left of it is no tag */
    assert_int_equal(
        language_choose(none, none, long_list("          ,", 1, long_spaces(1010, ",qps-aaaaaaaa")), LANGUAGE_en),
        LANGUAGE_en);
    assert_int_equal(
        language_choose(none, none, long_list("          ,", 1, long_spaces(1005, ",qps,xx-aaaaa")), LANGUAGE_en),
        LANGUAGE_qps);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_whole),
        cmocka_unit_test(tags_and_what_they_mean),
        cmocka_unit_test(a_reader_gets_the_first_that_we_speak),
        cmocka_unit_test(every_offered_language_is_to_be_had),
        UNIT(no_more_is_read_than_the_limits_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
