/* report_set.h -- everything that /reports, its exports and `latchstring report` show of one range: asked once, out of the stores.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORT_SET_H
#define LATCHSTRING_REPORT_SET_H

#include "api/figures.h"
#include "codec/form.h"
#include "http/request.h"

/* What a reader asks for, as it stands in the address; each may be empty. */
typedef struct ReportForm {
    Str range;    /* "1h" "24h" "7d" "30d" "90d", or "custom" with from and to */
    Str from, to; /* as of reports_range_between */
    Str provider; /* "" for all */
    Str app;      /* "" for our own sign-ins; a client_id: those of that application */
    Str compare;  /* "1": beside the period before */
    Str tz;       /* a time zone; "": the setting's */
    Str tests;    /* "1": with test sign-ins */
    Str step;     /* 2 to 7: who failed there */
    Str panel;    /* exports: one panel only */
    Str test;     /* what a test sign-in gave: "ok-240", or a cause */
} ReportForm;

extern const Field report_set_fields[];

typedef struct ReportSet {
    ReportForm form;
    ReportRange range;
    Micros now;
    bool admin;    /* the reader may see small groups */
    bool compared; /* before and before_people are filled */
    int step;      /* 0, or whose failures are asked */
    Report report;
    Report settled, before; /* compared: the range without what is still running, and as long a time before it */
    ReportPeople people, people_before;
    ReportActive active;
    ReportCause *failures; /* of the step */
    size_t failure_count;
    ReportsState state;
    int64_t waiting, open_sessions;
} ReportSet;

typedef struct ReportAsker {
    Str zone; /* of the setting */
    Micros now;
    bool admin;
} ReportAsker;

/* E_INVALID_REQUEST names what cannot be read; E_DB, E_CACHE. */
Error *report_set_collect(const FigureSources *sources, Arena *arena, const ReportForm *form, const ReportAsker *asker,
                          ReportSet *set) MUST_USE;

/* Memory for all that a request for figures needs, more than a request has; it ends with the request. E_MEMORY. */
Error *report_set_room(Request *request, Arena **room) MUST_USE;

/* Only the range: to refuse a wrong word before anything is opened. */
Error *report_set_range(Arena *arena, const ReportForm *form, const ReportAsker *asker, ReportRange *range) MUST_USE;

/* Fewer people than this are no group that a reader without the permission `admin` sees. */
#define REPORT_SET_GROUP 5

/* How far the figures are behind: 0 when nothing waits. */
Micros report_set_lag(const ReportSet *set);

/* ended = completed + failed + abandoned. */
int64_t report_set_ended(const ReportTally *flows);

/* How many were lost for good on the way to a step (1 to 7) from the one before. */
int64_t report_set_lost(const Figures *figures, int step);

#endif
