/* userdb_client_cache.c -- clients in memory: at most SLOTS of them, each immutable and shared by reference.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "userdb/userdb_inner.h"

#include <stdatomic.h>
#include <stdlib.h>

#define SLOTS       256 /* two clients that meet in one slot only take turns in it */
#define ENTRY_LIMIT ((size_t)128 * 1024)

struct UserdbClientEntry {
    atomic_int references;
    int64_t revision; /* of the clients when it was read, or later */
    Arena *arena;     /* holds the client's text */
    Client client;
};

struct UserdbClientCache {
    pthread_mutex_t lock; /* guards slots */
    UserdbClientEntry *slots[SLOTS];
};

UserdbClientCache *
userdb_client_cache_new(void)
{
    UserdbClientCache *cache = calloc(1, sizeof *cache);

    if (cache)
        (void)pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static void
entry_release(UserdbClientEntry *entry)
{
    if (!entry || atomic_fetch_sub(&entry->references, 1) > 1)
        return;
    arena_free(entry->arena);
    free(entry);
}

void
userdb_client_cache_free(UserdbClientCache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        entry_release(cache->slots[i]);
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

/* Spreads well enough: who chooses colliding names only makes his own clients read again. */
static UserdbClientEntry **
slot_of(UserdbClientCache *cache, Str client_id)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < client_id.len; i++)
        hash = (hash ^ (unsigned char)client_id.ptr[i]) * 16777619u;
    return &cache->slots[(hash >> 8) % SLOTS];
}

/* NULL when it is not there, or from another revision. */
static UserdbClientEntry *
find(UserdbClientCache *cache, Str client_id, int64_t revision)
{
    (void)pthread_mutex_lock(&cache->lock);
    UserdbClientEntry *entry = *slot_of(cache, client_id);
    if (entry && entry->revision == revision && str_equal(entry->client.client_id, client_id))
        (void)atomic_fetch_add(&entry->references, 1);
    else
        entry = NULL;
    (void)pthread_mutex_unlock(&cache->lock);
    return entry;
}

static void
keep(UserdbClientCache *cache, UserdbClientEntry *entry)
{
    (void)atomic_fetch_add(&entry->references, 1);
    (void)pthread_mutex_lock(&cache->lock);
    UserdbClientEntry **slot = slot_of(cache, entry->client.client_id);
    UserdbClientEntry *before = *slot;
    *slot = entry;
    (void)pthread_mutex_unlock(&cache->lock);
    entry_release(before);
}

typedef struct Load {
    Str client_id;
    Client client;
    bool found;
} Load;

static Error *
load(Tx *tx, void *arg)
{
    Load *in = arg;

    return userdb_clients_read(tx, in->client_id, &in->client, &in->found);
}

static Error *
entry_load(Userdb *users, Str client_id, UserdbClientEntry *entry)
{
    Load in = { .client_id = client_id };

    TRY(sql_read(users->sql, entry->arena, load, &in));
    if (!in.found)
        FAIL(E_INVALID_CLIENT, "no client is called \"%.*s\"", STR_ARG(str_slice(client_id, 0, NAME_LIMIT)));
    entry->client = in.client;
    return NULL;
}

/* A new entry with one reference, from the database. */
static Error *
entry_new(Userdb *users, Str client_id, int64_t revision, UserdbClientEntry **out)
{
    UserdbClientEntry *entry = calloc(1, sizeof *entry);

    if (!entry || !(entry->arena = arena_new(ENTRY_LIMIT))) {
        free(entry);
        FAIL(E_MEMORY, "no memory for a client");
    }
    atomic_init(&entry->references, 1);
    entry->revision = revision;
    Error *error = entry_load(users, client_id, entry);
    if (error) {
        entry_release(entry);
        return error_pass(error, __FILE__, __LINE__);
    }
    *out = entry;
    return NULL;
}

typedef struct Hold {
    UserdbClientEntry *entry;
} Hold;

static void
hold_end(void *arg)
{
    entry_release(((const Hold *)arg)->entry);
}

/* The hold hangs on the arena before there is anything to hold: no jump can come in between and lose it. */
Error *
userdb_client_cache_get(Userdb *users, Arena *arena, Str client_id, int64_t revision, Client *client)
{
    Hold *hold = ARENA_NEW(arena, Hold, 1);

    arena_defer(arena, hold_end, hold);
    hold->entry = find(users->clients, client_id, revision);
    if (!hold->entry) {
        TRY(entry_new(users, client_id, revision, &hold->entry));
        keep(users->clients, hold->entry);
    }
    *client = hold->entry->client;
    return NULL;
}
