/* sign.c -- the private half: ES256 keys that sign and cannot be read.
 * SPDX-License-Identifier: ISC */
#include "crypto/sign.h"

#include "base/buf.h"
#include "base/str.h"
#include "codec/base64url.h"
#include "codec/json.h"
#include "crypto/ecdsa.h"
#include "crypto/hash.h"
#include "crypto/jws.h"
#include "crypto/pkey.h"
#include "crypto/secret.h"

#include <assert.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define ID_SIZE      43 /* SHA-256 in base64url */
#define JWK_SIZE     320
#define MEMORY_LIMIT ((size_t)65536)
#define SEALED_SIZE  (PKEY_EC_POINT + PKEY_EC_SCALAR)

/* What a sealed key is bound to: this program's use of it, and its algorithm. */
static const Str seal_purpose = LIT_INIT("signing key ES256 1");

/* Nothing in it changes after it was made, so threads share it without a lock. */
struct SignKey {
    EVP_PKEY *pkey;
    char id[ID_SIZE];
    char jwk[JWK_SIZE];
    size_t jwk_length;
};

//= rfc7638#3.2  The required members for an elliptic curve public key, in lexicographic order, are: - "crv" - "kty" - "x" - "y"
static Str
thumbprint(Arena *arena, Str x, Str y)
{
    return hash_text(arena, str_format(arena, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%.*s\",\"y\":\"%.*s\"}",
                                       STR_ARG(x), STR_ARG(y)));
}

/* The key's name and its public half, written once. */
static Error *
describe(SignKey *key, Arena *arena, const unsigned char point[PKEY_EC_POINT])
{
    Str x = base64url_encode(arena, (Str){ (const char *)point + 1, PKEY_EC_SCALAR });
    Str y = base64url_encode(arena, (Str){ (const char *)point + 1 + PKEY_EC_SCALAR, PKEY_EC_SCALAR });
    Str id = thumbprint(arena, x, y), text;
    Buf buf = buf_fixed(key->jwk, sizeof key->jwk);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "kty", LIT("EC"));
    json_member_str(&out, "crv", LIT("P-256"));
    json_member_str(&out, "x", x);
    json_member_str(&out, "y", y);
    json_member_str(&out, "kid", id);
    json_member_str(&out, "alg", LIT("ES256"));
    json_member_str(&out, "use", LIT("sig"));
    json_close(&out, '}');
    TRY(buf_finish(&buf, "a signing key's JWK", &text));
    assert(id.len == ID_SIZE);
    memcpy(key->id, id.ptr, ID_SIZE);
    key->jwk_length = text.len;
    return NULL;
}

/* A handle around an OpenSSL key, which it owns from here on, even when this fails. */
static Error *
wrap(Arena *arena, EVP_PKEY *pkey, SignKey **key)
{
    unsigned char point[PKEY_EC_POINT], scalar[PKEY_EC_SCALAR];
    SignKey *made = calloc(1, sizeof *made);
    Error *error = made ? pkey_ec_parts(pkey, point, scalar) : ERROR_NEW(E_MEMORY, "no memory for a signing key");

    secret_wipe(scalar, sizeof scalar);
    if (!error)
        error = describe(made, arena, point);
    if (error) {
        free(made);
        EVP_PKEY_free(pkey);
        return error_pass(error, __FILE__, __LINE__);
    }
    made->pkey = pkey;
    *key = made;
    return NULL;
}

Error *
sign_key_generate(SignKey **key)
{
    EVP_PKEY *pkey = EVP_EC_gen("P-256");

    if (!pkey)
        return pkey_refused("making an ES256 key");
    Arena *arena = arena_new(MEMORY_LIMIT);
    if (!arena) {
        EVP_PKEY_free(pkey);
        FAIL(E_MEMORY, "no memory for a signing key");
    }
    Error *error = wrap(arena, pkey, key);
    arena_free(arena);
    return error;
}

Error *
sign_key_seal(const SignKey *key, const SealKey *seal, Arena *arena, Str *sealed)
{
    unsigned char *plain = arena_alloc_secret(arena, SEALED_SIZE);

    TRY(pkey_ec_parts(key->pkey, plain, plain + PKEY_EC_POINT));
    *sealed = seal_close(seal, arena, seal_purpose, (Str){ (const char *)plain, SEALED_SIZE });
    return NULL;
}

static Error *
unseal(Arena *arena, const SealKey *seal, Str sealed, SignKey **key)
{
    Str plain;
    EVP_PKEY *pkey = NULL;

    TRY(seal_open(seal, arena, seal_purpose, sealed, &plain));
    if (plain.len != SEALED_SIZE)
        FAIL(E_CRYPTO, "a sealed signing key of %zu bytes: it has %d", plain.len, SEALED_SIZE);
    const unsigned char *bytes = (const unsigned char *)plain.ptr;
    TRY(pkey_ec(bytes, bytes + PKEY_EC_POINT, &pkey));
    TRY(wrap(arena, pkey, key));
    return NULL;
}

Error *
sign_key_unseal(const SealKey *seal, Str sealed, SignKey **key)
{
    if (sealed.len > MEMORY_LIMIT / 4)
        FAIL(E_CRYPTO, "a sealed signing key of %zu bytes is not one of ours", sealed.len);
    Arena *arena = arena_new(MEMORY_LIMIT);
    if (!arena)
        FAIL(E_MEMORY, "no memory to open a signing key in");
    Error *error = unseal(arena, seal, sealed, key);
    arena_free(arena);
    return error;
}

void
sign_key_close(SignKey *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

Str
sign_key_id(const SignKey *key)
{
    return (Str){ key->id, ID_SIZE };
}

Str
sign_key_jwk(const SignKey *key)
{
    return (Str){ key->jwk, key->jwk_length };
}

/* Every call has a context of its own: the key is shared by threads. */
static bool
sign_der(const SignKey *key, Str message, unsigned char der[ECDSA_DER_SIZE], size_t *length)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    *length = ECDSA_DER_SIZE;
    bool ok = context && EVP_DigestSignInit_ex(context, NULL, "SHA256", NULL, NULL, key->pkey, NULL) == 1 &&
              EVP_DigestSign(context, der, length, (const unsigned char *)message.ptr, message.len) == 1;
    EVP_MD_CTX_free(context);
    return ok;
}

/* header.payload, both in base64url. */
static Error *
signed_text(const SignKey *key, Arena *arena, Str typ, Str payload, Buf *token)
{
    Buf header = buf_new(arena, JWS_LIMIT);
    JsonOut out = json_out(&header);
    Str text;

    json_open(&out, '{');
    json_member_str(&out, "alg", LIT("ES256"));
    json_member_str(&out, "typ", typ);
    json_member_str(&out, "kid", sign_key_id(key));
    json_close(&out, '}');
    TRY(buf_finish(&header, "a token's header", &text));
    buf_add(token, base64url_encode(arena, text));
    buf_add_byte(token, '.');
    buf_add(token, base64url_encode(arena, payload));
    TRY(buf_finish(token, "a token", &text));
    return NULL;
}

Error *
sign_compact(const SignKey *key, Arena *arena, Str typ, Str payload, Str *token)
{
    unsigned char der[ECDSA_DER_SIZE], signature[ECDSA_SIZE];
    Buf buf = buf_new(arena, JWS_LIMIT);
    size_t length;
    Str text;

    if (payload.len > JWS_LIMIT)
        FAIL(E_TOO_LARGE, "a token's payload of %zu bytes: with all around it at most %d", payload.len, JWS_LIMIT);
    TRY(signed_text(key, arena, typ, payload, &buf));
    if (!sign_der(key, buf_str(&buf), der, &length))
        return pkey_refused("signing a token");
    TRY(ecdsa_from_der(der, length, signature));
    buf_add_byte(&buf, '.');
    buf_add(&buf, base64url_encode(arena, (Str){ (const char *)signature, sizeof signature }));
    TRY(buf_finish(&buf, "a token", &text));
    *token = text;
    return NULL;
}
