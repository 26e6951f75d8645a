/* event_json.c -- an Event as one line of JSON, both directions.
 * SPDX-License-Identifier: ISC */
#include "codec/event_json.h"

#include "base/str.h"
#include "codec/json.h"
#include "codec/json_quick.h"

#include <limits.h>

#define VERSION 1

/* "took" has a member per milestone that was measured; the table is made from flow.def. */
typedef struct TookWire {
    int64_t took[MILESTONES];
} TookWire;

static const JsonField took_fields[] = {
#define MILESTONE(id, words) { #id, JSON_INT, offsetof(TookWire, took) + MILESTONE_##id * sizeof(int64_t), false },
#include "model/flow.def"
    JSON_FIELD_END,
};

typedef struct FlowWire {
    int64_t started, ended, revision;
    Str id, kind, provider, app, reached, outcome, cause;
    TookWire took;
    bool new_user, first, test;
} FlowWire;

static const JsonField flow_fields[] = {
    JSON_FIELD(FlowWire, id, JSON_STR, true),
    JSON_FIELD(FlowWire, kind, JSON_STR, true),
    JSON_FIELD(FlowWire, provider, JSON_STR, true),
    JSON_FIELD(FlowWire, app, JSON_STR, false),
    JSON_FIELD(FlowWire, started, JSON_INT, true),
    JSON_FIELD(FlowWire, ended, JSON_INT, false),
    JSON_FIELD(FlowWire, reached, JSON_STR, true),
    JSON_FIELD(FlowWire, outcome, JSON_STR, true),
    JSON_FIELD(FlowWire, cause, JSON_STR, false),
    JSON_FIELD(FlowWire, revision, JSON_INT, true),
    JSON_FIELD(FlowWire, new_user, JSON_BOOLEAN, false),
    JSON_FIELD(FlowWire, first, JSON_BOOLEAN, false),
    JSON_FIELD(FlowWire, test, JSON_BOOLEAN, false),
    JSON_FIELD_NESTED(FlowWire, took, took_fields, false),
    JSON_FIELD_END,
};

/* The members of an event on the wire. */
typedef struct EventWire {
    int64_t v, at, count, length;
    Str id, type, trace, user, client, cause, about, network;
    FlowWire flow;
} EventWire;

static const JsonField event_fields[] = {
    JSON_FIELD(EventWire, v, JSON_INT, true),
    JSON_FIELD(EventWire, id, JSON_STR, true),
    JSON_FIELD(EventWire, type, JSON_STR, true),
    JSON_FIELD(EventWire, at, JSON_INT, true),
    JSON_FIELD(EventWire, trace, JSON_STR, false),
    JSON_FIELD(EventWire, user, JSON_STR, false),
    JSON_FIELD(EventWire, client, JSON_STR, false),
    JSON_FIELD(EventWire, cause, JSON_STR, false),
    JSON_FIELD(EventWire, about, JSON_STR, false),
    JSON_FIELD(EventWire, network, JSON_STR, false),
    JSON_FIELD(EventWire, count, JSON_INT, false),
    JSON_FIELD(EventWire, length, JSON_INT, false),
    JSON_FIELD_NESTED(EventWire, flow, flow_fields, false),
    JSON_FIELD_END,
};

static const char *const kind_names[FLOW_KINDS] = { "own", "foreign", "client" };
static const char *const outcome_names[FLOW_OUTCOMES] = { "open", "completed", "failed", "abandoned" };

static void
member_unless_empty(JsonOut *out, const char *name, Str value)
{
    if (value.len)
        json_member_str(out, name, value);
}

static void
encode_flow(JsonOut *out, const Flow *flow)
{
    json_key(out, "flow");
    json_open(out, '{');
    json_member_str(out, "id", flow->id);
    json_member_str(out, "kind", str_from_c(kind_names[flow->kind]));
    json_member_str(out, "provider", flow->provider);
    member_unless_empty(out, "app", flow->app);
    json_member_int(out, "started", flow->started);
    json_member_int(out, "ended", flow->ended);
    json_member_str(out, "reached", str_from_c(flow_milestone_ids[flow->reached]));
    json_member_str(out, "outcome", str_from_c(outcome_names[flow->outcome]));
    member_unless_empty(out, "cause", flow->cause);
    json_member_int(out, "revision", flow->revision);
    json_member_bool(out, "new_user", flow->new_user);
    if (flow->first)
        json_member_bool(out, "first", true);
    if (flow->test)
        json_member_bool(out, "test", true);
    json_key(out, "took");
    json_open(out, '{');
    for (int i = 0; i < MILESTONES; i++)
        if (flow->took[i] >= 0)
            json_member_int(out, flow_milestone_ids[i], flow->took[i]);
    json_close(out, '}');
    json_close(out, '}');
}

Error *
event_encode(Arena *arena, const Event *event, Str *json)
{
    Buf buf = buf_new(arena, EVENT_JSON_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_int(&out, "v", VERSION);
    json_member_str(&out, "id", event->id);
    json_member_str(&out, "type", str_from_c(event_names[event->type]));
    json_member_int(&out, "at", event->at);
    member_unless_empty(&out, "trace", event->trace);
    member_unless_empty(&out, "user", event->user_subject);
    member_unless_empty(&out, "client", event->client_id);
    member_unless_empty(&out, "cause", event->cause);
    member_unless_empty(&out, "about", event->about);
    member_unless_empty(&out, "network", event->network);
    if (event->count)
        json_member_int(&out, "count", event->count);
    if (event->length)
        json_member_int(&out, "length", event->length);
    if (event->type == EVENT_FLOW || event->type == EVENT_FLOWS_ABANDONED)
        encode_flow(&out, &event->flow);
    json_close(&out, '}');
    return buf_finish(&buf, "an event", json);
}

/* The place of a name in a table of names. */
static Error *
find_name(Str name, const char *const *names, int count, int *found)
{
    for (int i = 0; i < count; i++)
        if (str_equal(name, str_from_c(names[i]))) {
            *found = i;
            return NULL;
        }
    FAIL(E_QUEUE, "an event with the unknown word \"%.*s\"", STR_ARG(str_slice(name, 0, 64)));
}

static Error *
make_flow(const FlowWire *wire, Flow *flow)
{
    int kind, outcome, reached;

    TRY(find_name(wire->kind, kind_names, FLOW_KINDS, &kind));
    TRY(find_name(wire->outcome, outcome_names, FLOW_OUTCOMES, &outcome));
    TRY(find_name(wire->reached, flow_milestone_ids, MILESTONES, &reached));
    if (wire->revision < 0 || wire->revision > INT_MAX)
        FAIL(E_QUEUE, "a flow of revision %lld", (long long)wire->revision);
    *flow = (Flow){ .id = wire->id,
                    .kind = (FlowKind)kind,
                    .provider = wire->provider,
                    .app = wire->app,
                    .started = wire->started,
                    .ended = wire->ended,
                    .reached = (MilestoneId)reached,
                    .outcome = (FlowOutcome)outcome,
                    .cause = wire->cause,
                    .revision = (int)wire->revision,
                    .reported = true,
                    .new_user = wire->new_user,
                    .first = wire->first,
                    .test = wire->test };
    for (int i = 0; i < MILESTONES; i++)
        flow->took[i] = wire->took.took[i];
    return NULL;
}

static void
begin_wire(EventWire *wire)
{
    *wire = (EventWire){ 0 };
    for (int i = 0; i < MILESTONES; i++)
        wire->flow.took.took[i] = -1;
}

/* Nearly all are as event_encode writes them. */
static Error *
read_wire(Arena *arena, Str json, EventWire *wire)
{
    begin_wire(wire);
    if (json_quick(str_copy(arena, json), event_fields, wire))
        return NULL;
    begin_wire(wire);
    return json_decode(arena, E_QUEUE, json, event_fields, wire);
}

Error *
event_decode(Arena *arena, Str json, Event *event)
{
    EventWire wire;
    Flow flow = { 0 };
    int type;

    TRY(read_wire(arena, json, &wire));
    if (wire.v != VERSION)
        FAIL(E_QUEUE, "an event of version %lld, this program reads %d", (long long)wire.v, VERSION);
    TRY(find_name(wire.type, event_names, EVENT_TYPES, &type));
    bool has_flow = wire.flow.id.ptr != NULL;
    if (has_flow)
        TRY(make_flow(&wire.flow, &flow));
    else if (type == EVENT_FLOW || type == EVENT_FLOWS_ABANDONED)
        FAIL(E_QUEUE, "a flow event without its flow");
    *event = (Event){ .id = wire.id,
                      .type = (EventType)type,
                      .at = wire.at,
                      .trace = wire.trace,
                      .user_subject = wire.user,
                      .client_id = wire.client,
                      .cause = wire.cause,
                      .about = wire.about,
                      .network = wire.network,
                      .count = wire.count,
                      .length = wire.length,
                      .flow = flow };
    return NULL;
}
