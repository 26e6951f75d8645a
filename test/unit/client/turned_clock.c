/* turned_clock.c -- clock_monotonic, turned on by a test. The names are the linker's.
 * SPDX-License-Identifier: ISC */
#include "turned_clock.h"

Micros __real_clock_monotonic(void);
Micros __wrap_clock_monotonic(void);

static Micros passed;

Micros
__wrap_clock_monotonic(void)
{
    return __real_clock_monotonic() + passed;
}

void
turned_clock_pass(Micros time)
{
    passed += time;
}
