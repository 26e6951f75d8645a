/* complete.c -- the last act of a sign-in, in an order that loses nothing.
 * SPDX-License-Identifier: ISC */
#include "api/complete.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crypto/random.h"
#include "events/event_make.h"

static AppSession
make_session(const Request *request, const ProviderOptions *provider, const IdClaims *claims, const User *user)
{
    const Api *api = request->app;

    return (AppSession){ .user = user->id,
                         .user_subject = user->subject,
                         .provider = provider->name,
                         .issuer = claims->iss,
                         .id_token_subject = claims->sub,
                         .sso = provider->own ? claims->sid : LIT(""),
                         .auth_time = claims->auth_time ? claims->auth_time * SECOND : request->now,
                         .created = request->now,
                         .expires = request->now + api->session_lifetime };
}

static Identity
make_identity(const IdClaims *claims)
{
    return (Identity){ .issuer = claims->iss,
                       .subject = claims->sub,
                       .display_name = claims->name.len ? claims->name : claims->preferred_username,
                       .email = claims->email,
                       .email_verified = claims->email_verified };
}

/* User and event, in one transaction. */
static Error *
commit(Request *request, const ProviderOptions *provider, const IdClaims *claims, Flow *flow, User *user)
{
    const Api *api = request->app;
    Identity identity = make_identity(claims);
    Flow finished = *flow;

    event_flow_passed(&finished, MILESTONE_upsert, -1);
    event_flow_passed(&finished, MILESTONE_publish, -1);
    Micros now = request->now + clock_monotonic() - request->begun;
    Event event = event_make_ended(request->arena, &finished, FLOW_COMPLETED, E_OK, now, request->id);
    return userdb_complete_signin(api->users, request->arena, &identity, provider->own, &api->signup, request->now,
                                  &event, user);
}

/* The session that it was is told; when that fails, it is missing from the figures only. */
static void
note_ended(Request *request, const AppSession *ended)
{
    const Api *api = request->app;
    Event event = event_make(request->arena, EVENT_SESSION_ENDED, request->now, request->id);

    event.user_subject = ended->user_subject;
    event.cause = str_from_c(session_end_names[SESSION_REVOKED]);
    event.length = request->now - ended->created;
    Error *error = userdb_record(api->users, request->arena, &event);
    if (error)
        LOG_WARN("complete.session_ended", KV("id", request->id), KV("text", (const char *)error->text));
}

/* The session that the browser held before ends: a new sign-in, a new handle. */
static Error *
end_before(Request *request)
{
    const Api *api = request->app;
    Str before = request_cookie(request, api->app_cookie);
    AppSession ended;

    if (before.len == 0)
        return NULL;
    Error *error = sessions_end_app(api->sessions, request->arena, before, request->now, &ended);
    if (!error && ended.user != 0)
        note_ended(request, &ended);
    return error && error->code != E_UNAUTHENTICATED ? error : NULL;
}

Error *
complete_signin(Request *request, const ProviderOptions *provider, const LoginState *login, const IdClaims *claims,
                Flow *flow, Reply *reply)
{
    const Api *api = request->app;
    Str handle = random_token(request->arena);
    User user = { 0 };
    Micros start = clock_monotonic();
    bool known;

    TRY(userdb_find_identity(api->users, request->arena, claims->iss, claims->sub, provider->own, &user, &known));
    AppSession session = make_session(request, provider, claims, &user);
    TRY(sessions_put_app(api->sessions, handle, &session));
    event_flow_passed(flow, MILESTONE_session, clock_monotonic() - start);

    TRY(commit(request, provider, claims, flow, &user));
    if (!known || session.user != user.id) {
        session.user = user.id; /* a new account has its number only now */
        session.user_subject = user.subject;
        TRY(sessions_put_app(api->sessions, handle, &session));
    }
    TRY(end_before(request));
    reply_cookie(request, reply, api->app_cookie, handle, api->session_lifetime / SECOND);
    reply_cookie(request, reply, PROVIDER_COOKIE, provider->name, PROVIDER_COOKIE_LIFETIME);
    reply_redirect(request, reply, login->return_to);
    return NULL;
}
