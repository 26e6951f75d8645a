/* report_sum.h -- rollups of a range added up: what every answer about flows is read from.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORT_SUM_H
#define LATCHSTRING_REPORT_SUM_H

#include "reports/cells.h"
#include "reports/histogram.h"
#include "reports/report_names.h"
#include "reports/reports_room.h"

/* Counts of one label. */
typedef struct LabelSum {
    int64_t failed[MILESTONES], refused, events;
} LabelSum;

/* Counts of one series, when they are asked for. */
typedef struct SeriesSum {
    int64_t completed, abandoned, failed;
    int64_t failed_system[MILESTONES];
    Histogram signin;
} SeriesSum;

#define SUM_TIMES (CELL_STEP + STEPS)

/* What is read of a range: what outlines have, the other times, or both. */
#define SUM_OUTLINE 1u
#define SUM_OTHERS  2u
#define SUM_ALL     3u

typedef struct ReportSum {
    const ReportRange *range;
    Arena *arena;
    ReportNames names;
    unsigned char *uses; /* by series */
    unsigned what;       /* is being read */
    LabelSum *labels;
    int64_t completed, new_users, abandoned[MILESTONES];
    int64_t first[FLOW_OUTCOMES], ended[SESSION_ENDS], sessions;
    Histogram *times[SUM_TIMES]; /* by the major of CELL_TIME; NULL: none measured */
    SeriesSum **series;          /* by series; NULL: not asked for */
    ReportBucket *bucket;        /* what is read now belongs to it; NULL: there are no buckets */
    Histogram bucket_times;      /* whole sign-ins of that bucket */
} ReportSum;

/* Read the names; by_series: keep the counts of each series, too. */
Error *report_sum_begin(ReportSum *sum, Tx *tx, const ReportRange *range, bool by_series) MUST_USE;

/* Add what began in [since, until); what: SUM_OUTLINE reads least. */
Error *report_sum_add(ReportSum *sum, Tx *tx, Micros since, Micros until, unsigned what) MUST_USE;

/* The figures in it; lists and texts in the sum's memory. */
void reports_figures_of(const ReportSum *sum, Figures *figures);

/* Percentiles of one histogram (NULL: nothing measured), and of one of CELL_TIME. */
ReportTimes report_sum_times(const Histogram *histogram);
ReportTimes report_sum_time(const ReportSum *sum, unsigned which);

#endif
