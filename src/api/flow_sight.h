/* flow_sight.h -- what one request may see of the flow: in which language, with or without figures.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_SIGHT_H
#define LATCHSTRING_FLOW_SIGHT_H

#include "api/api.h"

typedef struct FlowSight {
    Arena *arena;
    LanguageId language;
    bool allowed; /* to see the figures; without them view is zero */
    FlowView view;
    const Engines *engines;
} FlowSight;

/* Who may not see the figures sees the picture without them. E_DB, E_CACHE. */
Error *flow_sight(Request *request, LanguageId language, FlowSight *sight) MUST_USE;

/* Set ETag and Cache-Control, and allow gzip; when the reader has this very state already, answer 304 and say so. variant: whatever else differs. */
bool flow_sight_unchanged(Request *request, const FlowSight *sight, Str variant, Reply *reply);

/* Whether the reader's If-None-Match names this state: what flow_sight_unchanged would find, without a store. */
bool flow_sight_matches(const Request *request, const FlowSight *sight, const Api *api, Str variant);

/* "/flow.svg?lang=de" and more. */
Str flow_sight_path(const FlowSight *sight, const char *ending, const char *more);

#endif
