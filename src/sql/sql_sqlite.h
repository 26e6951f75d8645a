/* sql_sqlite.h -- what the files of the SQLite back-end share.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SQL_SQLITE_H
#define LATCHSTRING_SQL_SQLITE_H

#include "sql/sql_backend.h"

#include <sqlite3.h>

/* A prepared statement, kept for as long as its connection. */
typedef struct LiteStatement {
    const char *text; /* a literal: its address is its name */
    sqlite3_stmt *stmt;
    bool open; /* someone steps through it */
} LiteStatement;

typedef struct Lite {
    SqlConn base;
    sqlite3 *db;
    const char *path;
    LiteStatement **slots; /* open addressing by text; a text that was open twice at once has two */
    size_t slot_count;     /* a power of two */
    size_t used;
    size_t open;   /* statements that are open now */
    int wal_pages; /* in the log after the last commit */
} Lite;

/* What an SQLite result code means to a caller: E_EXISTS for a broken UNIQUE, else E_DB, with advice. A failed fsync does not
 * return. */
Error *sql_sqlite_error(const Lite *lite, int result) MUST_USE;

/* Run static text that has no rows to read. */
Error *sql_sqlite_exec(Lite *lite, const char *text) MUST_USE;

/* An open connection with the house's settings, that has not looked into the file yet. lite->path is borrowed. */
Error *sql_sqlite_open(const char *path, int flags, Lite **lite) MUST_USE;
void sql_sqlite_close(Lite *lite);

/* One number out of a PRAGMA or a query without values. */
Error *sql_sqlite_number(Lite *lite, const char *text, int64_t *number) MUST_USE;

/* Whether the first answer to a PRAGMA is this word. */
Error *sql_sqlite_says(Lite *lite, const char *text, Str word, bool *says) MUST_USE;

/* sql_sqlite_statement.c */
Error *sql_sqlite_statement_open(SqlConn *conn, const char *text, const SqlValue *args, size_t count, SqlBind bind,
                                 void **statement) MUST_USE;
Error *sql_sqlite_statement_step(SqlConn *conn, void *statement, bool *more) MUST_USE;
void sql_sqlite_statement_finish(SqlConn *conn, void *statement);
void sql_sqlite_statement_tidy(SqlConn *conn);
void sql_sqlite_statement_free_all(Lite *lite);

/* sql_sqlite_file.c: make the file if there is none, refuse what is not ours, apply migrations. */
Error *sql_sqlite_file_create(const SqlPlace *place) MUST_USE;
Error *sql_sqlite_file_check(Lite *lite, const SqlSchema *schema) MUST_USE;
Error *sql_sqlite_file_upgrade(Lite *lite, const SqlSchema *schema) MUST_USE;
Error *sql_sqlite_file_sync(const char *path) MUST_USE;        /* what is in the file */
Error *sql_sqlite_file_sync_folder(const char *path) MUST_USE; /* that the file is there */

/* sql_sqlite_copy.c */
Error *sql_sqlite_copy_backup(const SqlPlace *place, const char *path) MUST_USE;
Error *sql_sqlite_copy_restore(const SqlPlace *place, const char *path) MUST_USE;

#endif
