/* decide.c -- what the person must still do before the app gets its code.
 * SPDX-License-Identifier: ISC */
#include "authserver/decide.h"

#include "authserver/consent.h"
#include "authserver/flow_mark.h"
#include "base/str.h"
#include "codec/uri.h"
#include "crypto/random.h"
#include "http/binding.h"
#include "http/request_language.h"
#include "oauth/authorize_request.h"

Str
decide_page_url(const Request *request, Str page, Str handle)
{
    Buf url = buf_new(request->arena, URI_LIMIT);
    Str asked = request_language_asked(request);

    buf_add(&url, page);
    buf_add(&url, LIT("?interaction="));
    form_escape(&url, handle);
    if (asked.len)
        form_add(&url, LIT("ui_locales"), asked);
    return buf_str(&url);
}

void
decide_tell_page(const Request *request, Str page, Str handle, Reply *reply)
{
    if (request->local)
        reply_header(reply, LIT("X-Latchstring-Page"),
                     str_format(request->arena, "%.*s %.*s", STR_ARG(page), STR_ARG(handle)));
}

/* Chromium holds the whole chain of redirects behind a form against form-action, and the app may lead on to another origin of its
 * own; so the scheme is named, not the host. */
Str
decide_form_action(Arena *arena, Str redirect_uri)
{
    Str scheme;

    if (redirect_uri.len == 0)
        return LIT("");
    (void)str_cut(redirect_uri, ':', &scheme);
    if (str_equal(scheme, LIT("http")))
        return LIT("http: https:");
    return str_format(arena, "%.*s:", STR_ARG(scheme)); /* https, or a native app's own */
}

/* A public client's redirect can be caught by another program on the device unless https leads it. */
static bool
must_ask_again(const Client *client, const AuthRequest *asked)
{
    //= rfc8252#8.6  the authorization server SHOULD NOT process authorization requests automatically without user consent
    //= or interaction, except when the identity of the client can be assured.
    return client->is_public && !str_starts(asked->redirect_uri, LIT("https://"));
}

static Error *
is_consent_due(Request *request, const AuthRequest *asked, const Signed *person, bool *due)
{
    const AuthServer *as = request->app;
    bool granted;
    Client client;

    TRY(userdb_get_client(as->users, request->arena, asked->client_id, &client));
    TRY(userdb_has_consent(as->users, request->arena, person->user.id, asked->client_id, asked->scope, &granted));
    *due = !granted || str_has_word(asked->prompt, LIT("consent")) || must_ask_again(&client, asked);
    return NULL;
}

/* Put the question to the person: shown at once, or after a POST by a redirect to its own page. */
static Error *
ask_consent(Request *request, const AuthRequest *asked, const Signed *person, Reply *reply)
{
    const AuthServer *as = request->app;
    Str handle = random_token(request->arena);
    Interaction interaction = { .request = *asked,
                                .user = person->user.id,
                                .sso = person->sso,
                                .auth_time = person->auth_time,
                                .shown = person->shown ? person->shown : request->now };

    binding_make(request, reply, as->binding_cookie, interaction.binding);
    TRY(sessions_put_interaction(as->sessions, STAGE_CONSENT, handle, &interaction, request->now));
    if (str_equal(request->method, LIT("GET")))
        return consent_show(request, handle, &interaction, reply);
    reply_redirect(request, reply, decide_page_url(request, LIT("/consent"), handle));
    return NULL;
}

Error *
decide_next(Request *request, const AuthRequest *asked, const Signed *person, Reply *reply)
{
    bool due;

    TRY(is_consent_due(request, asked, person, &due));
    if (!due)
        return decide_issue(request, asked, person, reply);
    //= openid-connect-core#3.1.2.1  The Authorization Server MUST NOT display any authentication or consent user interface pages.
    if (str_has_word(asked->prompt, LIT("none")))
        return decide_refuse(request, asked, E_CONSENT_REQUIRED, reply);
    return ask_consent(request, asked, person, reply);
}

Error *
decide_issue(Request *request, const AuthRequest *asked, const Signed *person, Reply *reply)
{
    const AuthServer *as = request->app;
    Arena *arena = request->arena;
    Str code = random_token(arena);
    Grant grant = { .grant_id = random_uuid(arena, request->now),
                    .client_id = asked->client_id,
                    .redirect_uri = asked->redirect_uri,
                    .scope = asked->scope,
                    .nonce = asked->nonce,
                    .code_challenge = asked->code_challenge,
                    .flow_key = asked->flow_key,
                    .user = person->user.id,
                    .sso = person->sso,
                    .auth_time = person->auth_time,
                    .issued = request->now,
                    .expires = request->now + CODE_LIFETIME };

    TRY(sessions_put_grant(as->sessions, code, &grant));
    TRY(flow_mark_issued(request, asked, person->shown ? request->now - person->shown : -1));
    reply_redirect(request, reply, authorize_request_answer(arena, asked, as->issuer, code));
    return NULL;
}

static void
send_refusal(Request *request, const AuthRequest *asked, ErrorCode code, Reply *reply)
{
    const AuthServer *as = request->app;

    reply->error = code;
    reply_redirect(request, reply, authorize_request_refusal(request->arena, asked, as->issuer, code));
}

Error *
decide_turn_away(Request *request, const AuthRequest *asked, ErrorCode code, Reply *reply)
{
    if (asked->flow_key.len)
        TRY(flow_mark_unmet(request, asked, code));
    send_refusal(request, asked, code, reply);
    return NULL;
}

Error *
decide_refuse(Request *request, const AuthRequest *asked, ErrorCode code, Reply *reply)
{
    const AuthServer *as = request->app;
    Client client;

    TRY(userdb_get_client(as->users, request->arena, asked->client_id, &client));
    if (asked->flow_key.len)
        TRY(flow_mark_ended(request, &client, asked->flow_key, code, LIT("")));
    send_refusal(request, asked, code, reply);
    return NULL;
}
