/* userdb_clients.c -- clients: registered, found, changed.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/secret.h"
#include "userdb/userdb_inner.h"

#include <string.h>

#define CLIENT_COLUMNS "id, client_id, name, is_public, first_party, secret_hash, created"

static Str
hash_str(const unsigned char hash[32])
{
    return (Str){ (const char *)hash, 32 };
}

/* ---- reading ---- */

static Error *
read_redirect_uris(Tx *tx, Client *client)
{
    SqlRows rows;
    bool more;

    TRY(sql_query(tx, "SELECT uri FROM client_redirect_uris WHERE client = ?1 ORDER BY place",
                  SQL_ARGS(SQL_I(client->id)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        if (client->redirect_uri_count == REDIRECT_URIS_MAX)
            FAIL(E_DB, "a client has more than %d redirect URIs in the database", REDIRECT_URIS_MAX);
        client->redirect_uris[client->redirect_uri_count++] = sql_text(&rows, 0);
    }
}

static Client
read_row(const SqlRows *rows)
{
    Client client = {
        .id = sql_int(rows, 0),
        .client_id = sql_text(rows, 1),
        .name = sql_text(rows, 2),
        .is_public = sql_int(rows, 3) != 0,
        .first_party = sql_int(rows, 4) != 0,
        .created = sql_int(rows, 6),
    };
    Str hash = sql_text(rows, 5); /* 32 bytes: a CHECK of the table */

    memcpy(client.secret_hash, hash.ptr, sizeof client.secret_hash);
    return client;
}

Error *
userdb_clients_read(Tx *tx, Str client_id, Client *client, bool *found)
{
    SqlRows rows;

    TRY(sql_row(tx, "SELECT " CLIENT_COLUMNS " FROM clients WHERE client_id = ?1", SQL_ARGS(SQL_T(client_id)), &rows,
                found));
    if (!*found)
        return NULL;
    *client = read_row(&rows);
    sql_done(&rows);
    return read_redirect_uris(tx, client);
}

Error *
userdb_get_client(Userdb *users, Arena *arena, Str client_id, Client *client)
{
    int64_t revision;

    TRY(userdb_catalog_revision(users, arena, CATALOG_CLIENTS, &revision));
    return userdb_client_cache_get(users, arena, client_id, revision, client);
}

typedef struct List {
    Client *clients;
    size_t count;
} List;

static Error *
read_list(Tx *tx, void *arg)
{
    List *list = arg;
    SqlRows rows;
    bool more;

    TRY(sql_row(tx, "SELECT count(*) FROM clients", SQL_NO_ARGS, &rows, &more));
    size_t room = (size_t)sql_int(&rows, 0);
    sql_done(&rows);
    *list = (List){ ARENA_NEW(tx_arena(tx), Client, room), 0 };
    TRY(sql_query(tx, "SELECT " CLIENT_COLUMNS " FROM clients ORDER BY id", SQL_NO_ARGS, &rows));
    while (list->count < room) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        Client *client = &list->clients[list->count++];
        *client = read_row(&rows);
        TRY(read_redirect_uris(tx, client));
    }
    sql_done(&rows);
    return NULL;
}

Error *
userdb_list_clients(Userdb *users, Arena *arena, Client **clients, size_t *count)
{
    List list;

    TRY(sql_read(users->sql, arena, read_list, &list));
    *clients = list.clients;
    *count = list.count;
    return NULL;
}

/* ---- writing ---- */

typedef struct Put {
    const Client *client;
    Micros now;
} Put;

static Error *
put_redirect_uris(Tx *tx, Id id, const Client *client)
{
    TRY(sql_run(tx, "DELETE FROM client_redirect_uris WHERE client = ?1", SQL_ARGS(SQL_I(id))));
    for (size_t i = 0; i < client->redirect_uri_count; i++)
        TRY(sql_run(tx, "INSERT INTO client_redirect_uris (client, place, uri) VALUES (?1, ?2, ?3)",
                    SQL_ARGS(SQL_I(id), SQL_I((int64_t)i), SQL_T(client->redirect_uris[i]))));
    return NULL;
}

static Error *
note(Tx *tx, EventType type, Str client_id, Micros now)
{
    TRY(userdb_catalog_touch(tx, CATALOG_CLIENTS));
    return userdb_outbox_note(tx, &(UserdbNote){ .type = type, .at = now, .client_id = client_id });
}

static Error *
insert(Tx *tx, const Put *put)
{
    const Client *client = put->client;

    TRY(sql_run(tx,
                "INSERT INTO clients (client_id, name, is_public, first_party, secret_hash, created, updated) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
                SQL_ARGS(SQL_T(client->client_id), SQL_T(client->name), SQL_I(client->is_public),
                         SQL_I(client->first_party), SQL_B(hash_str(client->secret_hash)), SQL_I(put->now))));
    TRY(put_redirect_uris(tx, sql_last_id(tx), client));
    return note(tx, EVENT_CLIENT_CREATED, client->client_id, put->now);
}

static Error *
create(Tx *tx, void *arg)
{
    const Put *put = arg;
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT 1 FROM clients WHERE client_id = ?1", SQL_ARGS(SQL_T(put->client->client_id)), &rows,
                &found));
    if (found)
        FAIL(E_EXISTS, "a client \"%.*s\" exists already: choose another client_id",
             STR_ARG(str_slice(put->client->client_id, 0, NAME_LIMIT)));
    return insert(tx, put);
}

static Error *
check(const Client *client)
{
    bool too_long = client->client_id.len > NAME_LIMIT || client->name.len > NAME_LIMIT;

    for (size_t i = 0; i < client->redirect_uri_count && i < REDIRECT_URIS_MAX; i++)
        too_long = too_long || client->redirect_uris[i].len > URI_LIMIT;
    if (client->client_id.len == 0 || client->redirect_uri_count > REDIRECT_URIS_MAX || too_long)
        FAIL(E_INVALID_REQUEST,
             "a client needs a client_id and a name of at most %d bytes and at most %d redirect URIs of at most %d "
             "bytes",
             NAME_LIMIT, REDIRECT_URIS_MAX, URI_LIMIT);
    return NULL;
}

Error *
userdb_create_client(Userdb *users, Arena *arena, const Client *client, Micros now)
{
    TRY(check(client));
    TRY(sql_write(users->sql, arena, create, &(Put){ client, now }));
    userdb_catalog_changed(users);
    return NULL;
}

static bool
is_same(const Client *a, const Client *b)
{
    bool same = str_equal(a->name, b->name) && a->is_public == b->is_public && a->first_party == b->first_party &&
                secret_equal(hash_str(a->secret_hash), hash_str(b->secret_hash)) &&
                a->redirect_uri_count == b->redirect_uri_count;

    for (size_t i = 0; same && i < a->redirect_uri_count; i++)
        same = str_equal(a->redirect_uris[i], b->redirect_uris[i]);
    return same;
}

static Error *
put_own(Tx *tx, void *arg)
{
    const Put *put = arg;
    const Client *client = put->client;
    Client before = { 0 };
    bool found;

    TRY(userdb_clients_read(tx, client->client_id, &before, &found));
    if (!found)
        return insert(tx, put);
    if (is_same(&before, client))
        return NULL;
    TRY(sql_run(tx,
                "UPDATE clients SET name = ?2, is_public = ?3, first_party = ?4, secret_hash = ?5, updated = ?6 "
                "WHERE id = ?1",
                SQL_ARGS(SQL_I(before.id), SQL_T(client->name), SQL_I(client->is_public), SQL_I(client->first_party),
                         SQL_B(hash_str(client->secret_hash)), SQL_I(put->now))));
    TRY(put_redirect_uris(tx, before.id, client));
    return note(tx, EVENT_CLIENT_CHANGED, client->client_id, put->now);
}

Error *
userdb_put_own_client(Userdb *users, Arena *arena, const Client *client, Micros now)
{
    TRY(check(client));
    TRY(sql_write(users->sql, arena, put_own, &(Put){ client, now }));
    userdb_catalog_changed(users);
    return NULL;
}

typedef struct SetSecret {
    Str client_id;
    const unsigned char *hash;
    Micros now;
} SetSecret;

static Error *
set_secret(Tx *tx, void *arg)
{
    const SetSecret *in = arg;
    Client client = { 0 };
    bool found;

    TRY(userdb_clients_read(tx, in->client_id, &client, &found));
    if (!found)
        FAIL(E_INVALID_CLIENT, "no client is called \"%.*s\"", STR_ARG(str_slice(in->client_id, 0, NAME_LIMIT)));
    if (client.is_public)
        FAIL(E_INVALID_REQUEST, "the client \"%.*s\" is public: it has no secret", STR_ARG(client.client_id));
    TRY(sql_run(tx, "UPDATE clients SET secret_hash = ?2, updated = ?3 WHERE id = ?1",
                SQL_ARGS(SQL_I(client.id), SQL_B(hash_str(in->hash)), SQL_I(in->now))));
    return note(tx, EVENT_CLIENT_CHANGED, in->client_id, in->now);
}

Error *
userdb_set_client_secret(Userdb *users, Arena *arena, Str client_id, const unsigned char hash[32], Micros now)
{
    TRY(sql_write(users->sql, arena, set_secret, &(SetSecret){ client_id, hash, now }));
    userdb_catalog_changed(users);
    return NULL;
}
