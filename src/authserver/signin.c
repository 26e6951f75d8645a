/* signin.c -- the sign-in page and its answer.
 * SPDX-License-Identifier: ISC */
#include "authserver/signin.h"

#include "authserver/decide.h"
#include "authserver/endpoints.h"
#include "authserver/flow_mark.h"
#include "authserver/guess.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/random.h"
#include "http/binding.h"
#include "http/request_language.h"
#include "pages/pages.h"
#include "text/message.h"

static Error *
signin_show(Request *request, Str handle, const Interaction *interaction, Reply *reply)
{
    const AuthServer *as = request->app;
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    ErrorCode refused = error_from_cause(interaction->last_error);
    Str html, here = str_format(request->arena, "/signin?interaction=%.*s", STR_ARG(handle));
    LanguageId language = request_language(request);
    Client client;

    TRY(userdb_get_client(as->users, request->arena, interaction->request.client_id, &client));
    SigninPage page = { .frame = page_frame(request->arena, &as->brand, language, here),
                        .app_name = client.name,
                        .handle = handle,
                        .typed_name =
                            interaction->typed_name.len ? interaction->typed_name : interaction->request.login_hint,
                        .error = refused == E_OK ? LIT("") : message_of_error(language, refused),
                        .demo_name = as->demo_name,
                        .reference = request->id,
                        .ui_locales = request_language_asked(request) };
    page_signin(&buf, &page);
    TRY(buf_finish(&buf, "the sign-in page", &html));
    reply_html(reply, 200, html);
    decide_tell_page(request, LIT("/signin"), handle, reply);
    reply->form_action = decide_form_action(request->arena, interaction->request.redirect_uri);
    return NULL;
}

Error *
signin_begin(Request *request, const AuthRequest *asked, Reply *reply)
{
    const AuthServer *as = request->app;
    Interaction interaction = { .request = *asked, .shown = request->now };
    Str handle = random_token(request->arena);

    binding_make(request, reply, as->binding_cookie, interaction.binding);
    TRY(sessions_put_interaction(as->sessions, STAGE_SIGNIN, handle, &interaction, request->now));
    return signin_show(request, handle, &interaction, reply);
}

Error *
signin_get(Request *request, const void *input, Reply *reply)
{
    const AuthServer *as = request->app;
    const InteractionForm *form = input;
    Interaction interaction;
    unsigned char binding[32];

    binding_read(request, as->binding_cookie, binding);
    TRY(sessions_see_interaction(as->sessions, request->arena, STAGE_SIGNIN, form->interaction, binding, request->now,
                                 &interaction));
    return signin_show(request, form->interaction, &interaction, reply);
}

/* Whether name and password are right. Every no costs the same work and gives the same sentence. */
static Error *
check_password(Request *request, const SigninForm *form, User *user)
{
    const AuthServer *as = request->app;
    Str encoded;
    bool found;

    TRY(userdb_find_login(as->users, request->arena, form->username, user, &encoded, &found));
    TRY(guess_count(request, found ? user->subject : LIT(""), form->username));
    bool right = password_verify(found ? encoded : LIT(""), form->password);
    if (!found)
        FAIL(E_UNKNOWN_USER, "no account has this name");
    if (!right)
        FAIL(E_BAD_PASSWORD, "the password is not the account's");
    if (user->disabled)
        FAIL(E_LOCKED, "the account is disabled");
    return guess_forget(request, user->subject);
}

static bool
is_refusal(const Error *error)
{
    return error_info(error->code)->group == GROUP_CREDENTIALS;
}

/* Back to the page, which says why once; by a redirect, so that reloading sends nothing again. */
static Error *
refuse(Request *request, const SigninForm *form, const Interaction *interaction, const Error *why, Reply *reply)
{
    const AuthServer *as = request->app;
    Str cause = str_from_c(error_info(why->code)->cause);

    TRY(sessions_note_refusal(as->sessions, form->interaction, cause, form->username, request->now));
    TRY(flow_mark_refused(request, &interaction->request, why->code, LIT("")));
    reply->error = why->code;
    reply_redirect(request, reply, decide_page_url(request, LIT("/signin"), form->interaction));
    return NULL;
}

Error *
signin_post(Request *request, const void *input, Reply *reply)
{
    const AuthServer *as = request->app;
    const SigninForm *form = input;
    Interaction interaction;
    unsigned char binding[32];
    User user = { 0 };
    Signed person;

    binding_read(request, as->binding_cookie, binding);
    TRY(sessions_see_interaction(as->sessions, request->arena, STAGE_SIGNIN, form->interaction, binding, request->now,
                                 &interaction));
    Error *error = check_password(request, form, &user);
    if (error && is_refusal(error))
        return refuse(request, form, &interaction, error, reply);
    TRY(error);

    TRY(sessions_take_interaction(as->sessions, request->arena, STAGE_SIGNIN, form->interaction, binding, request->now,
                                  &interaction));
    TRY(sso_begin(request, reply, &user, &person));
    person.shown = interaction.shown;
    return decide_next(request, &interaction.request, &person, reply);
}
