/* etl_case.h -- what the pipeline's contract tests share: all four stores in a folder of their own, and a clock to turn.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ETL_CASE_H
#define LATCHSTRING_ETL_CASE_H

#include "base/str.h"
#include "etl/etl.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* 2026-03-05 12:00:00 UTC */
#define NOON ((Micros)20517 * DAY + 12 * HOUR)

typedef struct Case {
    Arena *arena;
    Clock clock;
    SealKey *seal;
    Userdb *users;
    Events *events;
    Reports *reports;
    Sessions *sessions;
    Refusals *refusals;
    Etl *etl;
    char folder[64];
} Case;

/* cmocka's set-up and tear-down: *state is a Case, open, at NOON. The second begins with an empty folder and nothing open. */
int etl_case_begin(void **state);
int etl_case_begin_closed(void **state);
int etl_case_end(void **state);

/* All stores, and the pipeline on them. */
void etl_case_open(Case *c);
void etl_case_close(Case *c);

#define OK(call) etl_case_ok((call), __FILE__, __LINE__)
void etl_case_ok(const Error *error, const char *file, int line);

/* The event of a flow that began at `started` and completed a second later. */
Event etl_case_flow(Case *c, Micros started);
void etl_case_record(Case *c, const Event *events, size_t count);

/* That a flow of the cache ended, as it is told before the cache lets go of it: its event, completed. */
Event etl_case_ended(Case *c, uint64_t number, Micros now);
/* Whether the cache has a flow that etl_case_open_flow opened. */
bool etl_case_has_flow(Case *c, uint64_t number, Flow *flow);

/* A row in the outbox that is whatever it is. */
void etl_case_record_text(Case *c, const char *json);

/* A flow opened in the cache at `started`, that has reached so far. */
void etl_case_open_flow(Case *c, uint64_t number, Micros started, MilestoneId reached);

/* A pass that must succeed: how many events it loaded. */
size_t etl_case_pass(Case *c);

Figures etl_case_figures(Case *c);
EtlLag etl_case_lag(Case *c);

/* SQL behind the user database's back. */
void etl_case_run(Case *c, const char *database, const char *sql);

#endif
