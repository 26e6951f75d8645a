/* sso.c -- the single sign-on session.
 * SPDX-License-Identifier: ISC */
#include "authserver/sso.h"

#include "crypto/hash.h"
#include "crypto/random.h"

Error *
sso_find(Request *request, Signed *person, bool *found)
{
    const AuthServer *as = request->app;
    Str handle = request_cookie(request, as->sso_cookie);
    SsoSession session;
    Signed read = { 0 };

    *found = false;
    if (handle.len == 0)
        return NULL;
    Error *error = sessions_get_sso(as->sessions, request->arena, handle, request->now, &session);
    if (error && error->code == E_UNAUTHENTICATED)
        return NULL;
    TRY(error);
    error = userdb_get_user(as->users, request->arena, session.user, &read.user);
    if (error && error->code == E_NOT_FOUND)
        return NULL;
    TRY(error);
    if (read.user.disabled || session.auth_time < read.user.valid_after)
        return NULL;
    read.sso = hash_text(request->arena, handle);
    read.auth_time = session.auth_time;
    *person = read;
    *found = true;
    return NULL;
}

Error *
sso_begin(Request *request, Reply *reply, const User *user, Signed *person)
{
    const AuthServer *as = request->app;
    Str before = request_cookie(request, as->sso_cookie), handle = random_token(request->arena);
    SsoSession session = {
        .user = user->id, .auth_time = request->now, .created = request->now, .expires = request->now + as->sso_lifetime
    };

    TRY(sessions_put_sso(as->sessions, handle, &session));
    if (before.len)
        TRY(sessions_end_sso(as->sessions, before));
    reply_cookie(request, reply, as->sso_cookie, handle, as->sso_lifetime / SECOND);
    *person = (Signed){ .user = *user, .sso = hash_text(request->arena, handle), .auth_time = request->now };
    return NULL;
}

Error *
sso_end(Request *request, Reply *reply)
{
    const AuthServer *as = request->app;
    Str handle = request_cookie(request, as->sso_cookie);

    if (handle.len == 0)
        return NULL;
    TRY(sessions_end_sso(as->sessions, handle));
    reply_cookie(request, reply, as->sso_cookie, LIT(""), 0);
    return NULL;
}
