/* events.h -- EVENT QUEUE: carries events from where they were written to the pipeline, at least once and in order.
 * Back-end: the outbox, a table of the user database.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_EVENTS_H
#define LATCHSTRING_EVENTS_H

#include "base/arena.h"
#include "base/error.h"
#include "sql/sql.h"

typedef struct Events Events;

typedef struct EventRow {
    int64_t position; /* grows with every row; a reader resumes after the last one it made durable */
    Str json;         /* codec/event_json.h */
} EventRow;

/* url: "outbox:"; sql is the database that holds the table. */
Error *events_open(Str url, Sql *sql, Events **events) MUST_USE;
void events_close(Events *events);

/* At most max rows after position, oldest first. */
Error *events_fetch(Events *events, Arena *arena, int64_t after, size_t max, EventRow **rows, size_t *count) MUST_USE;

/* How many rows lie after position. */
Error *events_waiting(Events *events, Arena *arena, int64_t after, int64_t *count) MUST_USE;

/* Delete at most max rows that are loaded (position <= loaded) and older than `before`. */
Error *events_sweep(Events *events, Arena *arena, int64_t loaded, Micros before, size_t max, int64_t *deleted) MUST_USE;

#endif
