/* plural_test.c -- which plural form a count takes, in every language. The table was made by ICU 78 (CLDR 48), not by our rules.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "text/number.h"

/* clang-format off */
static const int64_t counts[] = { 0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 14, 15, 20, 21, 22, 25, 31, 99, 100, 101, 102, 103, 111, 112, 121,
                                  1000, 1001, 1002, 10011 };

static const struct {
    LanguageId language;
    const char *forms; /* a digit for each of the counts */
} cases[] = {
    { LANGUAGE_en, "101111111111111111111111111111" },
    { LANGUAGE_de, "101111111111111111111111111111" },
    { LANGUAGE_fr, "001111111111111111111111111111" },
    { LANGUAGE_es, "101111111111111111111111111111" },
    { LANGUAGE_pt_BR, "001111111111111111111111111111" },
    { LANGUAGE_it, "101111111111111111111111111111" },
    { LANGUAGE_nl, "101111111111111111111111111111" },
    { LANGUAGE_pl, "201112222222222122222112222212" },
    { LANGUAGE_cs, "201112222222222222222222222222" },
    { LANGUAGE_sv, "101111111111111111111111111111" },
    { LANGUAGE_fi, "101111111111111111111111111111" },
    { LANGUAGE_tr, "101111111111111111111111111111" },
    { LANGUAGE_ru, "201112222222220120220112202012" },
    { LANGUAGE_uk, "201112222222220120220112202012" },
    { LANGUAGE_el, "101111111111111111111111111111" },
    { LANGUAGE_ar, "012333333444444444455534445554" },
    { LANGUAGE_he, "201222222222222222222222222222" },
    { LANGUAGE_hi, "001111111111111111111111111111" },
    { LANGUAGE_ja, "000000000000000000000000000000" },
    { LANGUAGE_zh_Hans, "000000000000000000000000000000" },
    { LANGUAGE_ko, "000000000000000000000000000000" },
    { LANGUAGE_zh_Hant, "000000000000000000000000000000" },
    { LANGUAGE_vi, "000000000000000000000000000000" },
    { LANGUAGE_id, "000000000000000000000000000000" },
    { LANGUAGE_qps, "101111111111111111111111111111" },
    { LANGUAGE_qpr, "101111111111111111111111111111" },
};
/* clang-format on */

static void
every_language_has_its_forms(void **state)
{
    (void)state;
    assert_int_equal(COUNT_OF(cases), LANGUAGES);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(cases[i].language, i);
        for (size_t k = 0; k < COUNT_OF(counts); k++) {
            int form = number_plural(cases[i].language, counts[k]);
            if (form != cases[i].forms[k] - '0')
                fail_msg("%.*s: %d takes form %d, not %c", STR_ARG(languages[i].code), (int)counts[k], form,
                         cases[i].forms[k]);
        }
    }
}

static void
a_negative_count_is_counted_as_its_size(void **state)
{
    (void)state;
    assert_int_equal(number_plural(LANGUAGE_en, -1), 0);
    assert_int_equal(number_plural(LANGUAGE_ru, -2), 1);
    assert_int_equal(number_plural(LANGUAGE_ar, INT64_MIN), number_plural(LANGUAGE_ar, 808));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_has_its_forms),
        cmocka_unit_test(a_negative_count_is_counted_as_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
