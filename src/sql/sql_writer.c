/* sql_writer.c -- group commit: a queue, a thread, and the rules of what fails with whom.
 *
 * The writer takes all that wait (at most GROUP_MAX), runs each in a savepoint of one transaction, commits once, wakes them. One that is
 * alone needs no savepoint, for which the engine would keep a copy of every page: the transaction is its own.
 * While it syncs the disk, the next group gathers by itself; nobody waits for company.
 * SPDX-License-Identifier: ISC */
#include "sql/sql_writer.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>

#define GROUP_MAX 128

/* One caller's function; lives on the caller's stack until `done` is posted. */
typedef struct Job Job;
struct Job {
    Job *next;
    SqlFn fn;
    void *arg;
    Arena *arena;
    bool out;    /* it ended a transaction: it failed for good and does not run again */
    bool failed; /* then error says why */
    Error error;
    sem_t done;
};

struct SqlWriter {
    const Sql *sql;
    SqlConn *conn;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t work;
    Job *first, **last;
    bool stopping;
    void (*on_commit)(void *arg);
    void *on_commit_arg;
};

static void
group_fail(Job *group, const Error *error)
{
    for (Job *job = group; job; job = job->next) {
        if (job->out)
            continue;
        job->failed = true;
        job->error = *error;
    }
}

/* End the job's savepoint; *error is what its function said, and then what the job is told. False when the savepoint itself
 * failed: then nobody knows what stands. */
static bool
job_settle(SqlConn *conn, Error **error)
{
    Error *broken;

    if (!*error) {
        broken = conn->ops->keep(conn);
    } else {
        Error kept = **error; /* undo may make errors of its own */
        broken = conn->ops->undo(conn);
        if (!broken)
            *error = error_adopt(&kept);
    }
    if (broken)
        *error = broken;
    return !broken;
}

/* Run one job, in a savepoint unless it is alone. False when the transaction is gone with it. */
static bool
job_run(const SqlWriter *writer, Job *job, bool alone)
{
    SqlConn *conn = writer->conn;
    Tx tx = { writer->sql, conn, job->arena };

    Error *error = alone ? NULL : conn->ops->savepoint(conn);
    bool stands = !error;
    if (stands) {
        error = tx_run(&tx, job->fn, job->arg);
        if (!conn->ops->in_transaction(conn)) {
            stands = false;
            error = error ? error : ERROR_NEW(E_DB, "the transaction was rolled back while a function ran");
        } else {
            stands = alone ? !error : job_settle(conn, &error);
        }
    }
    job->failed = error != NULL;
    if (error)
        job->error = *error;
    if (!stands)
        conn->ops->rollback(conn);
    return stands;
}

/* Run all of the group that are not out. False when a job took the transaction with it: that job is out, and the others must
 * run again. */
static bool
group_run(const SqlWriter *writer, Job *group)
{
    bool alone = !group->next;

    for (Job *job = group; job; job = job->next) {
        if (job->out || job_run(writer, job, alone))
            continue;
        job->out = true;
        return false;
    }
    return true;
}

/* Each pass that fails puts one job out, so this ends. */
static Error *
group_commit(const SqlWriter *writer, Job *group)
{
    SqlConn *conn = writer->conn;

    do {
        conn->ops->rollback(conn);
        TRY(conn->ops->begin(conn, true));
    } while (!group_run(writer, group));
    return conn->ops->commit(conn);
}

static void
group_serve(SqlWriter *writer, Job *group)
{
    Error *error = group_commit(writer, group);

    if (error) {
        Error kept = *error;
        writer->conn->ops->rollback(writer->conn);
        kept.code = E_DB; /* whatever it was to the engine: nothing of this group is there */
        group_fail(group, &kept);
    }
    while (group) {
        Job *job = group;
        group = job->next; /* after the post its memory is the caller's again */
        (void)sem_post(&job->done);
    }

    (void)pthread_mutex_lock(&writer->lock);
    void (*on_commit)(void *) = writer->on_commit;
    void *arg = writer->on_commit_arg;
    (void)pthread_mutex_unlock(&writer->lock);
    if (!error && on_commit)
        on_commit(arg);
    writer->conn->ops->rest(writer->conn);
}

/* The next group, in the order of the queue; NULL when the queue is empty and the writer has to stop. */
static Job *
group_take(SqlWriter *writer)
{
    size_t count = 1;

    (void)pthread_mutex_lock(&writer->lock);
    while (!writer->first && !writer->stopping)
        (void)pthread_cond_wait(&writer->work, &writer->lock);
    Job *group = writer->first, *tail = group;
    while (tail && tail->next && count++ < GROUP_MAX)
        tail = tail->next;
    if (tail) {
        writer->first = tail->next;
        tail->next = NULL;
    }
    if (!writer->first)
        writer->last = &writer->first;
    (void)pthread_mutex_unlock(&writer->lock);
    return group;
}

static void *
writer_main(void *arg)
{
    SqlWriter *writer = arg;
    Job *group;

    while ((group = group_take(writer)) != NULL)
        group_serve(writer, group);
    return NULL;
}

/* Signals are for the main thread. */
static int
start_thread(SqlWriter *writer)
{
    sigset_t all, before;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&writer->thread, NULL, writer_main, writer);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failed)
        (void)pthread_setname_np(writer->thread, "sql-writer");
    return failed;
}

static void
writer_free(SqlWriter *writer)
{
    (void)pthread_cond_destroy(&writer->work);
    (void)pthread_mutex_destroy(&writer->lock);
    free(writer);
}

Error *
sql_writer_start(const Sql *sql, SqlConn *conn, SqlWriter **out)
{
    SqlWriter *writer = calloc(1, sizeof *writer);

    if (!writer) {
        conn->ops->disconnect(conn);
        FAIL(E_MEMORY, "no memory for the database's writer");
    }
    writer->sql = sql;
    writer->conn = conn;
    writer->last = &writer->first;
    (void)pthread_mutex_init(&writer->lock, NULL);
    (void)pthread_cond_init(&writer->work, NULL);
    if (start_thread(writer) != 0) {
        conn->ops->disconnect(conn);
        writer_free(writer);
        FAIL(E_MEMORY, "the system gives no thread for the database's writer");
    }
    *out = writer;
    return NULL;
}

void
sql_writer_stop(SqlWriter *writer)
{
    if (!writer)
        return;
    (void)pthread_mutex_lock(&writer->lock);
    writer->stopping = true;
    (void)pthread_cond_signal(&writer->work);
    (void)pthread_mutex_unlock(&writer->lock);
    (void)pthread_join(writer->thread, NULL);
    writer->conn->ops->disconnect(writer->conn);
    writer_free(writer);
}

static bool
enqueue(SqlWriter *writer, Job *job)
{
    (void)pthread_mutex_lock(&writer->lock);
    bool open = !writer->stopping;
    if (open) {
        *writer->last = job;
        writer->last = &job->next;
        (void)pthread_cond_signal(&writer->work);
    }
    (void)pthread_mutex_unlock(&writer->lock);
    return open;
}

Error *
sql_writer_run(SqlWriter *writer, Arena *arena, SqlFn fn, void *arg)
{
    Job job;

    /* not one initialiser: it would clear the kilobyte of the error on every write */
    job.next = NULL;
    job.fn = fn;
    job.arg = arg;
    job.arena = arena;
    job.out = job.failed = false;
    (void)sem_init(&job.done, 0, 0);
    if (!enqueue(writer, &job)) {
        (void)sem_destroy(&job.done);
        FAIL(E_STOPPED, "the database is being closed");
    }
    while (sem_wait(&job.done) != 0)
        ; /* a signal interrupted the wait */
    (void)sem_destroy(&job.done);
    return job.failed ? error_pass(error_adopt(&job.error), __FILE__, __LINE__) : NULL;
}

void
sql_writer_on_commit(SqlWriter *writer, void (*fn)(void *arg), void *arg)
{
    (void)pthread_mutex_lock(&writer->lock);
    writer->on_commit = fn;
    writer->on_commit_arg = arg;
    (void)pthread_mutex_unlock(&writer->lock);
}
