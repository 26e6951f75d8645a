/* reconcile_test.c -- figures that agree pass, figures changed anywhere do not; open flows keep them in agreement.
 * SPDX-License-Identifier: ISC */
#include "reports/reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static CauseCount causes[] = { { LIT_INIT("db"), 4 }, { LIT_INIT("bad_password"), 3 } };

/* 100 completed; 7 failed: 4 at token (our database), 3 at authorize; 10 abandoned at r302. */
static Figures
sound(void)
{
    Figures figures = { .completed = 100, .failed = 7, .abandoned = 10, .started = 117, .new_users = 20 };

    figures.failed_at[MILESTONE_token] = 4;
    figures.failed_system[MILESTONE_token] = 4;
    figures.failed_at[MILESTONE_authorize] = 3;
    figures.abandoned_at[MILESTONE_r302] = 10;
    int64_t passed = 100;
    for (size_t m = MILESTONES; m-- > 0;) {
        passed += figures.failed_at[m] + figures.abandoned_at[m];
        figures.passed[m] = passed;
    }
    figures.causes = causes;
    figures.cause_count = COUNT_OF(causes);
    return figures;
}

static void
sound_figures_agree(void **state)
{
    Figures figures = sound(), nothing = { 0 };

    (void)state;
    assert_null(reports_reconcile(&figures));
    assert_null(reports_reconcile(&nothing));
}

#define AT(member) offsetof(Figures, member)

/* Each of these, one more or one less, contradicts another figure. */
static const size_t counts[] = {
    AT(started),
    AT(completed),
    AT(failed),
    AT(abandoned),
    AT(open),
    AT(passed[0]),
    AT(passed[MILESTONE_authorize]),
    AT(passed[MILESTONE_etl]),
    AT(failed_at[MILESTONE_token]),
    AT(abandoned_at[MILESTONE_r302]),
    AT(open_at[MILESTONE_store]),
};

static void
one_more_or_less_anywhere_is_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        for (int by = -1; by <= 1; by += 2) {
            Figures figures = sound();
            *(int64_t *)(void *)((char *)&figures + counts[i]) += by;
            Error *error = reports_reconcile(&figures);
            assert_non_null(error);
            assert_int_equal(error->code, E_SERVER_ERROR);
        }
}

static void
a_cause_too_few_is_seen(void **state)
{
    Figures figures = sound();

    (void)state;
    figures.cause_count = 1;
    assert_non_null(reports_reconcile(&figures));
}

static void
more_of_a_part_than_of_the_whole_is_seen(void **state)
{
    Figures figures = sound();

    (void)state;
    figures.failed_system[MILESTONE_authorize] = 4;
    assert_non_null(reports_reconcile(&figures));
    figures = sound();
    figures.new_users = 101;
    assert_non_null(reports_reconcile(&figures));
    figures = sound();
    figures.measured[CONNECTION_etl] = 101;
    assert_non_null(reports_reconcile(&figures));
}

static void
open_flows_are_added_where_they_stand(void **state)
{
    Figures figures = sound();
    int64_t reached[MILESTONES] = { 0 };

    (void)state;
    reached[MILESTONE_store] = 2;
    reached[MILESTONE_consent] = 5;
    reports_add_open(&figures, reached);
    assert_int_equal(figures.open, 7);
    assert_int_equal(figures.started, 124);
    assert_int_equal(figures.passed[MILESTONE_login], 124);
    assert_int_equal(figures.passed[MILESTONE_store], 124);
    assert_int_equal(figures.passed[MILESTONE_r302], 122);
    assert_int_equal(figures.passed[MILESTONE_consent], 109);
    assert_int_equal(figures.passed[MILESTONE_cb], 104);
    assert_int_equal(figures.passed[MILESTONE_etl], 100);
    assert_null(reports_reconcile(&figures));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_figures_agree),
        cmocka_unit_test(one_more_or_less_anywhere_is_seen),
        cmocka_unit_test(a_cause_too_few_is_seen),
        cmocka_unit_test(more_of_a_part_than_of_the_whole_is_seen),
        cmocka_unit_test(open_flows_are_added_where_they_stand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
