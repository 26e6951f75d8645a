/* metadata_test.c -- the discovery document: ours, and another's that must be the one asked for (RFC 8414 3.3; attacks.md 43).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/buf.h"
#include "oauth/metadata.h"
#include "oauth/scope.h"

#define ISSUER "https://id.example"

static void
ours_comes_back(void **state)
{
    Metadata back;
    Str json = metadata_encode(arena, LIT(ISSUER));

    (void)state;
    ASSERT_OK(metadata_decode(arena, json, LIT(ISSUER), &back));
    ASSERT_STR(back.issuer, ISSUER);
    ASSERT_STR(back.authorization_endpoint, ISSUER "/authorize");
    ASSERT_STR(back.token_endpoint, ISSUER "/token");
    ASSERT_STR(back.jwks_uri, ISSUER "/jwks.json");
    ASSERT_STR(back.userinfo_endpoint, ISSUER "/userinfo");
    ASSERT_STR(back.end_session_endpoint, ISSUER "/end_session");
    assert_true(back.authorization_response_iss_parameter_supported);
    assert_int_equal(back.code_challenge_methods_supported.count, 1);
    ASSERT_STR(back.code_challenge_methods_supported.items[0], "S256");
    assert_int_equal(back.token_endpoint_auth_methods_supported.count, 3);
}

typedef struct Abilities {
    JsonStrList response_types_supported, response_modes_supported, grant_types_supported, subject_types_supported,
        id_token_signing_alg_values_supported, scopes_supported;
    bool request_parameter_supported, request_uri_parameter_supported;
} Abilities;

static const JsonField ability_fields[] = {
    JSON_FIELD(Abilities, response_types_supported, JSON_STR_LIST, true),
    JSON_FIELD(Abilities, response_modes_supported, JSON_STR_LIST, true),
    JSON_FIELD(Abilities, grant_types_supported, JSON_STR_LIST, true),
    JSON_FIELD(Abilities, subject_types_supported, JSON_STR_LIST, true),
    JSON_FIELD(Abilities, id_token_signing_alg_values_supported, JSON_STR_LIST, true),
    JSON_FIELD(Abilities, scopes_supported, JSON_STR_LIST, true),
    JSON_FIELD(Abilities, request_parameter_supported, JSON_BOOLEAN, true),
    JSON_FIELD(Abilities, request_uri_parameter_supported, JSON_BOOLEAN, true),
    JSON_FIELD_END,
};

static Str
joined(const JsonStrList *list)
{
    Buf buf = buf_new(arena, 1000);

    assert_true(list->was_list);
    for (size_t i = 0; i < list->count; i++)
        buf_addf(&buf, "%s%.*s", i ? " " : "", STR_ARG(list->items[i]));
    return buf_str(&buf);
}

/* OpenID Connect Discovery 3, the members that are required; nothing that the product refuses (attacks.md 5, 13). */
static void
ours_says_what_we_do_and_no_more(void **state)
{
    Abilities able = { .request_parameter_supported = true, .request_uri_parameter_supported = true };

    (void)state;
    ASSERT_OK(json_decode(arena, E_PROVIDER, metadata_encode(arena, LIT(ISSUER)), ability_fields, &able));
    ASSERT_STR(joined(&able.response_types_supported), "code");
    ASSERT_STR(joined(&able.response_modes_supported), "query");
    ASSERT_STR(joined(&able.grant_types_supported), "authorization_code refresh_token");
    ASSERT_STR(joined(&able.subject_types_supported), "public");
    ASSERT_STR(joined(&able.id_token_signing_alg_values_supported), "ES256");
    assert_true(str_equal(joined(&able.scopes_supported), scope_supported));
    assert_false(able.request_parameter_supported || able.request_uri_parameter_supported);
}

#define ENDPOINTS                                                                                      \
    "\"authorization_endpoint\":\"https://id.example/a\",\"token_endpoint\":\"https://id.example/t\"," \
    "\"jwks_uri\":\"https://id.example/j\""

static void
least_of_all(void **state)
{
    Metadata read;

    (void)state;
    ASSERT_OK(metadata_decode(arena, LIT("{\"issuer\":\"" ISSUER "\"," ENDPOINTS "}"), LIT(ISSUER), &read));
    ASSERT_STR(read.userinfo_endpoint, "");
    ASSERT_STR(read.end_session_endpoint, "");
    assert_false(read.authorization_response_iss_parameter_supported);
    assert_int_equal(read.token_endpoint_auth_methods_supported.count, 0);
}

static void
refuses(void **state)
{
    static const char *const rows[] = {
        "",
        "<!doctype html>",
        "{}",
        "{" ENDPOINTS "}",
        "{\"issuer\":\"https://evil.example\"," ENDPOINTS "}",
        "{\"issuer\":\"https://id.example/\"," ENDPOINTS "}",
        "{\"issuer\":\"https://ID.example\"," ENDPOINTS "}",
        "{\"issuer\":\"https://id.example:443\"," ENDPOINTS "}",
        "{\"issuer\":[\"https://id.example\"]," ENDPOINTS "}",
        "{\"issuer\":\"https://id.example\",\"issuer\":\"https://id.example\"," ENDPOINTS "}",
        "{\"issuer\":\"https://id.example\",\"token_endpoint\":\"https://id.example/t\",\"jwks_uri\":\"https://"
        "id.example/j\"}",
        "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"/authorize\",\"token_endpoint\":\"https://"
        "id.example/t\","
        "\"jwks_uri\":\"https://id.example/j\"}",
        "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/a\","
        "\"token_endpoint\":\"file:///etc/passwd\",\"jwks_uri\":\"https://id.example/j\"}",
        "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/a\","
        "\"token_endpoint\":\"https://id.example/t\",\"jwks_uri\":\"https://id.example/j\\r\\nX: y\"}",
        "{\"issuer\":\"https://id.example\"," ENDPOINTS ",\"userinfo_endpoint\":\"gopher://x\"}",
        "{\"issuer\":\"https://id.example\"," ENDPOINTS ",\"end_session_endpoint\":\"javascript:alert(1)\"}",
        "{\"issuer\":\"https://id.example\"," ENDPOINTS
        ",\"end_session_endpoint\":\"https://id.example/\\r\\nSet-Cookie: x\"}",
        "{\"issuer\":\"https://id.example\"," ENDPOINTS ",\"code_challenge_methods_supported\":{}}",
        "{\"issuer\":\"https://id.example\"," ENDPOINTS ",\"authorization_response_iss_parameter_supported\":\"true\"}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Metadata read = { .issuer = LIT("untouched") };
        ASSERT_CODE(metadata_decode(arena, str_from_c(rows[i]), LIT(ISSUER), &read), E_PROVIDER, rows[i]);
        ASSERT_STR(read.issuer, "untouched");
    }
}

/* An endpoint is as safe as its issuer. */
static void
endpoints_beside_their_issuer(void **state)
{
    static const struct {
        const char *issuer, *endpoint;
        bool ok;
    } rows[] = {
        { "https://id.example", "https://other.example/t", true },
        { "https://id.example", "http://id.example/t", false },
        { "https://id.example", "https://127.0.0.1/t", false },
        { "https://id.example", "https://localhost/t", false },
        { "https://id.example", "https://[::1]/t", false },
        { "http://localhost:8080", "http://localhost:8080/t", true },
        { "http://localhost:8080", "http://127.0.0.1:9090/t", true },
        { "http://localhost:8080", "https://id.example/t", true },
    };
    static const char *const names[] = { "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
                                         "end_session_endpoint" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t odd = 0; odd < COUNT_OF(names); odd++) {
            Buf buf = buf_new(arena, 4096);
            Metadata read;
            buf_addf(&buf, "{\"issuer\":\"%s\"", rows[i].issuer);
            for (size_t j = 0; j < COUNT_OF(names); j++)
                buf_addf(&buf, ",\"%s\":\"%s\"", names[j], j == odd ? rows[i].endpoint : "https://id.example/x");
            buf_add_byte(&buf, '}');
            ASSERT_CODE(metadata_decode(arena, buf_str(&buf), str_from_c(rows[i].issuer), &read),
                        rows[i].ok ? E_OK : E_PROVIDER, rows[i].endpoint);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(ours_comes_back), UNIT(ours_says_what_we_do_and_no_more), UNIT(least_of_all),
        UNIT(refuses),         UNIT(endpoints_beside_their_issuer),
    };

    return cmocka_run_group_tests_name("metadata", tests, NULL, NULL);
}
