/* sql_pool.c -- a stack of idle read connections; the last one used is the first used again (its cache is warm).
 * SPDX-License-Identifier: ISC */
#include "sql/sql_pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

/* Reads take microseconds: more than this at once only wait for the same cores. */
#define POOL_MAX 16

struct SqlPool {
    const SqlOps *ops;
    const SqlPlace *place;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t given;
    SqlConn *idle[POOL_MAX];
    size_t idle_count;
    size_t open_count;
};

Error *
sql_pool_new(const SqlOps *ops, const SqlPlace *place, SqlPool **out)
{
    SqlPool *pool = calloc(1, sizeof *pool);

    if (!pool)
        FAIL(E_MEMORY, "no memory for the database's connections");
    pool->ops = ops;
    pool->place = place;
    (void)pthread_mutex_init(&pool->lock, NULL);
    (void)pthread_cond_init(&pool->given, NULL);
    *out = pool;
    return NULL;
}

void
sql_pool_free(SqlPool *pool)
{
    if (!pool)
        return;
    assert(pool->idle_count == pool->open_count);
    for (size_t i = 0; i < pool->idle_count; i++)
        pool->ops->disconnect(pool->idle[i]);
    (void)pthread_cond_destroy(&pool->given);
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}

/* An idle connection, or NULL together with the right to open one. */
static SqlConn *
reserve(SqlPool *pool)
{
    SqlConn *conn = NULL;

    (void)pthread_mutex_lock(&pool->lock);
    while (pool->idle_count == 0 && pool->open_count == POOL_MAX)
        (void)pthread_cond_wait(&pool->given, &pool->lock);
    if (pool->idle_count > 0)
        conn = pool->idle[--pool->idle_count];
    else
        pool->open_count++;
    (void)pthread_mutex_unlock(&pool->lock);
    return conn;
}

static void
unreserve(SqlPool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->open_count--;
    (void)pthread_cond_signal(&pool->given);
    (void)pthread_mutex_unlock(&pool->lock);
}

Error *
sql_pool_take(SqlPool *pool, SqlConn **out)
{
    SqlConn *conn = reserve(pool);

    if (!conn) {
        Error *error = pool->ops->connect(pool->place, false, &conn);
        if (error) {
            unreserve(pool);
            return error_pass(error, __FILE__, __LINE__);
        }
    }
    *out = conn;
    return NULL;
}

void
sql_pool_give(SqlPool *pool, SqlConn *conn)
{
    (void)pthread_mutex_lock(&pool->lock);
    assert(pool->idle_count < pool->open_count);
    pool->idle[pool->idle_count++] = conn;
    (void)pthread_cond_signal(&pool->given);
    (void)pthread_mutex_unlock(&pool->lock);
}
