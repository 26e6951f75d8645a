/* token.c -- the token endpoint: a client shows what it holds, and gets tokens.
 * The rules (RFC 6749, 7636) are in oauth/grant.c; this file only puts them in order.
 * SPDX-License-Identifier: ISC */
#include "authserver/endpoints.h"

#include "authserver/client_auth.h"
#include "authserver/flow_mark.h"
#include "authserver/mint.h"
#include "base/str.h"
#include "crypto/random.h"
#include "events/refusals.h"
#include "oauth/grant.h"
#include "oauth/scope.h"

/* Take the grant behind the code. A code that comes a second time ends everything that was issued from it. */
static Error *
take_grant(Request *request, Str code, Grant *grant)
{
    const AuthServer *as = request->app;
    Error *error = sessions_take_grant(as->sessions, request->arena, code, request->now, grant);

    //= rfc6749#4.1.2  If an authorization code is used more than once, the authorization server MUST deny the request and
    //= SHOULD revoke (when possible) all tokens previously issued based on that authorization code.
    if (error && (error->code == E_CODE_REUSED || error->code == E_CODE_EXPIRED))
        refusals_add(as->refusals, error->code);
    if (error && error->code == E_CODE_REUSED) {
        TRY(sessions_revoke_grant(as->sessions, grant->grant_id, request->now));
        TRY(userdb_revoke_grant(as->users, request->arena, grant->grant_id, LIT("code_reused"), request->now));
    }
    return error;
}

static Error *
redeem(Request *request, const TokenForm *form, const Client *client, const Grant *grant, TokenAnswer *answer)
{
    User user;

    TRY(grant_check(request->arena, grant, client, form->redirect_uri, form->code_verifier, request->now));
    TRY(mint_tokens(request, grant, answer, &user));
    if (str_has_word(grant->scope, LIT("offline_access")))
        TRY(mint_refresh(request, grant, answer));
    return flow_mark_ended(request, client, grant->flow_key, E_OK, user.subject);
}

/* The flow is of the client that the code was issued to, whoever showed it. */
static Error *
fail_flow(Request *request, const Grant *grant, ErrorCode cause)
{
    const AuthServer *as = request->app;
    Client owner;

    TRY(userdb_get_client(as->users, request->arena, grant->client_id, &owner));
    return flow_mark_ended(request, &owner, grant->flow_key, cause, LIT(""));
}

/* Trade an authorization code for tokens. */
static Error *
token_from_code(Request *request, const TokenForm *form, TokenAnswer *answer)
{
    Client client;
    Grant grant = { 0 };

    TRY(client_auth_check(request, form, &client));
    if (form->code.len == 0)
        FAIL(E_INVALID_REQUEST, "parameter code is missing");
    TRY(take_grant(request, form->code, &grant));
    Error *error = redeem(request, form, &client, &grant, answer);
    if (error)
        TRY(fail_flow(request, &grant, error->code));
    return error;
}

/* What the client asks for now must lie within what was granted (RFC 6749 6). */
static Error *
narrow_scope(Request *request, const TokenForm *form, Grant *grant)
{
    //= rfc6749#6  The requested scope MUST NOT include any scope not originally granted by the resource owner
    if (!scope_within(form->scope, grant->scope))
        FAIL(E_INVALID_SCOPE, "a refresh asked for more than was granted");
    if (form->scope.len)
        grant->scope = scope_known(request->arena, form->scope);
    return NULL;
}

/* Trade a refresh token for its successor and fresh tokens. */
static Error *
token_from_refresh(Request *request, const TokenForm *form, TokenAnswer *answer)
{
    const AuthServer *as = request->app;
    RefreshToken record = { 0 };
    Client client;
    User user;
    Str successor;

    TRY(client_auth_check(request, form, &client));
    if (form->refresh_token.len == 0)
        FAIL(E_INVALID_REQUEST, "parameter refresh_token is missing");
    Error *error = userdb_rotate_refresh(as->users, request->arena, form->refresh_token, client.client_id,
                                         random_token(request->arena), request->now, &record, &user, &successor);
    if (error && record.grant_id.len) /* the family has ended, and its access tokens with it */
        TRY(sessions_revoke_grant(as->sessions, record.grant_id, request->now));
    TRY(error);
    Grant grant = { .grant_id = record.grant_id,
                    .client_id = record.client_id,
                    .scope = record.scope,
                    .user = record.user,
                    .sso = record.sso,
                    .auth_time = record.auth_time };
    TRY(narrow_scope(request, form, &grant));
    TRY(mint_tokens(request, &grant, answer, &user));
    answer->refresh_token = successor;
    return NULL;
}

Error *
token_post(Request *request, const void *input, Reply *reply)
{
    const TokenForm *form = input;
    TokenAnswer answer;

    if (str_equal(form->grant_type, LIT("authorization_code")))
        TRY(token_from_code(request, form, &answer));
    else if (str_equal(form->grant_type, LIT("refresh_token")))
        TRY(token_from_refresh(request, form, &answer));
    else
        FAIL(E_UNSUPPORTED_GRANT_TYPE, "grant_type is neither authorization_code nor refresh_token");
    //= rfc6749#5.1  The authorization server MUST include the HTTP "Cache-Control" response header field with a value of
    //= "no-store" […] as well as the "Pragma" response header field with a value of "no-cache".
    reply_json(reply, 200, token_answer_encode(request->arena, &answer));
    reply_header(reply, LIT("Pragma"), LIT("no-cache"));
    return NULL;
}
