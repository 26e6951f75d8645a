/* event_make.c -- the beginning of an event and of a flow.
 * SPDX-License-Identifier: ISC */
#include "events/event_make.h"

#include "base/str.h"
#include "crypto/random.h"

#define REVISIONS_PER_MS 8
#define REVISIONS_SPAN   (3 * DAY) /* in an int; no flow lives that long */

Event
event_make(Arena *arena, EventType type, Micros now, Str trace)
{
    return (Event){ .id = random_uuid(arena, now), .type = type, .at = now, .trace = trace };
}

Flow
event_make_flow(Arena *arena, FlowKind kind, Str provider, Str app, Micros now)
{
    Flow flow = { .id = random_uuid(arena, now), .kind = kind, .provider = provider, .app = app, .started = now };

    for (int i = 0; i < MILESTONES; i++)
        flow.took[i] = -1;
    return flow;
}

/* Grows with time by itself, so that the later word counts even when a crash kept the cache from noting the earlier one; within
 * one millisecond the cache's count decides. */
static int
revision_at(const Flow *flow, Micros now)
{
    int noted = flow->revision < REVISIONS_PER_MS ? flow->revision : REVISIONS_PER_MS - 1;
    Micros passed = now - flow->started;

    if (passed < 0) /* a clock was set back */
        passed = 0;
    if (passed > REVISIONS_SPAN)
        passed = REVISIONS_SPAN;
    return (int)(passed / MILLISECOND) * REVISIONS_PER_MS + noted + 1;
}

Event
event_make_ended(Arena *arena, const Flow *flow, FlowOutcome outcome, ErrorCode cause, Micros now, Str trace)
{
    Event event = event_make(arena, EVENT_FLOW, now, trace);

    event.flow = *flow;
    event.flow.ended = now;
    event.flow.outcome = outcome;
    event.flow.revision = revision_at(flow, now);
    event.flow.cause = str_from_c(error_info(cause)->cause);
    event.cause = event.flow.cause;
    return event;
}

void
event_flow_passed(Flow *flow, MilestoneId milestone, Micros took)
{
    if (milestone > flow->reached)
        flow->reached = milestone;
    flow->took[milestone] = took;
}
