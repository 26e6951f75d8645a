/* sql_sqlite_copy.c -- a consistent copy out of a living database, and back into its place.
 * SPDX-License-Identifier: ISC */
#include "sql/sql_sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where SQLite locks a file (its file format: the lock-byte page). Every open connection in WAL mode holds a shared lock there. */
#define LOCK_BYTES_START 0x40000000
#define LOCK_BYTES_COUNT 512

/* How far the numbers of AUTOINCREMENT jump when a copy takes the place of a newer file. */
#define SEQUENCE_JUMP "4294967296"

/* A new, empty, private file beside path, for work that may fail. */
static Error *
make_beside(const char *path, char *name)
{
    if (snprintf(name, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX)
        FAIL(E_CONFIG, "%s is too long a path: choose a shorter one", path);
    int fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        FAIL(E_IO, "a file beside %s cannot be created: %s", path, strerror(errno));
    (void)close(fd);
    return NULL;
}

/* A compact copy of all that lite's file holds at one moment. SQLite does not sync it; the caller does. */
static Error *
copy_into(Lite *lite, const char *path)
{
    void *statement;
    bool more;
    Str text = { path, strlen(path) };

    TRY(sql_sqlite_statement_open(&lite->base, "VACUUM INTO ?1", SQL_ARGS(SQL_T(text)), SQL_BIND_STAYS, &statement));
    Error *error = sql_sqlite_statement_step(&lite->base, statement, &more);
    sql_sqlite_statement_finish(&lite->base, statement);
    return error;
}

/* ---- out ---- */

static Error *
backup_into(const SqlPlace *place, const char *name, const char *path)
{
    Lite *lite;

    TRY(sql_sqlite_open(place->path, SQLITE_OPEN_READWRITE, &lite));
    Error *error = copy_into(lite, name);
    sql_sqlite_close(lite);
    if (!error)
        error = sql_sqlite_file_sync(name);
    if (error)
        return error;
    if (renameat2(AT_FDCWD, name, AT_FDCWD, path, RENAME_NOREPLACE) != 0)
        FAIL(errno == EEXIST ? E_EXISTS : E_IO, "the backup cannot be named %s: %s", path, strerror(errno));
    return sql_sqlite_file_sync_folder(path);
}

Error *
sql_sqlite_copy_backup(const SqlPlace *place, const char *path)
{
    char name[PATH_MAX];
    struct stat info;

    if (lstat(path, &info) == 0)
        FAIL(E_EXISTS, "%s is there already: choose another name for the backup", path);
    TRY(make_beside(path, name));
    Error *error = backup_into(place, name, path);
    if (error)
        (void)unlink(name);
    return error;
}

/* ---- and back ---- */

/* Whether SQLite finds the copy sound, in all its pages and indexes. */
static Error *
check_sound(Lite *lite)
{
    bool sound = false;

    Error *error = sql_sqlite_says(lite, "PRAGMA integrity_check(1)", LIT("ok"), &sound);
    if (error || !sound)
        FAIL(E_CONFIG, "%s is damaged: restore another backup", lite->path);
    return NULL;
}

static Error *
check_backup(Lite *lite, const SqlSchema *schema)
{
    int64_t version;

    TRY(sql_sqlite_file_check(lite, schema));
    TRY(sql_sqlite_number(lite, "PRAGMA user_version", &version));
    if (version == 0)
        FAIL(E_CONFIG, "%s is empty: it is no backup of a %s", lite->path, schema->name);
    return check_sound(lite);
}

static Error *
copy_checked(const SqlPlace *place, const char *from, const char *to)
{
    Lite *lite;

    if (access(from, R_OK) != 0)
        FAIL(E_IO, "the backup %s cannot be read: %s", from, strerror(errno));
    TRY(sql_sqlite_open(from, SQLITE_OPEN_READONLY, &lite));
    Error *error = check_backup(lite, place->schema);
    if (!error)
        error = copy_into(lite, to);
    sql_sqlite_close(lite);
    return error;
}

/* Others remember numbers that the replaced file gave (sessions: ids of users; the pipeline: positions). None of them may be
 * given to something else now. */
static Error *
jump_sequences(const char *path)
{
    int64_t has_sequences;
    Lite *lite;

    TRY(sql_sqlite_open(path, SQLITE_OPEN_READWRITE, &lite));
    Error *error =
        sql_sqlite_number(lite, "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'", &has_sequences);
    if (!error && has_sequences) {
        error = sql_sqlite_exec(lite, "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_schema s "
                                      "WHERE type = 'table' AND sql LIKE '% AUTOINCREMENT%' "
                                      "AND name NOT IN (SELECT name FROM sqlite_sequence)");
        if (!error)
            error = sql_sqlite_exec(lite, "UPDATE sqlite_sequence SET seq = seq + " SEQUENCE_JUMP);
    }
    sql_sqlite_close(lite);
    return error;
}

/* Take the lock that every user of the file would hold, on whatever is there, be it damaged. *fd is -1 when nothing is. */
static Error *
lock_replaced(const SqlPlace *place, int *out)
{
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_BYTES_START, .l_len = LOCK_BYTES_COUNT
    };

    int fd = open(place->path, O_RDWR | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        FAIL(E_IO, "%s (%s) cannot be replaced: %s", place->path, place->schema->name, strerror(errno));
    if (fd >= 0 && fcntl(fd, F_SETLK, &lock) != 0) {
        (void)close(fd);
        FAIL(E_IO, "%s (%s) is in use: stop the server first, then restore", place->path, place->schema->name);
    }
    *out = fd;
    return NULL;
}

/* The log of the replaced file must not be applied to the new one. */
static Error *
remove_side_files(const char *path)
{
    static const char *const endings[] = { "-wal", "-shm", "-journal" };
    char name[PATH_MAX];

    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        if (snprintf(name, sizeof name, "%s%s", path, endings[i]) >= (int)sizeof name)
            FAIL(E_CONFIG, "%s is too long a path: choose a shorter one", path);
        if (unlink(name) != 0 && errno != ENOENT)
            FAIL(E_IO, "%s cannot be removed: %s", name, strerror(errno));
    }
    return NULL;
}

static Error *
put_in_place(const SqlPlace *place, const char *name)
{
    int fd;

    TRY(lock_replaced(place, &fd));
    Error *error = remove_side_files(place->path);
    if (!error && rename(name, place->path) != 0)
        error = ERROR_NEW(E_IO, "%s cannot be replaced: %s", place->path, strerror(errno));
    if (fd >= 0)
        (void)close(fd); /* with it goes the lock */
    if (error)
        return error;
    return sql_sqlite_file_sync_folder(place->path);
}

Error *
sql_sqlite_copy_restore(const SqlPlace *place, const char *path)
{
    char name[PATH_MAX];
    int fd;

    TRY(lock_replaced(place, &fd)); /* before the work, to say it at once; and again for the act */
    if (fd >= 0)
        (void)close(fd);
    TRY(make_beside(place->path, name));
    Error *error = copy_checked(place, path, name);
    if (!error)
        error = jump_sequences(name);
    if (!error)
        error = sql_sqlite_file_sync(name);
    if (!error)
        error = put_in_place(place, name);
    if (error)
        (void)unlink(name);
    return error;
}
