/* consent.c -- the consent page and its answer.
 * SPDX-License-Identifier: ISC */
#include "authserver/consent.h"

#include "authserver/decide.h"
#include "authserver/endpoints.h"
#include "base/str.h"
#include "codec/uri.h"
#include "events/event_make.h"
#include "http/binding.h"
#include "http/request_language.h"
#include "oauth/scope.h"
#include "pages/pages.h"
#include "text/message.h"

#include <assert.h>

/* The host that the answer goes to; for a native app its scheme. */
static Str
redirect_host(const AuthRequest *asked)
{
    Uri uri;
    Str scheme;

    if (uri_parse(asked->redirect_uri, &uri) == NULL)
        return uri.authority;
    (void)str_cut(asked->redirect_uri, ':', &scheme);
    return scheme;
}

/* "Not you?" starts the same request again and insists on a password. */
static Str
switch_url(Request *request, const AuthRequest *asked)
{
    Buf url = buf_new(request->arena, URI_LIMIT * 3);

    buf_add(&url, LIT("/authorize?"));
    form_add(&url, LIT("response_type"), LIT("code"));
    form_add(&url, LIT("client_id"), asked->client_id);
    form_add(&url, LIT("redirect_uri"), asked->redirect_uri);
    form_add(&url, LIT("scope"), asked->scope);
    form_add(&url, LIT("state"), asked->state);
    form_add(&url, LIT("nonce"), asked->nonce);
    form_add(&url, LIT("code_challenge"), asked->code_challenge);
    form_add(&url, LIT("code_challenge_method"), LIT("S256"));
    form_add(&url, LIT("prompt"), LIT("login"));
    if (request_language_asked(request).len)
        form_add(&url, LIT("ui_locales"), request_language_asked(request));
    return buf_str(&url);
}

/* What each scope shares, in whole sentences. */
static size_t
scope_sentences(LanguageId language, Str scope, Str sentences[SCOPES_MAX])
{
    Str names[SCOPES_MAX];
    size_t count = scope_names(scope, names);

    for (size_t i = 0; i < count; i++) {
        char memory[64];
        Buf key = buf_fixed(memory, sizeof memory);
        MessageId id;
        buf_add(&key, LIT("scope."));
        buf_add(&key, names[i]);
        bool known = message_find(buf_str(&key), &id);
        assert(known);
        sentences[i] = message(language, id);
    }
    return count;
}

Error *
consent_show(Request *request, Str handle, const Interaction *interaction, Reply *reply)
{
    const AuthServer *as = request->app;
    const AuthRequest *asked = &interaction->request;
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    Str sentences[SCOPES_MAX], html, here = str_format(request->arena, "/consent?interaction=%.*s", STR_ARG(handle));
    LanguageId language = request_language(request);
    Client client;
    User user;

    TRY(userdb_get_client(as->users, request->arena, asked->client_id, &client));
    TRY(userdb_get_user(as->users, request->arena, interaction->user, &user));
    ConsentPage page = { .frame = page_frame(request->arena, &as->brand, language, here),
                         .app_name = client.name,
                         .client_id = client.client_id,
                         .redirect_host = redirect_host(asked),
                         .user_name = user.display_name.len ? user.display_name : user.name,
                         .handle = handle,
                         .scopes = sentences,
                         .scope_count = scope_sentences(language, asked->scope, sentences),
                         .switch_url = switch_url(request, asked),
                         .ui_locales = request_language_asked(request) };
    page_consent(&buf, &page);
    TRY(buf_finish(&buf, "the consent page", &html));
    reply_html(reply, 200, html);
    decide_tell_page(request, LIT("/consent"), handle, reply);
    reply->form_action = decide_form_action(request->arena, asked->redirect_uri);
    return NULL;
}

/* Whose consent it is: the person who was asked, if they are still the one who is signed in here. A page that was left open is
 * worth nothing after they signed out, or somebody else signed in. */
static Error *
find_person(Request *request, const Interaction *interaction, Signed *person)
{
    Signed read;
    bool found;

    TRY(sso_find(request, &read, &found));
    if (!found || read.user.id != interaction->user)
        FAIL(E_LOGIN_REQUIRED, "the person who was asked for consent is not signed in any more");
    read.shown = interaction->shown;
    *person = read;
    return NULL;
}

Error *
consent_get(Request *request, const void *input, Reply *reply)
{
    const AuthServer *as = request->app;
    const InteractionForm *form = input;
    Interaction interaction;
    unsigned char binding[32];
    Signed person;

    binding_read(request, as->binding_cookie, binding);
    TRY(sessions_see_interaction(as->sessions, request->arena, STAGE_CONSENT, form->interaction, binding, request->now,
                                 &interaction));
    TRY(find_person(request, &interaction, &person));
    return consent_show(request, form->interaction, &interaction, reply);
}

static Error *
deny(Request *request, const AuthRequest *asked, const Signed *person, Reply *reply)
{
    const AuthServer *as = request->app;
    Event event = event_make(request->arena, EVENT_CONSENT_DENIED, request->now, request->id);

    event.client_id = asked->client_id;
    event.user_subject = person->user.subject;
    TRY(userdb_record(as->users, request->arena, &event));
    return decide_refuse(request, asked, E_CONSENT_DENIED, reply);
}

Error *
consent_post(Request *request, const void *input, Reply *reply)
{
    const AuthServer *as = request->app;
    const ConsentForm *form = input;
    Interaction interaction;
    unsigned char binding[32];
    Signed person;

    bool allow = str_equal(form->decision, LIT("allow"));
    if (!allow && !str_equal(form->decision, LIT("deny")))
        FAIL(E_INVALID_REQUEST, "decision is neither allow nor deny");
    binding_read(request, as->binding_cookie, binding);
    TRY(sessions_take_interaction(as->sessions, request->arena, STAGE_CONSENT, form->interaction, binding, request->now,
                                  &interaction));
    TRY(find_person(request, &interaction, &person));
    if (!allow)
        return deny(request, &interaction.request, &person, reply);
    TRY(userdb_give_consent(as->users, request->arena, person.user.id, interaction.request.client_id,
                            interaction.request.scope, request->now));
    return decide_issue(request, &interaction.request, &person, reply);
}
