/* bearer.c -- an access token that somebody shows (RFC 6750).
 * SPDX-License-Identifier: ISC */
#include "authserver/bearer.h"

#include "authserver/signing_keys.h"
#include "base/str.h"

static Error *
verify_with(const KeySet *keys, Request *request, Str types, Str token, Str *payload)
{
    Str kid;

    TRY(verify_peek_kid(request->arena, token, &kid));
    const VerifyKey *key = keyset_find(keys, kid);
    if (!key)
        FAIL(E_INVALID_TOKEN, "the token names a key that is not ours");
    if (verify_compact(key, request->arena, types, token, payload) != NULL)
        FAIL(E_INVALID_TOKEN, "the token's signature or type is wrong");
    return NULL;
}

Error *
bearer_verify(Request *request, Str types, Str token, Str *payload)
{
    const KeySet *keys;

    TRY(signing_keys_hold(request, &keys));
    return verify_with(keys, request, types, token, payload);
}

static Error *
find_owner(Request *request, const AccessClaims *claims, User *user)
{
    const AuthServer *as = request->app;
    bool revoked, found;

    TRY(sessions_is_revoked(as->sessions, claims->gid, request->now, &revoked));
    if (revoked)
        FAIL(E_INVALID_TOKEN, "the access token was revoked");
    TRY(userdb_find_identity(as->users, request->arena, as->issuer, claims->sub, true, user, &found));
    if (!found || user->disabled || claims->auth_us < user->valid_after)
        FAIL(E_INVALID_TOKEN, "the access token's user is gone, disabled or has a new password since");
    return NULL;
}

Error *
bearer_check(Request *request, AccessClaims *claims, User *user)
{
    const AuthServer *as = request->app;
    Str header = request_header(request, LIT("Authorization")), payload;

    if (!str_equal_nocase(str_slice(header, 0, 7), LIT("Bearer ")))
        FAIL(E_NO_TOKEN, "no Bearer token in the Authorization header");
    TRY(bearer_verify(request, LIT("at+jwt"), str_slice(header, 7, header.len), &payload));
    TRY(access_token_check(request->arena, payload, as->issuer, request->now, claims));
    return find_owner(request, claims, user);
}
