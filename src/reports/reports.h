/* reports.h -- REPORTING STORE: one row per flow, rollups by minute, hour and day, and the questions asked of them.
 * Every number is by the flow's start time, so any two answers of one range agree (docs/metrics.md).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORTS_H
#define LATCHSTRING_REPORTS_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

typedef struct Reports Reports;

/* url: sqlite:PATH. Errors as of sql_open. */
Error *reports_open(Str url, Reports **reports) MUST_USE;
void reports_close(Reports *reports);

/* Where the pipeline stopped: the position of the last row whose load is durable; 0 at first. */
Error *reports_position(Reports *reports, Arena *arena, int64_t *position) MUST_USE;

/* Load events and move the position, in one transaction. Loading the same event again changes nothing. A later revision of a
 * flow replaces what the earlier one counted. now: when it is loaded (the age of the event is the time of connection etl). */
Error *reports_load(Reports *reports, Arena *arena, const Event *events, size_t count, int64_t position,
                    Micros now) MUST_USE;

/* A row that could not be read is put aside with its position, so that it stops nobody and is seen. */
Error *reports_put_aside(Reports *reports, Arena *arena, int64_t position, Str json, Str reason, Micros now) MUST_USE;

/* What is asked. Own and foreign flows, unless kind says client. */
typedef struct ReportRange {
    Str name;     /* "1h" "24h" "7d" "30d" "90d" */
    Micros since; /* start of the range, included */
    Micros until; /* end of the range, not included */
} ReportRange;

/* "24h" … ending now; E_INVALID_REQUEST names the ranges. */
Error *reports_range(Str name, Micros now, ReportRange *range) MUST_USE;

typedef struct CauseCount {
    Str cause;
    int64_t flows;
} CauseCount;

/* Finished flows only; whoever has the cache adds the open ones (reports_add_open). */
typedef struct Figures {
    int64_t passed[MILESTONES]; /* distinct flows that reached it */
    Micros median[CONNECTIONS]; /* typical time; -1 when fewer than 5 were measured */
    int64_t measured[CONNECTIONS];
    int64_t started, completed, failed, abandoned, open;
    Micros median_signin; /* start to session, completed flows; -1 below 5 */
    CauseCount *causes;   /* sum to failed; largest first */
    size_t cause_count;
    CauseCount *refused; /* attempts refused (signin.refused), which need not end a flow */
    size_t refused_count;
    Micros newest;     /* when the newest loaded event happened; 0 for none */
    int64_t put_aside; /* rows that could not be read, ever */
} Figures;

Error *reports_figures(Reports *reports, Arena *arena, const ReportRange *range, Figures *figures) MUST_USE;

/* Delete in small batches what is past its retention: minutes after 8 days, hours after 100 days, flows after 90 days. */
Error *reports_sweep(Reports *reports, Arena *arena, Micros now, int64_t *deleted) MUST_USE;

#endif
