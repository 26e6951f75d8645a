/* sql_sqlite_file.c -- the file: made private, refused when it is not ours, brought up to date.
 * Every refusal is one sentence that names the file and says what to do.
 * SPDX-License-Identifier: ISC */
#include "sql/sql_sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PRAGMA_MAX  64
#define WAL_TRIES   200
#define WAL_WAIT_US 50000

/* The folder of a path, in memory of PATH_MAX bytes. */
static Error *
folder_of(const char *path, char *memory, const char **folder)
{
    if (snprintf(memory, PATH_MAX, "%s", path) >= PATH_MAX)
        FAIL(E_CONFIG, "the path of a database is longer than %d bytes: choose a shorter one", PATH_MAX);
    *folder = dirname(memory);
    return NULL;
}

static Error *
check_folder(const SqlPlace *place)
{
    char memory[PATH_MAX];
    const char *folder = place->path;
    struct stat info;

    TRY(folder_of(place->path, memory, &folder));
    if (stat(folder, &info) != 0)
        FAIL(E_IO, "the folder %s of the %s cannot be used (%s): create it, with mode 0700", folder,
             place->schema->name, strerror(errno));
    if (!S_ISDIR(info.st_mode))
        FAIL(E_IO, "%s should be the folder of the %s but is a file: move it away", folder, place->schema->name);
    if (access(folder, W_OK | X_OK) != 0)
        FAIL(E_IO, "the folder %s of the %s is not writable for this user: change its owner or its mode", folder,
             place->schema->name);
    return NULL;
}

static Error *
check_existing(const SqlPlace *place)
{
    struct stat info;

    if (stat(place->path, &info) != 0)
        FAIL(E_IO, "%s (%s): %s", place->path, place->schema->name, strerror(errno));
    if (!S_ISREG(info.st_mode))
        FAIL(E_CONFIG, "%s should be the file of the %s but is something else: choose another path", place->path,
             place->schema->name);
    if (access(place->path, R_OK | W_OK) != 0)
        FAIL(E_IO, "%s (%s) is not readable and writable for this user: change its owner or its mode", place->path,
             place->schema->name);
    return NULL;
}

/* Made here, because SQLite would make it readable by others. A file that exists is not opened: closing it would drop the
 * locks that other connections of this process hold on it. */
Error *
sql_sqlite_file_create(const SqlPlace *place)
{
    TRY(check_folder(place));
    int fd = open(place->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        (void)close(fd);
        return NULL;
    }
    if (errno != EEXIST)
        FAIL(E_IO, "%s (%s) cannot be created: %s", place->path, place->schema->name, strerror(errno));
    return check_existing(place);
}

Error *
sql_sqlite_file_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    bool failed = fd < 0 || fsync(fd) != 0;
    int reason = errno;
    if (fd >= 0)
        (void)close(fd);
    if (failed)
        FAIL(E_IO, "%s cannot be written to the disk: %s", path, strerror(reason));
    return NULL;
}

Error *
sql_sqlite_file_sync_folder(const char *path)
{
    char memory[PATH_MAX];
    const char *folder = path;

    TRY(folder_of(path, memory, &folder));
    return sql_sqlite_file_sync(folder);
}

/* ---- whose file it is ---- */

/* Read-only: a file of another program stays as it was. */
Error *
sql_sqlite_file_check(Lite *lite, const SqlSchema *schema)
{
    int64_t application, version, things;

    TRY(sql_sqlite_number(lite, "PRAGMA application_id", &application));
    TRY(sql_sqlite_number(lite, "PRAGMA user_version", &version));
    TRY(sql_sqlite_number(lite, "SELECT count(*) FROM sqlite_schema", &things));
    bool is_new = application == 0 && version == 0 && things == 0;
    if (!is_new && (uint32_t)application != schema->application_id)
        FAIL(E_CONFIG, "%s is a database of another program or for another purpose: choose another path for the %s",
             lite->path, schema->name);
    if (version > (int64_t)schema->count)
        FAIL(E_CONFIG,
             "%s was written by a newer version of Latchstring (its schema is %" PRId64 ", this version knows %zu): "
             "run the newer version, or restore a backup made before the upgrade",
             lite->path, version, schema->count);
    return NULL;
}

/* Switching asks for a moment alone with the file and does not wait for it by itself. */
static Error *
set_wal(Lite *lite)
{
    bool is_wal;

    for (int i = 0; i < WAL_TRIES; i++) {
        int result = sqlite3_exec(lite->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
        if (result == SQLITE_OK)
            break;
        if ((result & 0xff) != SQLITE_BUSY || i + 1 == WAL_TRIES)
            return sql_sqlite_error(lite, result);
        (void)usleep(WAL_WAIT_US);
    }
    TRY(sql_sqlite_says(lite, "PRAGMA journal_mode", LIT("wal"), &is_wal));
    if (!is_wal)
        FAIL(E_CONFIG, "%s lies on a file system without shared memory: choose a path on a local disk", lite->path);
    return NULL;
}

/* ---- migrations ---- */

static Error *
set_pragma(Lite *lite, const char *name, int64_t value)
{
    char text[PRAGMA_MAX];

    (void)snprintf(text, sizeof text, "PRAGMA %s=%" PRId64, name, value); /* a PRAGMA takes no bound values */
    int result = sqlite3_exec(lite->db, text, NULL, NULL, NULL);
    return result == SQLITE_OK ? NULL : sql_sqlite_error(lite, result);
}

/* Inside a write transaction, so that of two processes that start together one migrates and the other sees it done. */
static Error *
apply(Lite *lite, const SqlSchema *schema, const SqlMigration *migration)
{
    int64_t version;

    TRY(sql_sqlite_number(lite, "PRAGMA user_version", &version));
    if (version >= migration->version)
        return NULL;
    int result = sqlite3_exec(lite->db, migration->text, NULL, NULL, NULL);
    if (result != SQLITE_OK)
        FAIL(E_DB, "%s: migration %d of the %s failed: %s", lite->path, migration->version, schema->name,
             sqlite3_errmsg(lite->db));
    TRY(set_pragma(lite, "application_id", (int32_t)schema->application_id));
    return set_pragma(lite, "user_version", migration->version);
}

Error *
sql_sqlite_file_upgrade(Lite *lite, const SqlSchema *schema)
{
    int64_t version;

    TRY(set_wal(lite));
    TRY(sql_sqlite_number(lite, "PRAGMA user_version", &version));
    for (size_t i = (size_t)version; i < schema->count; i++) {
        TRY(sql_sqlite_ops.begin(&lite->base, true));
        Error *error = apply(lite, schema, &schema->migrations[i]);
        if (!error)
            error = sql_sqlite_ops.commit(&lite->base);
        sql_sqlite_ops.rollback(&lite->base);
        if (error)
            return error_pass(error, __FILE__, __LINE__);
    }
    return NULL;
}
