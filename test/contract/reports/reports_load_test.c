/* reports_load_test.c -- an event counts once: again, in another batch, after a restart; a later revision replaces an earlier.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include <limits.h>

static void
an_empty_store_answers_nothing(void **state)
{
    Case *c = *state;
    Figures figures = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    ReportsState at;

    assert_int_equal(figures.started, 0);
    assert_int_equal(figures.cause_count, 0);
    assert_int_equal(figures.newest, 0);
    assert_int_equal(figures.median_signin, -1);
    for (int i = 0; i < CONNECTIONS; i++)
        assert_int_equal(figures.median[i], -1);
    OK(reports_state(c->reports, c->arena, &at));
    assert_int_equal(at.position, 0);
}

static void
a_completed_flow_has_passed_everything(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON, 1);

    event.flow.new_user = true;
    reports_case_load(c, &event, 1, 17, NOON + 3 * SECOND);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.started, 1);
    assert_int_equal(figures.completed, 1);
    assert_int_equal(figures.new_users, 1);
    for (int m = 0; m < MILESTONES; m++)
        assert_int_equal(figures.passed[m], 1);
    for (int i = 0; i < CONNECTIONS; i++)
        assert_int_equal(figures.measured[i], 1);
    assert_int_equal(figures.newest, NOON + SECOND);
    assert_int_equal(reports_case_count(figures.events, figures.event_count, "flow"), 1);
}

static void
the_position_is_where_the_batch_ended(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON, 1);
    int64_t position;

    reports_case_load(c, &event, 1, 17, NOON);
    reports_case_reopen(c);
    OK(reports_position(c->reports, c->arena, &position));
    assert_int_equal(position, 17);
}

static void
the_position_never_moves_back(void **state)
{
    Case *c = *state;
    int64_t position;

    reports_case_load(c, NULL, 0, 17, NOON);
    reports_case_load(c, NULL, 0, 4, NOON);
    OK(reports_position(c->reports, c->arena, &position));
    assert_int_equal(position, 17);
}

/* One event of every kind that counts. */
static size_t
mixed_batch(Case *c, Event events[6])
{
    events[0] = reports_case_flow(c, NOON, 1);
    events[1] = reports_case_failed(c, NOON, 2, MILESTONE_token, LIT("db"));
    events[2] = reports_case_event(c, EVENT_FLOWS_ABANDONED, NOON + 11 * MINUTE, 3);
    events[2].count = 7;
    events[2].flow = reports_case_failed(c, NOON, 3, MILESTONE_r302, LIT("")).flow;
    events[3] = reports_case_event(c, EVENT_SIGNIN_REFUSED, NOON, 4);
    events[3].cause = LIT("bad_password");
    events[4] = reports_case_event(c, EVENT_USER_CREATED, NOON, 5);
    events[5] = reports_case_event(c, EVENT_TOKENS_REFRESHED, NOON, 6);
    return 6;
}

static void
the_same_batch_again_changes_nothing(void **state)
{
    Case *c = *state;
    Event events[6];
    size_t count = mixed_batch(c, events);

    reports_case_load(c, events, count, 6, NOON + 20 * MINUTE);
    Figures before = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    assert_int_equal(before.started, 9);
    assert_int_equal(before.event_count, 5);
    for (int i = 0; i < 3; i++) {
        reports_case_load(c, events, count, 6, NOON + 21 * MINUTE);
        reports_case_reopen(c);
    }
    Figures after = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    reports_case_same(&before, &after);
}

/* A queue that delivers at least once brings them with later positions, and in other company. */
static void
the_same_events_at_other_positions_change_nothing(void **state)
{
    Case *c = *state;
    Event events[6];
    size_t count = mixed_batch(c, events);

    reports_case_load(c, events, count, 6, NOON + 20 * MINUTE);
    Figures before = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    for (size_t i = 0; i < count; i++)
        reports_case_load(c, &events[i], 1, 7 + (int64_t)i, NOON + 21 * MINUTE);
    Figures after = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    reports_case_same(&before, &after);
}

static void
twice_in_one_batch_counts_once(void **state)
{
    Case *c = *state;
    Event events[12];

    (void)mixed_batch(c, events);
    (void)mixed_batch(c, events + 6);
    reports_case_load(c, events, 12, 12, NOON + 20 * MINUTE);
    Figures figures = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    assert_int_equal(figures.completed, 1);
    assert_int_equal(figures.failed, 1);
    assert_int_equal(figures.abandoned, 7);
    assert_int_equal(figures.refused[0].flows, 1);
    assert_int_equal(reports_case_count(figures.events, figures.event_count, "flow"), 2);
    assert_int_equal(reports_case_count(figures.events, figures.event_count, "user.created"), 1);
}

/* A refused password, then the right one: revision 1 failed, revision 2 completed. */
static void
a_later_revision_replaces_all_that_the_earlier_counted(void **state)
{
    Case *c = *state, *fresh;
    Event first = reports_case_failed(c, NOON, 1, MILESTONE_authorize, LIT("bad_password"));
    Event second = reports_case_flow(c, NOON, 1);
    void *fresh_state;

    second.id = reports_case_id(c, NOON + MINUTE, 2);
    second.flow.revision = 2;
    second.flow.took[MILESTONE_login] = 77777;
    reports_case_load(c, &first, 1, 1, NOON + MINUTE);
    Figures between = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    assert_int_equal(between.failed, 1);
    assert_int_equal(reports_case_count(between.causes, between.cause_count, "bad_password"), 1);
    reports_case_load(c, &second, 1, 2, NOON + MINUTE);
    Figures after = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    assert_int_equal(after.failed, 0);
    assert_int_equal(after.cause_count, 0);
    assert_int_equal(after.completed, 1);

    /* As if the first had never been, but for the number of events. */
    assert_int_equal(reports_case_begin(&fresh_state), 0);
    fresh = fresh_state;
    reports_case_load(fresh, &second, 1, 2, NOON + MINUTE);
    Figures alone = reports_case_figures(fresh, MIDNIGHT, MIDNIGHT + DAY);
    assert_int_equal(after.events[0].flows, 2);
    after.events = alone.events;
    reports_case_same(&after, &alone);
    assert_int_equal(reports_case_end(&fresh_state), 0);
}

static void
revisions_in_one_batch_count_the_last(void **state)
{
    Case *c = *state;
    Event events[3] = {
        reports_case_failed(c, NOON, 1, MILESTONE_authorize, LIT("bad_password")),
        reports_case_failed(c, NOON, 1, MILESTONE_consent, LIT("consent_denied")),
        reports_case_flow(c, NOON, 1),
    };

    events[1].flow.revision = 2;
    events[2].flow.revision = 3;
    reports_case_load(c, events, 3, 3, NOON + MINUTE);
    Figures figures = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    assert_int_equal(figures.started, 1);
    assert_int_equal(figures.completed, 1);
    assert_int_equal(figures.failed, 0);
    assert_int_equal(figures.measured[CONNECTION_login], 1);
}

static void
an_equal_or_earlier_revision_changes_nothing(void **state)
{
    Case *c = *state;
    Event second = reports_case_flow(c, NOON, 1), other[2];

    second.flow.revision = 2;
    reports_case_load(c, &second, 1, 1, NOON + MINUTE);
    Figures before = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    other[0] = reports_case_failed(c, NOON, 1, MILESTONE_authorize, LIT("bad_password"));
    other[1] = reports_case_failed(c, NOON, 1, MILESTONE_authorize, LIT("bad_password"));
    other[1].flow.revision = 2;
    reports_case_load(c, other, 2, 3, NOON + MINUTE);
    Figures after = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
    reports_case_same(&before, &after);
}

/* Milliseconds since the flow began, times something: a day of them is still a number that grows. */
static void
revisions_grow_by_any_step(void **state)
{
    static const int revisions[] = { 1, 2, 17, 4001, 600001, 86400001, 1500000000, INT_MAX };
    Case *c = *state;

    for (size_t i = 0; i < COUNT_OF(revisions); i++) {
        Event events[2] = { reports_case_failed(c, NOON, 1, MILESTONE_authorize, LIT("bad_password")),
                            reports_case_failed(c, NOON, 1, (MilestoneId)(i + 1), LIT("bad_password")) };
        events[0].flow.revision = i ? revisions[i - 1] : 0;
        events[1].flow.revision = revisions[i];
        reports_case_load(c, events, 2, (int64_t)i + 1, NOON + DAY);
        Figures figures = reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY);
        assert_int_equal(figures.started, 1);
        assert_int_equal(figures.failed_at[i + 1], 1);
    }
}

static void
known_flows_are_those_that_are_rows(void **state)
{
    Case *c = *state;
    Event events[3] = { reports_case_flow(c, NOON, 1), reports_case_flow(c, NOON, 2),
                        reports_case_failed(c, NOON, 3, MILESTONE_authorize, LIT("bad_password")) };
    Flow asked[5] = {
        events[0].flow, reports_case_flow(c, NOON, 4).flow, events[2].flow, events[0].flow, { .id = LIT("no UUID") }
    };
    const bool expected[5] = { true, false, true, true, false };
    bool known[5];

    OK(reports_known_flows(c->reports, c->arena, asked, 5, known));
    for (int i = 0; i < 5; i++)
        assert_false(known[i]);
    reports_case_load(c, events, 3, 3, NOON + MINUTE);
    OK(reports_known_flows(c->reports, c->arena, asked, 5, known));
    for (int i = 0; i < 5; i++)
        assert_int_equal(known[i], expected[i]);
    OK(reports_known_flows(c->reports, c->arena, NULL, 0, NULL));
}

/* The revision may even say another start, provider or kind. */
static void
a_revision_moves_the_flow_wherever_it_belongs(void **state)
{
    Case *c = *state;
    Event first = reports_case_flow(c, NOON, 1), second = reports_case_flow(c, NOON + 2 * HOUR, 1);

    second.flow.id = first.flow.id;
    second.flow.revision = 2;
    second.flow.kind = FLOW_FOREIGN;
    second.flow.provider = LIT("github");
    reports_case_load(c, &first, 1, 1, NOON);
    reports_case_load(c, &second, 1, 2, NOON + 2 * HOUR);
    assert_int_equal(reports_case_figures(c, NOON, NOON + HOUR).started, 0);
    assert_int_equal(reports_case_figures(c, NOON + 2 * HOUR, NOON + 3 * HOUR).started, 1);
    assert_int_equal(reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY).started, 1);
}

static void
what_could_not_be_read_is_put_aside_once(void **state)
{
    Case *c = *state;
    ReportsState at;

    for (int i = 0; i < 2; i++)
        OK(reports_put_aside(c->reports, c->arena, 9, LIT("{\xff\0}"), LIT("not JSON"), NOON));
    OK(reports_put_aside(c->reports, c->arena, 10, LIT(""), LIT(""), NOON));
    reports_case_reopen(c);
    OK(reports_state(c->reports, c->arena, &at));
    assert_int_equal(at.position, 10);
    assert_int_equal(at.put_aside, 2);
    assert_int_equal(at.newest, 0);
    assert_int_equal(reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY).put_aside, 2);
}

/* A clock that was wrong for a moment does not make the figures look fresh for years. */
static void
the_newest_event_is_never_in_the_future(void **state)
{
    Case *c = *state;
    Event event = reports_case_event(c, EVENT_USER_CREATED, NOON + 1000 * DAY, 1);

    reports_case_load(c, &event, 1, 1, NOON);
    assert_int_equal(reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY).newest, NOON);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, reports_case_begin, reports_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_store_answers_nothing),
        TEST(a_completed_flow_has_passed_everything),
        TEST(the_position_is_where_the_batch_ended),
        TEST(the_position_never_moves_back),
        TEST(the_same_batch_again_changes_nothing),
        TEST(the_same_events_at_other_positions_change_nothing),
        TEST(twice_in_one_batch_counts_once),
        TEST(a_later_revision_replaces_all_that_the_earlier_counted),
        TEST(revisions_in_one_batch_count_the_last),
        TEST(an_equal_or_earlier_revision_changes_nothing),
        TEST(revisions_grow_by_any_step),
        TEST(known_flows_are_those_that_are_rows),
        TEST(a_revision_moves_the_flow_wherever_it_belongs),
        TEST(what_could_not_be_read_is_put_aside_once),
        TEST(the_newest_event_is_never_in_the_future),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
