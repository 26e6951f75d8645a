/* sessions_act.c -- what the nouns of the cache have in common.
 * The arena is used only after the back-end's act has returned: it may jump away when memory runs out, and must not leave a
 * transaction open.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_act.h"

#include "crypto/secret.h"

#include <assert.h>
#include <string.h>

SessionsKey
sessions_act_key(SessionsKind kind, Str handle)
{
    SessionsKey key;

    key.bytes[0] = (unsigned char)kind;
    hash_sha256(handle, key.bytes + 1);
    return key;
}

Error *
sessions_act_put(Sessions *sessions, const SessionsAsk *ask, const void *record, Micros expires)
{
    RecordBytes bytes;

    TRY(sessions_record_write(ask->shape, record, expires, &bytes));
    SessionsPut put = { ask->key, { bytes.bytes, bytes.len }, false };
    Error *error = sessions->ops->put(sessions, &put, 1, ask->now);
    secret_wipe(bytes.bytes, bytes.len);
    return error;
}

static bool
bound_elsewhere(const SessionsAsk *ask, const void *record)
{
    if (ask->shape->binding == NO_BINDING)
        return false;
    assert(ask->binding);
    Str stored = { (const char *)record + ask->shape->binding, HASH_SIZE };
    return !secret_equal(stored, (Str){ (const char *)ask->binding, HASH_SIZE });
}

Error *
sessions_act_read(const SessionsAsk *ask, Str bytes, void *record, Standing *standing)
{
    const RecordShape *shape = ask->shape;
    Standing found = sessions_record_standing(shape, bytes, ask->now);

    if (found == STANDING_SPENT && shape->tombstone && shape->tombstone->field_count > 0)
        TRY(sessions_record_read(shape->tombstone, bytes, record));
    if (found == STANDING_LIVE) {
        TRY(sessions_record_read(shape, bytes, record));
        if (bound_elsewhere(ask, record))
            found = STANDING_MISMATCH;
    }
    *standing = found;
    return NULL;
}

Str
sessions_act_keep(Arena *arena, RecordBytes *bytes)
{
    if (bytes->len == 0)
        return LIT("");
    char *kept = arena_alloc_secret(arena, bytes->len);

    memcpy(kept, bytes->bytes, bytes->len);
    secret_wipe(bytes->bytes, bytes->len);
    return (Str){ kept, bytes->len };
}

Error *
sessions_act_see(Sessions *sessions, const SessionsAsk *ask, Arena *arena, void *record, Standing *standing)
{
    RecordBytes bytes;

    TRY(sessions->ops->see(sessions, &ask->key, &bytes));
    return sessions_act_read(ask, sessions_act_keep(arena, &bytes), record, standing);
}

/* ---- taking and ending ---- */

typedef struct Taking {
    const SessionsAsk *ask;
    void *record;
    bool tombstone; /* leave one */
    RecordBytes found;
    RecordBytes next;
} Taking;

static Error *
take_change(void *arg, Str bytes, SessionsChange *change)
{
    Taking *taking = arg;
    const RecordShape *tombstone = taking->ask->shape->tombstone;
    Standing standing;

    TRY(sessions_act_read(taking->ask, bytes, taking->record, &standing));
    assert(bytes.len <= sizeof taking->found.bytes);
    memcpy(taking->found.bytes, bytes.ptr, bytes.len);
    taking->found.len = bytes.len;
    if (standing != STANDING_LIVE)
        return NULL;
    change->to = CHANGE_DELETE;
    if (!taking->tombstone)
        return NULL;
    TRY(sessions_record_write(tombstone, taking->record, taking->ask->now + taking->ask->shape->spent_for,
                              &taking->next));
    change->to = CHANGE_REPLACE;
    change->next = (Str){ taking->next.bytes, taking->next.len };
    return NULL;
}

static Error *
take_or_end(Sessions *sessions, Taking *taking, Arena *arena, Standing *standing)
{
    const SessionsAsk *ask = taking->ask;

    taking->found.len = 0;
    TRY(sessions->ops->change(sessions, &ask->key, ask->now, take_change, taking));
    /* The record's texts pointed into the store: read again, from a copy. */
    return sessions_act_read(ask, sessions_act_keep(arena, &taking->found), taking->record, standing);
}

Error *
sessions_act_take(Sessions *sessions, const SessionsAsk *ask, Arena *arena, void *record, Standing *standing)
{
    Taking taking;

    assert(ask->shape->tombstone);
    taking.ask = ask;
    taking.record = record;
    taking.tombstone = true;
    return take_or_end(sessions, &taking, arena, standing);
}

Error *
sessions_act_end(Sessions *sessions, const SessionsAsk *ask, Arena *arena, void *record, Standing *standing)
{
    Taking taking;

    taking.ask = ask;
    taking.record = record;
    taking.tombstone = false;
    return take_or_end(sessions, &taking, arena, standing);
}

static Error *
forget_change(void *arg, Str bytes, SessionsChange *change)
{
    (void)arg;
    if (bytes.len > 0)
        change->to = CHANGE_DELETE;
    return NULL;
}

Error *
sessions_act_forget(Sessions *sessions, const SessionsKey *key)
{
    return sessions->ops->change(sessions, key, 0, forget_change, NULL);
}

Error *
sessions_act_one_time(Standing standing, const char *what)
{
    switch (standing) {
    case STANDING_LIVE:
        return NULL;
    case STANDING_SPENT:
        FAIL(E_STATE_USED, "this %s was taken before", what);
    case STANDING_MISMATCH:
        FAIL(E_STATE_MISMATCH, "this %s was begun in another browser", what);
    case STANDING_EXPIRED:
        FAIL(E_STATE_MISSING, "this %s has expired", what);
    case STANDING_UNKNOWN:
        break;
    }
    FAIL(E_STATE_MISSING, "no such %s is in the cache", what);
}
