/* sql.h -- one small face for SQL databases. Static SQL with bound values only; statements are prepared once per connection
 * and found again by the address of their text, so the text must be a string literal.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SQL_H
#define LATCHSTRING_SQL_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

typedef struct Sql Sql; /* a database: a writer thread, a pool of read connections */
typedef struct Tx Tx;   /* a transaction; good only inside the function that was given it */

/* One numbered migration; applied once, in order, each in a transaction of its own. The text may hold several statements. */
typedef struct SqlMigration {
    int version; /* 1, 2, 3 … */
    const char *text;
} SqlMigration;

typedef struct SqlSchema {
    uint32_t application_id; /* marks the file as ours (SQLite application_id) */
    const char *name;        /* "user database": for messages */
    const SqlMigration *migrations;
    size_t count;
} SqlSchema;

/* Open "sqlite:PATH", creating the file (mode 0600) and applying migrations. E_CONFIG or E_IO with one sentence that names the
 * file and what to do: not a database, another program's database, written by a newer version, folder not writable. */
Error *sql_open(Str url, const SqlSchema *schema, Sql **sql) MUST_USE;

/* Waits for queued writes, checkpoints, closes. NULL is allowed. */
void sql_close(Sql *sql);

/* A function that runs in a transaction. tx_arena(tx) is the caller's arena. It may run twice (another function of the same
 * group filled the disk), so it touches only its transaction and its result. */
typedef Error *(*SqlFn)(Tx *tx, void *arg);

/* Queue fn for the writer and wait until it is committed and durable: group commit. An error of fn rolls back only fn's own
 * work and is returned; E_DB when the commit fails. Must not be called from inside a SqlFn (asserted). */
Error *sql_write(Sql *sql, Arena *arena, SqlFn fn, void *arg) MUST_USE;

/* Run fn on a read connection in the calling thread, in one snapshot. Memory that runs out in fn is E_MEMORY here as in
 * sql_write. Must not be called from inside a SqlFn of the same database (asserted). */
Error *sql_read(Sql *sql, Arena *arena, SqlFn fn, void *arg) MUST_USE;

Arena *tx_arena(Tx *tx);

typedef struct SqlValue {
    enum { SQL_NULL, SQL_INT, SQL_TEXT, SQL_BLOB } kind;
    int64_t number;
    Str text;
} SqlValue;

#define SQL_I(value)  ((SqlValue){ SQL_INT, (value), { NULL, 0 } })
#define SQL_T(str)    ((SqlValue){ SQL_TEXT, 0, (str) })
#define SQL_B(str)    ((SqlValue){ SQL_BLOB, 0, (str) })
#define SQL_N         ((SqlValue){ SQL_NULL, 0, { NULL, 0 } })
#define SQL_ARGS(...) (const SqlValue[]){ __VA_ARGS__ }, sizeof((const SqlValue[]){ __VA_ARGS__ }) / sizeof(SqlValue)
#define SQL_NO_ARGS   NULL, 0

/* Run a statement to its end; its rows, if any, are passed over. E_EXISTS when a UNIQUE constraint refuses it, else E_DB. */
Error *sql_run(Tx *tx, const char *text, const SqlValue *args, size_t count) MUST_USE;

/* Rows: open, then next until it says no row, then they are closed by themselves; a statement left early must be closed.
 *     SqlRows rows;
 *     TRY(sql_query(tx, "SELECT id, name FROM t WHERE k = ?1", SQL_ARGS(SQL_I(k)), &rows));
 *     for (;;) { bool more; TRY(sql_next(&rows, &more)); if (!more) break; … sql_int(&rows, 0) … }
 */
typedef struct SqlRows {
    Tx *tx;
    void *statement;
} SqlRows;

Error *sql_query(Tx *tx, const char *text, const SqlValue *args, size_t count, SqlRows *rows) MUST_USE;
Error *sql_next(SqlRows *rows, bool *more) MUST_USE;
void sql_done(SqlRows *rows);
int64_t sql_int(const SqlRows *rows, int column);
bool sql_is_null(const SqlRows *rows, int column);
Str sql_text(const SqlRows *rows, int column); /* copied into the transaction's arena; blobs too */
Str sql_peek(const SqlRows *rows, int column); /* the same, not copied: gone with the next sql_next or sql_done */

/* For a query of at most one row: *found tells; leaves rows on that row, to be read and then sql_done. */
Error *sql_row(Tx *tx, const char *text, const SqlValue *args, size_t count, SqlRows *rows, bool *found) MUST_USE;

int64_t sql_last_id(Tx *tx); /* of the last INSERT */
int64_t sql_changed(Tx *tx); /* rows that the last statement changed */

/* A number that changes when anyone wrote, here or in another process (PRAGMA data_version on a connection kept for it). */
Error *sql_data_version(Sql *sql, int64_t *version) MUST_USE;

/* A consistent copy into a new file (mode 0600), while others read and write. E_EXISTS when the file is there. */
Error *sql_backup(Sql *sql, const char *path) MUST_USE;

/* Put the copy at path into the place that the URL names, which nobody may have open. Refused, with nothing changed: E_CONFIG (not
 * a database of this schema, of a newer version, damaged), E_IO (in use, not readable, not writable). AUTOINCREMENT numbers jump
 * ahead, so that none is given twice that the replaced file may have given. */
Error *sql_restore(Str url, const SqlSchema *schema, const char *path) MUST_USE;

/* Called after each commit, from the writer's thread, when its callers are awake; must be quick (it wakes the pipeline). */
void sql_on_commit(Sql *sql, void (*fn)(void *arg), void *arg);

#endif
