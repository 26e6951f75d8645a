/* sql_sqlite.c -- the SQLite back-end: connections, transactions, what its errors mean.
 * SPDX-License-Identifier: ISC */
#include "sql/sql_sqlite.h"

#include "base/log.h"
#include "base/str.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS  10000
#define CHECKPOINT_PAGES 1000

/* The log file is cut back to this when it starts again from its beginning. */
#define SETTINGS                          \
    "PRAGMA foreign_keys=ON;"             \
    "PRAGMA trusted_schema=OFF;"          \
    "PRAGMA temp_store=MEMORY;"           \
    "PRAGMA journal_size_limit=16777216;" \
    "PRAGMA synchronous=FULL;"

/* After a failed fsync the kernel may have dropped the pages and will report success the next time: going on would promise what
 * is not on the disk. A new start reads what is. */
NO_RETURN static void
die_of_sync(const char *path)
{
    fprintf(
        stderr,
        "latchstring: the disk could not write %s safely (fsync failed); ending now, so that nothing is promised that "
        "is not on the disk. Check the disk, then start again.\n",
        path);
    _exit(EXIT_FAILURE);
}

static const char *
advice(int result)
{
    switch (result & 0xff) {
    case SQLITE_FULL:
        return " (the disk is full: make room)";
    case SQLITE_CORRUPT:
        return " (the file is damaged: restore a backup)";
    case SQLITE_NOTADB:
        return " (choose another path, or restore a backup)";
    case SQLITE_BUSY:
        return " (another process holds it: wait for its command to end)";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return " (check the owner and mode of the file and its folder)";
    case SQLITE_IOERR:
        return " (the disk fails: check it)";
    default:
        return "";
    }
}

Error *
sql_sqlite_error(const Lite *lite, int result)
{
    if (result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC)
        die_of_sync(lite->path);
    if (result == SQLITE_NOTADB) /* only a file that was never ours */
        FAIL(E_CONFIG, "%s is not a database%s", lite->path, advice(result));
    bool exists = result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY ||
                  result == SQLITE_CONSTRAINT_ROWID;
    FAIL(exists ? E_EXISTS : E_DB, "%s: %s%s", lite->path, sqlite3_errmsg(lite->db), advice(result));
}

Error *
sql_sqlite_exec(Lite *lite, const char *text)
{
    void *statement;
    bool more = true;

    TRY(sql_sqlite_statement_open(&lite->base, text, SQL_NO_ARGS, SQL_BIND_STAYS, &statement));
    Error *error = NULL;
    while (more && !error)
        error = sql_sqlite_statement_step(&lite->base, statement, &more);
    sql_sqlite_statement_finish(&lite->base, statement);
    return error;
}

/* The first row of text; the statement stays open on it. */
static Error *
first_row(Lite *lite, const char *text, void **statement)
{
    bool found = false;

    TRY(sql_sqlite_statement_open(&lite->base, text, SQL_NO_ARGS, SQL_BIND_STAYS, statement));
    Error *error = sql_sqlite_statement_step(&lite->base, *statement, &found);
    if (!error && !found)
        error = ERROR_NEW(E_DB, "%s: no answer to \"%s\"", lite->path, text);
    if (error)
        sql_sqlite_statement_finish(&lite->base, *statement);
    return error;
}

Error *
sql_sqlite_number(Lite *lite, const char *text, int64_t *number)
{
    void *statement = NULL;

    TRY(first_row(lite, text, &statement));
    *number = lite->base.ops->column_int(statement, 0);
    sql_sqlite_statement_finish(&lite->base, statement);
    return NULL;
}

Error *
sql_sqlite_says(Lite *lite, const char *text, Str word, bool *says)
{
    void *statement = NULL;

    TRY(first_row(lite, text, &statement));
    *says = str_equal(lite->base.ops->column_text(statement, 0), word);
    sql_sqlite_statement_finish(&lite->base, statement);
    return NULL;
}

/* ---- connections ---- */

/* Counting its memory takes SQLite a global lock on every allocation; nobody reads the count. */
static void
set_up_library(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* refused when something initialised it before us: no harm */
}

static Error *
apply_settings(Lite *lite)
{
    sqlite3 *db = lite->db;

    (void)sqlite3_extended_result_codes(db, 1);
    (void)sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    int result = sqlite3_exec(db, SETTINGS, NULL, NULL, NULL);
    return result == SQLITE_OK ? NULL : sql_sqlite_error(lite, result);
}

Error *
sql_sqlite_open(const char *path, int flags, Lite **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    Lite *lite = calloc(1, sizeof *lite);

    if (!lite)
        FAIL(E_MEMORY, "no memory for a connection to %s", path);
    (void)pthread_once(&once, set_up_library);
    lite->base.ops = &sql_sqlite_ops;
    lite->path = path;
    int result = sqlite3_open_v2(path, &lite->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    Error *error = NULL;
    if (result != SQLITE_OK)
        error = ERROR_NEW(E_IO, "%s cannot be opened: %s%s", path, sqlite3_errstr(result), advice(result));
    else
        error = apply_settings(lite);
    if (error) {
        sql_sqlite_close(lite);
        return error;
    }
    *out = lite;
    return NULL;
}

void
sql_sqlite_close(Lite *lite)
{
    sql_sqlite_statement_free_all(lite);
    (void)sqlite3_close(lite->db);
    free(lite);
}

/* The log's length is only noted: the checkpoint runs when those who waited for the commit are awake. */
static int
note_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
    Lite *lite = arg;

    (void)db;
    (void)name;
    lite->wal_pages = pages;
    return SQLITE_OK;
}

static Error *
connect_writer(const SqlPlace *place, Lite **out)
{
    Lite *lite;

    TRY(sql_sqlite_file_create(place));
    TRY(sql_sqlite_open(place->path, SQLITE_OPEN_READWRITE, &lite));
    Error *error = sql_sqlite_file_check(lite, place->schema);
    if (!error)
        error = sql_sqlite_file_upgrade(lite, place->schema);
    if (error) {
        sql_sqlite_close(lite);
        return error;
    }
    (void)sqlite3_wal_hook(lite->db, note_commit, lite);
    *out = lite;
    return NULL;
}

static Error *
connect_reader(const SqlPlace *place, Lite **out)
{
    Lite *lite;

    TRY(sql_sqlite_open(place->path, SQLITE_OPEN_READWRITE, &lite)); /* read-only could not use the log's index */
    Error *error = sql_sqlite_exec(lite, "PRAGMA query_only=ON");
    if (error) {
        sql_sqlite_close(lite);
        return error;
    }
    *out = lite;
    return NULL;
}

static Error *
connect(const SqlPlace *place, bool writer, SqlConn **conn)
{
    Lite *lite = NULL;

    TRY(writer ? connect_writer(place, &lite) : connect_reader(place, &lite));
    *conn = &lite->base;
    return NULL;
}

static void
disconnect(SqlConn *conn)
{
    sql_sqlite_close((Lite *)conn);
}

/* ---- transactions ---- */

static Error *
begin(SqlConn *conn, bool write)
{
    /* BEGIN IMMEDIATE waits for other processes here, where waiting is allowed; a read that turned into a write could only fail */
    return sql_sqlite_exec((Lite *)conn, write ? "BEGIN IMMEDIATE" : "BEGIN");
}

static bool
in_transaction(const SqlConn *conn)
{
    return !sqlite3_get_autocommit(((const Lite *)conn)->db);
}

static Error *
commit(SqlConn *conn)
{
    return sql_sqlite_exec((Lite *)conn, "COMMIT");
}

/* A ROLLBACK cannot fail in a way that would leave the transaction open. */
static void
rollback(SqlConn *conn)
{
    if (!in_transaction(conn))
        return;
    Error *error = sql_sqlite_exec((Lite *)conn, "ROLLBACK");
    if (error)
        LOG_ERROR("database_rollback", KV("error", (const char *)error->text));
}

static Error *
savepoint(SqlConn *conn)
{
    return sql_sqlite_exec((Lite *)conn, "SAVEPOINT job");
}

static Error *
keep(SqlConn *conn)
{
    return sql_sqlite_exec((Lite *)conn, "RELEASE job");
}

static Error *
undo(SqlConn *conn)
{
    TRY(sql_sqlite_exec((Lite *)conn, "ROLLBACK TO job"));
    return sql_sqlite_exec((Lite *)conn, "RELEASE job");
}

/* A passive checkpoint, here in the writer and nowhere else. What it could not move, because someone reads, the next one
 * moves; only a failed fsync must not be passed over. */
static void
rest(SqlConn *conn)
{
    Lite *lite = (Lite *)conn;

    if (lite->wal_pages < CHECKPOINT_PAGES)
        return;
    lite->wal_pages = 0;
    int result = sqlite3_wal_checkpoint_v2(lite->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (result == SQLITE_OK || (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED)
        return;
    Error *error = sql_sqlite_error(lite, result);
    LOG_ERROR("database_checkpoint", KV("error", (const char *)error->text));
}

/* ---- columns ---- */

static sqlite3_stmt *
stmt_of(const void *statement)
{
    return ((const LiteStatement *)statement)->stmt;
}

static int64_t
column_int(const void *statement, int column)
{
    return sqlite3_column_int64(stmt_of(statement), column);
}

static bool
column_is_null(const void *statement, int column)
{
    return sqlite3_column_type(stmt_of(statement), column) == SQLITE_NULL;
}

/* As a blob: text comes as it was stored (UTF-8), and nothing is converted. */
static Str
column_text(void *statement, int column)
{
    const void *bytes = sqlite3_column_blob(stmt_of(statement), column);

    return (Str){ bytes, (size_t)sqlite3_column_bytes(stmt_of(statement), column) };
}

static int64_t
last_id(const SqlConn *conn)
{
    return sqlite3_last_insert_rowid(((const Lite *)conn)->db);
}

static int64_t
changed(const SqlConn *conn)
{
    return sqlite3_changes64(((const Lite *)conn)->db);
}

static Error *
data_version(SqlConn *conn, int64_t *version)
{
    return sql_sqlite_number((Lite *)conn, "PRAGMA data_version", version);
}

const SqlOps sql_sqlite_ops = {
    .scheme = "sqlite",
    .connect = connect,
    .disconnect = disconnect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .keep = keep,
    .undo = undo,
    .in_transaction = in_transaction,
    .tidy = sql_sqlite_statement_tidy,
    .rest = rest,
    .open = sql_sqlite_statement_open,
    .step = sql_sqlite_statement_step,
    .finish = sql_sqlite_statement_finish,
    .column_int = column_int,
    .column_is_null = column_is_null,
    .column_text = column_text,
    .last_id = last_id,
    .changed = changed,
    .data_version = data_version,
    .backup = sql_sqlite_copy_backup,
    .restore = sql_sqlite_copy_restore,
};
