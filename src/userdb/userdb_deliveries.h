/* userdb_deliveries.h -- a delivery put beside what it tells of. Not for other rooms.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERDB_DELIVERIES_H
#define LATCHSTRING_USERDB_DELIVERIES_H

#include "userdb/userdb_alerts.h"

/* In the caller's transaction. What waits becomes due at once: news is a reason to ask a receiver that was away again. */
Error *userdb_deliveries_add(Tx *tx, const AlertNews *news, Micros now) MUST_USE;

#endif
