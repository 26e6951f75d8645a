/* signing_keys.c -- the signing keys of now, held for one request.
 * SPDX-License-Identifier: ISC */
#include "authserver/signing_keys.h"

static void
release(void *arg)
{
    KeySet **slot = arg;

    if (*slot)
        userdb_release_keys(*slot);
}

Error *
signing_keys_hold(Request *request, const KeySet **keys)
{
    const AuthServer *as = request->app;
    KeySet **slot = ARENA_NEW(request->arena, KeySet *, 1);

    arena_defer(request->arena, release, slot);
    TRY(userdb_keys(as->users, request->arena, slot));
    *keys = *slot;
    return NULL;
}
