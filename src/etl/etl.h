/* etl.h -- the pipeline: claims flows that were left, relays the outbox, loads the Reporting Store; and sweeps.
 * One thread of its own; it resumes at the position that the Reporting Store holds.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ETL_H
#define LATCHSTRING_ETL_H

#include "base/clock.h"
#include "base/error.h"
#include "events/events.h"
#include "events/refusals.h"
#include "reports/reports.h"
#include "sessions/sessions.h"
#include "userdb/userdb.h"

typedef struct Etl Etl;

typedef struct EtlOptions {
    const Clock *clock;
    Userdb *users;
    Events *events;
    Reports *reports;
    Sessions *sessions;
    Refusals *refusals; /* attempts counted in memory, written as events by each pass; NULL: none */
    Micros keep_events; /* events stay in the queue this long after loading: 90 days */
} EtlOptions;

/* Makes the pipeline, without its thread. */
Error *etl_open(const EtlOptions *options, Etl **etl) MUST_USE;

/* One pass: load what waits, claim what was left, load that, sweep. A task that fails does not stop the others; the first error is returned,
 * all are logged here. *loaded counts events, also of a pass that failed. Tests call it; the thread does nothing else. */
Error *etl_pass(Etl *etl, size_t *loaded) MUST_USE;

/* Start the thread: a pass whenever etl_wake was called, and every 500 ms. */
Error *etl_start(Etl *etl) MUST_USE;
void etl_wake(void *etl); /* for sql_on_commit */

/* Stops the thread: finishes the pass under way, then one more, so that a clean stop leaves nothing behind; after 10 s it stops
 * between two batches (the next start goes on there). Takes the user database's commit hook
 * out. Close it before what the options name. NULL is allowed. */
void etl_close(Etl *etl);

/* How far the pipeline has come, for /health and the picture. Any thread. */
typedef struct EtlLag {
    int64_t position;
    int64_t waiting;   /* events in the queue that are not loaded */
    Micros newest;     /* when the newest loaded event happened; 0 for none */
    Micros caught_up;  /* when nothing was waiting the last time: the figures were complete up to then; 0 for never */
    int64_t put_aside; /* rows that could not be read, ever */
} EtlLag;

Error *etl_lag(Etl *etl, Arena *arena, EtlLag *lag) MUST_USE;

#endif
