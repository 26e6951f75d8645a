/* authorize.c -- /authorize: who asks, for what, and is the person known already?
 * SPDX-License-Identifier: ISC */
#include "authserver/endpoints.h"

#include "authserver/decide.h"
#include "authserver/flow_mark.h"
#include "authserver/signin.h"
#include "base/str.h"
#include "oauth/authorize_request.h"

/* Whether the session is good enough for this request, or the person must sign in again. */
static bool
is_fresh_enough(const Request *request, const AuthRequest *asked, const Signed *person)
{
    if (str_has_word(asked->prompt, LIT("login")) || str_has_word(asked->prompt, LIT("select_account")))
        return false;
    //= openid-connect-core#3.1.2.1  If the elapsed time is greater than this value, the OP MUST attempt to actively
    //= re-authenticate the End-User.
    return asked->max_age < 0 || request->now - person->auth_time <= asked->max_age * SECOND;
}

/* The request is in order: go on with the person who is signed in, or ask for a password. */
static Error *
authorize_person(Request *request, const AuthRequest *asked, Reply *reply)
{
    Signed person;
    bool found;

    TRY(sso_find(request, &person, &found));
    if (found && is_fresh_enough(request, asked, &person))
        return decide_next(request, asked, &person, reply);
    if (str_has_word(asked->prompt, LIT("none")))
        return decide_turn_away(request, asked, E_LOGIN_REQUIRED, reply);
    return signin_begin(request, asked, reply);
}

Error *
authorize_answer(Request *request, const void *input, Reply *reply)
{
    const AuthServer *as = request->app;
    const AuthorizeForm *form = input;
    AuthRequest asked;
    Client client;

    if (str_equal(request->method, LIT("HEAD")))
        FAIL(E_METHOD, "HEAD starts nothing");
    //= rfc6749#4.1.2.1  If the request fails due to a missing, invalid, or mismatching redirection URI, or if the client
    //= identifier is missing or invalid, the authorization server […] MUST NOT automatically redirect the user-agent to the
    //= invalid redirection URI.
    TRY(userdb_get_client(as->users, request->arena, form->client_id, &client));
    TRY(authorize_request_check_redirect(&client, form->redirect_uri));

    Error *error = authorize_request_check(request->arena, form, &asked);
    if (error) {
        asked = (AuthRequest){ .client_id = form->client_id, .redirect_uri = form->redirect_uri, .state = form->state };
        return decide_turn_away(request, &asked, error->code, reply);
    }
    TRY(flow_mark_accepted(request, &client, &asked));
    return authorize_person(request, &asked, reply);
}
