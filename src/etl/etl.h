/* etl.h -- the pipeline: claims flows that were left, relays the outbox, loads the Reporting Store; and sweeps.
 * One thread of its own; it resumes at the position that the Reporting Store holds.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ETL_H
#define LATCHSTRING_ETL_H

#include "base/clock.h"
#include "base/error.h"
#include "events/events.h"
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
    Micros keep_events; /* events stay in the queue this long after loading: 90 days */
} EtlOptions;

/* Makes the pipeline, without its thread. */
Error *etl_open(const EtlOptions *options, Etl **etl) MUST_USE;

/* One pass: claim what was left, load what waits. *loaded counts events. Tests call it; the thread does nothing else. */
Error *etl_pass(Etl *etl, size_t *loaded) MUST_USE;

/* Start the thread: a pass whenever etl_wake was called, and every 500 ms. */
Error *etl_start(Etl *etl) MUST_USE;
void etl_wake(void *etl); /* for sql_on_commit */

/* Finishes the pass under way, then one more, so that a clean stop leaves nothing behind. */
void etl_close(Etl *etl);

#endif
