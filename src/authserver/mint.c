/* mint.c -- the one place where tokens are made.
 * SPDX-License-Identifier: ISC */
#include "authserver/mint.h"

#include "authserver/signing_keys.h"
#include "base/str.h"
#include "crypto/random.h"
#include "oauth/access_token.h"
#include "oauth/id_token.h"

static Error *
find_user(Request *request, const Grant *grant, User *user)
{
    const AuthServer *as = request->app;
    Error *error = userdb_get_user(as->users, request->arena, grant->user, user);

    if (error && error->code == E_NOT_FOUND)
        FAIL(E_INVALID_GRANT, "the grant's user is gone");
    TRY(error);
    if (user->disabled)
        FAIL(E_INVALID_GRANT, "the grant's user is disabled");
    if (grant->auth_time < user->valid_after)
        FAIL(E_INVALID_GRANT, "the grant's user has a new password since");
    return NULL;
}

static Error *
sign_tokens(Request *request, const SignKey *key, const Grant *grant, const User *user, TokenAnswer *answer)
{
    const AuthServer *as = request->app;
    Arena *arena = request->arena;

    Str payload = access_token_payload(arena, as->issuer, grant, user, ACCESS_TOKEN_LIFETIME, request->now);
    //= rfc9068#2.1  It is RECOMMENDED that the "application/" prefix be omitted. Therefore, the "typ" value used SHOULD be
    //= "at+jwt".
    TRY(sign_compact(key, arena, LIT("at+jwt"), payload, &answer->access_token));
    if (!str_has_word(grant->scope, LIT("openid")))
        return NULL;
    payload = id_token_payload(arena, as->issuer, grant, user, answer->access_token, request->now);
    return sign_compact(key, arena, LIT("JWT"), payload, &answer->id_token);
}

Error *
mint_tokens(Request *request, const Grant *grant, TokenAnswer *answer, User *user)
{
    TokenAnswer made = { .token_type = LIT("Bearer"),
                         .scope = grant->scope,
                         .expires_in = ACCESS_TOKEN_LIFETIME / SECOND };
    const KeySet *keys;

    TRY(find_user(request, grant, user));
    TRY(signing_keys_hold(request, &keys));
    TRY(sign_tokens(request, keyset_active(keys), grant, user, &made));
    *answer = made;
    return NULL;
}

Error *
mint_refresh(Request *request, const Grant *grant, TokenAnswer *answer)
{
    const AuthServer *as = request->app;
    Str token = random_token(request->arena);
    RefreshToken record = { .grant_id = grant->grant_id,
                            .client_id = grant->client_id,
                            .user = grant->user,
                            .scope = grant->scope,
                            .sso = grant->sso,
                            .auth_time = grant->auth_time,
                            .issued = request->now,
                            .expires = request->now + REFRESH_TOKEN_LIFETIME };

    TRY(userdb_add_refresh(as->users, request->arena, token, &record));
    answer->refresh_token = token;
    return NULL;
}
