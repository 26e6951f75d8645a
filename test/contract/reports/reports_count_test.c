/* reports_count_test.c -- what counts as what: outcomes, causes, refused attempts, kinds, times, names.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

static void
a_failed_flow_has_passed_what_it_reached(void **state)
{
    Case *c = *state;
    Event event = reports_case_failed(c, NOON, 1, MILESTONE_code, LIT("provider"));

    reports_case_load(c, &event, 1, 1, NOON);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    for (int m = 0; m < MILESTONES; m++) {
        assert_int_equal(figures.passed[m], m <= MILESTONE_code);
        assert_int_equal(figures.failed_at[m], m == MILESTONE_code);
    }
    assert_int_equal(figures.failed, 1);
    assert_int_equal(figures.completed, 0);
    assert_int_equal(figures.measured[CONNECTION_code], 1);
    assert_int_equal(figures.measured[CONNECTION_token], 0);
}

/* The event of a failure is loaded, but its flow never published a login. */
static void
loading_a_failure_is_not_reaching_the_store(void **state)
{
    Case *c = *state;
    Event event = reports_case_failed(c, NOON, 1, MILESTONE_login, LIT("cache"));

    reports_case_load(c, &event, 1, 1, NOON);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.passed[MILESTONE_etl], 0);
    assert_int_equal(figures.measured[CONNECTION_etl], 0);
}

static void
only_our_systems_failures_are_ours(void **state)
{
    Case *c = *state;
    Event events[3] = {
        reports_case_failed(c, NOON, 1, MILESTONE_code, LIT("db")),
        reports_case_failed(c, NOON, 2, MILESTONE_code, LIT("code_expired")),
        reports_case_failed(c, NOON, 3, MILESTONE_authorize, LIT("bad_password")),
    };

    reports_case_load(c, events, 3, 3, NOON);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.failed_at[MILESTONE_code], 2);
    assert_int_equal(figures.failed_system[MILESTONE_code], 1);
    assert_int_equal(figures.failed_system[MILESTONE_authorize], 0);
}

static void
abandoned_flows_count_where_they_were_left(void **state)
{
    Case *c = *state;
    Event events[2];

    for (int i = 0; i < 2; i++) {
        events[i] = reports_case_event(c, EVENT_FLOWS_ABANDONED, NOON + 11 * MINUTE, (uint64_t)i);
        events[i].count = 10 + i;
        events[i].flow = (Flow){ .kind = FLOW_OWN, .provider = LIT("latchstring"), .started = NOON };
        events[i].flow.reached = i ? MILESTONE_authorize : MILESTONE_r302;
    }
    reports_case_load(c, events, 2, 2, NOON + 12 * MINUTE);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.abandoned, 21);
    assert_int_equal(figures.passed[MILESTONE_r302], 21);
    assert_int_equal(figures.passed[MILESTONE_authorize], 11);
    assert_int_equal(figures.passed[MILESTONE_consent], 0);
    for (int i = 0; i < CONNECTIONS; i++)
        assert_int_equal(figures.measured[i], 0);
}

static void
a_count_below_one_abandons_nobody(void **state)
{
    Case *c = *state;
    Event event = reports_case_event(c, EVENT_FLOWS_ABANDONED, NOON, 1);

    event.count = -5;
    event.flow = (Flow){ .provider = LIT("latchstring"), .started = NOON };
    reports_case_load(c, &event, 1, 1, NOON);
    assert_int_equal(reports_case_figures(c, NOON, NOON + MINUTE).started, 0);
}

static void
an_open_flow_is_not_finished(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON, 1);

    event.flow.outcome = FLOW_OPEN;
    reports_case_load(c, &event, 1, 1, NOON);
    assert_int_equal(reports_case_figures(c, NOON, NOON + MINUTE).started, 0);
}

static void
causes_come_largest_first_and_sum_to_the_failures(void **state)
{
    static const struct {
        Str cause;
        int flows;
    } counts[] = { { LIT_INIT("db"), 1 }, { LIT_INIT("bad_password"), 5 }, { LIT_INIT("consent_denied"), 3 } };
    Case *c = *state;
    uint64_t number = 1;

    for (size_t i = 0; i < COUNT_OF(counts); i++)
        for (int n = 0; n < counts[i].flows; n++, number++) {
            Event event = reports_case_failed(c, NOON, number, MILESTONE_authorize, counts[i].cause);
            reports_case_load(c, &event, 1, (int64_t)number, NOON);
        }
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.failed, 9);
    assert_int_equal(figures.cause_count, 3);
    assert_true(str_equal(figures.causes[0].cause, LIT("bad_password")));
    assert_true(str_equal(figures.causes[1].cause, LIT("consent_denied")));
    assert_int_equal(figures.causes[2].flows, 1);
}

/* errors.def bounds what causes there are. */
static void
an_unknown_cause_is_other(void **state)
{
    static const Str causes[] = { LIT_INIT("no such cause"), LIT_INIT(""), LIT_INIT("\xff\xfe"), LIT_INIT("other") };
    Case *c = *state;

    for (size_t i = 0; i < COUNT_OF(causes); i++) {
        Event events[2] = { reports_case_failed(c, NOON, 10 + i, MILESTONE_code, causes[i]),
                            reports_case_event(c, EVENT_SIGNIN_REFUSED, NOON, 20 + i) };
        events[1].cause = causes[i];
        reports_case_load(c, events, 2, (int64_t)i + 1, NOON);
    }
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.cause_count, 1);
    assert_int_equal(reports_case_count(figures.causes, 1, "other"), COUNT_OF(causes));
    assert_int_equal(figures.refused_count, 1);
    assert_int_equal(reports_case_count(figures.refused, 1, "other"), COUNT_OF(causes));
}

static void
refused_attempts_end_no_flow(void **state)
{
    Case *c = *state;
    Event events[3];

    for (size_t i = 0; i < COUNT_OF(events); i++) {
        events[i] = reports_case_event(c, EVENT_SIGNIN_REFUSED, NOON, i);
        events[i].cause = i ? LIT("bad_password") : LIT("rate_limited");
    }
    reports_case_load(c, events, COUNT_OF(events), 3, NOON);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.started, 0);
    assert_int_equal(figures.cause_count, 0);
    assert_int_equal(figures.refused_count, 2);
    assert_int_equal(figures.refused[0].flows, 2);
    assert_int_equal(reports_case_count(figures.refused, 2, "rate_limited"), 1);
}

/* Those that strangers can repeat at will are counted before they are written. */
static void
one_event_may_stand_for_many_attempts(void **state)
{
    Case *c = *state;
    Event event = reports_case_event(c, EVENT_SIGNIN_REFUSED, NOON, 1);

    event.cause = LIT("state_missing");
    event.count = 900;
    reports_case_load(c, &event, 1, 1, NOON);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(reports_case_count(figures.refused, figures.refused_count, "state_missing"), 900);
    assert_int_equal(reports_case_count(figures.events, figures.event_count, "signin.refused"), 1);
}

static void
every_type_of_event_is_counted(void **state)
{
    Case *c = *state;

    for (int type = 0; type < EVENT_TYPES; type++) {
        Event event = reports_case_flow(c, NOON, (uint64_t)type);
        event.type = (EventType)type;
        event.at = NOON;
        event.cause = LIT("locked");
        reports_case_load(c, &event, 1, type + 1, NOON);
    }
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.event_count, EVENT_TYPES);
    for (int type = 0; type < EVENT_TYPES; type++)
        assert_int_equal(reports_case_count(figures.events, figures.event_count, event_names[type]), 1);
}

static void
client_flows_have_figures_of_their_own(void **state)
{
    Case *c = *state;
    Event events[3] = { reports_case_flow(c, NOON, 1), reports_case_flow(c, NOON, 2), reports_case_flow(c, NOON, 3) };
    ReportRange range = { .since = NOON, .until = NOON + MINUTE, .clients = true };
    Figures clients;

    events[1].flow.kind = FLOW_FOREIGN;
    events[1].flow.provider = LIT("github");
    events[2].flow.kind = FLOW_CLIENT;
    events[2].flow.app = LIT("shop");
    events[2].flow.new_user = true;
    reports_case_load(c, events, 3, 3, NOON);
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.completed, 2);
    assert_int_equal(figures.new_users, 0);
    OK(reports_figures(c->reports, c->arena, &range, &clients));
    assert_int_equal(clients.completed, 1);
    assert_int_equal(clients.new_users, 1);
}

static void
typical_times_need_five_flows_and_slow_ones_twenty(void **state)
{
    Case *c = *state;

    for (int i = 1; i <= 20; i++) {
        Event event = reports_case_flow(c, NOON, (uint64_t)i);
        reports_case_load(c, &event, 1, i, event.at + 9);
        Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
        assert_int_equal(figures.measured[CONNECTION_login], i);
        assert_int_equal(figures.median[CONNECTION_login] >= 0, i >= 5);
        assert_int_equal(figures.median_signin >= 0, i >= 5);
        assert_int_equal(figures.slow[CONNECTION_login] >= 0, i >= 20);
        assert_int_equal(figures.slow_signin >= 0, i >= 20);
    }
}

/* Each connection shows the time of its own milestone; etl that of the event's age; the sign-in that from start to session. */
static void
each_time_is_shown_where_it_belongs(void **state)
{
    Case *c = *state;

    for (int i = 0; i < 5; i++) {
        Event event = reports_case_flow(c, NOON, (uint64_t)i);
        reports_case_load(c, &event, 1, i, event.at + 8);
    }
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    for (int i = 0; i < CONNECTIONS; i++) {
        int milestone = (int)flow_connections[i].milestone;
        Micros expected = milestone == MILESTONE_etl ? 8 : (milestone + 1) * MILLISECOND;
        assert_in_range(figures.median[i] * 1000, expected * 968, expected * 1032);
    }
    assert_in_range(figures.median_signin, SECOND * 968 / 1000, SECOND * 1032 / 1000);
}

static void
what_was_not_measured_has_no_time(void **state)
{
    Case *c = *state;

    for (int i = 0; i < 6; i++) {
        Event event = reports_case_flow(c, NOON, (uint64_t)i);
        event.flow.took[MILESTONE_cb] = -1;
        event.flow.ended = NOON - 1; /* a clock that went back */
        reports_case_load(c, &event, 1, i, NOON);
    }
    Figures figures = reports_case_figures(c, NOON, NOON + MINUTE);
    assert_int_equal(figures.passed[MILESTONE_cb], 6);
    assert_int_equal(figures.measured[CONNECTION_cb], 0);
    assert_int_equal(figures.median[CONNECTION_cb], -1);
    assert_int_equal(figures.median_signin, -1);
    assert_int_equal(figures.median[CONNECTION_etl], 0); /* loaded "before" it happened */
}

/* A scanner with random client ids does not multiply the rows: 200 apps, then "other". */
static void
names_are_bounded(void **state)
{
    Case *c = *state;
    ReportRange range = { .since = NOON, .until = NOON + MINUTE, .clients = true };
    static Event events[1000];
    Figures figures;

    for (size_t i = 0; i < COUNT_OF(events); i++) {
        events[i] = reports_case_flow(c, NOON, i);
        events[i].flow.kind = FLOW_CLIENT;
        events[i].flow.app = str_format(c->arena, "scan-%zu", i);
    }
    reports_case_load(c, events, COUNT_OF(events) / 2, 1, NOON);
    reports_case_load(c, events + COUNT_OF(events) / 2, COUNT_OF(events) / 2, 2, NOON);
    OK(reports_figures(c->reports, c->arena, &range, &figures));
    assert_int_equal(figures.completed, COUNT_OF(events));
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM series"), 202); /* 200, other, and the house */
}

/* Names too long, or broken, are "other" from the start; and "other" as a name is as good as any. */
static void
odd_names_are_other(void **state)
{
    Case *c = *state;
    char long_name[NAME_LIMIT + 1];
    Event events[3];

    for (size_t i = 0; i < sizeof long_name; i++)
        long_name[i] = 'a';
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        events[i] = reports_case_flow(c, NOON, i);
        events[i].flow.provider = i == 0 ? (Str){ long_name, sizeof long_name } : i == 1 ? LIT("a\xc3") : LIT("other");
    }
    reports_case_load(c, events, 3, 1, NOON);
    assert_int_equal(reports_case_figures(c, NOON, NOON + MINUTE).completed, 3);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM series"), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, reports_case_begin, reports_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_failed_flow_has_passed_what_it_reached),
        TEST(loading_a_failure_is_not_reaching_the_store),
        TEST(only_our_systems_failures_are_ours),
        TEST(abandoned_flows_count_where_they_were_left),
        TEST(a_count_below_one_abandons_nobody),
        TEST(an_open_flow_is_not_finished),
        TEST(causes_come_largest_first_and_sum_to_the_failures),
        TEST(an_unknown_cause_is_other),
        TEST(refused_attempts_end_no_flow),
        TEST(one_event_may_stand_for_many_attempts),
        TEST(every_type_of_event_is_counted),
        TEST(client_flows_have_figures_of_their_own),
        TEST(typical_times_need_five_flows_and_slow_ones_twenty),
        TEST(each_time_is_shown_where_it_belongs),
        TEST(what_was_not_measured_has_no_time),
        TEST(names_are_bounded),
        TEST(odd_names_are_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
