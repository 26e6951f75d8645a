/* refusals.h -- attempts that strangers can repeat at will (a forged state, a spent code) are counted in memory and written once a
 * second as one event per cause, so that a flood of them is a few rows.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REFUSALS_H
#define LATCHSTRING_REFUSALS_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

typedef struct Refusals Refusals;

Refusals *refusals_new(void); /* NULL without memory */
void refusals_free(Refusals *refusals);

/* Count one. Any thread. */
void refusals_add(Refusals *refusals, ErrorCode cause);

/* What was counted since the last time, as signin.refused events with their count; the counts start again at zero. When they cannot
 * be written, give them back. */
size_t refusals_take(Refusals *refusals, Arena *arena, Micros now, Event **events);
void refusals_give_back(Refusals *refusals, const Event *events, size_t count);

#endif
