/* report_causes.h -- failures by cause, each with the newest of them.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORT_CAUSES_H
#define LATCHSTRING_REPORT_CAUSES_H

#include "reports/report_sum.h"

/* Failures whose furthest milestone is one of these, both included. */
typedef struct ReportStretch {
    MilestoneId from, to;
} ReportStretch;

/* In the sum's memory; largest first. */
Error *report_causes_list(Tx *tx, const ReportSum *sum, const ReportStretch *stretch, ReportCause **causes,
                          size_t *count) MUST_USE;

/* A copy in the arena. */
ReportCause *report_causes_keep(Arena *arena, const ReportCause *causes, size_t count);

#endif
