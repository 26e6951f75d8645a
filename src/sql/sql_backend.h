/* sql_backend.h -- what a back-end of this room is, and what its own files share. Not for other rooms.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SQL_BACKEND_H
#define LATCHSTRING_SQL_BACKEND_H

#include "sql/sql.h"

typedef struct SqlOps SqlOps;

/* Where a database is; lives as long as the Sql. */
typedef struct SqlPlace {
    const char *path;        /* what stands after "scheme:" */
    const SqlSchema *schema; /* what it must hold */
} SqlPlace;

/* A connection; each back-end's own struct begins with this. One thread uses it at a time. */
typedef struct SqlConn {
    const SqlOps *ops;
} SqlConn;

struct Tx {
    const Sql *sql;
    SqlConn *conn;
    Arena *arena;
};

/* Whether the values bound to a statement stay where they are until it is finished. */
typedef enum SqlBind { SQL_BIND_STAYS, SQL_BIND_COPY } SqlBind;

struct SqlOps {
    const char *scheme;

    /* A connection for the writer makes the database if there is none, refuses what is not ours, applies migrations; one for
     * reading only reads. */
    Error *(*connect)(const SqlPlace *place, bool writer, SqlConn **conn);
    void (*disconnect)(SqlConn *conn);

    Error *(*begin)(SqlConn *conn, bool write);
    Error *(*commit)(SqlConn *conn);
    void (*rollback)(SqlConn *conn);             /* also when there is nothing left to roll back */
    Error *(*savepoint)(SqlConn *conn);          /* one, not nested */
    Error *(*keep)(SqlConn *conn);               /* what was done since the savepoint */
    Error *(*undo)(SqlConn *conn);               /* the same, undone; the savepoint is gone after both */
    bool (*in_transaction)(const SqlConn *conn); /* false when the engine took the transaction back */
    void (*tidy)(SqlConn *conn);                 /* finish statements that were left open */
    void (*rest)(SqlConn *conn);                 /* house-keeping after a commit, when its callers are awake again */

    Error *(*open)(SqlConn *conn, const char *text, const SqlValue *args, size_t count, SqlBind bind, void **statement);
    Error *(*step)(SqlConn *conn, void *statement, bool *more);
    void (*finish)(SqlConn *conn, void *statement);
    int64_t (*column_int)(const void *statement, int column);
    bool (*column_is_null)(const void *statement, int column);
    Str (*column_text)(void *statement, int column); /* good until the next step */
    int64_t (*last_id)(const SqlConn *conn);
    int64_t (*changed)(const SqlConn *conn);

    Error *(*data_version)(SqlConn *conn, int64_t *version);
    Error *(*backup)(const SqlPlace *place, const char *path);
    Error *(*restore)(const SqlPlace *place, const char *path);
};

extern const SqlOps sql_sqlite_ops;

/* tx.c: run fn on the connection's open transaction. Memory that runs out in it becomes E_MEMORY, statements that it left open
 * are finished. */
Error *tx_run(Tx *tx, SqlFn fn, void *arg) MUST_USE;

/* Whether this thread runs a function of that database now; of any, for NULL. */
bool tx_is_inside(const Sql *sql);

#endif
