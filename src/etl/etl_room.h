/* etl_room.h -- what the files of this room share.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ETL_ROOM_H
#define LATCHSTRING_ETL_ROOM_H

#include "etl/etl.h"

#include <pthread.h>

/* One batch: rows of the queue, or flows claimed. */
#define ETL_FETCH_MAX 4000
#define ETL_CLAIM_MAX 500
#define ETL_SWEEP_MAX 1000

/* What a batch may hold: 4,000 rows of 4 KiB, decoded, and their changes to the rollups. */
#define ETL_ARENA ((size_t)256 << 20)

typedef enum TaskId {
    TASK_REFUSALS,
    TASK_CLAIM_SESSIONS,
    TASK_LOAD,
    TASK_CLAIM,
    TASK_LOAD_CLAIMED,
    TASK_SWEEP_SESSIONS,
    TASK_SWEEP_USERS,
    TASK_SWEEP_EVENTS,
    TASK_SWEEP_REPORTS,
    TASKS
} TaskId;

typedef struct TaskState {
    Micros due;       /* not before; 0: now */
    int64_t failures; /* since it last worked */
    Micros logged;
} TaskState;

/* What is claimed and not yet written: it outlives a pass that fails. */
typedef struct Pending {
    Arena *arena; /* NULL: nothing is pending */
    Flow *flows;  /* not yet asked for in the Reporting Store; then they are events */
    size_t flow_count;
    Event *events;
    size_t count;
} Pending;

struct Etl {
    EtlOptions options;
    Pending pending;
    TaskState tasks[TASKS];
    size_t loaded;  /* events, by the pass under way */
    bool load_done; /* by the pass under way: nothing that was committed before it began is waiting */
    bool claimed;   /* by the pass under way: there are new events */
    Arena *closing; /* for the last word to the user database: closing cannot fail for want of memory */

    _Atomic Micros caught_up;
    _Atomic Micros stop_by; /* on the monotonic clock: no further batch after it; 0: as long as it takes */

    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool woken, stopping;
};

/* A task does its work once. *more: it stopped early, and goes on in the next pass. */
typedef Error *TaskFn(Etl *etl, Micros now, bool *more);

TaskFn etl_claim_refusals;
TaskFn etl_claim_sessions;
TaskFn etl_load;
TaskFn etl_claim;
TaskFn etl_load_claimed;
TaskFn etl_sweep_sessions;
TaskFn etl_sweep_users;
TaskFn etl_sweep_events;
TaskFn etl_sweep_reports;

/* A new arena for one batch, to be freed after it; E_MEMORY. */
Error *etl_pass_arena(Arena **arena) MUST_USE;

/* All tasks are due in the next pass. */
void etl_pass_all(Etl *etl);

/* Leave out the flows that are known, in their order; how many remain. */
size_t etl_claim_drop(Flow *flows, size_t count, const bool *known);

/* Make counter events of flows that were left: one per minute, kind, provider, app and furthest milestone. *events has room for as
 * many as there are flows. Texts are shared with the flows. */
size_t etl_claim_group(Arena *arena, const Flow *flows, size_t count, Micros now, Event *events);

/* Make session.ended events of sessions that expired: one per minute and length. *events has room for as many as there are. */
size_t etl_claim_expired(Arena *arena, const ExpiredSession *expired, size_t count, Micros now, Event *events);

#endif
