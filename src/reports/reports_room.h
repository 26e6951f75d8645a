/* reports_room.h -- what the files of this room share.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORTS_ROOM_H
#define LATCHSTRING_REPORTS_ROOM_H

#include "reports/reports.h"
#include "sql/sql.h"

struct Reports {
    Sql *sql;
};

/* How long flows are kept, and the ids of events that are none. */
#define FLOWS_KEPT (90 * DAY)
#define SEEN_KEPT  (8 * DAY)

/* So many bytes of a row that could not be read, and of the reason, are kept. */
#define PUT_ASIDE_LIMIT 4096

#endif
