/* jws_fuzz.c -- any bytes as a token, against a key of each algorithm: what verifies must be the one text that key has signed.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "jws_known.h"

#include <assert.h>
#include <openssl/err.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static VerifyKey *keys[COUNT_OF(jws_known)];

static void
open_keys(void)
{
    Error *error = random_init();

    assert(!error);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        error = verify_key_from_jwk(str_from_c(jws_known[i].jwk), &keys[i]);
        assert(!error);
    }
}

static void
check_verify(size_t i, Arena *arena, Str token)
{
    Str payload = LIT("untouched"), text = str_from_c(jws_known[i].signed_text);
    Error *error = verify_compact(keys[i], arena, LIT("JWT"), token, &payload);

    if (error) {
        assert(error->code == E_ID_TOKEN_SIGNATURE);
        assert(str_equal(payload, LIT("untouched")));
    } else {
        assert(str_starts(token, text) && token.ptr[text.len] == '.');
        assert(str_equal(payload, LIT("{\"sub\":\"s-1\"}")));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str token = { (const char *)data, size }, kid = LIT("untouched");

    if (!keys[0])
        open_keys();
    Arena *arena = arena_new((size_t)1 << 20);
    assert(arena);
    Error *error = verify_peek_kid(arena, token, &kid);
    assert(!error || (error->code == E_INVALID_TOKEN && str_equal(kid, LIT("untouched"))));
    assert(error || kid.len == 0 || str_is_utf8(kid));
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        check_verify(i, arena, token);
    assert(ERR_peek_error() == 0);
    arena_free(arena);
    return 0;
}
