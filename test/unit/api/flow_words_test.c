/* flow_words_test.c -- what the picture says of figures and of health: the verdict, tags of loss, notes, states.
 * SPDX-License-Identifier: ISC */
#include "api/flow_words.h"
#include "../unit.h"

#include <string.h>

/* 1,000 started; 100 left at consent, 5 failed there for the person's reasons, 3 in our systems at POST /token; the rest completed. */
static FlowView
sample(void)
{
    FlowView view;
    Figures *figures = &view.set.figures;

    memset(&view, 0, sizeof view);
    view.health.worst = -1;
    view.set.now = 1795000000 * SECOND;
    for (int i = 0; i < MILESTONES; i++)
        figures->passed[i] = i < MILESTONE_consent ? 1000 : i < MILESTONE_access ? 895 : 892;
    figures->abandoned_at[MILESTONE_authorize] = 100;
    figures->failed_at[MILESTONE_authorize] = 5;
    figures->failed_at[MILESTONE_token] = figures->failed_system[MILESTONE_token] = 3;
    figures->started = 1000;
    figures->completed = 892;
    figures->failed = 8;
    figures->abandoned = 100;
    for (int i = 0; i < CONNECTIONS; i++)
        figures->median[i] = 12 * MILLISECOND;
    figures->median_signin = 4200 * MILLISECOND;
    return view;
}

static PictureFigures
picture_of(const FlowView *view)
{
    Engines engines = { .of = { [BOX_db] = LIT_INIT("SQLite") } };
    PictureFigures figures;

    flow_words_picture(arena, LANGUAGE_en, view, &engines, &figures);
    return figures;
}

static void
a_working_sign_in(void **state)
{
    FlowView view = sample();
    PictureFigures figures = picture_of(&view);

    (void)state;
    ASSERT_STR(figures.verdict, "Sign-in is working");
    assert_int_equal(figures.verdict_state, PICTURE_OK);
    ASSERT_STR(figures.arrows[CONNECTION_login].count, "1,000");
    ASSERT_STR(figures.arrows[CONNECTION_login].time, "12\u00a0ms");
    ASSERT_STR(figures.notes[0].figure, "1,000");
    ASSERT_STR(figures.notes[1].figure, "89.2%");
    ASSERT_STR(figures.notes[2].figure, "4.2\u00a0s");
    ASSERT_STR(figures.notes[0].earlier, "");
    ASSERT_STR(figures.box_engines[BOX_db], "SQLite");
    assert_true(str_find(figures.description, LIT("Sign-in is working")) < figures.description.len);
}

static void
losses_stand_where_people_leave(void **state)
{
    FlowView view = sample();
    PictureFigures figures = picture_of(&view);
    FlowLoss loss = flow_words_loss(&view, CONNECTION_r302);

    (void)state;
    ASSERT_STR(figures.arrows[CONNECTION_r302].loss, "−105");
    assert_int_equal(loss.left, 100);
    assert_int_equal(loss.refused, 5);
    assert_int_equal(flow_words_loss(&view, CONNECTION_token).system, 3);
    ASSERT_STR(figures.arrows[CONNECTION_token].loss, ""); /* three are fewer than five */
    ASSERT_STR(figures.arrows[CONNECTION_etl].loss, "");   /* nothing comes after it */
    view.set.figures.abandoned_at[MILESTONE_authorize] = 4;
    view.set.figures.started = 1000;
    figures = picture_of(&view);
    ASSERT_STR(figures.arrows[CONNECTION_r302].loss, ""); /* nine of a thousand are less than a hundredth */
}

static void
last_week_stands_below(void **state)
{
    FlowView view = sample();

    (void)state;
    view.earlier_known = true;
    view.earlier.started = 11920;
    view.earlier.completed = 6;
    view.earlier.failed = 4;
    view.earlier.median_signin = -1;
    PictureFigures figures = picture_of(&view);
    assert_true(str_find(figures.notes[0].earlier, LIT("11,920")) < figures.notes[0].earlier.len);
    assert_true(str_starts(figures.notes[0].earlier, LIT("last week")));
    assert_true(str_find(figures.notes[1].earlier, LIT("6 of 10")) < figures.notes[1].earlier.len);
    ASSERT_STR(figures.notes[2].earlier, ""); /* not known then: nothing is said */
}

static void
a_failing_arrow_says_who_is_hurt(void **state)
{
    FlowView view = sample();
    ConnectionHealth *token = &view.health.of[CONNECTION_token];

    (void)state;
    *token = (ConnectionHealth){ .state = HEALTH_FAILING,
                                 .since = view.set.now - 20 * MINUTE,
                                 .failed = 412,
                                 .cause = LIT("token_endpoint"),
                                 .provider = LIT("GitHub") };
    view.health.worst = CONNECTION_token;
    PictureFigures figures = picture_of(&view);
    assert_int_equal(figures.verdict_state, PICTURE_FAILING);
    assert_int_equal(figures.arrows[CONNECTION_token].state, PICTURE_FAILING);
    ASSERT_STR(figures.arrows[CONNECTION_token].count, "412 failed");
    assert_true(str_starts(figures.verdict, LIT("412 people could not sign in since")));
    assert_true(str_find(figures.verdict, LIT("GitHub")) < figures.verdict.len);
    token->provider = LIT("");
    token->cause = LIT("id_token_nonce"); /* a cause of a family */
    ASSERT_STR(flow_words_cause(arena, LANGUAGE_en, token), "the answer of the sign-in server cannot be verified");
    token->cause = LIT("io"); /* one without words of its own */
    ASSERT_STR(flow_words_cause(arena, LANGUAGE_en, token), "something goes wrong on our server");
}

static void
slow_idle_and_stale(void **state)
{
    FlowView view = sample();

    (void)state;
    view.health.of[CONNECTION_upsert] = (ConnectionHealth){ .state = HEALTH_SLOW, .since = view.set.now };
    view.health.worst = CONNECTION_upsert;
    PictureFigures figures = picture_of(&view);
    assert_int_equal(figures.verdict_state, PICTURE_SLOW);
    assert_true(str_find(figures.verdict, LIT("our database")) < figures.verdict.len);
    view.health.stale = true;
    view.health.figures_until = view.set.now - 5 * MINUTE;
    figures = picture_of(&view);
    assert_true(figures.stale && str_starts(figures.window, LIT("figures from")));

    memset(&view.set.figures, 0, sizeof view.set.figures);
    memset(&view.health, 0, sizeof view.health);
    view.health.worst = -1;
    figures = picture_of(&view);
    ASSERT_STR(figures.verdict, "Waiting for the first sign-in");
    assert_int_equal(figures.arrows[CONNECTION_login].state, PICTURE_IDLE);
    ASSERT_STR(figures.arrows[CONNECTION_login].count, "–");
    ASSERT_STR(figures.arrows[CONNECTION_login].time, "");
    ASSERT_STR(figures.notes[0].figure, "0");
    ASSERT_STR(figures.notes[1].figure, "–");
}

static void
every_language_has_words_for_all_of_it(void **state)
{
    FlowView view = sample();
    Engines engines = { .of = { LIT_INIT("") } };

    (void)state;
    view.health.of[CONNECTION_token] =
        (ConnectionHealth){ .state = HEALTH_FAILING, .failed = 2, .cause = LIT("db"), .since = view.set.now };
    view.health.worst = CONNECTION_token;
    for (int language = 0; language < LANGUAGES; language++) {
        PictureFigures figures;
        flow_words_picture(arena, (LanguageId)language, &view, &engines, &figures);
        assert_true(figures.verdict.len > 10 && figures.window.len > 5 && str_is_utf8(figures.description));
        for (int i = 0; i < CONNECTIONS; i++)
            assert_true(figures.arrows[i].label.len > 3);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_working_sign_in),      UNIT(losses_stand_where_people_leave),
        UNIT(last_week_stands_below), UNIT(a_failing_arrow_says_who_is_hurt),
        UNIT(slow_idle_and_stale),    UNIT(every_language_has_words_for_all_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
