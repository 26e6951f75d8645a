/* jws_header_fuzz.c -- any bytes as a header that the right key has signed, so that the checks behind the signature are reached; held
 * against what jansson reads in the same bytes.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/random.h"
#include "crypto/sign.h"

#include <assert.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static EVP_PKEY *pkey;
static VerifyKey *key;

static void
open_key(Arena *arena)
{
    unsigned char seed[32] = "a seed that no one else uses", public_bytes[32];
    size_t length = sizeof public_bytes;
    Error *error = random_init();

    assert(!error);
    pkey = EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL, seed, sizeof seed);
    assert(pkey && EVP_PKEY_get_raw_public_key(pkey, public_bytes, &length) == 1);
    Str x = base64url_encode(arena, (Str){ (const char *)public_bytes, length });
    error = verify_key_from_jwk(str_format(arena, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%.*s\"}", STR_ARG(x)),
                                &key);
    assert(!error);
}

static Str
sign_header(Arena *arena, Str header)
{
    unsigned char signature[64];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    Str head = base64url_encode(arena, header);
    Str text = str_format(arena, "%.*s.e30", STR_ARG(head));

    assert(context && EVP_DigestSignInit_ex(context, NULL, NULL, NULL, NULL, pkey, NULL) == 1);
    int signed_it = EVP_DigestSign(context, signature, &length, (const unsigned char *)text.ptr, text.len);
    assert(signed_it == 1);
    EVP_MD_CTX_free(context);
    Str end = base64url_encode(arena, (Str){ (const char *)signature, length });
    return str_format(arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(end));
}

static bool
is_word(const json_t *value, const char *word)
{
    return json_is_string(value) && strcasecmp(json_string_value(value), word) == 0;
}

/* What an accepted header must be, said without the room's code. */
static void
check_accepted(Str header)
{
    json_t *root = json_loadb(header.ptr, header.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *typ, *alg;

    assert(json_is_object(root));
    alg = json_object_get(root, "alg");
    typ = json_object_get(root, "typ");
    assert(json_is_string(alg) && strcmp(json_string_value(alg), "EdDSA") == 0);
    assert(!typ || json_is_null(typ) || is_word(typ, "JWT") || is_word(typ, "application/JWT"));
    assert(!json_object_get(root, "crit") || json_is_null(json_object_get(root, "crit")));
    assert(!json_object_get(root, "b64") || json_is_null(json_object_get(root, "b64")));
    json_decref(root);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str header = { (const char *)data, size }, payload = LIT("untouched");
    Arena *arena = arena_new((size_t)4 << 20);

    assert(arena);
    if (!key)
        open_key(arena);
    if (size <= 8192) { /* longer ones do not fit a token */
        Error *error = verify_compact(key, arena, LIT("JWT -"), sign_header(arena, header), &payload);
        assert(!error || (error->code == E_ID_TOKEN_SIGNATURE && str_equal(payload, LIT("untouched"))));
        if (!error)
            check_accepted(header);
    }
    arena_free(arena);
    return 0;
}
