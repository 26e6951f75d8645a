/* reports.h -- REPORTING STORE: one row per flow, rollups by minute, hour and day, and the questions asked of them.
 * Every number is by the flow's start time, so any two answers of one range agree (docs/metrics.md).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORTS_H
#define LATCHSTRING_REPORTS_H

#include "base/arena.h"
#include "base/error.h"
#include "codec/zone.h"
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

/* ---- what is asked ---- */

/* Flows of the test sign-in of /reports are left out, unless they are asked for. */
typedef enum ReportTests { REPORT_NO_TESTS, REPORT_WITH_TESTS, REPORT_ONLY_TESTS } ReportTests;

/* Of own and foreign flows: both, or one of them. */
typedef enum ReportKinds { REPORT_ALL_KINDS, REPORT_OWN, REPORT_FOREIGN } ReportKinds;

/* What is asked. Edges are moved outwards to the minute; to the hour for what is more than 100 days back, and to the day (UTC)
 * for more than that of which minutes and hours are gone; the answers tell (Report.since, .until). All but the edges may be zero:
 * own and foreign flows of every provider, without tests, days of UTC. */
typedef struct ReportRange {
    Str name;     /* "1h" "24h" "7d" "30d" "90d", "custom" */
    Micros since; /* start of the range, included */
    Micros until; /* end of the range, not included */
    bool clients; /* client flows instead: those of outside apps at our Authorization Server */
    ReportKinds kinds;
    ReportTests tests;
    Str provider; /* "" for all; one of Report.providers, else the answer is empty */
    Str app;      /* client flows: the client_id; "" for all */
    Zone zone;    /* whose calendar days are meant (codec/zone.h: zone_open); zero for UTC */
} ReportRange;

/* "24h" … ending with the minute of now, beginning with a minute ("30d" and "90d": an hour). E_INVALID_REQUEST names the ranges. */
Error *reports_range(Str name, Micros now, ReportRange *range) MUST_USE;

/* A range of its own: each edge is YYYY-MM-DD or YYYY-MM-DDTHH:MM[:SS] on the zone's clocks, or the latter with Z or +HH:MM. A date
 * alone as `until` is that whole day. until "" or in the future is now. E_INVALID_REQUEST names what is wrong; at most 5 years. */
Error *reports_range_between(Str since, Str until, const Zone *zone, Micros now, ReportRange *range) MUST_USE;

/* For "compare": `settled` is the range without the bucket that is still running at `now` (all of the range when none is, or when
 * nothing else were left), `before` as long a time right before it. */
void reports_compare(const ReportRange *range, Micros now, ReportRange *settled, ReportRange *before);

/* The same hours seven days earlier, by the clocks of the zone. */
void reports_week_earlier(const ReportRange *range, ReportRange *earlier);

/* ---- figures of the picture ---- */

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

/* ---- the page /reports: every panel of one range, out of one reading ---- */

#define REPORT_LEAST       20  /* fewer measured times, or users: a percentile, or a share, is not known */
#define REPORT_BUCKETS_MAX 200 /* a range is cut into at most so many buckets */

/* Flows of one thing. started = completed + failed + abandoned + open. */
typedef struct ReportTally {
    int64_t started, completed, failed, abandoned, open;
} ReportTally;

/* Times of one thing; each is -1 below REPORT_LEAST measured. */
typedef struct ReportTimes {
    int64_t measured;
    Micros typical, slow, worst; /* p50, p95, p99 */
} ReportTimes;

/* A stretch of the range: minute, 5 min, 15 min, hour, 6 h or a day of the zone's calendar. The first and the last may be cut short
 * by the range's edges. */
typedef struct ReportBucket {
    Micros since, until;
    bool running; /* it ends after now: to be hatched, and left out of rates */
    ReportTally flows;
    Micros typical, slow; /* of whole sign-ins completed; -1 below REPORT_LEAST */
    int64_t measured;
} ReportBucket;

typedef enum ReportUnit {
    UNIT_MINUTE,
    UNIT_5_MINUTES,
    UNIT_15_MINUTES,
    UNIT_HOUR,
    UNIT_6_HOURS,
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_MONTH,
    REPORT_UNITS
} ReportUnit;

/* A provider, or an app. open is not known per name, and is 0 there. */
typedef struct ReportName {
    Str name;
    ReportTally flows;
    int64_t failed_system;
    ReportTimes signin;
} ReportName;

typedef struct ReportCause {
    Str cause; /* errors.def; error_from_cause gives the sentence, error_info its group */
    ErrorGroup group;
    int64_t flows;
    Micros last_seen; /* when the newest of them ended; 0 when the flows themselves are no longer kept (90 days) */
    Str trace;        /* its request id; "" when not known */
    int64_t before;   /* flows of the period before: -1 until reports_page_compare says */
} ReportCause;

/* A rate, for exports: both numbers. Show no percentage when of < REPORT_LEAST. */
typedef struct ReportRate {
    int64_t count, of;
} ReportRate;

typedef struct Report {
    Figures figures;     /* the same as reports_figures gives: funnel, causes, medians of connections */
    Micros since, until; /* the edges in truth */
    ReportUnit unit;
    ReportBucket *buckets; /* without a gap from since to until; they sum to the figures */
    size_t bucket_count;
    ReportRate success;   /* completed of completed + failed + abandoned */
    ReportRate technical; /* completed of completed + failed for system causes */
    ReportRate first_try; /* visitors whose first flow completed, of visitors whose first flow has ended */
    ReportTimes signin;   /* start to session, completed flows */
    ReportTimes
        person; /* of these: from the page to the answer (foreign: from redirect to return); 0 when nobody was asked */
    ReportTimes system; /* of these: all the rest */
    ReportTimes connection[CONNECTIONS];
    ReportTimes step[STEPS]; /* server time of a step's connections together, without the person's */
    ReportName *providers;   /* largest first; client flows: of our server, one row */
    size_t provider_count;   /* every filter but `provider` holds, so that a filter can be changed */
    ReportName *apps;        /* client flows: by app; every filter but `app` holds */
    size_t app_count;
    ReportCause *causes; /* sum to figures.failed; largest first */
    size_t cause_count;
    int64_t sessions_started; /* own and foreign sign-ins completed in the range (tests left out unless asked for) */
    int64_t sessions_ended[SESSION_ENDS]; /* by when they ended; of the whole house, as are the next two */
    ReportTimes session_length;           /* of those that ended */
    ReportTimes event_age;                /* from what happened until it was loaded, by when it happened */
} Report;

Error *reports_page(Reports *reports, Arena *arena, const ReportRange *range, Micros now, Report *report) MUST_USE;

/* Fill causes[].before from the page of the period before. */
void reports_page_compare(Report *report, const Report *before);

/* Add flows that are open now (as reports_add_open), to the figures, and to the bucket that each began in: started[i] is when. */
void reports_page_add_open(Report *report, const int64_t reached[MILESTONES], const Micros *started, size_t count);

/* Whether a page agrees with itself: figures as reports_reconcile, buckets, names and causes sum to them. */
Error *reports_page_reconcile(const Report *report) MUST_USE;

/* Failures on the way from step - 1 to step (2 to 7), by cause, largest first, with one trace each; step 0: all. They sum to
 * failed_at of the milestones in between. */
Error *reports_step_failures(Reports *reports, Arena *arena, const ReportRange *range, int step, ReportCause **causes,
                             size_t *count) MUST_USE;

/* ---- people: exact sets of numbers, no names. Filters of kind, provider and app hold for reports_people only ---- */

/* Distinct users who completed a sign-in that began in the range. users = new_users + returning. */
typedef struct ReportPeople {
    int64_t users;
    int64_t new_users; /* their first completed sign-in ever began in the range */
    int64_t returning;
    int64_t back; /* of the returning: after 30 days or more without one */
} ReportPeople;

Error *reports_people(Reports *reports, Arena *arena, const ReportRange *range, ReportPeople *people) MUST_USE;

typedef struct ReportDay {
    Micros since, until; /* a day of the zone's calendar */
    bool running;
    int64_t users; /* distinct, with a session created or a token refreshed */
} ReportDay;

typedef struct ReportActive {
    ReportDay *days; /* those that the range touches, whole; at most 400, the newest */
    size_t day_count;
    int64_t daily;        /* the day of `now`, so far */
    int64_t weekly;       /* trailing 7 days of the calendar, that of now included */
    int64_t monthly;      /* trailing 30 */
    int64_t week_of_days; /* the sum of DAU of the last 7 complete days: / 7 is their mean */
    double stickiness;    /* that mean / monthly; -1 when monthly is below REPORT_LEAST */
} ReportActive;

Error *reports_active(Reports *reports, Arena *arena, const ReportRange *range, Micros now,
                      ReportActive *active) MUST_USE;

/* ---- health of connections, for alerts and the picture ---- */

/* What happened on a connection in a range: flows that came to it and passed, or failed there by our systems' fault. */
typedef struct ReportConnection {
    int64_t attempts; /* passed + failures */
    int64_t failures; /* GROUP_SYSTEM causes, after the connection before and before this one */
    Str cause;        /* the most frequent of these; "" without */
    Str provider;     /* the provider with most of these; "" without */
    ReportTimes time;
} ReportConnection;

typedef struct ReportHealth {
    ReportConnection connections[CONNECTIONS];
    ReportTimes signin;
    Micros newest; /* when the newest loaded event happened; 0 for none */
} ReportHealth;

/* Any range: the last 5 or 15 minutes, 24 hours, 7 days (for times to hold others against). */
Error *reports_health(Reports *reports, Arena *arena, const ReportRange *range, ReportHealth *health) MUST_USE;

/* ---- keeping small ---- */

/* Delete in small batches what is past its retention: minutes and hours after 100 days, days after 5 years (sets of users as the
 * counts), flows after 90 days, users (a keyed hash of the subject) 5 years after their last sign-in, ids of other events after 8
 * days, unreadable rows but the newest 1,000. *deleted is 0 when all is done. */
Error *reports_sweep(Reports *reports, Arena *arena, Micros now, int64_t *deleted) MUST_USE;

#endif
