/* verify_key.c -- a public key from a JWK (RFC 7517), with the one algorithm that it will ever verify.
 * SPDX-License-Identifier: ISC */
#include "crypto/verify_key.h"

#include "base/str.h"
#include "codec/base64url.h"
#include "codec/json.h"
#include "crypto/pkey.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define JWK_LIMIT    ((size_t)65536)
#define MEMORY_LIMIT ((size_t)1 << 20)

/* The private members are only looked for, not read. */
typedef struct Jwk {
    Str kty, crv, x, y, n, e;
    Str kid, alg, use;
    JsonStrList key_ops;
    Str k, d, p, q, dp, dq, qi, oth;
} Jwk;

/* clang-format off */
static const JsonField jwk_fields[] = {
    JSON_FIELD(Jwk, kty,     JSON_STR, true),
    JSON_FIELD(Jwk, crv,     JSON_STR, false),
    JSON_FIELD(Jwk, x,       JSON_STR, false),
    JSON_FIELD(Jwk, y,       JSON_STR, false),
    JSON_FIELD(Jwk, n,       JSON_STR, false),
    JSON_FIELD(Jwk, e,       JSON_STR, false),
    JSON_FIELD(Jwk, kid,     JSON_STR, false),
    JSON_FIELD(Jwk, alg,     JSON_STR, false),
    JSON_FIELD(Jwk, use,     JSON_STR, false),
    JSON_FIELD(Jwk, key_ops, JSON_STR_LIST, false),
    JSON_FIELD(Jwk, k,       JSON_RAW, false),
    JSON_FIELD(Jwk, d,       JSON_RAW, false),
    JSON_FIELD(Jwk, p,       JSON_RAW, false),
    JSON_FIELD(Jwk, q,       JSON_RAW, false),
    JSON_FIELD(Jwk, dp,      JSON_RAW, false),
    JSON_FIELD(Jwk, dq,      JSON_RAW, false),
    JSON_FIELD(Jwk, qi,      JSON_RAW, false),
    JSON_FIELD(Jwk, oth,     JSON_RAW, false),
    JSON_FIELD_END,
};
/* clang-format on */

/* What json_decode did not find stays zero; what it found, even an empty string, points somewhere. */
static bool
is_present(Str member)
{
    return member.ptr != NULL;
}

/* A member's bytes; an absent member has none. */
static Error *
member_bytes(Arena *arena, const char *name, Str text, Str *bytes)
{
    Error *error = base64url_decode(arena, text, bytes);

    if (error)
        FAIL(E_CRYPTO, "a JWK's member %s: %s", name, error->text);
    return NULL;
}

static Error *
ec_pkey(Arena *arena, const Jwk *jwk, EVP_PKEY **pkey)
{
    unsigned char point[PKEY_EC_POINT] = { 4 };
    Str x, y;

    TRY(member_bytes(arena, "x", jwk->x, &x));
    TRY(member_bytes(arena, "y", jwk->y, &y));
    //= rfc7518#6.2.1.2  The length of this octet string MUST be the full size of a coordinate for the curve specified in the
    //= "crv" parameter.
    if (x.len != PKEY_EC_SCALAR || y.len != PKEY_EC_SCALAR)
        FAIL(E_CRYPTO, "a JWK of P-256 with coordinates of %zu and %zu bytes: they have %d", x.len, y.len,
             PKEY_EC_SCALAR);
    memcpy(point + 1, x.ptr, x.len);
    memcpy(point + 1 + x.len, y.ptr, y.len);
    TRY(pkey_ec(point, NULL, pkey));
    return NULL;
}

static Error *
rsa_pkey(Arena *arena, const Jwk *jwk, EVP_PKEY **pkey)
{
    Str n, e;

    TRY(member_bytes(arena, "n", jwk->n, &n));
    TRY(member_bytes(arena, "e", jwk->e, &e));
    TRY(pkey_rsa(n, e, pkey));
    return NULL;
}

static Error *
okp_pkey(Arena *arena, const Jwk *jwk, EVP_PKEY **pkey)
{
    Str x;

    TRY(member_bytes(arena, "x", jwk->x, &x));
    TRY(pkey_ed25519(x, pkey));
    return NULL;
}

/* What a key may be, and which algorithm that makes; the first row of a kind is for a key that does not say. */
typedef struct Kind {
    const char *kty;
    const char *crv;
    SignAlg alg;
    Error *(*make)(Arena *arena, const Jwk *jwk, EVP_PKEY **pkey);
} Kind;

static const Kind kinds[] = {
    { "EC", "P-256", SIGN_ES256, ec_pkey },
    { "RSA", "", SIGN_RS256, rsa_pkey },
    { "RSA", "", SIGN_PS256, rsa_pkey },
    { "OKP", "Ed25519", SIGN_EDDSA, okp_pkey },
};

static Error *
find_kind(const Jwk *jwk, const Kind **kind)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (!str_equal(jwk->kty, str_from_c(kinds[i].kty)) || !str_equal(jwk->crv, str_from_c(kinds[i].crv)))
            continue;
        if (is_present(jwk->alg) && !str_equal(jwk->alg, str_from_c(sign_alg_name(kinds[i].alg))))
            continue;
        *kind = &kinds[i];
        return NULL;
    }
    FAIL(E_CRYPTO, "a JWK of a kind that we do not verify with: EC P-256 for ES256, RSA for RS256 or PS256, OKP "
                   "Ed25519 for EdDSA");
}

static Error *
check_purpose(const Jwk *jwk)
{
    const JsonStrList *ops = &jwk->key_ops;
    bool says_ops = ops->count > 0 || ops->was_list, may_verify = false;

    if (is_present(jwk->k) || is_present(jwk->d) || is_present(jwk->p) || is_present(jwk->q) || is_present(jwk->dp) ||
        is_present(jwk->dq) || is_present(jwk->qi) || is_present(jwk->oth))
        FAIL(E_CRYPTO, "a JWK with a secret member: whoever publishes it has given the key away");
    if (is_present(jwk->use) && !str_equal(jwk->use, LIT("sig")))
        FAIL(E_CRYPTO, "a JWK whose use is not sig");
    for (size_t i = 0; i < ops->count; i++)
        may_verify |= ops->was_list && str_equal(ops->items[i], LIT("verify"));
    if (says_ops && !may_verify)
        FAIL(E_CRYPTO, "a JWK whose key_ops do not name verify");
    return NULL;
}

static Error *
new_key(const Jwk *jwk, const Kind *kind, EVP_PKEY *pkey, VerifyKey **key)
{
    VerifyKey *made = calloc(1, sizeof *made + jwk->kid.len + 1);

    if (!made) {
        EVP_PKEY_free(pkey);
        FAIL(E_MEMORY, "no memory for a verifying key");
    }
    made->pkey = pkey;
    made->alg = kind->alg;
    made->id_length = jwk->kid.len;
    if (jwk->kid.len)
        memcpy(made->id, jwk->kid.ptr, jwk->kid.len);
    *key = made;
    return NULL;
}

static Error *
parse(Arena *arena, Str text, VerifyKey **key)
{
    Jwk jwk = { 0 };
    const Kind *kind = NULL;
    EVP_PKEY *pkey = NULL;

    TRY(json_decode(arena, E_CRYPTO, text, jwk_fields, &jwk));
    TRY(check_purpose(&jwk));
    TRY(find_kind(&jwk, &kind));
    TRY(kind->make(arena, &jwk, &pkey));
    TRY(new_key(&jwk, kind, pkey, key));
    return NULL;
}

Error *
verify_key_from_jwk(Str jwk, VerifyKey **key)
{
    if (jwk.len > JWK_LIMIT)
        FAIL(E_CRYPTO, "a JWK of %zu bytes: at most %zu", jwk.len, JWK_LIMIT);
    Arena *arena = arena_new(MEMORY_LIMIT);
    if (!arena)
        FAIL(E_MEMORY, "no memory to read a JWK in");
    Error *error = parse(arena, jwk, key);
    arena_free(arena);
    return error;
}

void
verify_key_close(VerifyKey *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

Str
verify_key_id(const VerifyKey *key)
{
    return (Str){ key->id, key->id_length };
}

SignAlg
verify_key_alg(const VerifyKey *key)
{
    return key->alg;
}
