/* signin_client_test.c -- the three acts of a sign-in at an issuer, and every way in which its answers may lie (attacks.md 9, 43, 45).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/clock.h"
#include "client/signin_client.h"
#include "codec/base64url.h"
#include "fake_issuer.h"
#include "oauth/pkce.h"
#include "turned_clock.h"

#include <string.h>

#define NOW (1767225600 * SECOND)

static Provider *provider;

static int
begin(void **state)
{
    provider = fake_issuer_open(fake_issuer_client());
    return provider ? unit_set_up(state) : -1;
}

static int
end(void **state)
{
    int result = unit_tear_down(state);

    provider_close(provider);
    return result;
}

/* The same issuer, asked by another client. */
static void
open_again(ProviderOptions options)
{
    provider_close(provider);
    provider = fake_issuer_open(options);
    assert_non_null(provider);
}

static Micros
soon(void)
{
    return clock_monotonic() + 5 * SECOND;
}

static void
everything_fresh_is_new(void **state)
{
    LoginState a, b;

    (void)state;
    signin_client_fresh(arena, &a);
    signin_client_fresh(arena, &b);
    Str all[] = { a.state, a.nonce, a.verifier, b.state, b.nonce, b.verifier };
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        assert_int_equal(all[i].len, 43);
        for (size_t j = 0; j < i; j++)
            assert_false(str_equal(all[i], all[j]));
    }
}

static void
the_authorization_request(void **state)
{
    LoginState login = { .state = LIT("st"),
                         .nonce = LIT("no"),
                         .verifier = LIT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") };
    Str url;

    (void)state;
#define EXPECTED                                                                                             \
    FAKE_ISSUER                                                                                              \
    "/authorize?response_type=code&client_id=shop&redirect_uri=https%3A%2F%2Fshop.example%2Fcallback%2Facme" \
    "&scope=openid%20profile%20email&state=st&nonce=no"                                                      \
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    ASSERT_OK(signin_client_start(provider, arena, &login, LIT(""), soon(), &url));
    ASSERT_STR(url, EXPECTED);
    ASSERT_OK(signin_client_start(provider, arena, &login, LIT("login"), soon(), &url));
    ASSERT_STR(url, EXPECTED "&prompt=login");
    assert_int_equal(str_find(url, login.verifier), url.len);
}

#define METADATA(more)                                                                                    \
    "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/authorize?a=1\"," \
    "\"token_endpoint\":\"https://id.example/token\",\"jwks_uri\":\"https://id.example/jwks.json\"" more "}"

static void
an_endpoint_with_a_query_keeps_it(void **state)
{
    LoginState login = { .state = LIT("st"), .nonce = LIT("no"), .verifier = LIT("v") };
    Str url;

    (void)state;
    fake_issuer.metadata = METADATA("");
    ASSERT_OK(signin_client_start(provider, arena, &login, LIT(""), soon(), &url));
    assert_true(str_starts(url, LIT(FAKE_ISSUER "/authorize?a=1&response_type=code&")));
}

static void
the_issuer_named_at_the_callback(void **state)
{
    static const struct {
        const char *metadata, *iss;
        bool ok;
    } rows[] = {
        { NULL, FAKE_ISSUER, true }, /* ours advertises it */
        { NULL, "", false },
        { NULL, "https://evil.example", false },
        { NULL, FAKE_ISSUER "/", false },
        { NULL, "https://ID.example", false },
        { METADATA(""), "", true },
        { METADATA(""), FAKE_ISSUER, true },
        { METADATA(""), "https://evil.example", false },
        { METADATA(",\"authorization_response_iss_parameter_supported\":false"), "", true },
        { METADATA(",\"authorization_response_iss_parameter_supported\":true"), "", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        open_again(fake_issuer_client());
        fake_issuer.metadata = rows[i].metadata;
        Error *error = signin_client_check_issuer(provider, arena, str_from_c(rows[i].iss), soon());
        ASSERT_CODE(error, rows[i].ok ? E_OK : E_WRONG_ISSUER, rows[i].iss);
    }
}

static void
how_a_client_shows_who_it_is(void **state)
{
    static const struct {
        const char *what, *metadata, *secret, *body_more, *authorization;
    } rows[] = {
        { "basic, nothing said", METADATA(""), "s&cret", "", "Basic c2hvcDpzJTI2Y3JldA==" },
        { "basic among others", NULL, "s&cret", "", "Basic c2hvcDpzJTI2Y3JldA==" },
        { "post alone", METADATA(",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"), "s&cret",
          "&client_id=shop&client_secret=s%26cret", "" },
        { "a public client", NULL, "", "&client_id=shop", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ProviderOptions options = fake_issuer_client();
        TokenAnswer answer;
        options.client_secret = (Secret){ str_from_c(rows[i].secret) };
        open_again(options);
        fake_issuer.metadata = rows[i].metadata;
        ASSERT_CODE(signin_client_exchange(provider, arena, LIT("c&d"), LIT("ver"), soon(), &answer), E_OK,
                    rows[i].what);
        ASSERT_STR(answer.access_token, "at");
        ASSERT_STR(str_from_c(fake_issuer.token_authorization), rows[i].authorization);
        ASSERT_STR(str_from_c(fake_issuer.token_body),
                   str_to_c(arena, str_format(arena,
                                              "grant_type=authorization_code&code=c%%26d&redirect_uri=https%%3A%%2F%%2F"
                                              "shop.example%%2Fcallback%%2Facme&code_verifier=ver%s",
                                              rows[i].body_more)));
    }
}

static void
an_exchange_that_is_refused(void **state)
{
    TokenAnswer answer = { .expires_in = 77 };

    (void)state;
    fake_issuer.token_status = 400;
    fake_issuer.token = "{\"error\":\"invalid_grant\"}";
    Error *error = signin_client_exchange(provider, arena, LIT("c"), LIT("v"), soon(), &answer);
    ASSERT_CODE(error, E_INVALID_GRANT, "refused");
    assert_non_null(strstr(error->text, "invalid_grant"));
    assert_int_equal(answer.expires_in, 77);
    assert_int_equal(fake_issuer.token_asked, 1); /* a code is not shown twice */
}

static const User user = { .subject = LIT_INIT("u1"),
                           .name = LIT_INIT("anne"),
                           .display_name = LIT_INIT("Anne"),
                           .email = LIT_INIT("a@b.example"),
                           .email_verified = true };

static const IdExpected expected = { LIT_INIT(FAKE_ISSUER), LIT_INIT("shop"), LIT_INIT("no"), LIT_INIT("at"), NOW };

/* An answer with an ID token of this scope, signed by this key as this type. */
static TokenAnswer
signed_answer(const SignKey *key, Str typ, Str scope)
{
    Grant grant = { .client_id = LIT("shop"), .nonce = LIT("no"), .scope = scope };
    TokenAnswer answer = { .access_token = LIT("at"), .token_type = LIT("Bearer") };

    ASSERT_OK(sign_compact(key, arena, typ, id_token_payload(arena, LIT(FAKE_ISSUER), &grant, &user, LIT("at"), NOW),
                           &answer.id_token));
    return answer;
}

static Error *
identify(const TokenAnswer *answer, IdClaims *claims)
{
    return signin_client_identify(provider, arena, answer, &expected, soon(), claims);
}

static void
a_token_that_says_everything(void **state)
{
    TokenAnswer answer = signed_answer(fake_issuer_keys[0], LIT("JWT"), LIT("openid profile email"));
    IdClaims claims;

    (void)state;
    ASSERT_OK(identify(&answer, &claims));
    ASSERT_STR(claims.sub, "u1");
    ASSERT_STR(claims.name, "Anne");
    ASSERT_STR(claims.email, "a@b.example");
    assert_int_equal(fake_issuer.userinfo_asked, 0);
}

static void
what_is_missing_is_asked_for(void **state)
{
    static const struct {
        const char *in_token, *asked_for;
        int userinfo_asked;
        const char *name, *email;
    } rows[] = {
        { "openid", "openid profile email", 1, "From Userinfo", "u@info.example" },
        { "openid profile", "openid profile email", 1, "Anne", "u@info.example" },
        { "openid email", "openid profile email", 1, "From Userinfo", "a@b.example" },
        { "openid", "openid", 0, "", "" },
        { "openid profile", "openid profile", 0, "Anne", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ProviderOptions options = fake_issuer_client();
        IdClaims claims;
        options.scopes = str_from_c(rows[i].asked_for);
        open_again(options);
        TokenAnswer answer = signed_answer(fake_issuer_keys[0], LIT("JWT"), str_from_c(rows[i].in_token));
        ASSERT_OK(identify(&answer, &claims));
        assert_int_equal(fake_issuer.userinfo_asked, rows[i].userinfo_asked);
        ASSERT_STR(claims.name, rows[i].name);
        ASSERT_STR(claims.email, rows[i].email);
        if (rows[i].userinfo_asked)
            assert_string_equal(fake_issuer.userinfo_authorization, "Bearer at");
    }
}

static void
userinfo_that_is_not_believed(void **state)
{
    static const struct {
        int status;
        const char *userinfo;
    } rows[] = {
        { 200, "{\"sub\":\"u2\",\"name\":\"Mallory\"}" },
        { 200, "{\"name\":\"Nobody\"}" },
        { 200, "<html>" },
        { 401, "{\"error\":\"invalid_token\"}" },
        { 500, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        TokenAnswer answer = signed_answer(fake_issuer_keys[0], LIT("JWT"), LIT("openid"));
        IdClaims claims = { .exp = 77 };
        fake_issuer.userinfo_status = rows[i].status;
        fake_issuer.userinfo = rows[i].userinfo;
        ASSERT_CODE(identify(&answer, &claims), E_USERINFO, rows[i].userinfo);
        assert_int_equal(claims.exp, 77);
    }
}

static void
without_a_userinfo_endpoint_the_token_is_all_there_is(void **state)
{
    TokenAnswer answer = signed_answer(fake_issuer_keys[0], LIT("JWT"), LIT("openid"));
    IdClaims claims;

    (void)state;
    fake_issuer.metadata = METADATA("");
    ASSERT_OK(identify(&answer, &claims));
    ASSERT_STR(claims.name, "");
}

static void
an_unknown_kid_fetches_the_keys_once(void **state)
{
    TokenAnswer answer = signed_answer(fake_issuer_keys[1], LIT("JWT"), LIT("openid profile email"));
    IdClaims claims;

    (void)state;
    ASSERT_CODE(identify(&answer, &claims), E_ID_TOKEN_SIGNATURE, "just fetched");
    assert_int_equal(fake_issuer.jwks_asked, 1);
    turned_clock_pass(31 * SECOND);
    ASSERT_CODE(identify(&answer, &claims), E_ID_TOKEN_SIGNATURE, "still not published");
    ASSERT_CODE(identify(&answer, &claims), E_ID_TOKEN_SIGNATURE, "and again");
    assert_int_equal(fake_issuer.jwks_asked, 2);
    fake_issuer.published = fake_issuer_keys[1];
    turned_clock_pass(31 * SECOND);
    ASSERT_OK(identify(&answer, &claims));
    assert_int_equal(fake_issuer.jwks_asked, 3);
}

static Str
unsigned_token(const char *header, Str payload)
{
    return str_format(arena, "%.*s.%.*s.", STR_ARG(base64url_encode(arena, str_from_c(header))),
                      STR_ARG(base64url_encode(arena, payload)));
}

static void
tokens_that_are_not_believed(void **state)
{
    TokenAnswer good = signed_answer(fake_issuer_keys[0], LIT("JWT"), LIT("openid profile email"));
    Str payload, cut = str_slice(good.id_token, 0, good.id_token.len - 1), head, rest;

    (void)state;
    rest = str_cut(good.id_token, '.', &head);
    ASSERT_OK(base64url_decode(arena, str_slice(rest, 0, str_find_byte(rest, '.')), &payload));
    const struct {
        const char *what;
        Str token;
    } rows[] = {
        { "none", LIT("") },
        { "no JWS", LIT("hello") },
        { "alg none", unsigned_token("{\"alg\":\"none\"}", payload) },
        { "alg none with our kid",
          unsigned_token(str_to_c(arena, str_format(arena, "{\"alg\":\"none\",\"kid\":\"%.*s\"}",
                                                    STR_ARG(sign_key_id(fake_issuer_keys[0])))),
                         payload) },
        { "a signature cut", cut },
        { "an access token", signed_answer(fake_issuer_keys[0], LIT("at+jwt"), LIT("openid")).id_token },
        { "a logout token", signed_answer(fake_issuer_keys[0], LIT("logout+jwt"), LIT("openid")).id_token },
        { "a stranger's key", signed_answer(fake_issuer_keys[1], LIT("JWT"), LIT("openid")).id_token },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        TokenAnswer answer = good;
        IdClaims claims = { .exp = 77 };
        answer.id_token = rows[i].token;
        ASSERT_CODE(identify(&answer, &claims), E_ID_TOKEN_SIGNATURE, rows[i].what);
        assert_int_equal(claims.exp, 77);
        assert_int_equal(fake_issuer.userinfo_asked, 0);
    }
}

/* The claims are checked too: here, those of another sign-in and another client. */
static void
a_token_of_another_sign_in(void **state)
{
    TokenAnswer answer = signed_answer(fake_issuer_keys[0], LIT("JWT"), LIT("openid profile email"));
    IdExpected other_nonce = expected, other_client = expected, later = expected, other_token = expected;
    IdClaims claims;

    (void)state;
    other_nonce.nonce = LIT("other");
    other_client.client_id = LIT("mall");
    later.now += HOUR;
    other_token.access_token = LIT("another");
    const struct {
        const IdExpected *expected;
        ErrorCode code;
    } rows[] = { { &other_nonce, E_ID_TOKEN_NONCE },
                 { &other_client, E_ID_TOKEN_AUDIENCE },
                 { &later, E_ID_TOKEN_EXPIRED },
                 { &other_token, E_ID_TOKEN_SIGNATURE } };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ASSERT_CODE(signin_client_identify(provider, arena, &answer, rows[i].expected, soon(), &claims), rows[i].code,
                    "");
}

static void
a_provider_that_is_down(void **state)
{
    TokenAnswer answer = signed_answer(fake_issuer_keys[0], LIT("JWT"), LIT("openid"));
    LoginState login = { .state = LIT("s"), .nonce = LIT("n"), .verifier = LIT("v") };
    IdClaims claims;
    Str url = LIT("untouched");

    (void)state;
    fake_issuer.metadata_status = 503;
    ASSERT_CODE(signin_client_start(provider, arena, &login, LIT(""), soon(), &url), E_PROVIDER, "start");
    ASSERT_STR(url, "untouched");
    ASSERT_CODE(signin_client_check_issuer(provider, arena, LIT(FAKE_ISSUER), soon()), E_PROVIDER, "iss");
    ASSERT_CODE(signin_client_exchange(provider, arena, LIT("c"), LIT("v"), soon(), &answer), E_PROVIDER, "exchange");
    ASSERT_CODE(identify(&answer, &claims), E_PROVIDER, "identify");
}

#define ASKED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ASKED(everything_fresh_is_new),
        ASKED(the_authorization_request),
        ASKED(an_endpoint_with_a_query_keeps_it),
        ASKED(the_issuer_named_at_the_callback),
        ASKED(how_a_client_shows_who_it_is),
        ASKED(an_exchange_that_is_refused),
        ASKED(a_token_that_says_everything),
        ASKED(what_is_missing_is_asked_for),
        ASKED(userinfo_that_is_not_believed),
        ASKED(without_a_userinfo_endpoint_the_token_is_all_there_is),
        ASKED(an_unknown_kid_fetches_the_keys_once),
        ASKED(tokens_that_are_not_believed),
        ASKED(a_token_of_another_sign_in),
        ASKED(a_provider_that_is_down),
    };

    return cmocka_run_group_tests_name("signin_client", tests, fake_issuer_start, fake_issuer_stop);
}
