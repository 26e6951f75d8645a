/* keyset.c -- the signing keys of one moment, parsed once: one that signs, all that verify, and their public document.
 * SPDX-License-Identifier: ISC */
#include "base/buf.h"
#include "base/str.h"
#include "userdb/userdb_inner.h"

#include <stdatomic.h>
#include <stdlib.h>

#define SET_LIMIT  ((size_t)256 * 1024)
#define JWKS_LIMIT ((size_t)64 * 1024)

struct KeySet {
    atomic_int references;
    int64_t revision;
    Arena *arena; /* the public document */
    SignKey *active;
    VerifyKey *verify[KEY_ROWS_MAX];
    size_t verify_count;
    Str jwks;
};

void
keyset_release(KeySet *keys)
{
    if (!keys || atomic_fetch_sub(&keys->references, 1) > 1)
        return;
    if (keys->active)
        sign_key_close(keys->active);
    for (size_t i = 0; i < keys->verify_count; i++)
        verify_key_close(keys->verify[i]);
    arena_free(keys->arena);
    free(keys);
}

KeySet *
keyset_share(KeySet *keys)
{
    (void)atomic_fetch_add(&keys->references, 1);
    return keys;
}

int64_t
keyset_revision(const KeySet *keys)
{
    return keys->revision;
}

/* The public half of a row, copied into the set. The active key stays open in it. */
static Error *
open_row(KeySet *keys, const SealKey *seal, const KeyRow *row, Str *jwk)
{
    SignKey *key;

    if (row->state == KEY_RETIRED)
        return seal_open(seal, keys->arena, KEY_RETIRED_PURPOSE, row->sealed, jwk);
    TRY(sign_key_unseal(seal, row->sealed, &key));
    if (row->state == KEY_ACTIVE) {
        keys->active = key;
        *jwk = sign_key_jwk(key);
        return NULL;
    }
    *jwk = str_copy(keys->arena, sign_key_jwk(key));
    sign_key_close(key);
    return NULL;
}

static Error *
fill(KeySet *keys, const SealKey *seal, const KeyTable *table)
{
    Buf document = buf_new(keys->arena, JWKS_LIMIT);
    Str jwk;

    buf_add(&document, LIT("{\"keys\":["));
    for (size_t i = 0; i < table->count; i++) {
        TRY(open_row(keys, seal, &table->rows[i], &jwk));
        TRY(verify_key_from_jwk(jwk, &keys->verify[keys->verify_count]));
        keys->verify_count++;
        if (i > 0)
            buf_add_byte(&document, ',');
        buf_add(&document, jwk);
    }
    buf_add(&document, LIT("]}"));
    if (!keys->active)
        FAIL(E_CONFIG,
             "the user database holds no active signing key: start the server, or run `latchstring key rotate`");
    return buf_finish(&document, "the document of public keys", &keys->jwks);
}

/* The set's own arena has a guard here: what runs out must not end the process. */
static Error *
fill_guarded(KeySet *keys, const SealKey *seal, const KeyTable *table)
{
    jmp_buf guard;
    Error *volatile error;

    if (setjmp(guard) == 0) {
        (void)arena_guard(keys->arena, &guard);
        error = fill(keys, seal, table);
    } else {
        error = ERROR_NEW(E_MEMORY, "the signing keys do not fit into %zu bytes", SET_LIMIT);
    }
    (void)arena_guard(keys->arena, NULL);
    return error;
}

Error *
keyset_build(const SealKey *seal, const KeyTable *table, int64_t revision, KeySet **out)
{
    KeySet *keys = calloc(1, sizeof *keys);

    if (!keys || !(keys->arena = arena_new(SET_LIMIT))) {
        free(keys);
        FAIL(E_MEMORY, "no memory for the signing keys");
    }
    atomic_init(&keys->references, 1);
    keys->revision = revision;
    Error *error = fill_guarded(keys, seal, table);
    if (error) {
        keyset_release(keys);
        return error_pass(error, __FILE__, __LINE__);
    }
    *out = keys;
    return NULL;
}

const SignKey *
keyset_active(const KeySet *keys)
{
    return keys->active;
}

Str
keyset_jwks(const KeySet *keys)
{
    return keys->jwks;
}

/* A handful: looking through them is as quick as any table. */
const VerifyKey *
keyset_find(const KeySet *keys, Str kid)
{
    for (size_t i = 0; i < keys->verify_count; i++)
        if (str_equal(verify_key_id(keys->verify[i]), kid))
            return keys->verify[i];
    return NULL;
}
