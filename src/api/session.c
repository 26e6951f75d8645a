/* session.c -- the app session: who is signed in, /me, /logout.
 * SPDX-License-Identifier: ISC */
#include "api/session.h"

#include "api/handlers.h"
#include "base/str.h"
#include "codec/json.h"
#include "crypto/hash.h"
#include "crypto/secret.h"
#include "events/event_make.h"

Error *
session_find(Request *request, Current *current, bool *found)
{
    const Api *api = request->app;
    Current read = { .handle = request_cookie(request, api->app_cookie) };

    *found = false;
    if (read.handle.len == 0)
        return NULL;
    Error *error = sessions_get_app(api->sessions, request->arena, read.handle, request->now, &read.session);
    if (error && error->code == E_UNAUTHENTICATED)
        return NULL;
    TRY(error);
    if (read.session.user == 0)
        return NULL; /* its sign-in was never committed */
    error = userdb_get_user(api->users, request->arena, read.session.user, &read.user);
    if (error && error->code == E_NOT_FOUND)
        return NULL;
    TRY(error);
    if (read.user.disabled || read.session.created < read.user.valid_after)
        return NULL;
    *current = read;
    *found = true;
    return NULL;
}

Error *
session_require(Request *request, Permission permission)
{
    Current current;
    bool found;

    TRY(session_find(request, &current, &found));
    if (!found)
        FAIL(E_UNAUTHENTICATED, "nobody is signed in");
    if (!(current.user.permissions & (unsigned)(permission | PERMISSION_ADMIN)))
        FAIL(E_FORBIDDEN, "the account lacks the permission that this needs");
    return NULL;
}

Str
session_csrf(Arena *arena, Str handle)
{
    return hash_text(arena, str_format(arena, "csrf:%.*s", STR_ARG(handle)));
}

Error *
session_get_me(Request *request, const void *input, Reply *reply)
{
    Buf buf = buf_new(request->arena, 8192);
    JsonOut out = json_out(&buf);
    Current current;
    bool found;

    (void)input;
    TRY(session_find(request, &current, &found));
    if (!found)
        FAIL(E_UNAUTHENTICATED, "nobody is signed in");
    json_open(&out, '{');
    json_member_str(&out, "sub", current.user.subject);
    json_member_str(&out, "name", current.user.display_name);
    json_member_str(&out, "preferred_username", current.user.name);
    json_member_str(&out, "email", current.user.email);
    json_member_bool(&out, "email_verified", current.user.email_verified);
    json_member_str(&out, "provider", current.session.provider);
    json_member_int(&out, "auth_time", current.session.auth_time / SECOND);
    json_member_int(&out, "expires", current.session.expires / SECOND);
    json_member_str(&out, "csrf", session_csrf(request->arena, current.handle));
    json_close(&out, '}');
    reply_json(reply, 200, buf_str(&buf));
    return NULL;
}

/* The session is over here and, at our own issuer, there too. */
static Error *
end_session(Request *request, const Current *current)
{
    const Api *api = request->app;
    Event event = event_make(request->arena, EVENT_SESSION_ENDED, request->now, request->id);
    AppSession ended;

    TRY(sessions_end_app(api->sessions, request->arena, current->handle, request->now, &ended));
    if (ended.sso.len)
        TRY(sessions_end_sso_named(api->sessions, request->arena, ended.sso));
    event.user_subject = current->user.subject;
    event.cause = str_from_c(session_end_names[SESSION_LOGOUT]);
    event.length = request->now - ended.created;
    return userdb_record(api->users, request->arena, &event);
}

Error *
session_post_logout(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    const LogoutForm *form = input;
    Current current;
    bool found;

    TRY(session_find(request, &current, &found));
    if (found && form->csrf.len && !secret_equal(form->csrf, session_csrf(request->arena, current.handle)))
        FAIL(E_CROSS_ORIGIN, "the sign-out form is not of this session");
    if (found)
        TRY(end_session(request, &current));
    /* A form on another site comes without the cookie (SameSite): then there is nothing to delete, either. */
    if (request_cookie(request, api->app_cookie).len)
        reply_cookie(request, reply, api->app_cookie, LIT(""), 0);
    reply_redirect(request, reply, LIT("/"));
    return NULL;
}
