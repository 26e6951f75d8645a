/* report_write_test.c -- exports: cells that a spreadsheet would run, quotes, what stands in a file of CSV; causes in plain words.
 * SPDX-License-Identifier: ISC */
#include "api/report_write.h"

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
test_cells(void **state)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        { "", "" },
        { "github", "github" },
        { "Signed in, code issued", "\"Signed in, code issued\"" },
        { "say \"yes\"", "\"say \"\"yes\"\"\"" },
        { "two\r\nlines", "\"two\r\nlines\"" },
        { "=1+1", "\"'=1+1\"" },
        { "+1", "\"'+1\"" },
        { "-1", "\"'-1\"" },
        { "−1", "\"'−1\"" },
        { "@SUM(A1)", "\"'@SUM(A1)\"" },
        { "\t=1", "\"'\t=1\"" },
        { "\r=1", "\"'\r=1\"" },
        { "  =1", "\"'  =1\"" },
        { "＝1", "\"'＝1\"" },
        { "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" },
        { "a=1", "a=1" },
        { "ключ", "ключ" },
    };
    char memory[256];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Buf buf = buf_fixed(memory, sizeof memory);
        report_write_cell(&buf, str_from_c(cases[i].text));
        assert_true(str_equal(buf_str(&buf), str_from_c(cases[i].cell)));
    }
}

/* A provider whose name is a formula; rates below 20 are numbers without a share; nothing known is an empty cell. */
static void
test_csv_of_providers(void **state)
{
    ReportName names[] = {
        { .name = LIT("=cmd|' /C calc'!A0"), .flows = { 30, 24, 4, 2, 0 }, .signin = { 24, 6100000, 14000500, -1 } },
        { .name = LIT("corp"), .flows = { 9, 8, 1, 0, 0 }, .signin = { 8, -1, -1, -1 } },
    };
    ReportSet set = { .report = { .providers = names, .provider_count = 2 } };
    Arena *arena = arena_new((size_t)4 << 20);
    Str csv;

    (void)state;
    assert_null(report_write_csv(arena, &set, PANEL_PROVIDERS, &csv));
    assert_true(str_equal(
        csv, LIT("provider,started,success_count,success_of,success,typical_ms,slow_ms,share_count,share_of,share\r\n"
                 "\"'=cmd|' /C calc'!A0\",30,24,30,0.8000,6100.000,14000.500,30,39,0.7692\r\n"
                 "corp,9,8,9,,,,9,39,0.2308\r\n")));
    arena_free(arena);
}

/* Who may not see small groups sees no number of one, in any form. */
static void
test_small_groups_are_hidden(void **state)
{
    ReportSet set = { .people = { .users = 12, .new_users = 4, .returning = 8 } };
    Arena *arena = arena_new((size_t)4 << 20);
    Str csv;

    (void)state;
    assert_null(report_write_csv(arena, &set, PANEL_PEOPLE, &csv));
    assert_true(str_equal(
        csv, LIT("who,people,before\r\nNew,,\r\nReturning,8,\r\nBack after 30 days,0,\r\nAll people,12,\r\n")));
    set.admin = true;
    assert_null(report_write_csv(arena, &set, PANEL_PEOPLE, &csv));
    assert_true(str_starts(csv, LIT("who,people,before\r\nNew,4,\r\n")));
    arena_free(arena);
}

/* Every code that can end a sign-in says what it means, and is not "another cause". */
static void
test_every_cause_has_words(void **state)
{
    (void)state;
    for (int code = E_OK + 1; code < E_CODES; code++) {
        const ErrorInfo *info = error_info((ErrorCode)code);
        if (info->group == GROUP_NONE)
            continue;
        assert_int_not_equal(panel_cause_means(str_from_c(info->cause)), MESSAGE_reports_cause_other_means);
        assert_int_not_equal(panel_cause_todo(str_from_c(info->cause)), MESSAGE_reports_cause_other_todo);
    }
    assert_int_equal(panel_cause_means(LIT("no such cause")), MESSAGE_reports_cause_other_means);
    assert_int_equal(panel_cause_means(LIT("")), MESSAGE_reports_cause_other_means);
}

static void
test_moments_have_their_offset(void **state)
{
    static const Zone india = { .name = LIT_INIT("+05:30"), .offset = 19800 };
    static const Zone west = { .name = LIT_INIT("-03:30"), .offset = -12600 };
    Arena *arena = arena_new(1 << 20);

    (void)state;
    assert_true(str_equal(panel_iso(arena, &india, 1000000 * SECOND), LIT("1970-01-12T19:16:40+05:30")));
    assert_true(str_equal(panel_iso(arena, &west, 1000000 * SECOND), LIT("1970-01-12T10:16:40-03:30")));
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_csv_of_providers),
        cmocka_unit_test(test_small_groups_are_hidden),
        cmocka_unit_test(test_every_cause_has_words),
        cmocka_unit_test(test_moments_have_their_offset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
