/* reports_room.h -- what the files of this room share.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORTS_ROOM_H
#define LATCHSTRING_REPORTS_ROOM_H

#include "reports/reports.h"
#include "sql/sql.h"

struct Reports {
    Sql *sql;
    _Atomic int64_t swept_to; /* the user that the sweep looked at last: it goes round, a few each time */
};

/* Memory for one answer's reading, of its own: a request has little. It is freed with `arena`, or before by reports_scratch_free. */
typedef struct Scratch {
    Arena *arena;
} Scratch;

Error *reports_scratch(Arena *arena, Scratch **scratch) MUST_USE;
void reports_scratch_free(void *scratch);

/* Copy what figures point to into the arena. */
void reports_figures_keep(Arena *arena, Figures *figures);

/* How long flows are kept, and the ids of events that are none. */
#define FLOWS_KEPT (90 * DAY)
#define SEEN_KEPT  (8 * DAY)

/* How long users are known that do not come back. */
#define PERSONS_KEPT (1826 * DAY)

/* So many bytes of a row that could not be read, and of the reason, are kept. */
#define PUT_ASIDE_LIMIT 4096

#endif
