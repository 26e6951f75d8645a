/* flow_figures.h -- what a script expects of the figures and of the events.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_FIGURES_H
#define LATCHSTRING_FLOW_FIGURES_H

#include "flow_play.h"

/* expect flow path=pattern …: of /flow.json; a connection's id alone stands for its count. */
Error *figures_expect_flow(Play *play, const Str *words, size_t count) MUST_USE;

/* expect report path=pattern …: of /reports.json of the last 24 hours. */
Error *figures_expect_report(Play *play, const Str *words, size_t count) MUST_USE;

/* expect clients path=pattern …: the same of the flows of outside apps. */
Error *figures_expect_clients(Play *play, const Str *words, size_t count) MUST_USE;

/* expect reconcile: nothing grows along the path, and between each two connections what was sent and not accepted has failed, was
 * left or is open; every sum agrees. */
Error *figures_expect_reconcile(Play *play, const Str *words, size_t count) MUST_USE;

/* expect event TYPE path=pattern …: one in the queue is like that. expect events TYPE N path=pattern …: N are. */
Error *figures_expect_event(Play *play, const Str *words, size_t count) MUST_USE;
Error *figures_expect_events(Play *play, const Str *words, size_t count) MUST_USE;

#endif
