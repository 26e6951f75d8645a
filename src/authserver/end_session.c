/* end_session.c -- /end_session: a person leaves (OpenID Connect RP-Initiated Logout).
 * With an ID token of the session that is ending, at once; else the person is asked first.
 * SPDX-License-Identifier: ISC */
#include "authserver/bearer.h"
#include "authserver/decide.h"
#include "authserver/endpoints.h"
#include "authserver/sso.h"

#include "base/str.h"
#include "codec/json.h"
#include "http/request_language.h"
#include "oauth/authorize_request.h"
#include "pages/pages.h"
#include "text/message.h"

/* What we look at in the hint; whether it has expired does not matter here. */
typedef struct HintClaims {
    Str iss, aud, sid;
} HintClaims;

static const JsonField hint_fields[] = {
    JSON_FIELD(HintClaims, iss, JSON_STR, true),
    JSON_FIELD(HintClaims, aud, JSON_STR, true),
    JSON_FIELD(HintClaims, sid, JSON_STR, false),
    JSON_FIELD_END,
};

static Error *
read_hint(Request *request, const EndSessionForm *form, HintClaims *hint)
{
    const AuthServer *as = request->app;
    Str payload;

    if (form->id_token_hint.len == 0)
        return NULL;
    /* A hint that we cannot read (a key long gone, say) must not keep anybody from leaving: then it is as if there were none. */
    if (bearer_verify(request, LIT("JWT"), form->id_token_hint, &payload) != NULL)
        return NULL;
    TRY(json_decode(request->arena, E_INVALID_REQUEST, payload, hint_fields, hint));
    if (!str_equal(hint->iss, as->issuer) || (form->client_id.len && !str_equal(form->client_id, hint->aud)))
        FAIL(E_INVALID_REQUEST, "id_token_hint is of another issuer or another client");
    return NULL;
}

/* Where to go afterwards: only a registered address, byte for byte, of a client that is named. */
static Error *
check_target(Request *request, const EndSessionForm *form, Str client_id)
{
    const AuthServer *as = request->app;
    Client client;

    if (form->post_logout_redirect_uri.len == 0)
        return NULL;
    if (client_id.len == 0)
        FAIL(E_INVALID_REQUEST, "post_logout_redirect_uri without id_token_hint or client_id");
    TRY(userdb_get_client(as->users, request->arena, client_id, &client));
    //= openid-connect-rpinitiated#3  The OP MUST NOT perform post-logout redirection if the post_logout_redirect_uri value supplied
    //= does not exactly match one of the previously registered values.
    for (size_t i = 0; i < client.redirect_uri_count; i++)
        if (str_equal(client.redirect_uris[i], form->post_logout_redirect_uri))
            return NULL;
    FAIL(E_REDIRECT_MISMATCH, "post_logout_redirect_uri is not registered for client %.*s", STR_ARG(client_id));
}

static Error *
show(Request *request, const MessagePage *page, Reply *reply)
{
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    Str html;

    page_message(&buf, page);
    TRY(buf_finish(&buf, "the sign-out page", &html));
    reply_html(reply, 200, html);
    return NULL;
}

/* The same question by GET. The hint stays behind: an ID token has no business in an address, and the person is asked instead. */
static Str
question_url(Request *request, const EndSessionForm *form, Str client_id)
{
    Buf url = buf_new(request->arena, URI_LIMIT * 4);

    buf_add(&url, LIT("/end_session?"));
    form_add(&url, LIT("client_id"), client_id);
    form_add(&url, LIT("post_logout_redirect_uri"), form->post_logout_redirect_uri);
    form_add(&url, LIT("state"), form->state);
    return buf_str(&url);
}

static Error *
ask(Request *request, const EndSessionForm *form, Str client_id, Reply *reply)
{
    const AuthServer *as = request->app;
    LanguageId language = request_language(request);
    HiddenField hidden[] = { { LIT("confirm"), LIT("yes") },
                             { LIT("client_id"), client_id },
                             { LIT("post_logout_redirect_uri"), form->post_logout_redirect_uri },
                             { LIT("state"), form->state } };
    MessagePage page = { .frame =
                             page_frame(request->arena, &as->brand, language, question_url(request, form, client_id)),
                         .title = message(language, MESSAGE_signout_ask_title),
                         .text = message(language, MESSAGE_signout_ask),
                         .action_label = message(language, MESSAGE_signout_confirm),
                         .action_url = LIT("/end_session"),
                         .action_post = true,
                         .hidden = hidden,
                         .hidden_count = COUNT_OF(hidden) };
    TRY(show(request, &page, reply));
    reply->form_action = decide_form_action(request->arena, form->post_logout_redirect_uri);
    return NULL;
}

static Error *
leave(Request *request, const EndSessionForm *form, Reply *reply)
{
    const AuthServer *as = request->app;
    LanguageId language = request_language(request);
    MessagePage page = { .frame = page_frame(request->arena, &as->brand, language, LIT("/end_session")),
                         .title = message(language, MESSAGE_signout_done_title),
                         .text = message(language, MESSAGE_signout_done),
                         .action_label = message(language, MESSAGE_signout_start),
                         .action_url = LIT("/") };

    TRY(sso_end(request, reply));
    if (form->post_logout_redirect_uri.len == 0)
        return show(request, &page, reply);
    Buf target = buf_new(request->arena, URI_LIMIT * 2);
    buf_add(&target, form->post_logout_redirect_uri);
    if (form->state.len) {
        bool has_query = str_find_byte(form->post_logout_redirect_uri, '?') < form->post_logout_redirect_uri.len;
        buf_add_byte(&target, has_query ? '&' : '?');
        form_add(&target, LIT("state"), form->state);
    }
    reply_redirect(request, reply, buf_str(&target));
    return NULL;
}

Error *
end_session_answer(Request *request, const void *input, Reply *reply)
{
    const EndSessionForm *form = input;
    HintClaims hint = { 0 };
    Signed person;
    bool found;

    TRY(read_hint(request, form, &hint));
    Str client_id = hint.aud.len ? hint.aud : form->client_id;
    TRY(check_target(request, form, client_id));
    TRY(sso_find(request, &person, &found));
    bool posted = str_equal(request->method, LIT("POST")), confirmed = posted && str_equal(form->confirm, LIT("yes"));
    //= openid-connect-rpinitiated#2  OpenID Providers MUST support the use of the HTTP GET and POST methods
    if (confirmed) /* our own page's form; an app's POST only asks */
        TRY(router_check_origin(request));
    /* An app's POST from another site comes without our cookie (SameSite=Lax): it says nothing about who is signed in. The same
     * question by GET comes with it. */
    if (posted && !confirmed && !found) {
        reply_redirect(request, reply, question_url(request, form, client_id));
        return NULL;
    }
    bool hinted = found && hint.sid.len && str_equal(hint.sid, person.sso);
    if (found && !confirmed && !hinted)
        return ask(request, form, client_id, reply);
    return leave(request, form, reply);
}
