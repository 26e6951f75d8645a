/* userdb.c -- opening and closing the user database.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb.h"

#include "userdb/userdb_inner.h"

#include <stdlib.h>

Error *
userdb_open(Str url, const SealKey *seal, Userdb **out)
{
    Userdb *users = calloc(1, sizeof *users);

    if (!users)
        FAIL(E_MEMORY, "no memory for the user database");
    users->seal = seal;
    userdb_catalog_init(&users->catalog);
    (void)pthread_mutex_init(&users->keys_lock, NULL);
    users->clients = userdb_client_cache_new();
    Error *error = users->clients ? sql_open(url, &userdb_schema, &users->sql)
                                  : ERROR_NEW(E_MEMORY, "no memory for the cache of clients");
    if (error) {
        userdb_close(users);
        return error_pass(error, __FILE__, __LINE__);
    }
    *out = users;
    return NULL;
}

void
userdb_close(Userdb *users)
{
    if (!users)
        return;
    sql_close(users->sql);
    keyset_release(users->keys);
    userdb_client_cache_free(users->clients);
    (void)pthread_mutex_destroy(&users->keys_lock);
    userdb_catalog_end(&users->catalog);
    free(users);
}

Sql *
userdb_sql(Userdb *users)
{
    return users->sql;
}
