/* jwks.c -- a set of public keys, read from JSON.
 * SPDX-License-Identifier: ISC */
#include "oauth/jwks.h"

#include "base/str.h"
#include "codec/json.h"

#include <stdlib.h>

struct Jwks {
    VerifyKey *keys[JWKS_MAX];
    size_t count;
};

typedef struct JwksWire {
    JsonStrList keys;
} JwksWire;

static const JsonField jwks_fields[] = {
    JSON_FIELD(JwksWire, keys, JSON_RAW_LIST, true),
    JSON_FIELD_END,
};

Error *
jwks_read(Arena *arena, Str json, Jwks **jwks)
{
    JwksWire wire = { 0 };

    TRY(json_decode(arena, E_PROVIDER, json, jwks_fields, &wire));
    if (wire.keys.count > JWKS_MAX)
        FAIL(E_PROVIDER, "a key set of %zu keys; %d are read at most", wire.keys.count, JWKS_MAX);
    Jwks *set = calloc(1, sizeof *set);
    if (!set)
        FAIL(E_MEMORY, "no memory for a key set");
    for (size_t i = 0; i < wire.keys.count; i++) {
        Error *passed_over = verify_key_from_jwk(wire.keys.items[i], &set->keys[set->count]);
        set->count += passed_over ? 0 : 1;
    }
    if (set->count == 0) {
        jwks_free(set);
        FAIL(E_PROVIDER, "a key set without a key that we can use (ES256, RS256, PS256, EdDSA)");
    }
    *jwks = set;
    return NULL;
}

void
jwks_free(Jwks *jwks)
{
    if (!jwks)
        return;
    for (size_t i = 0; i < jwks->count; i++)
        verify_key_close(jwks->keys[i]);
    free(jwks);
}

const VerifyKey *
jwks_find(const Jwks *jwks, Str kid)
{
    if (kid.len == 0)
        return jwks->count == 1 ? jwks->keys[0] : NULL;
    for (size_t i = 0; i < jwks->count; i++)
        if (str_equal(verify_key_id(jwks->keys[i]), kid))
            return jwks->keys[i];
    return NULL;
}
