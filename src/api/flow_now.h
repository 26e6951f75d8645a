/* flow_now.h -- what the picture shows, as of at most a second ago: collected once for all readers, in any language.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_NOW_H
#define LATCHSTRING_FLOW_NOW_H

#include "alerts/health.h"
#include "api/figures.h"

typedef struct FlowNow FlowNow;

typedef struct FlowView {
    FigureSet set;      /* the last 24 hours; without its lists (causes, refused, events) */
    int64_t refused;    /* attempts refused in that time */
    bool earlier_known; /* the same 24 hours a week before had sign-ins: */
    Figures earlier;    /* their figures, without lists */
    Health health;      /* its texts live in the arena of the call */
    Micros offset;      /* of the clocks that are shown, from UTC; set by whoever shows it */
    uint64_t version;   /* differs when anything that is shown differs */
} FlowView;

/* Lives as long as the process; sources are copied. NULL when there is no memory. */
FlowNow *flow_now_new(const FigureSources *sources);
void flow_now_free(FlowNow *flow_now);

/* The view, collected anew when it is older than a second; while one thread does that, the others get the one before, up to ten
 * seconds old. E_DB, E_CACHE. */
Error *flow_now_get(FlowNow *flow_now, Arena *arena, Micros now, FlowView *view) MUST_USE;

/* The version that flow_now_get would give from memory, without a store; 0 when it would have to ask one. */
uint64_t flow_now_at_hand(FlowNow *flow_now, Micros now);

/* Collected now, for a command: no cache. */
Error *flow_now_collect(const FigureSources *sources, Arena *arena, Micros now, FlowView *view) MUST_USE;

#endif
