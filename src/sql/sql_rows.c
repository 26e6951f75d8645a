/* sql_rows.c -- statements and rows, as a function in a transaction sees them.
 * SPDX-License-Identifier: ISC */
#include "sql/sql_backend.h"

#include "base/str.h"

/* A statement after the engine took the transaction back would commit by itself; so there is none. */
static Error *
open_statement(Tx *tx, const char *text, const SqlValue *args, size_t count, SqlBind bind, SqlRows *rows)
{
    void *statement;

    if (!tx->conn->ops->in_transaction(tx->conn))
        FAIL(E_DB, "the transaction was already rolled back by an earlier error of this function");
    TRY(tx->conn->ops->open(tx->conn, text, args, count, bind, &statement));
    *rows = (SqlRows){ tx, statement };
    return NULL;
}

Error *
sql_query(Tx *tx, const char *text, const SqlValue *args, size_t count, SqlRows *rows)
{
    return open_statement(tx, text, args, count, SQL_BIND_COPY, rows);
}

Error *
sql_next(SqlRows *rows, bool *more)
{
    SqlConn *conn = rows->tx->conn;
    bool row;

    Error *error = conn->ops->step(conn, rows->statement, &row);
    if (error || !row)
        sql_done(rows);
    if (error)
        return error_pass(error, __FILE__, __LINE__);
    *more = row;
    return NULL;
}

void
sql_done(SqlRows *rows)
{
    if (!rows->statement)
        return;
    rows->tx->conn->ops->finish(rows->tx->conn, rows->statement);
    rows->statement = NULL;
}

Error *
sql_run(Tx *tx, const char *text, const SqlValue *args, size_t count)
{
    SqlRows rows;
    bool more = true;

    TRY(open_statement(tx, text, args, count, SQL_BIND_STAYS, &rows));
    while (more)
        TRY(sql_next(&rows, &more));
    return NULL;
}

Error *
sql_row(Tx *tx, const char *text, const SqlValue *args, size_t count, SqlRows *rows, bool *found)
{
    TRY(open_statement(tx, text, args, count, SQL_BIND_COPY, rows));
    return sql_next(rows, found);
}

int64_t
sql_int(const SqlRows *rows, int column)
{
    return rows->tx->conn->ops->column_int(rows->statement, column);
}

bool
sql_is_null(const SqlRows *rows, int column)
{
    return rows->tx->conn->ops->column_is_null(rows->statement, column);
}

Str
sql_text(const SqlRows *rows, int column)
{
    return str_copy(rows->tx->arena, rows->tx->conn->ops->column_text(rows->statement, column));
}

Str
sql_peek(const SqlRows *rows, int column)
{
    return rows->tx->conn->ops->column_text(rows->statement, column);
}

int64_t
sql_last_id(Tx *tx)
{
    return tx->conn->ops->last_id(tx->conn);
}

int64_t
sql_changed(Tx *tx)
{
    return tx->conn->ops->changed(tx->conn);
}
