/* report_names.h -- labels and series of the store, read once for an answer, and which of them a question means.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORT_NAMES_H
#define LATCHSTRING_REPORT_NAMES_H

#include "reports/loaded.h"
#include "reports/reports.h"

/* A series of the store; provider and app are labels. */
typedef struct ReportSeries {
    bool known; /* false: no series has this number */
    int kind;   /* FlowKind, or SERIES_HOUSE */
    bool test;
    int64_t provider, app;
} ReportSeries;

typedef struct ReportNames {
    Loaded loaded;
    Str *labels;
    bool *system; /* by label: it is a cause of GROUP_SYSTEM */
    int64_t label_max;
    ReportSeries *series;
    int64_t series_max;
} ReportNames;

Error *report_names_read(Tx *tx, ReportNames *names) MUST_USE;

/* What a series is for a question; bits. */
#define USE_FLOWS     1u  /* its flows are meant */
#define USE_PROVIDERS 2u  /* they would be, for another provider */
#define USE_APPS      4u  /* they would be, for another app */
#define USE_HOUSE     8u  /* what is no flow */
#define USE_SESSIONS  16u /* its completed flows began sessions of ours */

unsigned report_names_use(const ReportNames *names, int64_t series, const ReportRange *range);

#endif
