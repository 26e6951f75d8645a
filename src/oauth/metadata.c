/* metadata.c -- the discovery document, both directions.
 * SPDX-License-Identifier: ISC */
#include "oauth/metadata.h"

#include "base/str.h"
#include "codec/uri.h"

#define DOCUMENT_LIMIT 8192

static const JsonField metadata_fields[] = {
    JSON_FIELD(Metadata, issuer, JSON_STR, true),
    JSON_FIELD(Metadata, authorization_endpoint, JSON_STR, true),
    JSON_FIELD(Metadata, token_endpoint, JSON_STR, true),
    JSON_FIELD(Metadata, jwks_uri, JSON_STR, true),
    JSON_FIELD(Metadata, userinfo_endpoint, JSON_STR, false),
    JSON_FIELD(Metadata, end_session_endpoint, JSON_STR, false),
    JSON_FIELD(Metadata, token_endpoint_auth_methods_supported, JSON_STR_LIST, false),
    JSON_FIELD(Metadata, code_challenge_methods_supported, JSON_STR_LIST, false),
    JSON_FIELD(Metadata, authorization_response_iss_parameter_supported, JSON_BOOLEAN, false),
    JSON_FIELD_END,
};

/* Our endpoints by name and path. */
static const struct {
    const char *name;
    Str path;
} endpoints[] = {
    { "authorization_endpoint", LIT_INIT("/authorize") },
    { "token_endpoint", LIT_INIT("/token") },
    { "jwks_uri", LIT_INIT("/jwks.json") },
    { "userinfo_endpoint", LIT_INIT("/userinfo") },
    { "end_session_endpoint", LIT_INIT("/end_session") },
};

/* What we can do, as lists of space-separated words. */
static const struct {
    const char *name;
    Str words;
} abilities[] = {
    { "response_types_supported", LIT_INIT("code") },
    { "response_modes_supported", LIT_INIT("query") },
    { "grant_types_supported", LIT_INIT("authorization_code refresh_token") },
    { "subject_types_supported", LIT_INIT("public") },
    { "id_token_signing_alg_values_supported", LIT_INIT("ES256") },
    { "scopes_supported", LIT_INIT("openid profile email offline_access") },
    { "token_endpoint_auth_methods_supported", LIT_INIT("client_secret_basic client_secret_post none") },
    { "code_challenge_methods_supported", LIT_INIT("S256") },
    { "prompt_values_supported", LIT_INIT("none login consent select_account") },
    { "claims_supported", LIT_INIT("iss sub aud exp iat auth_time nonce at_hash sid name preferred_username email "
                                   "email_verified") },
};

Str
metadata_encode(Arena *arena, Str issuer)
{
    Buf buf = buf_new(arena, DOCUMENT_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "issuer", issuer);
    for (size_t i = 0; i < COUNT_OF(endpoints); i++)
        json_member_str(&out, endpoints[i].name,
                        str_format(arena, "%.*s%.*s", STR_ARG(issuer), STR_ARG(endpoints[i].path)));
    for (size_t i = 0; i < COUNT_OF(abilities); i++) {
        Str rest = abilities[i].words;
        json_key(&out, abilities[i].name);
        json_open(&out, '[');
        while (rest.len) {
            Str word;
            rest = str_cut(rest, ' ', &word);
            json_str(&out, word);
        }
        json_close(&out, ']');
    }
    //= rfc9207#3  Authorization servers supporting this specification MUST indicate their support via metadata
    json_member_bool(&out, "authorization_response_iss_parameter_supported", true);
    json_member_bool(&out, "request_parameter_supported", false);
    json_member_bool(&out, "request_uri_parameter_supported", false);
    json_close(&out, '}');
    return buf_str(&buf);
}

/* An endpoint is as safe as its issuer: https stays https, and nobody but this machine's own leads to this machine. */
static Error *
check_uri(Str text, const char *name, const Uri *issuer)
{
    Uri uri;
    Error *error = uri_parse(text, &uri);

    if (error)
        FAIL(E_PROVIDER, "the discovery document's %s is no URI: %s", name, error->text);
    if (str_equal(issuer->scheme, LIT("https")) && !str_equal(uri.scheme, LIT("https")))
        FAIL(E_PROVIDER, "the discovery document's %s is not https, though its issuer is", name);
    if (uri_host_is_loopback(uri.host) && !uri_host_is_loopback(issuer->host))
        FAIL(E_PROVIDER, "the discovery document's %s leads to this machine", name);
    return NULL;
}

Error *
metadata_decode(Arena *arena, Str json, Str issuer, Metadata *metadata)
{
    Metadata read = { 0 };
    Uri base;

    TRY(json_decode(arena, E_PROVIDER, json, metadata_fields, &read));
    //= rfc8414#3.3  The "issuer" value returned MUST be identical to the authorization server's issuer identifier value
    if (!str_equal(read.issuer, issuer))
        FAIL(E_PROVIDER, "the discovery document names the issuer \"%.*s\", asked for was \"%.*s\"",
             STR_ARG(str_slice(read.issuer, 0, 100)), STR_ARG(issuer));
    TRY(uri_parse(issuer, &base));
    TRY(check_uri(read.authorization_endpoint, "authorization_endpoint", &base));
    TRY(check_uri(read.token_endpoint, "token_endpoint", &base));
    TRY(check_uri(read.jwks_uri, "jwks_uri", &base));
    if (read.userinfo_endpoint.len)
        TRY(check_uri(read.userinfo_endpoint, "userinfo_endpoint", &base));
    if (read.end_session_endpoint.len)
        TRY(check_uri(read.end_session_endpoint, "end_session_endpoint", &base));
    *metadata = read;
    return NULL;
}
