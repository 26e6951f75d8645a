/* etl_pass.c -- one pass: the tasks that are due, each for itself.
 * SPDX-License-Identifier: ISC */
#include "etl/etl_room.h"

#include "base/log.h"

#include <string.h>

#define LOG_EVERY MINUTE

static const struct {
    const char *name;
    TaskFn *run;
    Micros every; /* 0: each pass */
} tasks[TASKS] = {
    [TASK_REFUSALS] = { "refusals", etl_claim_refusals, SECOND },             /* a flood of them is a few rows */
    [TASK_CLAIM_SESSIONS] = { "claim_sessions", etl_claim_sessions, SECOND }, /* before they are swept */
    [TASK_LOAD] = { "load", etl_load, 0 },
    [TASK_CLAIM] = { "claim", etl_claim, 0 }, /* after load: what ended is known by then */
    [TASK_LOAD_CLAIMED] = { "load_claimed", etl_load_claimed, 0 },
    [TASK_SWEEP_SESSIONS] = { "sweep_sessions", etl_sweep_sessions, SECOND },
    [TASK_SWEEP_USERS] = { "sweep_users", etl_sweep_users, 10 * SECOND },
    [TASK_SWEEP_EVENTS] = { "sweep_events", etl_sweep_events, 10 * SECOND },
    [TASK_SWEEP_REPORTS] = { "sweep_reports", etl_sweep_reports, 10 * SECOND },
};

Error *
etl_pass_arena(Arena **arena)
{
    Arena *made = arena_new(ETL_ARENA);

    if (!made)
        FAIL(E_MEMORY, "no memory for a batch of the pipeline");
    *arena = made;
    return NULL;
}

/* A clock that went back must not put a task off for long. */
static bool
is_due(const TaskState *task, Micros now, Micros every)
{
    return now >= task->due || task->due > now + every;
}

/* The first failure, then one line a minute, then that it works again. */
static void
log_outcome(TaskState *task, const char *name, const Error *error)
{
    Micros now = clock_monotonic();
    char path[512];

    if (!error) {
        if (task->failures > 0)
            LOG_INFO("etl.recovered", KV("task", name), KV("failures", task->failures));
        task->failures = 0;
        return;
    }
    if (task->failures++ > 0 && now - task->logged < LOG_EVERY)
        return;
    task->logged = now;
    LOG_ERROR("etl.failed", KV("task", name), KV("error", error_info(error->code)->name), KV("text", error->text),
              KV("at", log_error_path(error, path, sizeof path)), KV("failures", task->failures));
}

static Error *
run_task(Etl *etl, TaskId id, Micros now)
{
    TaskState *task = &etl->tasks[id];
    bool more = false;

    if (!is_due(task, now, tasks[id].every))
        return NULL;
    Error *error = tasks[id].run(etl, now, &more);
    task->due = more ? now : now + tasks[id].every;
    log_outcome(task, tasks[id].name, error);
    return error;
}

void
etl_pass_all(Etl *etl)
{
    for (int id = 0; id < TASKS; id++)
        etl->tasks[id].due = 0;
}

Error *
etl_pass(Etl *etl, size_t *loaded)
{
    Micros now = clock_now(etl->options.clock);
    Error first;
    bool failed = false;

    etl->loaded = 0;
    etl->load_done = false;
    etl->claimed = false;
    for (int id = 0; id < TASKS; id++) {
        const Error *error = run_task(etl, (TaskId)id, now);
        if (error && !failed)
            first = *error; /* the ring may have turned by the end */
        failed = failed || error;
    }
    *loaded = etl->loaded;
    return failed ? error_pass(error_adopt(&first), __FILE__, __LINE__) : NULL;
}
