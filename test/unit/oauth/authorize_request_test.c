/* authorize_request_test.c -- where an answer may go (attacks.md 1 to 3), what may be asked (4, 5, 12, 13, 20), and the answer (9).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "oauth/authorize_request.h"

#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static Error *
check_redirect(const char *registered, bool is_public, Str asked)
{
    Client client = { .client_id = LIT("shop"), .is_public = is_public, .redirect_uri_count = 2 };

    client.redirect_uris[0] = LIT("https://other.example/cb");
    client.redirect_uris[1] = str_from_c(registered);
    return authorize_request_check_redirect(&client, asked);
}

#define APP "https://app.example/cb"

/* Near misses of https://app.example/cb; a public client gets none of them either. */
static const Str misses[] = {
    LIT_INIT(""),
    LIT_INIT("https://app.example"),
    LIT_INIT("https://app.example/"),
    LIT_INIT("https://app.example/c"),
    LIT_INIT(APP "/"),
    LIT_INIT(APP "x"),
    LIT_INIT(APP "?"),
    LIT_INIT(APP "?x=1"),
    LIT_INIT(APP "#"),
    LIT_INIT(APP "#frag"),
    LIT_INIT(APP "\0"),
    LIT_INIT(APP " "),
    LIT_INIT(" " APP),
    LIT_INIT(APP "\t"),
    LIT_INIT(APP "\n"),
    LIT_INIT("\t" APP),
    LIT_INIT("https://app.example/\tcb"),
    LIT_INIT("https://app.example/CB"),
    LIT_INIT("https://APP.example/cb"),
    LIT_INIT("HTTPS://app.example/cb"),
    LIT_INIT("http://app.example/cb"),
    LIT_INIT("https://app.example:443/cb"),
    LIT_INIT("https://app.example:8443/cb"),
    LIT_INIT("https://app.example./cb"),
    LIT_INIT("https://app.example//cb"),
    LIT_INIT("https://app.example/./cb"),
    LIT_INIT("https://app.example/x/../cb"),
    LIT_INIT("https://app.example/cb/.."),
    LIT_INIT("https://app.example/cb/..;/evil"),
    LIT_INIT("https://app.example/..;/cb"),
    LIT_INIT("https://app.example/%2e/cb"),
    LIT_INIT("https://app.example/x/%2e%2e/cb"),
    LIT_INIT("https://app.example/%63b"),
    LIT_INIT("https://app.example%2Fcb"),
    LIT_INIT("https://app.example/cb;x"),
    LIT_INIT("https://app.example\\cb"),
    LIT_INIT("https://app.example\\@evil.example/cb"),
    LIT_INIT("https://evil.example\\@app.example/cb"),
    LIT_INIT("https://user@app.example/cb"),
    LIT_INIT("https://app.example@evil.example/cb"),
    LIT_INIT("https://app.example@@evil.example/cb"),
    LIT_INIT("https://app.example:x@evil.example/cb"),
    LIT_INIT("https://app.example.evil.example/cb"),
    LIT_INIT("https://evilapp.example/cb"),
    LIT_INIT("https://sub.app.example/cb"),
    LIT_INIT("https://evil.example/https://app.example/cb"),
    LIT_INIT("https://*.example/cb"),
    LIT_INIT("//app.example/cb"),
    LIT_INIT("/cb"),
    LIT_INIT("javascript:alert(1)"),
    LIT_INIT("data:text/html,x"),
    LIT_INIT("https://\xd0\xb0pp.example/cb"), /* a Cyrillic a */
};

static void
a_redirect_uri_is_compared_byte_for_byte(void **state)
{
    (void)state;
    ASSERT_OK(check_redirect(APP, false, LIT(APP)));
    ASSERT_OK(check_redirect(APP, true, LIT(APP)));
    ASSERT_OK(check_redirect(APP, false, LIT("https://other.example/cb")));
    for (size_t i = 0; i < COUNT_OF(misses); i++) {
        ASSERT_CODE(check_redirect(APP, false, misses[i]), E_REDIRECT_MISMATCH, misses[i].ptr);
        ASSERT_CODE(check_redirect(APP, true, misses[i]), E_REDIRECT_MISMATCH, misses[i].ptr);
    }
}

static void
what_is_registered_is_no_pattern(void **state)
{
    static const char *const registered[] = { "https://*.example/cb", "https://app.example/*", "https://app.example/.*",
                                              "^https://app.example/cb$" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(registered); i++) {
        ASSERT_CODE(check_redirect(registered[i], true, LIT(APP)), E_REDIRECT_MISMATCH, registered[i]);
        ASSERT_OK(check_redirect(registered[i], false, str_from_c(registered[i])));
    }
}

static void
on_loopback_only_the_port_may_differ(void **state)
{
    static const struct {
        const char *registered, *asked;
        bool ok;
    } rows[] = {
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", true },
        { "http://127.0.0.1:8000/cb", "http://127.0.0.1:9000/cb", true },
        { "http://127.0.0.1:8000/cb", "http://127.0.0.1/cb", true },
        { "http://[::1]/cb", "http://[::1]:49152/cb", true },
        { "http://127.0.0.1/cb?a=1", "http://127.0.0.1:1/cb?a=1", true },
        { "http://127.0.0.1/cb", "http://[::1]:49152/cb", false },
        { "http://127.0.0.1/cb", "http://127.0.0.2:49152/cb", false },
        { "http://127.0.0.1/cb", "http://localhost:49152/cb", false },
        { "http://localhost/cb", "http://localhost:49152/cb", false },
        { "http://127.0.0.1/cb", "https://127.0.0.1:49152/cb", false },
        { "https://127.0.0.1/cb", "https://127.0.0.1:49152/cb", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb/", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/CB", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb?", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb?x", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb#x", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:49152/%63b", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:99999/cb", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:80:80/cb", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1:80@evil.example/cb", false },
        { "http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false },
        { "http://127.0.0.1/cb", "http://127.1:80/cb", false },
        { "http://127.0.0.1/cb", "http://0x7f.0.0.1:80/cb", false },
        { "http://127.0.0.1/cb", "http://2130706433:80/cb", false },
        { "http://[::1]/cb", "http://[0:0:0:0:0:0:0:1]:80/cb", false },
        { "http://[::1]/cb", "http://[::0001]:80/cb", false },
        { "http://[::1]/cb", "http://[::ffff:127.0.0.1]:80/cb", false },
        { "http://[::1]/cb", "http://[::1%25lo]:80/cb", false },
        { "http://app.example/cb", "http://app.example:8080/cb", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str asked = str_from_c(rows[i].asked);
        ASSERT_CODE(check_redirect(rows[i].registered, true, asked), rows[i].ok ? E_OK : E_REDIRECT_MISMATCH,
                    rows[i].asked);
        ASSERT_CODE(check_redirect(rows[i].registered, false, asked), E_REDIRECT_MISMATCH, rows[i].asked);
    }
}

static AuthorizeForm
good_form(void)
{
    return (AuthorizeForm){ .response_type = LIT("code"),
                            .client_id = LIT("shop"),
                            .redirect_uri = LIT(APP),
                            .scope = LIT("email openid whatever"),
                            .state = LIT("s t"),
                            .nonce = LIT("n"),
                            .code_challenge = LIT(CHALLENGE),
                            .code_challenge_method = LIT("S256") };
}

static void
a_good_request(void **state)
{
    AuthorizeForm form = good_form();
    AuthRequest request;

    (void)state;
    ASSERT_OK(authorize_request_check(arena, &form, &request));
    ASSERT_STR(request.client_id, "shop");
    ASSERT_STR(request.redirect_uri, APP);
    ASSERT_STR(request.scope, "openid email");
    ASSERT_STR(request.state, "s t");
    ASSERT_STR(request.nonce, "n");
    ASSERT_STR(request.code_challenge, CHALLENGE);
    ASSERT_STR(request.prompt, "");
    assert_int_equal(request.max_age, -1);
}

#define SET(member, text) offsetof(AuthorizeForm, member), LIT_INIT(text)

static void
one_parameter_at_a_time(void **state)
{
    static const struct {
        size_t member;
        Str text;
        ErrorCode code;
    } rows[] = {
        { SET(response_type, ""), E_INVALID_REQUEST },
        { SET(response_type, "token"), E_UNSUPPORTED_RESPONSE },
        { SET(response_type, "id_token"), E_UNSUPPORTED_RESPONSE },
        { SET(response_type, "code token"), E_UNSUPPORTED_RESPONSE },
        { SET(response_type, "code id_token"), E_UNSUPPORTED_RESPONSE },
        { SET(response_type, "none"), E_UNSUPPORTED_RESPONSE },
        { SET(response_type, "CODE"), E_UNSUPPORTED_RESPONSE },
        { SET(response_type, "code "), E_UNSUPPORTED_RESPONSE },
        { SET(response_mode, "query"), E_OK },
        { SET(response_mode, "fragment"), E_INVALID_REQUEST },
        { SET(response_mode, "form_post"), E_INVALID_REQUEST },
        { SET(request, "e30.e30."), E_REQUEST_NOT_SUPPORTED },
        { SET(request_uri, "https://evil.example/r"), E_REQUEST_URI_NOT_SUPPORTED },
        { SET(request_uri, "urn:ietf:params:oauth:request_uri:x"), E_REQUEST_URI_NOT_SUPPORTED },
        { SET(code_challenge, ""), E_INVALID_REQUEST },
        { SET(code_challenge, "short"), E_INVALID_REQUEST },
        { SET(code_challenge, CHALLENGE "="), E_INVALID_REQUEST },
        { SET(code_challenge_method, ""), E_INVALID_REQUEST }, /* would mean plain */
        { SET(code_challenge_method, "plain"), E_INVALID_REQUEST },
        { SET(code_challenge_method, "s256"), E_INVALID_REQUEST },
        { SET(code_challenge_method, "S512"), E_INVALID_REQUEST },
        { SET(prompt, "none"), E_OK },
        { SET(prompt, "login"), E_OK },
        { SET(prompt, "consent"), E_OK },
        { SET(prompt, "select_account"), E_OK },
        { SET(prompt, "login consent"), E_OK },
        { SET(prompt, "none login"), E_INVALID_REQUEST },
        { SET(prompt, "consent none"), E_INVALID_REQUEST },
        { SET(prompt, "create"), E_INVALID_REQUEST },
        { SET(prompt, "login create"), E_INVALID_REQUEST },
        { SET(max_age, "0"), E_OK },
        { SET(max_age, "31536000"), E_OK },
        { SET(max_age, "31536001"), E_INVALID_REQUEST },
        { SET(max_age, "-1"), E_INVALID_REQUEST },
        { SET(max_age, "1.5"), E_INVALID_REQUEST },
        { SET(max_age, "1e3"), E_INVALID_REQUEST },
        { SET(max_age, "99999999999999999999"), E_INVALID_REQUEST },
        { SET(scope, ""), E_OK },
        { SET(state, ""), E_OK },
        { SET(nonce, ""), E_OK },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AuthorizeForm form = good_form();
        AuthRequest request = { .max_age = 77 };
        *(Str *)(void *)((char *)&form + rows[i].member) = rows[i].text;
        ASSERT_CODE(authorize_request_check(arena, &form, &request), rows[i].code, rows[i].text.ptr);
        assert_int_equal(request.max_age == 77, rows[i].code != E_OK);
    }
}

static void
max_age_of_nothing_is_asked_for(void **state)
{
    AuthorizeForm form = good_form();
    AuthRequest request;

    (void)state;
    form.max_age = LIT("0");
    ASSERT_OK(authorize_request_check(arena, &form, &request));
    assert_int_equal(request.max_age, 0);
}

static void
parameters_come_once(void **state)
{
    static const char *const names[] = { "response_type", "client_id", "redirect_uri",   "scope",
                                         "state",         "nonce",     "code_challenge", "prompt" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        AuthorizeForm form = { 0 };
        Str text = str_format(arena, "client_id=a&redirect_uri=b&%s=x&%s=x", names[i], names[i]);
        ASSERT_CODE(form_decode(arena, text, authorize_request_fields, &form), E_INVALID_REQUEST, names[i]);
    }
}

static void
answers_carry_state_and_issuer(void **state)
{
    static const struct {
        const char *redirect_uri, *state, *code, *refusal;
    } rows[] = {
        { "https://a.example/cb", "s&t=1",
          "https://a.example/cb?code=c%2Bd&state=s%26t%3D1&iss=https%3A%2F%2Fid.example",
          "https://a.example/cb?error=access_denied&state=s%26t%3D1&iss=https%3A%2F%2Fid.example" },
        { "https://a.example/cb?x=1", "", "https://a.example/cb?x=1&code=c%2Bd&iss=https%3A%2F%2Fid.example",
          "https://a.example/cb?x=1&error=access_denied&iss=https%3A%2F%2Fid.example" },
        { "https://a.example/cb?", "\r\n", "https://a.example/cb?&code=c%2Bd&state=%0D%0A&iss=https%3A%2F%2Fid.example",
          "https://a.example/cb?&error=access_denied&state=%0D%0A&iss=https%3A%2F%2Fid.example" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AuthRequest request = { .redirect_uri = str_from_c(rows[i].redirect_uri), .state = str_from_c(rows[i].state) };
        ASSERT_STR(authorize_request_answer(arena, &request, LIT("https://id.example"), LIT("c+d")), rows[i].code);
        ASSERT_STR(authorize_request_refusal(arena, &request, LIT("https://id.example"), E_CONSENT_DENIED),
                   rows[i].refusal);
    }
}

/* Our finer causes stay in the house. */
static void
refusals_speak_the_protocol(void **state)
{
    static const struct {
        ErrorCode code;
        const char *word;
    } rows[] = {
        { E_INVALID_REQUEST, "invalid_request" },
        { E_UNSUPPORTED_RESPONSE, "unsupported_response_type" },
        { E_INVALID_SCOPE, "invalid_scope" },
        { E_LOGIN_REQUIRED, "login_required" },
        { E_CONSENT_REQUIRED, "consent_required" },
        { E_LOCKED, "access_denied" },
        { E_DB, "server_error" },
        { E_OVERLOADED, "temporarily_unavailable" },
    };
    AuthRequest request = { .redirect_uri = LIT("https://a.example/cb") };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Str uri = authorize_request_refusal(arena, &request, LIT("https://i"), rows[i].code);
        ASSERT_STR(uri, str_to_c(arena, str_format(arena, "https://a.example/cb?error=%s&iss=https%%3A%%2F%%2Fi",
                                                   rows[i].word)));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_redirect_uri_is_compared_byte_for_byte),
        UNIT(what_is_registered_is_no_pattern),
        UNIT(on_loopback_only_the_port_may_differ),
        UNIT(a_good_request),
        UNIT(one_parameter_at_a_time),
        UNIT(max_age_of_nothing_is_asked_for),
        UNIT(parameters_come_once),
        UNIT(answers_carry_state_and_issuer),
        UNIT(refusals_speak_the_protocol),
    };

    return cmocka_run_group_tests_name("authorize_request", tests, NULL, NULL);
}
