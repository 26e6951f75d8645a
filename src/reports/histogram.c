/* histogram.c -- logarithmic buckets without logarithms: the position of the highest bit, and the four bits after it.
 * SPDX-License-Identifier: ISC */
#include "reports/histogram.h"

#include <assert.h>

#define FINE_BITS 4
#define FINE      (1u << FINE_BITS)
#define TOP_BIT   31

unsigned
histogram_bucket(Micros time)
{
    if (time < (Micros)FINE)
        return time < 0 ? 0 : (unsigned)time;
    unsigned bit = 63u - (unsigned)__builtin_clzll((unsigned long long)time);
    if (bit > TOP_BIT)
        return HISTOGRAM_BUCKETS - 1;
    unsigned fine = (unsigned)(time >> (bit - FINE_BITS)) & (FINE - 1);
    return FINE * (bit - FINE_BITS + 1) + fine;
}

Micros
histogram_floor(unsigned bucket)
{
    assert(bucket <= HISTOGRAM_BUCKETS);
    if (bucket < FINE)
        return (Micros)bucket;
    return (Micros)(FINE + bucket % FINE) << (bucket / FINE - 1);
}

Micros
histogram_middle(unsigned bucket)
{
    Micros floor = histogram_floor(bucket);

    return floor + (histogram_floor(bucket + 1) - floor) / 2;
}

int64_t
histogram_total(const Histogram *histogram)
{
    int64_t total = 0;

    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        total += histogram->counts[i];
    return total;
}

Micros
histogram_percentile(const Histogram *histogram, unsigned percent, int64_t least)
{
    int64_t total = histogram_total(histogram);
    int64_t below = 0;
    unsigned bucket = 0;

    assert(percent >= 1 && percent <= 100);
    if (total < least || total <= 0)
        return -1;
    int64_t rank = total / 100 * percent + (total % 100 * percent + 99) / 100;
    while (below + histogram->counts[bucket] < rank)
        below += histogram->counts[bucket++];
    return histogram_middle(bucket);
}
