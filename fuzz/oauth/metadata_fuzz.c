/* metadata_fuzz.c -- any bytes as what a provider says: its discovery document, its keys, its token answer.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/uri.h"
#include "crypto/random.h"
#include "oauth/jwks.h"
#include "oauth/metadata.h"
#include "oauth/token_answer.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_endpoint(Str text, bool required)
{
    Uri uri;

    assert(text.len > 0 || !required);
    if (text.len == 0)
        return;
    Error *error = uri_parse(text, &uri);
    assert(!error);
    assert(str_equal(uri.scheme, LIT("https")) && !uri_host_is_loopback(uri.host));
}

static void
check_metadata(Arena *arena, Str json)
{
    Metadata metadata;
    Error *error = metadata_decode(arena, json, LIT("https://id.example"), &metadata);

    if (error) {
        assert(error->code == E_PROVIDER);
        return;
    }
    assert(str_equal(metadata.issuer, LIT("https://id.example")));
    check_endpoint(metadata.authorization_endpoint, true);
    check_endpoint(metadata.token_endpoint, true);
    check_endpoint(metadata.jwks_uri, true);
    check_endpoint(metadata.userinfo_endpoint, false);
    check_endpoint(metadata.end_session_endpoint, false);
}

static void
check_jwks(Arena *arena, Str json)
{
    Jwks *jwks = NULL;
    Error *error = jwks_read(arena, json, &jwks);

    assert(error ? !jwks && (error->code == E_PROVIDER || error->code == E_MEMORY) : jwks != NULL);
    if (jwks)
        (void)jwks_find(jwks, LIT("k"));
    jwks_free(jwks);
}

/* A token goes into a header of ours. */
static void
check_token_answer(Arena *arena, int status, Str json)
{
    TokenAnswer answer;
    Error *error = token_answer_decode(arena, status, json, &answer);

    if (error) {
        assert(error->code == E_TOKEN_ENDPOINT || (status != 200 && error->code == E_INVALID_GRANT));
        return;
    }
    assert(status == 200 && answer.access_token.len > 0 && answer.access_token.len <= TOKEN_ANSWER_TOKEN_LIMIT);
    for (size_t i = 0; i < answer.access_token.len; i++)
        assert(answer.access_token.ptr[i] > 0x20 && answer.access_token.ptr[i] < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    Arena *arena = arena_new((size_t)256 << 20);
    Str json = { (const char *)data, size };

    if (!ready) {
        Error *error = random_init();
        assert(!error);
        ready = true;
    }
    assert(arena);
    check_metadata(arena, json);
    check_jwks(arena, json);
    check_token_answer(arena, 200, json);
    check_token_answer(arena, 400, json);
    arena_free(arena);
    return 0;
}
