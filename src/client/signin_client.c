/* signin_client.c -- a sign-in at a provider, in three acts.
 * SPDX-License-Identifier: ISC */
#include "client/signin_client.h"

#include "base/str.h"
#include "codec/form.h"
#include "crypto/base64.h"
#include "crypto/random.h"
#include "oauth/pkce.h"
#include "oauth/userinfo.h"

#define ANSWER_LIMIT ((size_t)1 << 18)

void
signin_client_fresh(Arena *arena, LoginState *login)
{
    login->state = random_token(arena);
    login->nonce = random_token(arena);
    login->verifier = random_token(arena);
}

Error *
signin_client_start(Provider *provider, Arena *arena, const LoginState *login, Str prompt, Micros deadline, Str *url)
{
    const ProviderOptions *options = provider_options(provider);
    const ProviderDocs *docs;
    Buf buf = buf_new(arena, URI_LIMIT * 2);

    TRY(provider_docs(provider, arena, deadline, &docs));
    Str endpoint = docs->metadata.authorization_endpoint;
    buf_add(&buf, endpoint);
    buf_add_byte(&buf, str_find_byte(endpoint, '?') < endpoint.len ? '&' : '?');
    form_add(&buf, LIT("response_type"), LIT("code"));
    form_add(&buf, LIT("client_id"), options->client_id);
    form_add(&buf, LIT("redirect_uri"), options->redirect_uri);
    form_add(&buf, LIT("scope"), options->scopes);
    form_add(&buf, LIT("state"), login->state);
    form_add(&buf, LIT("nonce"), login->nonce);
    //= rfc7636#4.3  code_challenge REQUIRED.
    form_add(&buf, LIT("code_challenge"), pkce_challenge(arena, login->verifier));
    form_add(&buf, LIT("code_challenge_method"), LIT("S256"));
    if (prompt.len)
        form_add(&buf, LIT("prompt"), prompt);
    return buf_finish(&buf, "an authorization request", url);
}

Error *
signin_client_check_issuer(Provider *provider, Arena *arena, Str iss, Micros deadline)
{
    const ProviderDocs *docs;

    TRY(provider_docs(provider, arena, deadline, &docs));
    if (iss.len == 0 && !docs->metadata.authorization_response_iss_parameter_supported)
        return NULL;
    //= rfc9207#2.4  If the value does not match the expected issuer identifier, clients MUST reject the authorization response
    if (!str_equal(iss, docs->metadata.issuer))
        FAIL(E_WRONG_ISSUER, "the answer at the callback does not come from issuer %.*s",
             STR_ARG(docs->metadata.issuer));
    return NULL;
}

static bool
supports(const JsonStrList *methods, Str method)
{
    for (size_t i = 0; i < methods->count; i++)
        if (str_equal(methods->items[i], method))
            return true;
    return false;
}

/* How we show who we are: client_secret_basic unless only client_secret_post is offered; a public client only says its name. */
static void
add_client_auth(const ProviderOptions *options, const Metadata *metadata, Arena *arena, Buf *body,
                Secret *authorization)
{
    const JsonStrList *methods = &metadata->token_endpoint_auth_methods_supported;
    bool only_post = methods->count && !supports(methods, LIT("client_secret_basic"));

    if (options->client_secret.value.len == 0 || only_post) {
        form_add(body, LIT("client_id"), options->client_id);
        if (options->client_secret.value.len)
            form_add(body, LIT("client_secret"), options->client_secret.value);
        return;
    }
    //= rfc6749#2.3.1  The client identifier is encoded using the "application/x-www-form-urlencoded" encoding algorithm
    Buf pair = buf_new(arena, 2048);
    form_escape(&pair, options->client_id);
    buf_add_byte(&pair, ':');
    form_escape(&pair, options->client_secret.value);
    Str encoded = base64_encode(arena, buf_str(&pair));
    *authorization = (Secret){ str_format(arena, "Basic %.*s", STR_ARG(encoded)) };
}

Error *
signin_client_exchange(Provider *provider, Arena *arena, Str code, Str verifier, Micros deadline, TokenAnswer *answer)
{
    const ProviderOptions *options = provider_options(provider);
    const ProviderDocs *docs;
    Buf body = buf_new(arena, 8192);
    FetchRequest request = { .method = LIT("POST"),
                             .content_type = LIT("application/x-www-form-urlencoded"),
                             .accept = LIT("application/json"),
                             .limit = ANSWER_LIMIT };
    FetchReply reply;

    TRY(provider_docs(provider, arena, deadline, &docs));
    form_add(&body, LIT("grant_type"), LIT("authorization_code"));
    form_add(&body, LIT("code"), code);
    form_add(&body, LIT("redirect_uri"), options->redirect_uri);
    form_add(&body, LIT("code_verifier"), verifier);
    add_client_auth(options, &docs->metadata, arena, &body, &request.authorization);
    TRY(buf_finish(&body, "a token request", &request.body));
    request.url = docs->metadata.token_endpoint;
    TRY(provider_send(provider, arena, &request, deadline, &reply));
    return token_answer_decode(arena, reply.status, reply.body, answer);
}

/* The key that the token's kid names; keys are fetched again once when it is unknown. */
static Error *
find_key(Provider *provider, Arena *arena, Str token, Micros deadline, const VerifyKey **key)
{
    const ProviderDocs *docs;
    Str kid;

    Error *error = verify_peek_kid(arena, token, &kid);
    if (error)
        FAIL(E_ID_TOKEN_SIGNATURE, "provider %.*s gave an ID token that cannot be read: %s",
             STR_ARG(provider_options(provider)->name), error->text);
    TRY(provider_docs(provider, arena, deadline, &docs));
    *key = jwks_find(docs->jwks, kid);
    if (*key)
        return NULL;
    TRY(provider_docs_again(provider, arena, deadline, &docs));
    *key = jwks_find(docs->jwks, kid);
    if (!*key)
        FAIL(E_ID_TOKEN_SIGNATURE, "the ID token names a key that provider %.*s does not publish",
             STR_ARG(provider_options(provider)->name));
    return NULL;
}

static bool
is_missing(const IdClaims *claims, Str scopes)
{
    return (str_has_word(scopes, LIT("profile")) && claims->name.len == 0) ||
           (str_has_word(scopes, LIT("email")) && claims->email.len == 0);
}

static Error *
ask_userinfo(Provider *provider, Arena *arena, const TokenAnswer *answer, Micros deadline, IdClaims *claims)
{
    FetchRequest request = { .method = LIT("GET"), .accept = LIT("application/json"), .limit = ANSWER_LIMIT };
    const ProviderDocs *docs;
    FetchReply reply;
    Userinfo userinfo;

    TRY(provider_docs(provider, arena, deadline, &docs));
    request.url = docs->metadata.userinfo_endpoint;
    if (request.url.len == 0)
        return NULL;
    request.authorization = (Secret){ str_format(arena, "Bearer %.*s", STR_ARG(answer->access_token)) };
    TRY(provider_send(provider, arena, &request, deadline, &reply));
    TRY(userinfo_decode(arena, reply.status, reply.body, claims->sub, &userinfo));
    if (claims->name.len == 0)
        claims->name = userinfo.name;
    if (claims->preferred_username.len == 0)
        claims->preferred_username = userinfo.preferred_username;
    if (claims->email.len == 0) {
        claims->email = userinfo.email;
        claims->email_verified = userinfo.email_verified;
    }
    return NULL;
}

Error *
signin_client_identify(Provider *provider, Arena *arena, const TokenAnswer *answer, const IdExpected *expected,
                       Micros deadline, IdClaims *claims)
{
    const ProviderOptions *options = provider_options(provider);
    const VerifyKey *key;
    IdClaims read;
    Str payload;

    if (answer->id_token.len == 0)
        FAIL(E_ID_TOKEN_SIGNATURE, "provider %.*s gave no ID token", STR_ARG(options->name));
    TRY(find_key(provider, arena, answer->id_token, deadline, &key));
    //= openid-connect-core#3.1.3.7  The Client MUST validate the signature of all other ID Tokens according to JWS
    TRY(verify_compact(key, arena, LIT("JWT -"), answer->id_token, &payload));
    TRY(id_token_check(arena, payload, expected, &read));
    if (is_missing(&read, options->scopes))
        TRY(ask_userinfo(provider, arena, answer, deadline, &read));
    *claims = read;
    return NULL;
}
