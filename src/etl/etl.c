/* etl.c -- the pipeline's thread: when a pass is run, and how it ends.
 * SPDX-License-Identifier: ISC */
#include "etl/etl_room.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define PAUSE_BUSY   (50 * MILLISECOND)  /* between two passes at least: events gather into a batch */
#define PAUSE_IDLE   (500 * MILLISECOND) /* without a wake */
#define PAUSE_FAILED (8 * SECOND)        /* after failures at most */
#define CLOSE_WITHIN (10 * SECOND)

Error *
etl_open(const EtlOptions *options, Etl **etl)
{
    pthread_condattr_t monotonic;
    Etl *opened = calloc(1, sizeof *opened);

    assert(options->clock && options->users && options->events && options->reports && options->sessions);
    if (!opened)
        FAIL(E_MEMORY, "no memory for the pipeline");
    opened->options = *options;
    opened->closing = arena_new(4096);
    if (!opened->closing) {
        free(opened);
        FAIL(E_MEMORY, "no memory for the pipeline");
    }
    (void)pthread_mutex_init(&opened->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&opened->changed, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    *etl = opened;
    return NULL;
}

/* When a pass begins: woken, but not before `earliest`; else at `latest`. */
typedef struct Wait {
    Micros earliest, latest;
} Wait;

static Wait
next_pass(Micros began, int failures)
{
    if (failures == 0)
        return (Wait){ began + PAUSE_BUSY, began + PAUSE_IDLE };
    Micros pause = failures > 4 ? PAUSE_FAILED : PAUSE_IDLE << (failures - 1);
    Micros at = clock_monotonic() + pause; /* what fails slowly must not be tried without a rest */
    return (Wait){ at, at };
}

static void
wait_until(Etl *etl, Micros at)
{
    struct timespec until = { at / SECOND, at % SECOND * 1000 };

    (void)pthread_cond_timedwait(&etl->changed, &etl->lock, &until);
}

/* False when the pipeline has to stop. */
static bool
wait_for_work(Etl *etl, Wait wait)
{
    (void)pthread_mutex_lock(&etl->lock);
    for (;;) {
        Micros at = etl->woken ? wait.earliest : wait.latest;
        if (etl->stopping || clock_monotonic() >= at)
            break;
        wait_until(etl, at);
    }
    etl->woken = false;
    bool stopping = etl->stopping;
    (void)pthread_mutex_unlock(&etl->lock);
    return !stopping;
}

static void *
etl_main(void *arg)
{
    Etl *etl = arg;
    Wait wait = { 0 };
    int failures = 0;
    size_t loaded;

    while (wait_for_work(etl, wait)) {
        Micros began = clock_monotonic();
        failures = etl_pass(etl, &loaded) ? failures + 1 : 0;
        wait = next_pass(began, failures);
    }
    etl_pass_all(etl);
    Error *error = etl_pass(etl, &loaded); /* the last one; it has logged what failed */
    (void)error;
    return NULL;
}

/* Signals are for the main thread. */
Error *
etl_start(Etl *etl)
{
    sigset_t all, before;

    assert(!etl->started);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&etl->thread, NULL, etl_main, etl);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed)
        FAIL(E_MEMORY, "the system gives no thread for the pipeline");
    (void)pthread_setname_np(etl->thread, "etl");
    etl->started = true;
    return NULL;
}

void
etl_wake(void *arg)
{
    Etl *etl = arg;

    (void)pthread_mutex_lock(&etl->lock);
    if (!etl->woken) {
        etl->woken = true;
        (void)pthread_cond_signal(&etl->changed);
    }
    (void)pthread_mutex_unlock(&etl->lock);
}

static void
stop_thread(Etl *etl)
{
    if (!etl->started)
        return;
    etl->stop_by = clock_monotonic() + CLOSE_WITHIN;
    (void)pthread_mutex_lock(&etl->lock);
    etl->stopping = true;
    (void)pthread_cond_signal(&etl->changed);
    (void)pthread_mutex_unlock(&etl->lock);
    (void)pthread_join(etl->thread, NULL);
}

static Error *
write_nothing(Tx *tx, void *arg)
{
    (void)tx;
    (void)arg;
    return NULL;
}

/* The user database's writer may be about to call etl_wake (it wakes its callers first). What it is given to do after the hook
 * is gone, it does after that call. */
static void
unhook(Etl *etl)
{
    Sql *sql = userdb_sql(etl->options.users);

    sql_on_commit(sql, NULL, NULL);
    Error *error = sql_write(sql, etl->closing, write_nothing, NULL);
    (void)error; /* also one that fails was done in its turn */
}

void
etl_close(Etl *etl)
{
    if (!etl)
        return;
    stop_thread(etl);
    unhook(etl);
    arena_free(etl->pending.arena);
    arena_free(etl->closing);
    (void)pthread_cond_destroy(&etl->changed);
    (void)pthread_mutex_destroy(&etl->lock);
    free(etl);
}

Error *
etl_lag(Etl *etl, Arena *arena, EtlLag *lag)
{
    ReportsState state;
    int64_t waiting;

    TRY(reports_state(etl->options.reports, arena, &state));
    TRY(events_waiting(etl->options.events, arena, state.position, &waiting));
    *lag = (EtlLag){ state.position, waiting, state.newest, etl->caught_up, state.put_aside };
    return NULL;
}
