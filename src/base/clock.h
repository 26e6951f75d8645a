/* clock.h -- the seam by which time enters, so that tests can turn it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CLOCK_H
#define LATCHSTRING_CLOCK_H

#include "base/base.h"

/* A clock is a function: microseconds since 1970 UTC. Whoever needs time is handed one. */
typedef struct Clock Clock;
struct Clock {
    Micros (*now)(const Clock *clock);
    Micros fixed; /* what a test's clock shows */
};

/* The system's clock, and one that a test sets. */
extern const Clock clock_system;
Clock clock_fake(Micros start);

Micros clock_now(const Clock *clock);

/* For durations: never goes back, has no date. */
Micros clock_monotonic(void);

#endif
