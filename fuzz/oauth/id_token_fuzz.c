/* id_token_fuzz.c -- any bytes as the payload of a signed token: what is accepted holds every rule, said here a second time.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/random.h"
#include "oauth/access_token.h"
#include "oauth/id_token.h"
#include "oauth/userinfo.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_SECONDS ((int64_t)1767225600)
#define NOW         (NOW_SECONDS * SECOND)
#define ISSUER      LIT("https://id.example")

static void
check_id_token(const IdClaims *claims)
{
    bool ours = false;

    for (size_t i = 0; i < claims->aud.count; i++)
        ours = ours || str_equal(claims->aud.items[i], LIT("shop"));
    assert(ours && (claims->aud.count == 1 || str_equal(claims->azp, LIT("shop"))));
    assert(str_equal(claims->iss, ISSUER) && str_equal(claims->nonce, LIT("n-1")));
    assert(claims->exp > NOW_SECONDS - ID_TOKEN_SKEW && claims->exp < ((int64_t)1 << 40));
    assert(claims->iat > 0 && claims->iat <= NOW_SECONDS + ID_TOKEN_SKEW);
    assert(claims->nbf <= NOW_SECONDS + ID_TOKEN_SKEW);
    assert(claims->sub.len > 0 && claims->sub.len <= 255 && str_is_utf8(claims->sub));
    assert(str_is_utf8(claims->name) && str_is_utf8(claims->email));
}

static bool
is_id_token_error(const Error *error)
{
    return error->code == E_ID_TOKEN_SIGNATURE || error->code == E_ID_TOKEN_ISSUER ||
           error->code == E_ID_TOKEN_AUDIENCE || error->code == E_ID_TOKEN_EXPIRED || error->code == E_ID_TOKEN_NONCE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    IdExpected expected = { ISSUER, LIT("shop"), LIT("n-1"), LIT("at"), NOW };
    Arena *arena = arena_new((size_t)256 << 20);
    Str payload = { (const char *)data, size };
    AccessClaims access;
    Userinfo userinfo;
    IdClaims claims;

    if (!ready) {
        Error *error = random_init();
        assert(!error);
        ready = true;
    }
    assert(arena);
    Error *error = id_token_check(arena, payload, &expected, &claims);
    if (error)
        assert(is_id_token_error(error));
    else
        check_id_token(&claims);
    error = access_token_check(arena, payload, ISSUER, NOW, &access);
    assert(error ? error->code == E_INVALID_TOKEN : str_equal(access.aud, ISSUER) && access.exp > NOW_SECONDS);
    error = userinfo_decode(arena, 200, payload, LIT("u1"), &userinfo);
    assert(error ? error->code == E_USERINFO : str_equal(userinfo.sub, LIT("u1")));
    arena_free(arena);
    return 0;
}
