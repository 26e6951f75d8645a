/* discovery.c -- what we are and with which keys we sign.
 * SPDX-License-Identifier: ISC */
#include "authserver/endpoints.h"

#include "authserver/signing_keys.h"
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
    const KeySet *keys;

    (void)input;
    TRY(signing_keys_hold(request, &keys));
    reply_json(reply, 200, keyset_jwks(keys));
    reply_header(reply, LIT("Cache-Control"), LIT("public, max-age=300"));
    reply_header(reply, LIT("Access-Control-Allow-Origin"), LIT("*"));
    return NULL;
}
