/* clock.c -- time from the system or from a test.
 * SPDX-License-Identifier: ISC */
#include "base/clock.h"

#include <time.h>

static Micros
read_clock(clockid_t id)
{
    struct timespec now;

    (void)clock_gettime(id, &now); /* cannot fail for the two ids used here */
    return (Micros)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

static Micros
system_now(const Clock *clock)
{
    (void)clock;
    return read_clock(CLOCK_REALTIME);
}

static Micros
fake_now(const Clock *clock)
{
    return __atomic_load_n(&clock->fixed, __ATOMIC_RELAXED);
}

const Clock clock_system = { system_now, 0 };

Clock
clock_fake(Micros start)
{
    return (Clock){ fake_now, start };
}

Micros
clock_now(const Clock *clock)
{
    return clock->now(clock);
}

Micros
clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}
