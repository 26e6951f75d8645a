/* jwk_fuzz.c -- any bytes as a JWK: what becomes a key is public, of a kind of ours, and for one algorithm.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/random.h"
#include "crypto/verify_raw.h"

#include <assert.h>
#include <jansson.h>
#include <openssl/err.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *
text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

/* What an accepted JWK must be, said without the room's code. */
static void
check_accepted(const VerifyKey *key, Str jwk)
{
    static const char *const kinds[SIGN_ALGS] = { "EC", "RSA", "RSA", "OKP" };
    static const char *const secrets[] = { "k", "d", "p", "q", "dp", "dq", "qi", "oth" };
    json_t *root = json_loadb(jwk.ptr, jwk.len, JSON_REJECT_DUPLICATES, NULL);
    SignAlg alg = verify_key_alg(key);

    assert(json_is_object(root) && alg < SIGN_ALGS);
    assert(strcmp(text_of(root, "kty"), kinds[alg]) == 0);
    assert(!*text_of(root, "alg") || strcmp(text_of(root, "alg"), sign_alg_name(alg)) == 0);
    assert(!*text_of(root, "use") || strcmp(text_of(root, "use"), "sig") == 0);
    assert(str_equal(verify_key_id(key), str_from_c(text_of(root, "kid"))));
    for (size_t i = 0; i < COUNT_OF(secrets); i++)
        assert(!json_object_get(root, secrets[i]) || json_is_null(json_object_get(root, secrets[i])));
    json_decref(root);
}

/* No one has signed anything for these keys. */
static void
check_use(const VerifyKey *key)
{
    static const char bytes[256] = { 1 };
    static const size_t lengths[] = { 0, 1, 64, 256 };

    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        Error *error = verify_raw(key, LIT("message"), (Str){ bytes, lengths[i] });
        assert(error && error->code == E_ID_TOKEN_SIGNATURE);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    VerifyKey *key = NULL;
    Str jwk = { (const char *)data, size };

    if (!ready) {
        Error *error = random_init();
        assert(!error);
        ready = true;
    }
    Error *error = verify_key_from_jwk(jwk, &key);
    assert(error ? error->code == E_CRYPTO && !key : key != NULL);
    assert(ERR_peek_error() == 0);
    if (key) {
        check_accepted(key, jwk);
        check_use(key);
        verify_key_close(key);
    }
    return 0;
}
