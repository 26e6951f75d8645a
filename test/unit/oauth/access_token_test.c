/* access_token_test.c -- the claims of our access tokens (RFC 9068): of us, for us, in time.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "crypto/random.h"
#include "oauth/access_token.h"

#define NOW    (1767225600 * SECOND)
#define ISSUER LIT("https://id.example")

static const Grant grant = { .grant_id = LIT_INIT("g1"),
                             .client_id = LIT_INIT("shop"),
                             .scope = LIT_INIT("openid email") };
static const User user = { .subject = LIT_INIT("u1"), .email = LIT_INIT("a@b.example"), .name = LIT_INIT("anne") };

static void
comes_back(void **state)
{
    AccessClaims claims;

    (void)state;
    Str payload = access_token_payload(arena, ISSUER, &grant, &user, 10 * MINUTE, NOW);
    ASSERT_OK(access_token_check(arena, payload, ISSUER, NOW, &claims));
    ASSERT_STR(claims.iss, "https://id.example");
    ASSERT_STR(claims.aud, "https://id.example");
    ASSERT_STR(claims.sub, "u1");
    ASSERT_STR(claims.client_id, "shop");
    ASSERT_STR(claims.scope, "openid email");
    ASSERT_STR(claims.gid, "g1");
    assert_int_equal(claims.exp, 1767225600 + 600);
    assert_int_equal(claims.iat, 1767225600);
    assert_int_equal(claims.jti.len, 43);
    assert_int_equal(str_find(payload, LIT("a@b")), payload.len);
}

static void
each_has_a_name_of_its_own(void **state)
{
    AccessClaims a, b;

    (void)state;
    ASSERT_OK(
        access_token_check(arena, access_token_payload(arena, ISSUER, &grant, &user, MINUTE, NOW), ISSUER, NOW, &a));
    ASSERT_OK(
        access_token_check(arena, access_token_payload(arena, ISSUER, &grant, &user, MINUTE, NOW), ISSUER, NOW, &b));
    assert_false(str_equal(a.jti, b.jti));
}

static void
ends_with_its_lifetime(void **state)
{
    AccessClaims claims;
    Str payload = access_token_payload(arena, ISSUER, &grant, &user, MINUTE, NOW);

    (void)state;
    ASSERT_OK(access_token_check(arena, payload, ISSUER, NOW + MINUTE - 1, &claims));
    ASSERT_CODE(access_token_check(arena, payload, ISSUER, NOW + MINUTE, &claims), E_INVALID_TOKEN, "at its end");
}

#define GOOD                                                                                             \
    "\"iss\":\"https://id.example\",\"sub\":\"u1\",\"client_id\":\"shop\",\"scope\":\"\",\"jti\":\"j\"," \
    "\"gid\":\"g\",\"iat\":1"

static void
refuses(void **state)
{
    static const struct {
        const char *what, *payload;
    } rows[] = {
        { "nothing", "" },
        { "no aud", "{" GOOD ",\"exp\":1767225700}" },
        { "no exp", "{" GOOD ",\"aud\":\"https://id.example\"}" },
        { "another aud", "{" GOOD ",\"aud\":\"shop\",\"exp\":1767225700}" },
        { "aud a list", "{" GOOD ",\"aud\":[\"https://id.example\"],\"exp\":1767225700}" },
        { "exp text", "{" GOOD ",\"aud\":\"https://id.example\",\"exp\":\"1767225700\"}" },
        { "exp negative", "{" GOOD ",\"aud\":\"https://id.example\",\"exp\":-1}" },
        { "iss twice", "{" GOOD ",\"iss\":\"https://id.example\",\"aud\":\"https://id.example\",\"exp\":1767225700}" },
        { "an ID token",
          "{\"iss\":\"https://id.example\",\"sub\":\"u1\",\"aud\":\"shop\",\"exp\":1767225700,\"iat\":1}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AccessClaims claims = { .exp = 77 };
        ASSERT_CODE(access_token_check(arena, str_from_c(rows[i].payload), ISSUER, NOW, &claims), E_INVALID_TOKEN,
                    rows[i].what);
        assert_int_equal(claims.exp, 77);
    }
}

static void
another_issuers_token(void **state)
{
    AccessClaims claims;
    Str payload = access_token_payload(arena, LIT("https://id.example/"), &grant, &user, MINUTE, NOW);

    (void)state;
    ASSERT_CODE(access_token_check(arena, payload, ISSUER, NOW, &claims), E_INVALID_TOKEN, "a slash more");
}

static int
set_up_random(void **state)
{
    (void)state;
    return random_init() ? -1 : 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(comes_back), UNIT(each_has_a_name_of_its_own), UNIT(ends_with_its_lifetime),
        UNIT(refuses),    UNIT(another_issuers_token),
    };

    return cmocka_run_group_tests_name("access_token", tests, set_up_random, NULL);
}
