/* event_make_test.c -- the beginning of events and flows, and how a flow goes on to its end.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/event_json.h"
#include "crypto/random.h"
#include "events/event_make.h"

#include <string.h>

#define NOW (1767225600 * SECOND)

static void
an_event_has_a_name_and_a_time(void **state)
{
    Event a = event_make(arena, EVENT_USER_CREATED, NOW, LIT("trace-1")),
          b = event_make(arena, EVENT_USER_CREATED, NOW, LIT(""));

    (void)state;
    assert_int_equal(a.id.len, 36);
    assert_int_equal(a.id.ptr[14], '7');
    assert_false(str_equal(a.id, b.id));
    assert_int_equal(a.type, EVENT_USER_CREATED);
    assert_int_equal(a.at, NOW);
    ASSERT_STR(a.trace, "trace-1");
    ASSERT_STR(a.user_subject, "");
    assert_int_equal(a.count, 0);
}

/* A UUIDv7 begins with the time: events sort by it. */
static void
later_events_have_later_names(void **state)
{
    Str last = LIT("");

    (void)state;
    for (int i = 0; i < 100; i++) {
        Str id = event_make(arena, EVENT_FLOW, NOW + i * MILLISECOND, LIT("")).id;
        Str head = str_slice(id, 0, 13);
        if (last.len)
            assert_true(memcmp(head.ptr, last.ptr, 13) > 0);
        last = head;
    }
}

static void
a_flow_begins_with_nothing_measured(void **state)
{
    Flow flow = event_make_flow(arena, FLOW_FOREIGN, LIT("acme"), LIT("shop"), NOW);

    (void)state;
    assert_int_equal(flow.id.len, 36);
    assert_int_equal(flow.kind, FLOW_FOREIGN);
    ASSERT_STR(flow.provider, "acme");
    ASSERT_STR(flow.app, "shop");
    assert_int_equal(flow.started, NOW);
    assert_int_equal(flow.ended, 0);
    assert_int_equal(flow.reached, MILESTONE_login);
    assert_int_equal(flow.outcome, FLOW_OPEN);
    assert_false(flow.reported || flow.new_user);
    for (int i = 0; i < MILESTONES; i++)
        assert_int_equal(flow.took[i], -1);
}

static void
a_flow_never_goes_back(void **state)
{
    static const struct {
        MilestoneId passed, reached;
    } rows[] = { { MILESTONE_store, MILESTONE_store }, { MILESTONE_cb, MILESTONE_cb },
                 { MILESTONE_login, MILESTONE_cb },    { MILESTONE_consent, MILESTONE_cb },
                 { MILESTONE_cb, MILESTONE_cb },       { MILESTONE_etl, MILESTONE_etl },
                 { MILESTONE_publish, MILESTONE_etl } };
    Flow flow = event_make_flow(arena, FLOW_OWN, LIT("latchstring"), LIT(""), NOW);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        event_flow_passed(&flow, rows[i].passed, (Micros)i * 10);
        assert_int_equal(flow.reached, rows[i].reached);
        assert_int_equal(flow.took[rows[i].passed], i * 10);
    }
    assert_int_equal(flow.took[MILESTONE_token], -1);
}

static void
the_event_of_an_end(void **state)
{
    static const struct {
        FlowOutcome outcome;
        ErrorCode cause;
        const char *word;
    } rows[] = { { FLOW_COMPLETED, E_OK, "" },
                 { FLOW_FAILED, E_BAD_PASSWORD, "bad_password" },
                 { FLOW_FAILED, E_ID_TOKEN_NONCE, "id_token_nonce" } };
    Flow flow = event_make_flow(arena, FLOW_OWN, LIT("latchstring"), LIT(""), NOW);

    (void)state;
    event_flow_passed(&flow, MILESTONE_code, 5);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Event event = event_make_ended(arena, &flow, rows[i].outcome, rows[i].cause, NOW + SECOND, LIT("t"));
        assert_int_equal(event.type, EVENT_FLOW);
        assert_int_equal(event.at, NOW + SECOND);
        assert_int_equal(event.flow.ended, NOW + SECOND);
        assert_int_equal(event.flow.outcome, rows[i].outcome);
        assert_int_equal(event.flow.reached, MILESTONE_code);
        ASSERT_STR(event.cause, rows[i].word);
        ASSERT_STR(event.flow.cause, rows[i].word);
        assert_true(str_equal(event.flow.id, flow.id));
        assert_false(str_equal(event.id, flow.id));
        assert_int_equal(flow.outcome, FLOW_OPEN); /* the flow itself is as before */
    }
}

/* The highest revision of a flow counts: the later word has it. */
static void
a_later_end_has_the_higher_revision(void **state)
{
    Flow flow = event_make_flow(arena, FLOW_OWN, LIT("latchstring"), LIT(""), NOW);
    int last = 0;

    (void)state;
    for (int noted = 0; noted < 3; noted++) { /* in one millisecond, as the cache has noted them */
        flow.revision = noted;
        int revision = event_make_ended(arena, &flow, FLOW_FAILED, E_BAD_PASSWORD, NOW, LIT("")).flow.revision;
        assert_true(revision > last);
        last = revision;
    }
    flow.revision = 0; /* later, but the cache has forgotten */
    for (Micros later = MILLISECOND; later <= HOUR; later *= 2) {
        int revision = event_make_ended(arena, &flow, FLOW_COMPLETED, E_OK, NOW + later, LIT("")).flow.revision;
        assert_true(revision > last);
        last = revision;
    }
}

/* Clocks are set back and forth; the event can be read all the same. */
static void
a_wrong_clock_spoils_no_event(void **state)
{
    static const Micros jumps[] = { -1, -SECOND, -HOUR, -1000 * DAY, 3 * DAY, 4 * DAY, 100000 * DAY };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(jumps); i++) {
        Flow flow = event_make_flow(arena, FLOW_OWN, LIT("latchstring"), LIT(""), NOW);
        Event back, event = event_make_ended(arena, &flow, FLOW_COMPLETED, E_OK, NOW + jumps[i], LIT(""));
        Str json;
        assert_true(event.flow.revision >= 1);
        ASSERT_OK(event_encode(arena, &event, &json));
        ASSERT_OK(event_decode(arena, json, &back));
        assert_int_equal(back.flow.revision, event.flow.revision);
    }
}

static int
set_up_random(void **state)
{
    (void)state;
    return random_init() ? -1 : 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(an_event_has_a_name_and_a_time),
        UNIT(later_events_have_later_names),
        UNIT(a_flow_begins_with_nothing_measured),
        UNIT(a_flow_never_goes_back),
        UNIT(the_event_of_an_end),
        UNIT(a_later_end_has_the_higher_revision),
        UNIT(a_wrong_clock_spoils_no_event),
    };

    return cmocka_run_group_tests_name("event_make", tests, set_up_random, NULL);
}
