/* authorize_request.c -- the authorization request and its answer.
 * SPDX-License-Identifier: ISC */
#include "oauth/authorize_request.h"

#include "base/str.h"
#include "codec/uri.h"
#include "oauth/pkce.h"
#include "oauth/scope.h"

#define MAX_AGE_LIMIT 31536000

const Field authorize_request_fields[] = {
    FIELD(AuthorizeForm, response_type, 64, OPTIONAL),
    FIELD(AuthorizeForm, client_id, NAME_LIMIT, REQUIRED),
    FIELD(AuthorizeForm, redirect_uri, URI_LIMIT, REQUIRED),
    FIELD(AuthorizeForm, scope, SCOPE_LIMIT, OPTIONAL),
    FIELD(AuthorizeForm, state, 512, OPTIONAL),
    FIELD(AuthorizeForm, nonce, 512, OPTIONAL),
    FIELD(AuthorizeForm, code_challenge, 128, OPTIONAL),
    FIELD(AuthorizeForm, code_challenge_method, 16, OPTIONAL),
    FIELD(AuthorizeForm, prompt, 64, OPTIONAL),
    FIELD(AuthorizeForm, max_age, 16, OPTIONAL),
    FIELD(AuthorizeForm, login_hint, EMAIL_LIMIT, OPTIONAL),
    FIELD(AuthorizeForm, response_mode, 32, OPTIONAL),
    FIELD(AuthorizeForm, request, 8192, OPTIONAL),
    FIELD(AuthorizeForm, request_uri, URI_LIMIT, OPTIONAL),
    FIELD_END,
};

/* What stands behind the authority, to the last byte: a lone '?' counts. */
static Str
after_authority(Str text, const Uri *uri)
{
    return str_slice(text, (size_t)(uri->authority.ptr + uri->authority.len - text.ptr), text.len);
}

/* Equal but for the port, and both loopback addresses (not the name localhost). */
static bool
is_same_loopback(Str registered, Str asked)
{
    Uri a, b;

    if (uri_parse(registered, &a) != NULL || uri_parse(asked, &b) != NULL)
        return false;
    bool address = str_equal(a.host, LIT("127.0.0.1")) || str_equal(a.host, LIT("::1"));
    return address && str_equal(a.scheme, LIT("http")) && str_equal(a.scheme, b.scheme) && str_equal(a.host, b.host) &&
           str_equal(after_authority(registered, &a), after_authority(asked, &b));
}

Error *
authorize_request_check_redirect(const Client *client, Str redirect_uri)
{
    //= rfc9700#4.1.3  the authorization server MUST ensure that the two URIs are equal; exact string matching
    for (size_t i = 0; i < client->redirect_uri_count; i++)
        if (str_equal(client->redirect_uris[i], redirect_uri))
            return NULL;
    //= rfc8252#7.3  The authorization server MUST allow any port to be specified at the time of the request for loopback IP
    //= redirect URIs
    for (size_t i = 0; client->is_public && i < client->redirect_uri_count; i++)
        if (is_same_loopback(client->redirect_uris[i], redirect_uri))
            return NULL;
    FAIL(E_REDIRECT_MISMATCH, "client %.*s asked for a redirect_uri that is not registered for it",
         STR_ARG(client->client_id));
}

static Error *
check_prompt(const AuthorizeForm *form)
{
    Str rest = form->prompt;
    bool none = str_has_word(rest, LIT("none")), several = str_find_byte(rest, ' ') < rest.len;

    if (none && several)
        FAIL(E_INVALID_REQUEST, "prompt none with others");
    while (rest.len) {
        Str word;
        rest = str_cut(rest, ' ', &word);
        if (!str_has_word(LIT("none login consent select_account"), word))
            FAIL(E_INVALID_REQUEST, "an unknown prompt");
    }
    return NULL;
}

static Error *
check_pkce(const AuthorizeForm *form)
{
    //= rfc7636#4.4.1  If the server requires Proof Key for Code Exchange (PKCE) […] and the client does not send the
    //= "code_challenge" in the request, the authorization endpoint MUST return the authorization error response
    if (form->code_challenge.len == 0)
        FAIL(E_INVALID_REQUEST, "code_challenge is missing: PKCE is required");
    if (!str_equal(form->code_challenge_method, LIT("S256")))
        FAIL(E_INVALID_REQUEST, "code_challenge_method must be S256");
    if (!pkce_is_challenge(form->code_challenge))
        FAIL(E_INVALID_REQUEST, "code_challenge is not 43 characters of base64url");
    return NULL;
}

Error *
authorize_request_check(Arena *arena, const AuthorizeForm *form, AuthRequest *request)
{
    uint64_t max_age = 0;

    if (form->response_type.len == 0)
        FAIL(E_INVALID_REQUEST, "response_type is missing");
    if (!str_equal(form->response_type, LIT("code")))
        FAIL(E_UNSUPPORTED_RESPONSE, "response_type must be code");
    if (form->response_mode.len && !str_equal(form->response_mode, LIT("query")))
        FAIL(E_INVALID_REQUEST, "response_mode must be query");
    //= openid-connect-core#6.1  If the request parameter is not supported […] the OP MUST return the request_not_supported error
    if (form->request.len)
        FAIL(E_REQUEST_NOT_SUPPORTED, "the parameter request is not supported");
    if (form->request_uri.len)
        FAIL(E_REQUEST_URI_NOT_SUPPORTED, "the parameter request_uri is not supported");
    TRY(check_pkce(form));
    TRY(check_prompt(form));
    if (form->max_age.len && !str_to_uint(form->max_age, MAX_AGE_LIMIT, &max_age))
        FAIL(E_INVALID_REQUEST, "max_age is not a number of seconds up to a year");
    *request = (AuthRequest){ .client_id = form->client_id,
                              .redirect_uri = form->redirect_uri,
                              .scope = scope_known(arena, form->scope),
                              .state = form->state,
                              .nonce = form->nonce,
                              .code_challenge = form->code_challenge,
                              .prompt = form->prompt,
                              .login_hint = form->login_hint,
                              .max_age = form->max_age.len ? (int64_t)max_age : -1 };
    return NULL;
}

static Str
answer_uri(Arena *arena, const AuthRequest *request, Str issuer, Str name, Str value)
{
    Buf uri = buf_new(arena, URI_LIMIT * 4);
    bool has_query = str_find_byte(request->redirect_uri, '?') < request->redirect_uri.len;

    buf_add(&uri, request->redirect_uri);
    buf_add_byte(&uri, has_query ? '&' : '?');
    form_add(&uri, name, value);
    //= rfc6749#4.1.2  state: REQUIRED if the "state" parameter was present in the client authorization request.
    if (request->state.len)
        form_add(&uri, LIT("state"), request->state);
    //= rfc9207#2  authorization servers MUST provide the iss parameter in authorization responses, including error responses
    form_add(&uri, LIT("iss"), issuer);
    return buf_str(&uri);
}

Str
authorize_request_answer(Arena *arena, const AuthRequest *request, Str issuer, Str code)
{
    return answer_uri(arena, request, issuer, LIT("code"), code);
}

Str
authorize_request_refusal(Arena *arena, const AuthRequest *request, Str issuer, ErrorCode code)
{
    return answer_uri(arena, request, issuer, LIT("error"), str_from_c(error_info(code)->oauth));
}
