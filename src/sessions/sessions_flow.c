/* sessions_flow.c -- open flows: found by client and state, marked as they advance, taken when they end.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_flow.h"

#include "base/buf.h"
#include "sessions/sessions_act.h"

#include <assert.h>

static void
add_counted(Buf *buf, Str text)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_add_byte(buf, (char)((uint32_t)text.len >> shift));
    buf_add(buf, text);
}

Error *
sessions_flow_key(Str client_id, Str state, SessionsKey *key)
{
    char memory[2 * (4 + SESSIONS_TEXT_LIMIT)];
    Buf buf = buf_fixed(memory, sizeof memory);
    Str pair;

    add_counted(&buf, client_id);
    add_counted(&buf, state);
    TRY(buf_finish(&buf, "the key of a flow (client and state)", &pair));
    *key = sessions_act_key(KIND_FLOW, pair);
    return NULL;
}

Error *
sessions_flow_write(const Flow *flow, Micros expires, RecordBytes *bytes)
{
    return sessions_record_write(&sessions_record_flow, flow, expires, bytes);
}

Error *
sessions_open_flow(Sessions *sessions, Str client_id, Str state, const Flow *flow)
{
    SessionsPut put = { .optional = true };
    RecordBytes bytes;

    TRY(sessions_flow_key(client_id, state, &put.key));
    TRY(sessions_flow_write(flow, flow->started + FLOW_LIFETIME, &bytes));
    put.bytes = (Str){ bytes.bytes, bytes.len };
    return sessions->ops->put(sessions, &put, 1, flow->started);
}

/* ---- advancing ---- */

typedef struct FlowChange {
    Micros now;
    const FlowMark *marks;
    size_t count;
    Str cause; /* fail only */
    bool found;
    RecordBytes next;
} FlowChange;

/* Read the flow, if it is there and has not expired. */
static Error *
read_live(FlowChange *changing, Str bytes, Flow *flow)
{
    changing->found = sessions_record_standing(&sessions_record_flow, bytes, changing->now) == STANDING_LIVE;
    if (changing->found)
        TRY(sessions_record_read(&sessions_record_flow, bytes, flow));
    return NULL;
}

/* Something happened to it: it lives on from now, and never shorter than it would have. */
static Error *
write_live(FlowChange *changing, Str bytes, const Flow *flow, SessionsChange *change)
{
    Micros before = sessions_record_expires(bytes), expires = changing->now + FLOW_LIFETIME;

    TRY(sessions_record_write(&sessions_record_flow, flow, expires > before ? expires : before, &changing->next));
    change->to = CHANGE_REPLACE;
    change->next = (Str){ changing->next.bytes, changing->next.len };
    return NULL;
}

static Error *
mark_change(void *arg, Str bytes, SessionsChange *change)
{
    FlowChange *changing = arg;
    Flow flow;

    TRY(read_live(changing, bytes, &flow));
    if (!changing->found)
        return NULL;
    for (size_t i = 0; i < changing->count; i++) {
        const FlowMark *mark = &changing->marks[i];
        assert(mark->milestone < MILESTONES);
        if (mark->milestone > flow.reached)
            flow.reached = mark->milestone;
        if (mark->took >= 0 && flow.took[mark->milestone] < 0)
            flow.took[mark->milestone] = mark->took;
    }
    return write_live(changing, bytes, &flow, change);
}

Error *
sessions_mark_flow(Sessions *sessions, Str client_id, Str state, const FlowMark *marks, size_t count, Micros now)
{
    SessionsKey key;
    FlowChange changing;

    changing.now = now;
    changing.marks = marks;
    changing.count = count;
    TRY(sessions_flow_key(client_id, state, &key));
    return sessions->ops->change(sessions, &key, now, mark_change, &changing);
}

static Error *
fail_change(void *arg, Str bytes, SessionsChange *change)
{
    FlowChange *changing = arg;
    Flow flow;

    TRY(read_live(changing, bytes, &flow));
    if (!changing->found)
        return NULL;
    flow.outcome = FLOW_FAILED;
    flow.cause = changing->cause;
    flow.ended = changing->now;
    flow.reported = true;
    flow.revision++;
    return write_live(changing, bytes, &flow, change);
}

Error *
sessions_fail_flow(Sessions *sessions, Arena *arena, Str client_id, Str state, Str cause, Micros now, Flow *flow,
                   bool *found)
{
    SessionsKey key;
    FlowChange changing;
    Flow failed;

    changing.now = now;
    changing.cause = cause;
    changing.found = false;
    TRY(sessions_flow_key(client_id, state, &key));
    TRY(sessions->ops->change(sessions, &key, now, fail_change, &changing));
    if (changing.found) {
        TRY(sessions_record_read(&sessions_record_flow, sessions_act_keep(arena, &changing.next), &failed));
        *flow = failed;
    }
    *found = changing.found;
    return NULL;
}

/* Whether it has expired is not asked, here and below: until somebody claims it, it may still end. */
Error *
sessions_see_flow(Sessions *sessions, Arena *arena, Str client_id, Str state, Flow *flow, bool *found)
{
    SessionsAsk ask = { .shape = &sessions_record_flow, .now = 0 };
    Standing standing;
    Flow seen;

    TRY(sessions_flow_key(client_id, state, &ask.key));
    TRY(sessions_act_see(sessions, &ask, arena, &seen, &standing));
    *found = standing == STANDING_LIVE;
    if (*found)
        *flow = seen;
    return NULL;
}

Error *
sessions_take_flow(Sessions *sessions, Arena *arena, Str client_id, Str state, Flow *flow, bool *found)
{
    SessionsAsk ask = { .shape = &sessions_record_flow, .now = 0 };
    Standing standing;
    Flow taken;

    TRY(sessions_flow_key(client_id, state, &ask.key));
    TRY(sessions_act_end(sessions, &ask, arena, &taken, &standing));
    *found = standing == STANDING_LIVE;
    if (*found) {
        taken.revision++;
        *flow = taken;
    }
    return NULL;
}

/* ---- those that are open ---- */

typedef struct OpenVisit {
    Micros since, now;
    OpenFlows open;
} OpenVisit;

/* How many calendar minutes one that began then is old, as far as they are counted. */
static size_t
minutes_between(Micros started, Micros now)
{
    Micros minutes = now / MINUTE - started / MINUTE;

    if (minutes < 0)
        return 0;
    return minutes < OPEN_FLOWS_MINUTES ? (size_t)minutes : OPEN_FLOWS_MINUTES - 1;
}

static void
open_visit(void *arg, Str bytes)
{
    OpenVisit *visit = arg;
    Flow flow;

    if (sessions_record_standing(&sessions_record_flow, bytes, visit->now) != STANDING_LIVE)
        return;
    if (sessions_record_read(&sessions_record_flow, bytes, &flow))
        return; /* a damaged one is not open */
    if (flow.kind == FLOW_CLIENT || flow.reported || flow.outcome != FLOW_OPEN || flow.started < visit->since)
        return;
    visit->open.reached[flow.reached]++;
    visit->open.total++;
    visit->open.begun[minutes_between(flow.started, visit->now)][flow.reached]++;
}

Error *
sessions_open_flows(Sessions *sessions, Micros since, Micros now, OpenFlows *open)
{
    OpenVisit visit = { .since = since, .now = now };

    TRY(sessions->ops->visit(sessions, KIND_FLOW, open_visit, &visit));
    *open = visit.open;
    return NULL;
}
