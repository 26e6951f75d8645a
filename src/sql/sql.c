/* sql.c -- a database: opened by its URL, written through its writer, read through its pool.
 * SPDX-License-Identifier: ISC */
#include "sql/sql.h"

#include "base/str.h"
#include "sql/sql_backend.h"
#include "sql/sql_pool.h"
#include "sql/sql_writer.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct Sql {
    const SqlOps *ops;
    char *path;
    SqlPlace place;
    SqlWriter *writer;
    SqlPool *pool;
    pthread_mutex_t watch_lock; /* guards watch: its data_version only means something on one connection */
    SqlConn *watch;
};

static const SqlOps *const back_ends[] = { &sql_sqlite_ops };

/* The back-end of "scheme:rest". */
static Error *
choose(Str url, const SqlSchema *schema, const SqlOps **ops, Str *rest)
{
    Str scheme;

    Str after = str_cut(url, ':', &scheme);
    for (size_t i = 0; i < COUNT_OF(back_ends); i++) {
        if (str_equal(scheme, str_from_c(back_ends[i]->scheme)) && after.len > 0) {
            *ops = back_ends[i];
            *rest = after;
            return NULL;
        }
    }
    FAIL(E_CONFIG, "the %s needs a URL like sqlite:PATH, not \"%.*s\"", schema->name, STR_ARG(scheme));
}

static Error *
open_parts(Sql *sql)
{
    SqlConn *conn;

    TRY(sql->ops->connect(&sql->place, true, &conn));
    TRY(sql_writer_start(sql, conn, &sql->writer));
    TRY(sql->ops->connect(&sql->place, false, &sql->watch));
    return sql_pool_new(sql->ops, &sql->place, &sql->pool);
}

Error *
sql_open(Str url, const SqlSchema *schema, Sql **out)
{
    const SqlOps *ops;
    Str rest;

    TRY(choose(url, schema, &ops, &rest));
    Sql *sql = calloc(1, sizeof *sql);
    char *path = strndup(rest.ptr, rest.len);
    if (!sql || !path) {
        free(sql);
        free(path);
        FAIL(E_MEMORY, "no memory for the %s", schema->name);
    }
    sql->ops = ops;
    sql->path = path;
    sql->place = (SqlPlace){ path, schema };
    (void)pthread_mutex_init(&sql->watch_lock, NULL);
    Error *error = open_parts(sql);
    if (error) {
        sql_close(sql);
        return error_pass(error, __FILE__, __LINE__);
    }
    *out = sql;
    return NULL;
}

/* The writer's connection is the last to go: it folds the log into the file. */
void
sql_close(Sql *sql)
{
    if (!sql)
        return;
    if (sql->watch)
        sql->ops->disconnect(sql->watch);
    sql_pool_free(sql->pool);
    sql_writer_stop(sql->writer);
    (void)pthread_mutex_destroy(&sql->watch_lock);
    free(sql->path);
    free(sql);
}

Error *
sql_write(Sql *sql, Arena *arena, SqlFn fn, void *arg)
{
    assert(!tx_is_inside(NULL)); /* it would wait for itself */
    return sql_writer_run(sql->writer, arena, fn, arg);
}

Error *
sql_read(Sql *sql, Arena *arena, SqlFn fn, void *arg)
{
    Tx tx = { sql, NULL, arena };

    assert(!tx_is_inside(sql)); /* it could wait for itself */
    TRY(sql_pool_take(sql->pool, &tx.conn));
    Error *error = sql->ops->begin(tx.conn, false);
    if (!error)
        error = tx_run(&tx, fn, arg);
    sql->ops->rollback(tx.conn); /* a read has nothing to commit */
    sql_pool_give(sql->pool, tx.conn);
    return error;
}

Error *
sql_data_version(Sql *sql, int64_t *version)
{
    (void)pthread_mutex_lock(&sql->watch_lock);
    Error *error = sql->ops->data_version(sql->watch, version);
    (void)pthread_mutex_unlock(&sql->watch_lock);
    return error;
}

Error *
sql_backup(Sql *sql, const char *path)
{
    return sql->ops->backup(&sql->place, path);
}

Error *
sql_restore(Str url, const SqlSchema *schema, const char *path)
{
    const SqlOps *ops;
    Str rest;

    TRY(choose(url, schema, &ops, &rest));
    char *target = strndup(rest.ptr, rest.len);
    if (!target)
        FAIL(E_MEMORY, "no memory for the %s", schema->name);
    Error *error = ops->restore(&(SqlPlace){ target, schema }, path);
    free(target);
    return error;
}

void
sql_on_commit(Sql *sql, void (*fn)(void *arg), void *arg)
{
    sql_writer_on_commit(sql->writer, fn, arg);
}
