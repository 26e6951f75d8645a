/* userdb_inner.h -- what the files of this room share. Not for other rooms.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERDB_INNER_H
#define LATCHSTRING_USERDB_INNER_H

#include "userdb/userdb.h"

#include <pthread.h>

extern const SqlSchema userdb_schema;

/* What is cached in the process. */
typedef enum Catalog { CATALOG_CLIENTS, CATALOG_KEYS, CATALOGS } Catalog;

typedef struct UserdbCatalog {
    pthread_mutex_t lock; /* guards what follows */
    bool known;           /* false: read again at the next look, whatever the time */
    Micros looked;        /* clock_monotonic of the last look */
    int64_t data_version;
    int64_t revisions[CATALOGS];
} UserdbCatalog;

typedef struct UserdbClientCache UserdbClientCache;

struct Userdb {
    Sql *sql;
    const SealKey *seal;
    UserdbCatalog catalog;
    UserdbClientCache *clients;
    pthread_mutex_t keys_lock; /* guards keys */
    KeySet *keys;              /* the newest set that was built; NULL: none yet */
};

/* ---- userdb_catalog.c ---- */

void userdb_catalog_init(UserdbCatalog *catalog);
void userdb_catalog_end(UserdbCatalog *catalog);

/* The revision that a cached thing must have to be up to date. */
Error *userdb_catalog_revision(Userdb *users, Arena *arena, Catalog which, int64_t *revision) MUST_USE;

/* In the transaction that changes what others cache. */
Error *userdb_catalog_touch(Tx *tx, Catalog which) MUST_USE;

/* After that transaction: this process looks again at once. */
void userdb_catalog_changed(Userdb *users);

/* ---- userdb_client_cache.c ---- */

typedef struct UserdbClientEntry UserdbClientEntry; /* one client, immutable, reference counted */

UserdbClientCache *userdb_client_cache_new(void); /* NULL: no memory */
void userdb_client_cache_free(UserdbClientCache *cache);

/* Hand out what is kept under this name at this revision, or what load reads; it stays until the arena ends. */
Error *userdb_client_cache_get(Userdb *users, Arena *arena, Str client_id, int64_t revision, Client *client) MUST_USE;

/* ---- userdb_clients.c ---- */

/* One client out of the database; *found tells. */
Error *userdb_clients_read(Tx *tx, Str client_id, Client *client, bool *found) MUST_USE;

/* ---- userdb_users.c ---- */

#define USER_COLUMNS                                                                                             \
    "u.id, u.subject, u.name, u.display_name, u.email, u.email_verified, u.disabled, u.permissions, u.created, " \
    "u.updated, u.valid_after"
#define USER_COLUMN_COUNT 11

/* The USER_COLUMNS of a row, from that column on. */
User userdb_users_row(const SqlRows *rows, int first);

/* The key by which a name or an e-mail is unique: ASCII letters in lower case. */
Str userdb_users_key(Arena *arena, Str text);
SqlValue userdb_users_key_value(Arena *arena, Str text); /* NULL for the empty text */

/* Whether any account but this one (0: any at all) is found by that key, as a name or as an e-mail. */
Error *userdb_users_key_taken(Tx *tx, Str key, Id but, bool *taken) MUST_USE;

/* An e-mail with exactly one '@', something on both sides of it, and nothing that could not stand in one. */
bool userdb_users_is_email(Str email);

/* ---- userdb_outbox.c ---- */

/* An event of this room's own making. */
typedef struct UserdbNote {
    EventType type;
    Micros at;
    Str user_subject, client_id, cause;
} UserdbNote;

Error *userdb_outbox_note(Tx *tx, const UserdbNote *note) MUST_USE;

/* ---- userdb_refresh.c ---- */

#define REFRESH_GRACE (10 * SECOND) /* so long a spent token gets its successor again */

/* ---- keyset.c ---- */

typedef enum KeyState { KEY_NEXT, KEY_ACTIVE, KEY_RETIRED, KEY_STATES } KeyState;

/* A row of signing_keys. */
typedef struct KeyRow {
    Id id;
    Str kid;
    KeyState state;
    Str sealed;
    Micros since;
} KeyRow;

#define KEY_ROWS_MAX 32

typedef struct KeyTable {
    KeyRow rows[KEY_ROWS_MAX];
    size_t count;
} KeyTable;

/* Purpose of the sealed public half of a retired key. */
#define KEY_RETIRED_PURPOSE LIT("retired signing key")

/* Parse all the keys of a table; E_CONFIG when none is active. The set has one reference. */
Error *keyset_build(const SealKey *seal, const KeyTable *table, int64_t revision, KeySet **keys) MUST_USE;
KeySet *keyset_share(KeySet *keys); /* one more reference */
void keyset_release(KeySet *keys);  /* NULL is allowed */
int64_t keyset_revision(const KeySet *keys);

#endif
