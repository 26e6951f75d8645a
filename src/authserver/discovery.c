/* discovery.c -- what we are and with which keys we sign.
 * SPDX-License-Identifier: ISC */
#include "authserver/endpoints.h"

#include "base/str.h"
#include "oauth/metadata.h"

Error *
discovery_get(Request *request, const void *input, Reply *reply)
{
    const AuthServer *as = request->app;

    (void)input;
    reply_json(reply, 200, metadata_encode(request->arena, as->issuer));
    reply_header(reply, LIT("Cache-Control"), LIT("public, max-age=300"));
    reply_header(reply, LIT("Access-Control-Allow-Origin"), LIT("*"));
    return NULL;
}

Error *
discovery_get_keys(Request *request, const void *input, Reply *reply)
{
    const AuthServer *as = request->app;
    KeySet *keys;

    (void)input;
    TRY(userdb_keys(as->users, request->arena, &keys));
    reply_json(reply, 200, str_copy(request->arena, keyset_jwks(keys)));
    userdb_release_keys(keys);
    reply_header(reply, LIT("Cache-Control"), LIT("public, max-age=300"));
    reply_header(reply, LIT("Access-Control-Allow-Origin"), LIT("*"));
    return NULL;
}
