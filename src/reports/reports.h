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

/* How far it has come. */
typedef struct ReportsState {
    int64_t position;
    Micros newest;     /* when the newest loaded event happened; 0 for none */
    int64_t put_aside; /* rows that could not be read, ever */
} ReportsState;

Error *reports_state(Reports *reports, Arena *arena, ReportsState *state) MUST_USE;

/* Load events and move the position, in one transaction. Loading the same event again changes nothing. A later revision of a
 * flow replaces what the earlier one counted. now: when it is loaded (the age of the event is the time of connection etl).
 * Events that are no flows are known by their id for 8 days; the position never moves back. */
Error *reports_load(Reports *reports, Arena *arena, const Event *events, size_t count, int64_t position,
                    Micros now) MUST_USE;

/* A row that could not be read is put aside with its position, so that it stops nobody and is seen. */
Error *reports_put_aside(Reports *reports, Arena *arena, int64_t position, Str json, Str reason, Micros now) MUST_USE;

/* Which of these flows the store has as rows, by their ids: known[i] for flows[i]. Asked before flows that were left are counted
 * as abandoned: one whose event was written and which then stayed in the cache (a crash in between) has been counted already. */
Error *reports_known_flows(Reports *reports, Arena *arena, const Flow *flows, size_t count, bool *known) MUST_USE;

/* What is asked: own and foreign flows, or client flows. Edges are moved outwards to the minute; to the hour for what is more
 * than 8 days back, to the day (UTC) beyond 100 days. */
typedef struct ReportRange {
    Str name;     /* "1h" "24h" "7d" "30d" "90d" */
    Micros since; /* start of the range, included */
    Micros until; /* end of the range, not included */
    bool clients; /* client flows instead: those of outside apps at our Authorization Server */
} ReportRange;

/* "24h" … ending with the minute of now, beginning with a minute ("30d" and "90d": an hour). E_INVALID_REQUEST names the ranges. */
Error *reports_range(Str name, Micros now, ReportRange *range) MUST_USE;

typedef struct CauseCount {
    Str cause;
    int64_t flows;
} CauseCount;

/* Finished flows; whoever has the cache adds the open ones (reports_add_open).
 * For each two milestones that follow each other: passed[i] - passed[i + 1] = failed_at[i] + abandoned_at[i] + open_at[i]. */
typedef struct Figures {
    int64_t passed[MILESTONES];        /* distinct flows that reached it */
    int64_t failed_at[MILESTONES];     /* failed flows whose furthest milestone this is; */
    int64_t failed_system[MILESTONES]; /* of these, the failures of our own systems (GROUP_SYSTEM) */
    int64_t abandoned_at[MILESTONES];
    int64_t open_at[MILESTONES];
    Micros median[CONNECTIONS]; /* typical time; -1 when fewer than 5 were measured */
    Micros slow[CONNECTIONS];   /* 95 of 100 were not slower; -1 when fewer than 20 were measured */
    int64_t measured[CONNECTIONS];
    int64_t started, completed, failed, abandoned, open;
    int64_t new_users;    /* of the completed: those with an account made by it */
    Micros median_signin; /* start to session, completed flows; -1 below 5 */
    Micros slow_signin;   /* 95 of 100; -1 below 20 */
    CauseCount *causes;   /* sum to failed; largest first */
    size_t cause_count;
    CauseCount *refused; /* attempts refused (signin.refused), which need not end a flow; by when they happened */
    size_t refused_count;
    CauseCount
        *events; /* events of every type (its name on the wire as `cause`), by when they happened; largest first */
    size_t event_count;
    Micros newest;     /* when the newest loaded event happened; 0 for none */
    int64_t put_aside; /* rows that could not be read, ever */
} Figures;

Error *reports_figures(Reports *reports, Arena *arena, const ReportRange *range, Figures *figures) MUST_USE;

/* Add the flows that are open now, by the furthest milestone each has reached. A flow's event is written before the cache lets go
 * of it, so one that is just ending may be in both: for as long as the two acts are apart, which is milliseconds; or, when the
 * process was killed between them, until the flow expires in the cache. It is never counted twice for good. */
void reports_add_open(Figures *figures, const int64_t reached[MILESTONES]);

/* Whether the figures agree with each other, as they always must; E_SERVER_ERROR says which do not. */
Error *reports_reconcile(const Figures *figures) MUST_USE;

/* Delete in small batches what is past its retention: minutes after 8 days, hours after 100 days, days after 5 years, flows
 * after 90 days, ids of other events after 8 days, unreadable rows but the newest 1,000. *deleted is 0 when all is done. */
Error *reports_sweep(Reports *reports, Arena *arena, Micros now, int64_t *deleted) MUST_USE;

#endif
