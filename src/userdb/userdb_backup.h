/* userdb_backup.h -- the user database as one file: out while it is in use, and back while it is not.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERDB_BACKUP_H
#define LATCHSTRING_USERDB_BACKUP_H

#include "userdb/userdb.h"

/* A consistent copy into a new file (mode 0600). The signing keys in it are sealed: without the key file it is not enough.
 * event: backup.made, after it. E_EXISTS, E_IO, E_DB. */
Error *userdb_backup(Userdb *users, Arena *arena, const char *path, Micros now) MUST_USE;

/* Put a backup in the place of the database (a path, not a URL), which no process may have open. Refused, with nothing changed:
 * E_CONFIG (not a user database, of a newer version, damaged), E_IO (in use, not readable, not writable).
 * What was spent or revoked after the backup was made is live again; ids and positions are never given twice. */
Error *userdb_restore(const char *backup_path, const char *database_path) MUST_USE;

#endif
