/* sql_pool.h -- the read connections of a database, opened when they are first needed.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SQL_POOL_H
#define LATCHSTRING_SQL_POOL_H

#include "sql/sql_backend.h"

typedef struct SqlPool SqlPool;

/* ops and place outlive the pool. */
Error *sql_pool_new(const SqlOps *ops, const SqlPlace *place, SqlPool **pool) MUST_USE;

/* Nobody may hold a connection any more. NULL is allowed. */
void sql_pool_free(SqlPool *pool);

/* A connection of one's own, until it is given back; waits when all are in use. */
Error *sql_pool_take(SqlPool *pool, SqlConn **conn) MUST_USE;
void sql_pool_give(SqlPool *pool, SqlConn *conn);

#endif
