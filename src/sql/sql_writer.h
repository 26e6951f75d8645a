/* sql_writer.h -- group commit: one thread writes, and one commit serves all who wait.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SQL_WRITER_H
#define LATCHSTRING_SQL_WRITER_H

#include "sql/sql_backend.h"

typedef struct SqlWriter SqlWriter;

/* Owns conn from now on, also when it fails. */
Error *sql_writer_start(const Sql *sql, SqlConn *conn, SqlWriter **writer) MUST_USE;

/* Run what is queued, end the thread, close the connection. NULL is allowed. */
void sql_writer_stop(SqlWriter *writer);

/* Queue fn and wait until it is durable, or failed. E_STOPPED after sql_writer_stop began. */
Error *sql_writer_run(SqlWriter *writer, Arena *arena, SqlFn fn, void *arg) MUST_USE;

/* Called after each commit, from the writer's thread. */
void sql_writer_on_commit(SqlWriter *writer, void (*fn)(void *arg), void *arg);

#endif
