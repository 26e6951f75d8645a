/* sessions_lmdb.c -- the LMDB back-end: the seven acts, each one transaction. LMDB serialises writers; readers never wait.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_lmdb.h"

#include <assert.h>
#include <string.h>

#define VISIT_SLICE        1024 /* records per snapshot */
#define SWEEP_IN_ACT       256  /* expired records deleted within a put that finds its kind full */
#define EVICT_IN_ACT       256  /* records that give way to one: of the smallest, more than the largest needs */
#define ROOM_BATCH         16   /* records per transaction while the map is full: small, because pages are few */
#define ROOM_BATCHES       256
#define READER_CHECK_EVERY (10 * SECOND)

#define RECORD_KEY_SIZE   (1 + SESSIONS_KEY_SIZE)
#define INDEX_KEY_SIZE    (1 + 1 + 8 + HASH_SIZE)
#define INDEX_PREFIX_SIZE 2

static LmdbCache *
cache_of(Sessions *sessions)
{
    return (LmdbCache *)sessions;
}

/* ---- keys ---- */

typedef struct RecordKey {
    unsigned char bytes[RECORD_KEY_SIZE];
} RecordKey;

typedef struct IndexKey {
    unsigned char bytes[INDEX_KEY_SIZE];
} IndexKey;

static RecordKey
record_key(const SessionsKey *key)
{
    RecordKey result = { "r" };

    memcpy(result.bytes + 1, key->bytes, SESSIONS_KEY_SIZE);
    return result;
}

static IndexKey
index_key(const SessionsKey *key, Micros expires)
{
    IndexKey result = { "x" };

    result.bytes[1] = key->bytes[0];
    for (int i = 0; i < 8; i++)
        result.bytes[2 + i] = (unsigned char)((uint64_t)expires >> (56 - 8 * i));
    memcpy(result.bytes + 10, key->bytes + 1, HASH_SIZE);
    return result;
}

static SessionsKey
index_key_of(const MDB_val *found)
{
    const unsigned char *bytes = found->mv_data;
    SessionsKey key;

    key.bytes[0] = bytes[1];
    memcpy(key.bytes + 1, bytes + 10, HASH_SIZE);
    return key;
}

static Micros
index_expires_of(const MDB_val *found)
{
    const char *bytes = found->mv_data;

    return sessions_record_expires((Str){ bytes + 2, 8 });
}

static MDB_val
val_of(void *bytes, size_t size)
{
    return (MDB_val){ size, bytes };
}

/* What a record costs: itself, its index entry, their heads in a page; a large one has whole pages. */
static uint64_t
cost_of(Str bytes)
{
    uint64_t size = bytes.len > 2000 ? (bytes.len + 16 + 4095) / 4096 * 4096 : bytes.len;

    return bytes.len == 0 ? 0 : size + RECORD_KEY_SIZE + INDEX_KEY_SIZE + 24;
}

/* ---- records within a transaction ---- */

static Error *
get_record(const LmdbCache *cache, MDB_txn *txn, const SessionsKey *key, Str *bytes)
{
    RecordKey name = record_key(key);
    MDB_val at = val_of(name.bytes, sizeof name.bytes), found;

    int failed = mdb_get(txn, cache->dbi, &at, &found);
    if (failed && failed != MDB_NOTFOUND)
        return sessions_lmdb_env_error(cache, failed, "reading a record");
    if (!failed && (found.mv_size < RECORD_HEAD || found.mv_size > RECORD_LIMIT))
        FAIL(E_CACHE, "a record of %zu bytes is in the cache: it is damaged", found.mv_size);
    *bytes = failed ? LIT("") : (Str){ found.mv_data, found.mv_size };
    return NULL;
}

static int
set_index(LmdbWriter *writer, const SessionsKey *key, Micros before, Micros after)
{
    IndexKey old = index_key(key, before), new = index_key(key, after);
    MDB_val old_at = val_of(old.bytes, sizeof old.bytes), new_at = val_of(new.bytes, sizeof new.bytes);
    MDB_val nothing = { 0, NULL };
    int failed = MDB_SUCCESS;

    if (before == after)
        return MDB_SUCCESS;
    if (before >= 0)
        failed = mdb_del(writer->txn, writer->cache->dbi, &old_at, NULL);
    if (failed == MDB_NOTFOUND)
        failed = MDB_SUCCESS;
    if (!failed && after >= 0)
        failed = mdb_put(writer->txn, writer->cache->dbi, &new_at, &nothing, 0);
    return failed;
}

static Error *
write_failed(LmdbWriter *writer, int failed, const char *doing)
{
    writer->map_full = failed == MDB_MAP_FULL;
    return sessions_lmdb_env_error(writer->cache, failed, doing);
}

/* Put, replace or (no bytes) delete a record, its index entry and its share of the counters: nothing else changes records. */
static Error *
set_record(LmdbWriter *writer, const SessionsKey *key, Str next)
{
    LmdbCounter *counter = &writer->counters[key->bytes[0]];
    RecordKey name = record_key(key);
    MDB_val at = val_of(name.bytes, sizeof name.bytes);
    MDB_val value = { next.len, (void *)(uintptr_t)next.ptr };
    Str before;

    TRY(get_record(writer->cache, writer->txn, key, &before));
    if (before.len == 0 && next.len == 0)
        return NULL;
    uint64_t bytes = counter->bytes + cost_of(next), cost = cost_of(before);
    counter->bytes = bytes > cost ? bytes - cost : 0;
    counter->records += (next.len > 0) - (before.len > 0);
    writer->counted = true;
    int failed = set_index(writer, key, before.len ? sessions_record_expires(before) : -1,
                           next.len ? sessions_record_expires(next) : -1);
    if (!failed)
        failed = next.len ? mdb_put(writer->txn, writer->cache->dbi, &at, &value, 0)
                          : mdb_del(writer->txn, writer->cache->dbi, &at, NULL);
    return failed ? write_failed(writer, failed, "writing a record") : NULL;
}

/* ---- claiming ---- */

/* The oldest index entry of a kind, if it has expired. */
static int
oldest_expired(LmdbWriter *writer, SessionsKind kind, Micros now, IndexKey *entry)
{
    unsigned char prefix[INDEX_PREFIX_SIZE] = { 'x', (unsigned char)kind };
    MDB_val at = val_of(prefix, sizeof prefix), nothing;
    MDB_cursor *cursor;

    int failed = mdb_cursor_open(writer->txn, writer->cache->dbi, &cursor);
    if (failed)
        return failed;
    failed = mdb_cursor_get(cursor, &at, &nothing, MDB_SET_RANGE);
    if (!failed &&
        (at.mv_size != INDEX_KEY_SIZE || memcmp(at.mv_data, prefix, sizeof prefix) != 0 || index_expires_of(&at) > now))
        failed = MDB_NOTFOUND;
    if (!failed)
        memcpy(entry->bytes, at.mv_data, INDEX_KEY_SIZE);
    mdb_cursor_close(cursor);
    return failed;
}

/* Delete what an index entry points to; *claimed says whether fn wanted it. */
static Error *
claim_one(LmdbWriter *writer, IndexKey *entry, SessionsClaimFn *fn, void *arg, bool *claimed)
{
    MDB_val at = val_of(entry->bytes, sizeof entry->bytes);
    SessionsKey key = index_key_of(&at);
    Str bytes;

    TRY(get_record(writer->cache, writer->txn, &key, &bytes));
    *claimed = true;
    if (bytes.len > 0 && sessions_record_expires(bytes) == index_expires_of(&at)) {
        *claimed = fn(arg, bytes);
        return *claimed ? set_record(writer, &key, LIT("")) : NULL;
    }
    /* An entry without its record cannot be; were it so, it must not stop the sweep for ever. */
    int failed = mdb_del(writer->txn, writer->cache->dbi, &at, NULL);
    return failed ? write_failed(writer, failed, "tidying the index") : NULL;
}

static Error *
claim_within(LmdbWriter *writer, SessionsKind kind, Micros now, size_t max, SessionsClaimFn *fn, void *arg)
{
    bool claimed = true;
    IndexKey entry;

    for (size_t i = 0; i < max && claimed; i++) {
        int failed = oldest_expired(writer, kind, now, &entry);
        if (failed == MDB_NOTFOUND)
            return NULL;
        if (failed)
            return write_failed(writer, failed, "looking for expired records");
        TRY(claim_one(writer, &entry, fn, arg, &claimed));
    }
    return NULL;
}

static Error *
lmdb_claim(Sessions *sessions, SessionsKind kind, Micros now, size_t max, SessionsClaimFn *fn, void *arg)
{
    LmdbWriter writer;

    TRY(sessions_lmdb_env_write(cache_of(sessions), &writer));
    Error *error = claim_within(&writer, kind, now, max, fn, arg);
    if (!error)
        return sessions_lmdb_env_commit(&writer);
    sessions_lmdb_env_abort(&writer);
    return error;
}

static bool
claim_counted(void *arg, Str bytes)
{
    size_t *count = arg;

    (void)bytes;
    (*count)++;
    return true;
}

/* ---- growing ---- */

/* What anybody can create, and as much of it as he likes, gives way to what is newer: else a flood of it would lock everyone
 * out until it has expired. What a person was given (sessions, codes) and what was revoked never does. */
static bool
gives_way(SessionsKind kind)
{
    return kind == KIND_LOGIN || kind == KIND_SIGNIN || kind == KIND_CONSENT || kind == KIND_ATTEMPTS;
}

/* Whether a record may become these bytes under the limit of its kind. A flow that is there may always grow: by a cause, which
 * is short and ours, and a wrong password must not be answered by "busy". */
static bool
fits(const LmdbWriter *writer, SessionsKind kind, Str before, Str next)
{
    uint64_t now = cost_of(before), then = cost_of(next);

    return then <= now || writer->counters[kind].bytes + (then - now) <= writer->cache->kind_limit ||
           (kind == KIND_FLOW && before.len > 0);
}

/* Delete the oldest of a kind that expired by now, at most max, and see whether it fits then; perhaps the very one that grows: it
 * is about to be written anew. */
static Error *
fits_without(LmdbWriter *writer, const SessionsPut *put, Micros now, size_t max, bool *fitting)
{
    SessionsKind kind = (SessionsKind)put->key.bytes[0];
    size_t deleted = 0;
    Str before;

    TRY(claim_within(writer, kind, now, max, claim_counted, &deleted));
    TRY(get_record(writer->cache, writer->txn, &put->key, &before));
    *fitting = fits(writer, kind, before, put->bytes);
    return NULL;
}

/* Whether a record may be put. A kind at its limit loses what has expired of it, then (if it gives way) the oldest, as many as are
 * needed. Flows stay: each is to be counted as abandoned. */
static Error *
room_for(LmdbWriter *writer, const SessionsPut *put, Micros now, bool *room)
{
    SessionsKind kind = (SessionsKind)put->key.bytes[0];
    Str before;

    TRY(get_record(writer->cache, writer->txn, &put->key, &before));
    *room = true;
    if (cost_of(put->bytes) <= cost_of(before))
        return NULL;
    TRY(sessions_lmdb_env_has_room(writer->cache, room));
    writer->map_full = writer->map_full || !*room;
    if (!*room)
        return NULL;
    *room = fits(writer, kind, before, put->bytes);
    if (!*room && kind != KIND_FLOW)
        TRY(fits_without(writer, put, now, SWEEP_IN_ACT, room));
    for (int i = 0; i < EVICT_IN_ACT && !*room && gives_way(kind); i++)
        TRY(fits_without(writer, put, INT64_MAX, 1, room));
    return NULL;
}

/* One act that may grow, in one transaction; *room false: it was refused, and only what expired or gives way was deleted. */
typedef Error *LmdbActFn(LmdbWriter *writer, void *arg, bool *room);

static Error *
act_once(LmdbCache *cache, LmdbActFn *fn, void *arg, bool *room, bool *map_full)
{
    LmdbWriter writer;

    *room = true;
    TRY(sessions_lmdb_env_write(cache, &writer));
    Error *error = fn(&writer, arg, room);
    if (error)
        sessions_lmdb_env_abort(&writer);
    else
        error = sessions_lmdb_env_commit(&writer);
    *map_full = writer.map_full;
    return error;
}

/* Delete expired records of a kind, a few at a time, until there is room or no more have expired; *batches is what is left of
 * the patience of the one who waits. */
static Error *
make_room_in(LmdbCache *cache, SessionsKind kind, Micros now, int *batches)
{
    size_t claimed = ROOM_BATCH;
    bool room = false;

    while (!room && claimed == ROOM_BATCH && (*batches)-- > 0) {
        claimed = 0;
        TRY(lmdb_claim(&cache->base, kind, now, ROOM_BATCH, claim_counted, &claimed));
        TRY(sessions_lmdb_env_has_room(cache, &room));
    }
    return NULL;
}

/* Delete the oldest sign-ins that were begun, a few, at the side that has the older one. */
static Error *
evict_within(LmdbWriter *writer, size_t *evicted)
{
    static const SessionsKind kinds[] = { KIND_LOGIN, KIND_SIGNIN };
    SessionsKind oldest = KIND_LOGIN;
    Micros expires = INT64_MAX;

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        IndexKey entry;
        int failed = oldest_expired(writer, kinds[i], INT64_MAX, &entry);
        if (failed && failed != MDB_NOTFOUND)
            return write_failed(writer, failed, "looking for the oldest records");
        MDB_val at = val_of(entry.bytes, sizeof entry.bytes);
        if (failed || index_expires_of(&at) >= expires)
            continue;
        expires = index_expires_of(&at);
        oldest = kinds[i];
    }
    return claim_within(writer, oldest, INT64_MAX, ROOM_BATCH, claim_counted, evicted);
}

static Error *
evict_batch(LmdbCache *cache, size_t *evicted)
{
    LmdbWriter writer;

    TRY(sessions_lmdb_env_write(cache, &writer));
    Error *error = evict_within(&writer, evicted);
    if (!error)
        return sessions_lmdb_env_commit(&writer);
    sessions_lmdb_env_abort(&writer);
    return error;
}

/* The map is full of what has not expired: what strangers began gives way, oldest first. */
static Error *
evict_for_room(LmdbCache *cache)
{
    size_t evicted = 1;
    bool room;

    TRY(sessions_lmdb_env_has_room(cache, &room));
    for (int i = 0; i < ROOM_BATCHES && !room && evicted > 0; i++) {
        evicted = 0;
        TRY(evict_batch(cache, &evicted));
        TRY(sessions_lmdb_env_has_room(cache, &room));
    }
    return NULL;
}

/* The map is full: free what dead readers hold, delete what has expired, then what gives way. An error says nothing here: the
 * act that needs room runs once more and says what is wrong. */
static void
make_room(LmdbCache *cache, Micros now)
{
    Error *error = NULL;
    int batches = ROOM_BATCHES;

    sessions_lmdb_env_check_readers(cache);
    for (int kind = 1; kind < KINDS && batches > 0 && !error; kind++)
        if (kind != KIND_FLOW)
            error = make_room_in(cache, (SessionsKind)kind, now, &batches);
    if (!error)
        error = evict_for_room(cache);
}

static Error *
act(LmdbCache *cache, Micros now, LmdbActFn *fn, void *arg)
{
    bool room, map_full = false;

    Error *error = act_once(cache, fn, arg, &room, &map_full);
    if (map_full) {
        map_full = false;
        make_room(cache, now);
        error = act_once(cache, fn, arg, &room, &map_full);
    }
    if (error || room)
        return error;
    if (map_full)
        return sessions_lmdb_env_error(cache, MDB_MAP_FULL, "writing a record");
    FAIL(E_FULL, "the cache in %s takes no more records of one kind (%zu bytes of its %zu): raise its size",
         sessions_folder_path(cache->folder), cache->kind_limit, cache->map_size);
}

/* ---- put, see, change ---- */

typedef struct Putting {
    const SessionsPut *puts;
    size_t count;
    Micros now;
} Putting;

/* All are looked at before one is written. */
static Error *
put_act(LmdbWriter *writer, void *arg, bool *room)
{
    const Putting *putting = arg;
    bool fitting[SESSIONS_PUTS_MAX];

    assert(putting->count <= COUNT_OF(fitting));
    for (size_t i = 0; i < putting->count && *room; i++) {
        const SessionsPut *put = &putting->puts[i];
        TRY(room_for(writer, put, putting->now, &fitting[i]));
        *room = fitting[i] || put->optional;
    }
    for (size_t i = 0; i < putting->count && *room; i++)
        if (fitting[i])
            TRY(set_record(writer, &putting->puts[i].key, putting->puts[i].bytes));
    return NULL;
}

static Error *
lmdb_put(Sessions *sessions, const SessionsPut *puts, size_t count, Micros now)
{
    Putting putting = { puts, count, now };

    return act(cache_of(sessions), now, put_act, &putting);
}

static Error *
lmdb_see(Sessions *sessions, const SessionsKey *key, RecordBytes *bytes)
{
    LmdbCache *cache = cache_of(sessions);
    MDB_txn *txn;
    Str found = LIT("");

    TRY(sessions_lmdb_env_read(cache, &txn));
    Error *error = get_record(cache, txn, key, &found);
    memcpy(bytes->bytes, found.ptr, found.len);
    bytes->len = found.len;
    sessions_lmdb_env_read_end(cache, txn);
    return error;
}

typedef struct Changing {
    const SessionsKey *key;
    Micros now;
    SessionsChangeFn *fn;
    void *arg;
} Changing;

static Error *
change_act(LmdbWriter *writer, void *arg, bool *room)
{
    const Changing *changing = arg;
    SessionsChange change = { CHANGE_NOTHING, LIT("") };
    Str bytes;

    TRY(get_record(writer->cache, writer->txn, changing->key, &bytes));
    TRY(changing->fn(changing->arg, bytes, &change));
    if (change.to == CHANGE_NOTHING)
        return NULL;
    SessionsPut put = { *changing->key, change.next, false };
    if (change.to == CHANGE_REPLACE)
        TRY(room_for(writer, &put, changing->now, room));
    if (!*room)
        return NULL;
    return set_record(writer, changing->key, change.to == CHANGE_DELETE ? LIT("") : change.next);
}

static Error *
lmdb_change(Sessions *sessions, const SessionsKey *key, Micros now, SessionsChangeFn *fn, void *arg)
{
    Changing changing = { key, now, fn, arg };

    return act(cache_of(sessions), now, change_act, &changing);
}

/* ---- visit, count, tend ---- */

/* Where a visit goes on: at this key, or (past it) at the first one behind it. */
typedef struct Visit {
    RecordKey at;
    bool past;
    bool more;
} Visit;

static int
visit_cursor(MDB_cursor *cursor, Visit *visit, SessionsVisitFn *fn, void *arg)
{
    MDB_val at = val_of(visit->at.bytes, visit->past ? RECORD_KEY_SIZE : 2), found;
    unsigned char prefix[2] = { 'r', visit->at.bytes[1] };

    int failed = mdb_cursor_get(cursor, &at, &found, MDB_SET_RANGE);
    if (!failed && visit->past && memcmp(at.mv_data, visit->at.bytes, RECORD_KEY_SIZE) == 0)
        failed = mdb_cursor_get(cursor, &at, &found, MDB_NEXT);
    for (int i = 0; i < VISIT_SLICE && !failed; i++) {
        if (at.mv_size != RECORD_KEY_SIZE || memcmp(at.mv_data, prefix, sizeof prefix) != 0)
            return MDB_NOTFOUND;
        memcpy(visit->at.bytes, at.mv_data, RECORD_KEY_SIZE);
        visit->past = true;
        fn(arg, (Str){ found.mv_data, found.mv_size });
        failed = mdb_cursor_get(cursor, &at, &found, MDB_NEXT);
    }
    return failed;
}

static Error *
visit_slice(LmdbCache *cache, Visit *visit, SessionsVisitFn *fn, void *arg)
{
    MDB_cursor *cursor;
    MDB_txn *txn;

    TRY(sessions_lmdb_env_read(cache, &txn));
    int failed = mdb_cursor_open(txn, cache->dbi, &cursor);
    if (!failed) {
        failed = visit_cursor(cursor, visit, fn, arg);
        mdb_cursor_close(cursor);
    }
    sessions_lmdb_env_read_end(cache, txn);
    visit->more = failed == MDB_SUCCESS;
    if (failed && failed != MDB_NOTFOUND)
        return sessions_lmdb_env_error(cache, failed, "looking through records");
    return NULL;
}

static Error *
lmdb_visit(Sessions *sessions, SessionsKind kind, SessionsVisitFn *fn, void *arg)
{
    Visit visit = { .at = { { 'r', (unsigned char)kind } }, .more = true };

    while (visit.more)
        TRY(visit_slice(cache_of(sessions), &visit, fn, arg));
    return NULL;
}

/* How many index entries of a kind have expired: few, because they are swept. */
static int
count_expired(MDB_cursor *cursor, SessionsKind kind, Micros now, uint64_t *expired)
{
    unsigned char prefix[INDEX_PREFIX_SIZE] = { 'x', (unsigned char)kind };
    MDB_val at = val_of(prefix, sizeof prefix), nothing;

    int failed = mdb_cursor_get(cursor, &at, &nothing, MDB_SET_RANGE);
    while (!failed && at.mv_size == INDEX_KEY_SIZE && memcmp(at.mv_data, prefix, sizeof prefix) == 0 &&
           index_expires_of(&at) <= now) {
        (*expired)++;
        failed = mdb_cursor_get(cursor, &at, &nothing, MDB_NEXT);
    }
    return failed == MDB_NOTFOUND ? MDB_SUCCESS : failed;
}

static Error *
lmdb_count(Sessions *sessions, SessionsKind kind, Micros now, int64_t *count)
{
    LmdbCache *cache = cache_of(sessions);
    LmdbCounter counters[KINDS];
    uint64_t expired = 0;
    MDB_cursor *cursor;
    MDB_txn *txn;

    TRY(sessions_lmdb_env_read(cache, &txn));
    Error *error = sessions_lmdb_env_counters(cache, txn, counters);
    int failed = error ? MDB_SUCCESS : mdb_cursor_open(txn, cache->dbi, &cursor);
    if (!error && !failed) {
        failed = count_expired(cursor, kind, now, &expired);
        mdb_cursor_close(cursor);
    }
    sessions_lmdb_env_read_end(cache, txn);
    if (error || failed)
        return error ? error : sessions_lmdb_env_error(cache, failed, "counting");
    *count = (int64_t)(counters[kind].records - expired);
    return NULL;
}

static Error *
lmdb_tend(Sessions *sessions, Micros now)
{
    LmdbCache *cache = cache_of(sessions);

    (void)pthread_mutex_lock(&cache->lock);
    bool due = now < cache->tended || now - cache->tended >= READER_CHECK_EVERY;
    if (due)
        cache->tended = now;
    (void)pthread_mutex_unlock(&cache->lock);
    if (due)
        sessions_lmdb_env_check_readers(cache);
    return NULL;
}

const SessionsOps sessions_lmdb_ops = {
    .scheme = LIT_INIT("lmdb:"),
    .open = sessions_lmdb_env_open,
    .close = sessions_lmdb_env_close,
    .put = lmdb_put,
    .see = lmdb_see,
    .change = lmdb_change,
    .claim = lmdb_claim,
    .visit = lmdb_visit,
    .count = lmdb_count,
    .tend = lmdb_tend,
};
