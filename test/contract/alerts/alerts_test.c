/* alerts_test.c -- the watch and its deliveries over real stores, by a clock that is turned and a receiver that says what it is told.
 * SPDX-License-Identifier: ISC */
#include "../etl/etl_case.h"

#include "alerts/alerts.h"
#include "codec/event_json.h"
#include "events/event_make.h"
#include "userdb/userdb_complaints.h"

/* What arrived, and how the next attempts are answered; accepted when the list is over. */
typedef struct Receiver {
    AlertNews got[64];
    size_t count;
    WebhookAnswer answers[8];
    size_t answer_count, answered;
    Arena *arena;
} Receiver;

static Error *
receive(void *context, Arena *arena, const AlertNews *news, Micros now, WebhookAnswer *answer)
{
    Receiver *receiver = context;

    (void)arena;
    (void)now;
    assert_true(receiver->count < COUNT_OF(receiver->got));
    receiver->got[receiver->count++] =
        (AlertNews){ str_copy(receiver->arena, news->id), str_copy(receiver->arena, news->type),
                     str_copy(receiver->arena, news->body) };
    *answer = (WebhookAnswer){ .kind = WEBHOOK_ACCEPTED, .status = 204, .word = LIT("204") };
    if (receiver->answered < receiver->answer_count)
        *answer = receiver->answers[receiver->answered++];
    return NULL;
}

static const AlertsProvider providers[] = { { LIT_INIT("github"), LIT_INIT("GitHub") },
                                            { LIT_INIT("latchstring"), LIT_INIT("") } };

static Alerts *
open_alerts(Case *c, Receiver *receiver)
{
    Alerts *alerts;
    AlertsOptions options = { .clock = &c->clock,
                              .users = c->users,
                              .events = c->events,
                              .reports = c->reports,
                              .limits = { 5, 2, 3, 20, 20, 200, 100 * MILLISECOND, 5 * MINUTE },
                              .window = DAY,
                              .recent = 5 * MINUTE,
                              .stale = 2 * MINUTE,
                              .site = LIT("https://id.example"),
                              .providers = providers,
                              .provider_count = COUNT_OF(providers),
                              .send = receiver ? receive : NULL,
                              .receiver = receiver };

    if (receiver)
        receiver->arena = c->arena;
    OK(alerts_open(&options, &alerts));
    return alerts;
}

static void
add_failures(Case *c, int count, MilestoneId reached, ErrorCode cause)
{
    for (int i = 0; i < count; i++) {
        Flow flow = event_make_flow(c->arena, FLOW_FOREIGN, LIT("github"), LIT(""), c->clock.fixed);
        for (int m = 0; m <= (int)reached; m++)
            event_flow_passed(&flow, (MilestoneId)m, MILLISECOND);
        flow.revision = 1;
        Event event = event_make_ended(c->arena, &flow, FLOW_FAILED, cause, c->clock.fixed, LIT("trace"));
        etl_case_record(c, &event, 1);
    }
}

static void
add_successes(Case *c, int count)
{
    for (int i = 0; i < count; i++) {
        Event event = etl_case_flow(c, c->clock.fixed);
        etl_case_record(c, &event, 1);
    }
}

static void
look_at(Case *c, Alerts *alerts, Micros after)
{
    c->clock.fixed += after;
    (void)etl_case_pass(c);
    OK(alerts_look(alerts));
}

static Health
read_health(Case *c)
{
    Health health;

    OK(alerts_read(c->users, c->arena, &health));
    return health;
}

/* How many events of a type lie in the outbox; *last is the newest. */
static int
events_of(Case *c, EventType type, Event *last)
{
    EventRow *rows;
    size_t count;
    int found = 0;

    OK(events_fetch(c->events, c->arena, 0, 10000, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        Event event;
        OK(event_decode(c->arena, rows[i].json, &event));
        if (event.type == type) {
            *last = event;
            found++;
        }
    }
    return found;
}

static bool
deliver(Alerts *alerts)
{
    bool sent;

    OK(alerts_deliver(alerts, &sent));
    return sent;
}

static void
assert_str(Str found, const char *wanted)
{
    if (!str_equal(found, str_from_c(wanted)))
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(found), wanted);
}

static void
a_refused_token_request_raises_and_clears(void **state)
{
    Case *c = *state;
    Receiver receiver = { 0 };
    Alerts *alerts = open_alerts(c, &receiver);
    Event event;

    look_at(c, alerts, 0);
    assert_int_equal(read_health(c).worst, -1);
    assert_int_equal(read_health(c).of[CONNECTION_token].state, HEALTH_IDLE);
    add_successes(c, 10);
    add_failures(c, 6, MILESTONE_token, E_TOKEN_ENDPOINT);
    look_at(c, alerts, MINUTE);
    Health health = read_health(c);
    assert_int_equal(health.worst, CONNECTION_token);
    assert_int_equal(health.needing_attention, 1);
    const ConnectionHealth *token = &health.of[CONNECTION_token];
    assert_true(token->state == HEALTH_FAILING && token->failed == 6 && token->since == c->clock.fixed);
    assert_str(token->cause, "token_endpoint");
    assert_str(token->provider, "GitHub");
    look_at(c, alerts, MINUTE); /* nothing new: no second alert */
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 1);
    assert_str(event.about, "connection:token");
    assert_str(event.cause, "token_endpoint");
    assert_int_equal(event.count, 6);
    look_at(c, alerts, 6 * MINUTE); /* the failures have left the last minutes: calm begins */
    look_at(c, alerts, 4 * MINUTE);
    assert_int_equal(read_health(c).of[CONNECTION_token].state, HEALTH_FAILING);
    look_at(c, alerts, MINUTE);
    assert_int_equal(read_health(c).of[CONNECTION_token].state, HEALTH_OK);
    look_at(c, alerts, 10 * MINUTE); /* what was cleared is not raised again by the same failures */
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 1);
    assert_int_equal(events_of(c, EVENT_ALERT_CLEARED, &event), 1);
    assert_true(deliver(alerts) && deliver(alerts) && !deliver(alerts));
    assert_str(receiver.got[0].type, "alert.raised");
    assert_str(receiver.got[1].type, "alert.cleared");
    assert_true(
        str_find(receiver.got[0].body, LIT("6 people could not sign in since 12:01: GitHub refuses our request")) <
        receiver.got[0].body.len);
    alerts_close(alerts);
}

static void
only_our_systems_make_a_step_failing(void **state)
{
    static const struct {
        MilestoneId reached;
        ErrorCode cause;
        int connection; /* -1: none */
    } cases[] = {
        { MILESTONE_authorize, E_BAD_PASSWORD, -1 },
        { MILESTONE_authorize, E_CONSENT_DENIED, -1 },
        { MILESTONE_r302, E_STATE_MISSING, -1 },
        { MILESTONE_token, E_PROVIDER, CONNECTION_token },
        { MILESTONE_token, E_ID_TOKEN_NONCE, CONNECTION_access },
        { MILESTONE_token, E_USERINFO, CONNECTION_access },
        { MILESTONE_login, E_CACHE, CONNECTION_store },
        { MILESTONE_session, E_DB, CONNECTION_upsert },
        { MILESTONE_access, E_CACHE, CONNECTION_session },
    };
    Case *c = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Alerts *alerts = open_alerts(c, NULL);
        add_failures(c, 8, cases[i].reached, cases[i].cause);
        look_at(c, alerts, 0);
        if (read_health(c).worst != cases[i].connection)
            fail_msg("case %zu: connection %d", i, read_health(c).worst);
        look_at(c, alerts, 10 * MINUTE);
        look_at(c, alerts, 6 * MINUTE);
        assert_int_equal(read_health(c).worst, -1);
        alerts_close(alerts);
    }
}

static void
what_is_remembered_survives(void **state)
{
    Case *c = *state;
    Alerts *alerts = open_alerts(c, NULL);
    Event event;

    add_failures(c, 6, MILESTONE_session, E_DB);
    look_at(c, alerts, MINUTE);
    alerts_close(alerts);
    etl_case_close(c);
    etl_case_open(c);
    alerts = open_alerts(c, NULL);
    assert_int_equal(read_health(c).worst, CONNECTION_upsert);
    look_at(c, alerts, MINUTE);
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 1);
    alerts_close(alerts);
}

static void
refused_deliveries_come_again_in_order(void **state)
{
    Case *c = *state;
    Receiver receiver = {
        .answers = { { .kind = WEBHOOK_REFUSED, .status = 500, .word = LIT("500") },
                     { .kind = WEBHOOK_REFUSED, .word = LIT("timeout") },
                     { .kind = WEBHOOK_REFUSED, .status = 429, .word = LIT("429"), .retry_after = 10 * MINUTE } },
        .answer_count = 3
    };
    Alerts *alerts = open_alerts(c, &receiver);

    OK(alerts_raise(alerts, c->arena, &(AlertMatter){ LIT("test"), LIT("1"), LIT("waiting"), LIT(""), NOON, 1 }));
    OK(alerts_raise(alerts, c->arena, &(AlertMatter){ LIT("test"), LIT("1"), LIT("waiting"), LIT(""), NOON, 1 }));
    assert_true(deliver(alerts) && !deliver(alerts));
    c->clock.fixed += 6 * SECOND;
    assert_true(deliver(alerts));
    c->clock.fixed += 30 * SECOND;
    assert_false(deliver(alerts) && receiver.count > 3);
    c->clock.fixed += 10 * SECOND;
    (void)deliver(alerts);
    assert_int_equal(receiver.count, 3);
    /* It asked for ten minutes: news does not make it due before that. */
    OK(alerts_clear(alerts, c->arena, LIT("test"), LIT("1")));
    c->clock.fixed += 9 * MINUTE;
    assert_false(deliver(alerts));
    c->clock.fixed += 2 * MINUTE;
    assert_true(deliver(alerts) && deliver(alerts) && !deliver(alerts));
    for (int i = 0; i < 4; i++)
        assert_true(str_equal(receiver.got[i].id, receiver.got[0].id));
    assert_str(receiver.got[3].type, "alert.raised");
    assert_str(receiver.got[4].type, "alert.cleared");
    assert_false(str_equal(receiver.got[4].id, receiver.got[0].id));
    alerts_close(alerts);
}

static void
news_wakes_what_waits(void **state)
{
    Case *c = *state;
    Receiver receiver = { .answers = { { .kind = WEBHOOK_REFUSED, .word = LIT("unreachable") } }, .answer_count = 1 };
    Alerts *alerts = open_alerts(c, &receiver);

    OK(alerts_raise(alerts, c->arena, &(AlertMatter){ LIT("test"), LIT("1"), LIT("waiting"), LIT(""), NOON, 1 }));
    assert_true(deliver(alerts) && !deliver(alerts));
    OK(alerts_raise(alerts, c->arena, &(AlertMatter){ LIT("test"), LIT("2"), LIT("waiting"), LIT(""), NOON, 1 }));
    assert_true(deliver(alerts) && deliver(alerts) && !deliver(alerts));
    assert_true(str_equal(receiver.got[1].id, receiver.got[0].id));
    alerts_close(alerts);
}

static void
deliveries_are_given_up(void **state)
{
    Case *c = *state;
    Receiver receiver = { .answers = { { .kind = WEBHOOK_GONE, .status = 410, .word = LIT("410") },
                                       { .kind = WEBHOOK_REFUSED, .status = 503, .word = LIT("503") },
                                       { .kind = WEBHOOK_REFUSED, .status = 503, .word = LIT("503") } },
                          .answer_count = 3 };
    Alerts *alerts = open_alerts(c, &receiver);
    Event event;

    OK(alerts_raise(alerts, c->arena, &(AlertMatter){ LIT("test"), LIT("1"), LIT("waiting"), LIT(""), NOON, 1 }));
    assert_true(deliver(alerts) && !deliver(alerts));
    assert_int_equal(events_of(c, EVENT_WEBHOOK_FAILED, &event), 1);
    assert_str(event.cause, "410");
    assert_true(str_equal(event.about, receiver.got[0].id));
    OK(alerts_raise(alerts, c->arena, &(AlertMatter){ LIT("test"), LIT("2"), LIT("waiting"), LIT(""), NOON, 1 }));
    assert_true(deliver(alerts));
    c->clock.fixed += DAY;
    assert_true(deliver(alerts));
    assert_int_equal(events_of(c, EVENT_WEBHOOK_FAILED, &event), 2);
    c->clock.fixed += DAY;
    assert_false(deliver(alerts));
    alerts_close(alerts);
}

static void
the_table_of_deliveries_is_bounded(void **state)
{
    Case *c = *state;
    Receiver receiver = { 0 };
    Alerts *alerts = open_alerts(c, &receiver);
    AlertRecord record = { .kind = LIT("test"), .subject = LIT("1"), .state = LIT("waiting"), .since = NOON };
    Event event;
    bool changed;

    for (int i = 0; i <= DELIVERIES_MAX; i++) {
        AlertNews news = { str_format(c->arena, "msg_%d", i), LIT("alert.raised"), LIT("{}") };
        AlertChange change = { .record = &record, .news = &news, .news_count = 1 };
        OK(userdb_change_alert(c->users, c->arena, &change, i ? record.state : LIT(""), NOON, &changed));
        assert_true(changed);
    }
    assert_int_equal(events_of(c, EVENT_WEBHOOK_FAILED, &event), 1);
    assert_str(event.about, "msg_0");
    assert_true(deliver(alerts));
    assert_str(receiver.got[0].id, "msg_1");
    c->clock.fixed += DELIVERIES_KEPT + DAY;
    OK(userdb_sweep_deliveries(c->users, c->arena, c->clock.fixed));
    DeliveryRow *rows;
    size_t count;
    OK(userdb_list_deliveries(c->users, c->arena, &rows, &count));
    for (size_t i = 0; i < count; i++)
        assert_str(rows[i].state, "waiting");
    alerts_close(alerts);
}

static void
a_change_is_whole_or_nothing(void **state)
{
    Case *c = *state;
    AlertRecord record = { .kind = LIT("test"), .subject = LIT("1"), .state = LIT("waiting"), .since = NOON };
    AlertNews same[] = { { LIT("msg_1"), LIT("alert.raised"), LIT("{}") },
                         { LIT("msg_1"), LIT("alert.raised"), LIT("{}") } };
    Event event = event_make(c->arena, EVENT_ALERT_RAISED, NOON, LIT(""));
    AlertChange change = { .record = &record, .events = &event, .event_count = 1, .news = same, .news_count = 2 };
    AlertRecord *records;
    size_t count;
    bool changed;

    assert_non_null(userdb_change_alert(c->users, c->arena, &change, LIT(""), NOON, &changed)); /* one id twice */
    OK(userdb_list_alerts(c->users, c->arena, &records, &count));
    assert_int_equal(count, 0);
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 0);
    change.news_count = 1;
    OK(userdb_change_alert(c->users, c->arena, &change, LIT("ok"), NOON, &changed)); /* somebody else was first */
    assert_false(changed);
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 0);
    OK(userdb_change_alert(c->users, c->arena, &change, LIT(""), NOON, &changed));
    assert_true(changed);
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 1);
}

static void
a_pipeline_that_stands_is_stale(void **state)
{
    Case *c = *state;
    Alerts *alerts = open_alerts(c, NULL);

    look_at(c, alerts, 0);
    add_successes(c, 1); /* happens a second later, and nobody loads it */
    c->clock.fixed += 2 * MINUTE;
    OK(alerts_look(alerts));
    assert_false(read_health(c).stale);
    c->clock.fixed += MINUTE;
    OK(alerts_look(alerts));
    assert_true(read_health(c).stale);
    assert_true(read_health(c).figures_until == NOON + SECOND);
    look_at(c, alerts, SECOND);
    assert_false(read_health(c).stale);
    alerts_close(alerts);
}

static void
a_complaint_that_waits_is_told_once(void **state)
{
    Case *c = *state;
    Alerts *alerts = open_alerts(c, NULL);
    Complaint written = { .description = LIT("The arrow to the left is wrong"),
                          .language = LIT("en"),
                          .picture = LIT("1") };
    Event event;
    int64_t number;

    OK(userdb_add_complaint(c->users, c->arena, &written, false, NOON, &number));
    OK(userdb_decide_complaint(c->users, c->arena, number, COMPLAINT_CONFIRMED, LIT(""), NOON));
    look_at(c, alerts, 19 * HOUR);
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 0);
    look_at(c, alerts, HOUR);
    look_at(c, alerts, HOUR);
    assert_int_equal(events_of(c, EVENT_ALERT_RAISED, &event), 1);
    assert_str(event.about,
               (const char *)str_to_c(c->arena, str_format(c->arena, "complaint:%lld", (long long)number)));
    OK(userdb_decide_complaint(c->users, c->arena, number, COMPLAINT_RESOLVED, LIT(""), c->clock.fixed));
    look_at(c, alerts, MINUTE);
    look_at(c, alerts, MINUTE);
    assert_int_equal(events_of(c, EVENT_ALERT_CLEARED, &event), 1);
    alerts_close(alerts);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, etl_case_begin, etl_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_refused_token_request_raises_and_clears),
        CASE(only_our_systems_make_a_step_failing),
        CASE(what_is_remembered_survives),
        CASE(refused_deliveries_come_again_in_order),
        CASE(news_wakes_what_waits),
        CASE(deliveries_are_given_up),
        CASE(the_table_of_deliveries_is_bounded),
        CASE(a_change_is_whole_or_nothing),
        CASE(a_pipeline_that_stands_is_stale),
        CASE(a_complaint_that_waits_is_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
