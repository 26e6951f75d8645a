/* alert_change.h -- one change of what is remembered, with its events and deliveries. Not for other rooms.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ALERT_CHANGE_H
#define LATCHSTRING_ALERT_CHANGE_H

#include "alerts/alerts.h"
#include "userdb/userdb_alerts.h"

/* Whether a state is an alert: not "", "ok" or "idle". */
bool alert_change_is_alert(Str state);

/* Remember `after` in place of `before` (whose state is "" for: nothing). When the state differs: the alert that stood is cleared, one
 * that begins is raised, each with an event and, where somebody is to be told, a delivery. Nothing happens when nothing differs, or when
 * another process was first. forget: do not keep `after`. */
Error *alert_change_write(const AlertsOptions *options, Arena *arena, const AlertRecord *before, AlertRecord after,
                          bool forget) MUST_USE;

#endif
