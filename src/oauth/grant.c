/* grant.c -- the conditions of a code.
 * SPDX-License-Identifier: ISC */
#include "oauth/grant.h"

#include "base/str.h"
#include "oauth/pkce.h"

Error *
grant_check(Arena *arena, const Grant *grant, const Client *client, Str redirect_uri, Str code_verifier, Micros now)
{
    if (now >= grant->expires)
        FAIL(E_CODE_EXPIRED, "the code has expired");
    //= rfc6749#4.1.3  ensure that the authorization code was issued to the authenticated confidential client, or if the client
    //= is public, ensure that the code was issued to "client_id" in the request
    if (!str_equal(grant->client_id, client->client_id))
        FAIL(E_CLIENT_MISMATCH, "client %.*s redeemed a code of %.*s", STR_ARG(client->client_id),
             STR_ARG(grant->client_id));
    //= rfc6749#4.1.3  ensure that the "redirect_uri" parameter is present […] and […] that their values are identical
    if (!str_equal(grant->redirect_uri, redirect_uri))
        FAIL(E_REDIRECT_MISMATCH, "the redirect_uri is not the one that the code was sent to");
    return pkce_check(arena, grant->code_challenge, code_verifier);
}
