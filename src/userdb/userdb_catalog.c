/* userdb_catalog.c -- when the caches of clients and keys are out of date.
 *
 * Whoever changes a cached table raises its revision in the same transaction. A reader compares its copy's revision with the
 * database's, which it asks for at most every 100 ms, and reads only when PRAGMA data_version says that anyone wrote at all: so
 * a busy server pays a microsecond ten times a second, and reads clients again only when clients changed.
 * SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "userdb/userdb_inner.h"

#define LOOK_EVERY (100 * MILLISECOND)

void
userdb_catalog_init(UserdbCatalog *catalog)
{
    (void)pthread_mutex_init(&catalog->lock, NULL);
}

void
userdb_catalog_end(UserdbCatalog *catalog)
{
    (void)pthread_mutex_destroy(&catalog->lock);
}

static Error *
read_revisions(Tx *tx, void *arg)
{
    int64_t *revisions = arg;
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT clients, signing_keys FROM revisions", SQL_NO_ARGS, &rows, &found));
    if (!found)
        FAIL(E_DB, "the table revisions has lost its row: restore a backup");
    revisions[CATALOG_CLIENTS] = sql_int(&rows, 0);
    revisions[CATALOG_KEYS] = sql_int(&rows, 1);
    sql_done(&rows);
    return NULL;
}

/* Under the lock. The version is asked for first: what is written between the two looks is seen at the next. */
static Error *
look(Userdb *users, Arena *arena)
{
    UserdbCatalog *catalog = &users->catalog;
    int64_t version, revisions[CATALOGS];
    Micros now = clock_monotonic();

    if (catalog->known && now - catalog->looked < LOOK_EVERY)
        return NULL;
    TRY(sql_data_version(users->sql, &version));
    if (!catalog->known || version != catalog->data_version) {
        TRY(sql_read(users->sql, arena, read_revisions, revisions));
        for (size_t i = 0; i < CATALOGS; i++)
            catalog->revisions[i] = revisions[i];
    }
    catalog->data_version = version;
    catalog->looked = now;
    catalog->known = true;
    return NULL;
}

/* Nothing under the lock takes memory from the arena outside sql_read, which lets no jump out. */
Error *
userdb_catalog_revision(Userdb *users, Arena *arena, Catalog which, int64_t *revision)
{
    (void)pthread_mutex_lock(&users->catalog.lock);
    Error *error = look(users, arena);
    int64_t seen = users->catalog.revisions[which];
    (void)pthread_mutex_unlock(&users->catalog.lock);
    if (error)
        return error_pass(error, __FILE__, __LINE__);
    *revision = seen;
    return NULL;
}

Error *
userdb_catalog_touch(Tx *tx, Catalog which)
{
    if (which == CATALOG_CLIENTS)
        return sql_run(tx, "UPDATE revisions SET clients = clients + 1", SQL_NO_ARGS);
    return sql_run(tx, "UPDATE revisions SET signing_keys = signing_keys + 1", SQL_NO_ARGS);
}

void
userdb_catalog_changed(Userdb *users)
{
    (void)pthread_mutex_lock(&users->catalog.lock);
    users->catalog.known = false;
    (void)pthread_mutex_unlock(&users->catalog.lock);
}
