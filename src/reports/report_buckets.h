/* report_buckets.h -- a range cut at the minutes, hours and days of a zone's clocks.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORT_BUCKETS_H
#define LATCHSTRING_REPORT_BUCKETS_H

#include "reports/reports.h"
#include "reports/spans.h"

/* The unit for a range of this length: never more than REPORT_BUCKETS_MAX. */
ReportUnit report_buckets_unit(Micros since, Micros until);

/* The start of the bucket that holds `at`, and of the one after it. */
Micros report_buckets_floor(ReportUnit unit, const Zone *zone, Micros at);
Micros report_buckets_next(ReportUnit unit, const Zone *zone, Micros at);

/* Cut the range; its edges, and those of the buckets, are moved to what the store still tells apart. */
size_t report_buckets_cut(const ReportRange *range, const Micros kept[LEVELS], Micros now, ReportUnit unit,
                          ReportBucket buckets[REPORT_BUCKETS_MAX + 2]);

#endif
