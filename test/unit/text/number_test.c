/* number_test.c -- numbers, shares, durations and dates. The tables were made by ICU 78 (CLDR 48), not by our rules; one difference is
 * meant: years in Russian and Ukrainian are followed by a plain no-break space.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "text/number.h"

#include <string.h>

/* clang-format off */
static const struct {
    LanguageId language;
    const char *hundreds, *thousands, *tens, *million, *share; /* 999, 1234, 12345, 1234567, 952 of 1000 */
} number_cases[] = {
    { LANGUAGE_en, "999", "1,234", "12,345", "1,234,567", "95.2%" },
    { LANGUAGE_de, "999", "1.234", "12.345", "1.234.567", "95,2\u00a0%" },
    { LANGUAGE_fr, "999", "1\u202f234", "12\u202f345", "1\u202f234\u202f567", "95,2\u00a0%" },
    { LANGUAGE_es, "999", "1234", "12.345", "1.234.567", "95,2\u00a0%" },
    { LANGUAGE_pt_BR, "999", "1.234", "12.345", "1.234.567", "95,2%" },
    { LANGUAGE_it, "999", "1234", "12.345", "1.234.567", "95,2%" },
    { LANGUAGE_nl, "999", "1.234", "12.345", "1.234.567", "95,2%" },
    { LANGUAGE_pl, "999", "1234", "12\u00a0345", "1\u00a0234\u00a0567", "95,2%" },
    { LANGUAGE_cs, "999", "1\u00a0234", "12\u00a0345", "1\u00a0234\u00a0567", "95,2\u00a0%" },
    { LANGUAGE_sv, "999", "1\u00a0234", "12\u00a0345", "1\u00a0234\u00a0567", "95,2\u00a0%" },
    { LANGUAGE_fi, "999", "1\u00a0234", "12\u00a0345", "1\u00a0234\u00a0567", "95,2\u00a0%" },
    { LANGUAGE_tr, "999", "1.234", "12.345", "1.234.567", "%95,2" },
    { LANGUAGE_ru, "999", "1\u00a0234", "12\u00a0345", "1\u00a0234\u00a0567", "95,2\u00a0%" },
    { LANGUAGE_uk, "999", "1\u00a0234", "12\u00a0345", "1\u00a0234\u00a0567", "95,2%" },
    { LANGUAGE_el, "999", "1.234", "12.345", "1.234.567", "95,2%" },
    { LANGUAGE_ar, "999", "1,234", "12,345", "1,234,567", "95.2\u200e%\u200e" },
    { LANGUAGE_he, "999", "1,234", "12,345", "1,234,567", "95.2%" },
    { LANGUAGE_hi, "999", "1,234", "12,345", "12,34,567", "95.2%" },
    { LANGUAGE_ja, "999", "1,234", "12,345", "1,234,567", "95.2%" },
    { LANGUAGE_zh_Hans, "999", "1,234", "12,345", "1,234,567", "95.2%" },
    { LANGUAGE_ko, "999", "1,234", "12,345", "1,234,567", "95.2%" },
    { LANGUAGE_zh_Hant, "999", "1,234", "12,345", "1,234,567", "95.2%" },
    { LANGUAGE_vi, "999", "1.234", "12.345", "1.234.567", "95,2%" },
    { LANGUAGE_id, "999", "1.234", "12.345", "1.234.567", "95,2%" },
    { LANGUAGE_qps, "999", "1,234", "12,345", "1,234,567", "95.2%" },
    { LANGUAGE_qpr, "999", "1,234", "12,345", "1,234,567", "95.2%" },
};

/* 2026-11-02 09:02:05 */
static const struct {
    LanguageId language;
    const char *date, *date_short, *clock;
} date_cases[] = {
    { LANGUAGE_en, "2 November 2026", "2 Nov", "09:02:05" },
    { LANGUAGE_de, "2. November 2026", "2. Nov.", "09:02:05" },
    { LANGUAGE_fr, "2 novembre 2026", "2 nov.", "09:02:05" },
    { LANGUAGE_es, "2 de noviembre de 2026", "2 nov", "09:02:05" },
    { LANGUAGE_pt_BR, "2 de novembro de 2026", "2 de nov.", "09:02:05" },
    { LANGUAGE_it, "2 novembre 2026", "2 nov", "09:02:05" },
    { LANGUAGE_nl, "2 november 2026", "2 nov", "09:02:05" },
    { LANGUAGE_pl, "2 listopada 2026", "2 lis", "09:02:05" },
    { LANGUAGE_cs, "2. listopadu 2026", "2. 11.", "09:02:05" },
    { LANGUAGE_sv, "2 november 2026", "2 nov.", "09:02:05" },
    { LANGUAGE_fi, "2. marraskuuta 2026", "2.11.", "09.02.05" },
    { LANGUAGE_tr, "2 Kasım 2026", "2 Kas", "09:02:05" },
    { LANGUAGE_ru, "2 ноября 2026\u00a0г.", "2 нояб.", "09:02:05" },
    { LANGUAGE_uk, "2 листопада 2026\u00a0р.", "2 лист.", "09:02:05" },
    { LANGUAGE_el, "2 Νοεμβρίου 2026", "2 Νοε", "09:02:05" },
    { LANGUAGE_ar, "2 نوفمبر 2026", "2 نوفمبر", "09:02:05" },
    { LANGUAGE_he, "2 בנובמבר 2026", "2 בנוב׳", "09:02:05" },
    { LANGUAGE_hi, "2 नवंबर 2026", "2 नव॰", "09:02:05" },
    { LANGUAGE_ja, "2026年11月2日", "11月2日", "09:02:05" },
    { LANGUAGE_zh_Hans, "2026年11月2日", "11月2日", "09:02:05" },
    { LANGUAGE_ko, "2026년 11월 2일", "11월 2일", "09:02:05" },
    { LANGUAGE_zh_Hant, "2026年11月2日", "11月2日", "09:02:05" },
    { LANGUAGE_vi, "2 tháng 11, 2026", "2 thg 11", "09:02:05" },
    { LANGUAGE_id, "2 November 2026", "2 Nov", "09.02.05" },
};
/* clang-format on */

static const Micros moment = (Micros)1793610125 * SECOND;

static void
numbers_as_cldr_writes_them(void **state)
{
    (void)state;
    assert_int_equal(COUNT_OF(number_cases), LANGUAGES);
    for (size_t i = 0; i < COUNT_OF(number_cases); i++) {
        LanguageId language = number_cases[i].language;
        ASSERT_STR(number_count(arena, language, 0), "0");
        ASSERT_STR(number_count(arena, language, 999), number_cases[i].hundreds);
        ASSERT_STR(number_count(arena, language, 1234), number_cases[i].thousands);
        ASSERT_STR(number_count(arena, language, 12345), number_cases[i].tens);
        ASSERT_STR(number_count(arena, language, 1234567), number_cases[i].million);
        ASSERT_STR(number_share(arena, language, 952, 1000), number_cases[i].share);
    }
}

static void
the_ends_of_counts(void **state)
{
    (void)state;
    ASSERT_STR(number_count(arena, LANGUAGE_en, -5), "-5");
    ASSERT_STR(number_count(arena, LANGUAGE_he, -1234), "\u200e-1,234");
    ASSERT_STR(number_count(arena, LANGUAGE_en, INT64_MIN), "-9,223,372,036,854,775,808");
    ASSERT_STR(number_count(arena, LANGUAGE_hi, INT64_MAX), "92,23,37,20,36,85,47,75,807");
    ASSERT_STR(number_count(arena, LANGUAGE_es, 9999), "9999");
    ASSERT_STR(number_count(arena, LANGUAGE_es, 10000), "10.000");
}

static void
shares_say_nothing_of_few(void **state)
{
    static const struct {
        int64_t part, whole;
        const char *share, *part_text;
    } cases[] = {
        { 0, 0, "–", "–" },          { 6, 10, "–", "6 of 10" },
        { 19, 19, "–", "19 of 19" }, { 0, 20, "0%", "0%" },
        { 20, 20, "100%", "100%" },  { 19, 20, "95.0%", "95.0%" },
        { 1, 3000, "0.1%", "0.1%" }, { 2999, 3000, "99.9%", "99.9%" },
        { 2, 300, "0.7%", "0.7%" },  { INT64_MAX / 2, INT64_MAX, "50.0%", "50.0%" },
        { 21, 20, "–", "–" },        { -1, 20, "–", "–" },
        { 1, -1, "–", "–" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ASSERT_STR(number_share(arena, LANGUAGE_en, cases[i].part, cases[i].whole), cases[i].share);
        ASSERT_STR(number_part(arena, LANGUAGE_en, cases[i].part, cases[i].whole), cases[i].part_text);
    }
    ASSERT_STR(number_part(arena, LANGUAGE_hi, 6, 10), "10 में से 6");
}

static void
durations_have_a_unit_that_fits(void **state)
{
    static const struct {
        Micros duration;
        const char *text;
    } cases[] = {
        { -1, "–" },
        { 0, "<\u00a00.1\u00a0ms" },
        { 99, "<\u00a00.1\u00a0ms" },
        { 100, "0.1\u00a0ms" },
        { 949, "0.9\u00a0ms" },
        { 950, "1\u00a0ms" },
        { 4249, "4\u00a0ms" },
        { 9950, "10\u00a0ms" },
        { 37500, "38\u00a0ms" },
        { 999499, "999\u00a0ms" },
        { 999500, "1.0\u00a0s" },
        { 4200 * MILLISECOND, "4.2\u00a0s" },
        { 9950 * MILLISECOND, "10\u00a0s" },
        { 59499 * MILLISECOND, "59\u00a0s" },
        { 59500 * MILLISECOND, "1\u00a0min" },
        { 89 * SECOND, "1\u00a0min" },
        { 90 * SECOND, "2\u00a0min" },
        { 59 * MINUTE + 29 * SECOND, "59\u00a0min" },
        { 59 * MINUTE + 30 * SECOND, "1\u00a0h" },
        { 23 * HOUR + 29 * MINUTE, "23\u00a0h" },
        { 23 * HOUR + 30 * MINUTE, "1\u00a0d" },
        { 1500 * DAY, "1,500\u00a0d" },
        { INT64_MAX, "106,751,991\u00a0d" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        ASSERT_STR(number_duration(arena, LANGUAGE_en, cases[i].duration), cases[i].text);
    ASSERT_STR(number_duration(arena, LANGUAGE_ru, 420), "0,4\u00a0мс");
    ASSERT_STR(number_duration(arena, LANGUAGE_zh_Hans, 2 * MINUTE), "2分钟");
}

static void
dates_as_cldr_writes_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(date_cases); i++) {
        LanguageId language = date_cases[i].language;
        ASSERT_STR(number_date(arena, language, moment, 0), date_cases[i].date);
        ASSERT_STR(number_date_short(arena, language, moment, 0), date_cases[i].date_short);
        ASSERT_STR(number_clock_seconds(arena, language, moment, 0), date_cases[i].clock);
    }
}

static void
dates_of_the_readers_zone(void **state)
{
    (void)state;
    ASSERT_STR(number_moment(arena, LANGUAGE_en, moment, 0), "2 November 2026, 09:02");
    ASSERT_STR(number_moment(arena, LANGUAGE_fi, moment, 2 * HOUR), "2. marraskuuta 2026 klo 11.02");
    ASSERT_STR(number_moment(arena, LANGUAGE_en, moment, -10 * HOUR), "1 November 2026, 23:02");
    ASSERT_STR(number_clock(arena, LANGUAGE_en, moment, 5 * HOUR + 30 * MINUTE), "14:32");
    ASSERT_STR(number_moment(arena, LANGUAGE_en, -1, 0), "31 December 1969, 23:59");
    ASSERT_STR(number_date(arena, LANGUAGE_en, 0, 0), "1 January 1970");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(numbers_as_cldr_writes_them),     UNIT(the_ends_of_counts),        UNIT(shares_say_nothing_of_few),
        UNIT(durations_have_a_unit_that_fits), UNIT(dates_as_cldr_writes_them), UNIT(dates_of_the_readers_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
