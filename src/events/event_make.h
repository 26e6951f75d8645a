/* event_make.h -- the beginning of an event and of a flow, with their identifiers.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_EVENT_MAKE_H
#define LATCHSTRING_EVENT_MAKE_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

/* An event of now; trace is the id of the request that caused it. */
Event event_make(Arena *arena, EventType type, Micros now, Str trace);

/* A flow that starts now: nothing is measured yet, it has reached `login`. */
Flow event_make_flow(Arena *arena, FlowKind kind, Str provider, Str app, Micros now);

/* The event of a flow that has ended with this outcome; cause is E_OK unless it failed. */
Event event_make_ended(Arena *arena, const Flow *flow, FlowOutcome outcome, ErrorCode cause, Micros now, Str trace);

/* Note that a flow has passed a milestone; took is -1 when it was not measured. */
void event_flow_passed(Flow *flow, MilestoneId milestone, Micros took);

#endif
