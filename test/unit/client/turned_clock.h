/* turned_clock.h -- clock_monotonic, turned on by a test (linked with --wrap=clock_monotonic).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_TURNED_CLOCK_H
#define LATCHSTRING_TURNED_CLOCK_H

#include "base/base.h"

/* From now on it is so much later. */
void turned_clock_pass(Micros time);

#endif
