/* event_json_test.c -- every event comes back as it went, and nothing else is taken for one.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/event_json.h"

#include <string.h>

static Event
full_event(EventType type)
{
    Event event = { .id = LIT("0192f0c1-0000-7000-8000-000000000001"),
                    .type = type,
                    .at = 1767225600123456,
                    .trace = LIT("trace \"quoted\""),
                    .user_subject = LIT("sub-1"),
                    .client_id = LIT("shop"),
                    .cause = LIT("bad_password"),
                    .about = LIT("connection:token"),
                    .network = LIT("nEtw0rk"),
                    .count = 42 };
    return event;
}

static Flow
full_flow(void)
{
    Flow flow = { .id = LIT("0192f0c1-0000-7000-8000-000000000002"),
                  .provider = LIT("latchstring"),
                  .app = LIT("shop"),
                  .started = 1767225600000000,
                  .ended = 1767225600123456,
                  .reached = MILESTONE_access,
                  .cause = LIT("consent_denied"),
                  .revision = 3,
                  .reported = true,
                  .new_user = true,
                  .first = true,
                  .test = true };

    for (int i = 0; i < MILESTONES; i++)
        flow.took[i] = i % 3 == 0 ? -1 : i * 1000;
    return flow;
}

static void
assert_flows_equal(const Flow *a, const Flow *b)
{
    assert_true(str_equal(a->id, b->id) && str_equal(a->provider, b->provider) && str_equal(a->app, b->app));
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->started, b->started);
    assert_int_equal(a->ended, b->ended);
    assert_int_equal(a->reached, b->reached);
    assert_int_equal(a->outcome, b->outcome);
    assert_true(str_equal(a->cause, b->cause));
    assert_int_equal(a->revision, b->revision);
    assert_int_equal(a->reported, b->reported);
    assert_int_equal(a->new_user, b->new_user);
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->test, b->test);
    assert_memory_equal(a->took, b->took, sizeof a->took);
}

static void
assert_comes_back(const Event *event)
{
    Event back;
    Str json;

    ASSERT_OK(event_encode(arena, event, &json));
    assert_int_equal(str_find_byte(json, '\n'), json.len);
    ASSERT_OK(event_decode(arena, json, &back));
    assert_int_equal(back.type, event->type);
    assert_int_equal(back.at, event->at);
    assert_int_equal(back.count, event->count);
    assert_int_equal(back.length, event->length);
    assert_true(str_equal(back.id, event->id) && str_equal(back.trace, event->trace));
    assert_true(str_equal(back.user_subject, event->user_subject) && str_equal(back.client_id, event->client_id));
    assert_true(str_equal(back.cause, event->cause) && str_equal(back.network, event->network));
    assert_true(str_equal(back.about, event->about));
    if (event->type == EVENT_FLOW || event->type == EVENT_FLOWS_ABANDONED)
        assert_flows_equal(&back.flow, &event->flow);
}

static void
every_type_comes_back(void **state)
{
    (void)state;
    for (int type = 0; type < EVENT_TYPES; type++) {
        Event event = full_event((EventType)type);
        event.flow = full_flow();
        assert_comes_back(&event);
        Event bare = { .id = LIT("x"), .type = (EventType)type, .at = 1, .flow = full_flow() };
        assert_comes_back(&bare);
    }
}

static void
every_kind_of_flow_comes_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < FLOW_KINDS; kind++)
        for (int outcome = 0; outcome < FLOW_OUTCOMES; outcome++)
            for (int reached = 0; reached < MILESTONES; reached++) {
                Event event = full_event(EVENT_FLOW);
                event.flow = full_flow();
                event.flow.kind = (FlowKind)kind;
                event.flow.outcome = (FlowOutcome)outcome;
                event.flow.reached = (MilestoneId)reached;
                assert_comes_back(&event);
            }
}

static void
empty_fields_are_left_out(void **state)
{
    Event event = { .id = LIT("x"), .type = EVENT_USER_CREATED, .at = 7 };
    Str json;

    (void)state;
    ASSERT_OK(event_encode(arena, &event, &json));
    ASSERT_STR(json, "{\"v\":1,\"id\":\"x\",\"type\":\"user.created\",\"at\":7}");
}

static void
an_event_has_its_limit(void **state)
{
    Event event = full_event(EVENT_USER_CREATED);
    char *text = arena_alloc(arena, EVENT_JSON_LIMIT);
    Str json;

    (void)state;
    memset(text, 'x', EVENT_JSON_LIMIT);
    event.trace = (Str){ text, EVENT_JSON_LIMIT };
    ASSERT_CODE(event_encode(arena, &event, &json), E_TOO_LARGE, "4 KiB of trace");
}

#define FLOW_START  "{\"id\":\"f\",\"kind\":\"own\",\"provider\":\"p\",\"started\":1,"
#define EVENT_START "{\"v\":1,\"id\":\"x\",\"type\":\"flow\",\"at\":1"

static void
refuses(void **state)
{
    static const struct {
        const char *what, *json;
    } rows[] = {
        { "nothing", "" },
        { "no object", "[]" },
        { "no version", "{\"id\":\"x\",\"type\":\"user.created\",\"at\":1}" },
        { "another version", "{\"v\":2,\"id\":\"x\",\"type\":\"user.created\",\"at\":1}" },
        { "no id", "{\"v\":1,\"type\":\"user.created\",\"at\":1}" },
        { "no time", "{\"v\":1,\"id\":\"x\",\"type\":\"user.created\"}" },
        { "no type", "{\"v\":1,\"id\":\"x\",\"at\":1}" },
        { "an unknown type", "{\"v\":1,\"id\":\"x\",\"type\":\"user.exploded\",\"at\":1}" },
        { "a type of another case", "{\"v\":1,\"id\":\"x\",\"type\":\"User.created\",\"at\":1}" },
        { "a time that is text", "{\"v\":1,\"id\":\"x\",\"type\":\"user.created\",\"at\":\"1\"}" },
        { "a member twice", "{\"v\":1,\"id\":\"x\",\"id\":\"x\",\"type\":\"user.created\",\"at\":1}" },
        { "a flow event without flow", EVENT_START "}" },
        { "a flow that is a list", EVENT_START ",\"flow\":[]}" },
        { "an unknown kind", EVENT_START ",\"flow\":{\"id\":\"f\",\"kind\":\"odd\",\"provider\":\"p\",\"started\":1,"
                                         "\"reached\":\"login\",\"outcome\":\"open\",\"revision\":1}}" },
        { "an unknown milestone",
          EVENT_START ",\"flow\":" FLOW_START "\"reached\":\"moon\",\"outcome\":\"open\",\"revision\":1}}" },
        { "an unknown outcome",
          EVENT_START ",\"flow\":" FLOW_START "\"reached\":\"login\",\"outcome\":\"lost\",\"revision\":1}}" },
        { "no revision", EVENT_START ",\"flow\":" FLOW_START "\"reached\":\"login\",\"outcome\":\"open\"}}" },
        { "a revision that is no int",
          EVENT_START ",\"flow\":" FLOW_START "\"reached\":\"login\",\"outcome\":\"open\",\"revision\":4294967297}}" },
        { "a revision below nothing",
          EVENT_START ",\"flow\":" FLOW_START "\"reached\":\"login\",\"outcome\":\"open\",\"revision\":-1}}" },
        { "a time that is a list", EVENT_START
          ",\"flow\":" FLOW_START "\"reached\":\"login\",\"outcome\":\"open\",\"revision\":1,\"took\":[1]}}" },
        { "a took that is text",
          EVENT_START ",\"flow\":" FLOW_START "\"reached\":\"login\",\"outcome\":\"open\",\"revision\":1,"
                      "\"took\":{\"login\":\"1\"}}}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Event event = { .count = 77 };
        ASSERT_CODE(event_decode(arena, str_from_c(rows[i].json), &event), E_QUEUE, rows[i].what);
        assert_int_equal(event.count, 77);
    }
}

/* A newer program may add members; this one passes over them. */
static void
unknown_members_are_passed_over(void **state)
{
    Event event;

    (void)state;
    ASSERT_OK(event_decode(arena,
                           LIT(EVENT_START
                               ",\"new\":{\"a\":1},\"flow\":" FLOW_START
                               "\"reached\":\"login\",\"outcome\":\"open\",\"revision\":1,\"took\":{\"tomorrow\":3}}}"),
                           &event));
    assert_int_equal(event.flow.took[MILESTONE_login], -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(every_type_comes_back),
        UNIT(every_kind_of_flow_comes_back),
        UNIT(empty_fields_are_left_out),
        UNIT(an_event_has_its_limit),
        UNIT(refuses),
        UNIT(unknown_members_are_passed_over),
    };

    return cmocka_run_group_tests_name("event_json", tests, NULL, NULL);
}
