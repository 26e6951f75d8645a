/* flow.c -- the rows of flow.def and events.def as tables.
 * SPDX-License-Identifier: ISC */
#include "model/model.h"

const Box flow_boxes[BOXES] = {
#define BOX(id, heading, caption, folder) [BOX_##id] = { #id, heading, caption, folder },
#include "model/flow.def"
};

const Connection flow_connections[CONNECTIONS] = {
#define CONNECTION(id, step, from, to, label, second) \
    [CONNECTION_##id] = { #id, step, BOX_##from, BOX_##to, label, second, MILESTONE_##id },
#include "model/flow.def"
};

const Step flow_steps[STEPS] = {
#define STEP(n, milestone, words, legend) [n - 1] = { n, MILESTONE_##milestone, words, legend },
#include "model/flow.def"
};

const char *const flow_milestone_ids[MILESTONES] = {
#define MILESTONE(id, words) [MILESTONE_##id] = #id,
#include "model/flow.def"
};

const char *const event_names[EVENT_TYPES] = {
#define EVENT(id, name, words) [EVENT_##id] = name,
#include "model/events.def"
#undef EVENT
};

const char *const session_end_names[SESSION_ENDS] = { "logout", "expired", "revoked" };
