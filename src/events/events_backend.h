/* events_backend.h -- what a queue is to this room. Not for other rooms.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_EVENTS_BACKEND_H
#define LATCHSTRING_EVENTS_BACKEND_H

#include "events/events.h"

typedef struct EventsOps {
    const char *scheme;
    Error *(*fetch)(Events *events, Arena *arena, int64_t after, size_t max, EventRow **rows, size_t *count);
    Error *(*waiting)(Events *events, Arena *arena, int64_t after, int64_t *count);
    Error *(*sweep)(Events *events, Arena *arena, int64_t loaded, Micros before, size_t max, int64_t *deleted);
} EventsOps;

struct Events {
    const EventsOps *ops;
    Sql *sql;
};

extern const EventsOps events_outbox_ops;

#endif
