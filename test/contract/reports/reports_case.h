/* reports_case.h -- what the contract tests of the Reporting Store share: a store in a folder of its own, events, and the count
 * by hand that its answers are held against.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORTS_CASE_H
#define LATCHSTRING_REPORTS_CASE_H

#include "base/str.h"
#include "reports/reports.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* 2026-03-05 00:00:00 UTC */
#define MIDNIGHT ((Micros)20517 * DAY)
#define NOON     (MIDNIGHT + 12 * HOUR)

typedef struct Case {
    Arena *arena;
    Reports *reports;
    char folder[64];
    char url[128];
} Case;

/* cmocka's set-up and tear-down: *state is a Case with an empty store. */
int reports_case_begin(void **state);
int reports_case_end(void **state);

/* Close the store and open it again. */
void reports_case_reopen(Case *c);

/* No error, or the test fails with its text. */
#define OK(call) reports_case_ok((call), __FILE__, __LINE__)
void reports_case_ok(const Error *error, const char *file, int line);

/* The same numbers in every run. */
uint64_t reports_case_random(uint64_t *seed);

/* Ids like those of the house: UUIDv7 of a time, told apart by a number. */
Str reports_case_id(Case *c, Micros at, uint64_t number);

/* A flow that completed a second after its start, each milestone measured; an event of it. Change what matters to the test. */
Event reports_case_flow(Case *c, Micros started, uint64_t number);
/* One that failed with this cause after this milestone, which is its furthest. */
Event reports_case_failed(Case *c, Micros started, uint64_t number, MilestoneId reached, Str cause);
/* An event that is no flow. */
Event reports_case_event(Case *c, EventType type, Micros at, uint64_t number);

/* Load, and the answer to a range; the answer is reconciled. */
void reports_case_load(Case *c, const Event *events, size_t count, int64_t position, Micros now);
Figures reports_case_figures(Case *c, Micros since, Micros until);

/* How many of a list. */
int64_t reports_case_count(const CauseCount *list, size_t count, const char *name);

/* One number of the store's own file, asked behind its back. */
int64_t reports_case_number(Case *c, const char *sql);

/* Whether two answers are the same in everything. */
void reports_case_same(const Figures *a, const Figures *b);

#endif
