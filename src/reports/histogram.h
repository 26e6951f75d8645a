/* histogram.h -- times in buckets that grow with the time: added up first, read as percentiles afterwards.
 * Values below 16 µs have a bucket each; above, every doubling has 16, so that a bucket is at most 1/16 of its value wide and
 * what is read from it at most 3.2 % off. From 2^32 µs (71 minutes) on, everything lies in the last one.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HISTOGRAM_H
#define LATCHSTRING_HISTOGRAM_H

#include "base/base.h"

#define HISTOGRAM_BUCKETS 464

typedef struct Histogram {
    int64_t counts[HISTOGRAM_BUCKETS];
} Histogram;

/* Where a time belongs; negative times with zero. */
unsigned histogram_bucket(Micros time);

/* The first time of a bucket, and the one that stands for all of it (its middle). */
Micros histogram_floor(unsigned bucket);
Micros histogram_middle(unsigned bucket);

int64_t histogram_total(const Histogram *histogram);

/* The smallest time that at least percent of the times do not exceed (nearest rank); -1 when there are fewer than `least`. */
Micros histogram_percentile(const Histogram *histogram, unsigned percent, int64_t least);

#endif
