/* userdb_backup.c -- the user database as one file, out and back.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb_backup.h"

#include "base/str.h"
#include "userdb/userdb_inner.h"

#include <limits.h>
#include <stdio.h>

static Error *
note_backup(Tx *tx, void *arg)
{
    return userdb_outbox_note(tx, &(UserdbNote){ .type = EVENT_BACKUP_MADE, .at = *(const Micros *)arg });
}

Error *
userdb_backup(Userdb *users, Arena *arena, const char *path, Micros now)
{
    TRY(sql_backup(users->sql, path));
    return sql_write(users->sql, arena, note_backup, &now);
}

Error *
userdb_restore(const char *backup_path, const char *database_path)
{
    char url[PATH_MAX + 16];

    if (snprintf(url, sizeof url, "sqlite:%s", database_path) >= (int)sizeof url)
        FAIL(E_CONFIG, "the path of the database is longer than %d bytes", PATH_MAX);
    return sql_restore(str_from_c(url), &userdb_schema, backup_path);
}
