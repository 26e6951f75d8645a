/* flow_expect.h -- what a script expects of an answer, and what it takes from one.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_EXPECT_H
#define LATCHSTRING_FLOW_EXPECT_H

#include "flow_play.h"

/* expect …: see README.md. */
Error *expect_line(Play *play, const Str *words, size_t count) MUST_USE;

/* save NAME from …: sets a variable. */
Error *expect_save(Play *play, const Str *words, size_t count) MUST_USE;

#endif
