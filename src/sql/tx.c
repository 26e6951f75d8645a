/* tx.c -- running one function inside a transaction, so that nothing of it escapes but its result.
 * SPDX-License-Identifier: ISC */
#include "sql/sql_backend.h"

static _Thread_local const Sql *inside;

Arena *
tx_arena(Tx *tx)
{
    return tx->arena;
}

bool
tx_is_inside(const Sql *sql)
{
    return inside && (!sql || inside == sql);
}

/* The guard is ours for as long as fn runs: a jump to the caller's would leave a transaction open and, from the writer's thread,
 * land on another thread's stack. */
static Error *
run_guarded(Tx *tx, SqlFn fn, void *arg)
{
    jmp_buf guard;
    jmp_buf *before = arena_guard(tx->arena, NULL);
    Error *volatile error;

    if (setjmp(guard) == 0) {
        (void)arena_guard(tx->arena, &guard);
        error = fn(tx, arg);
    } else {
        error = ERROR_NEW(E_MEMORY, "a database function needed more than the %zu bytes that its arena held",
                          arena_used(tx->arena));
    }
    (void)arena_guard(tx->arena, before);
    return error;
}

Error *
tx_run(Tx *tx, SqlFn fn, void *arg)
{
    const Sql *before = inside;

    inside = tx->sql;
    Error *error = run_guarded(tx, fn, arg);
    inside = before;
    tx->conn->ops->tidy(tx->conn);
    return error;
}
