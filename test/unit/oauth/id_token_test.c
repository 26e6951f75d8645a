/* id_token_test.c -- every claim of an ID token, wrong in every way (OpenID Connect Core 3.1.3.7; attacks.md 38 to 40, 45, 49).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/base64url.h"
#include "oauth/id_token.h"

#include <string.h>

#define NOW_SECONDS 1767225600
#define NOW         (NOW_SECONDS * SECOND)
#define ISSUER      "https://id.example"

/* An access token and its at_hash of OpenID Connect Core, A.3 */
#define ACCESS_TOKEN "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"
#define AT_HASH      "77QmUPtjPfzWtF2AnpK9RQ"

static const IdExpected expected = { LIT_INIT(ISSUER), LIT_INIT("shop"), LIT_INIT("n-1"), LIT_INIT(ACCESS_TOKEN), NOW };

/* Members as JSON text: NULL takes the good one, "" leaves it out. */
typedef struct Row {
    const char *what;
    ErrorCode code;
    const char *iss, *sub, *aud, *exp, *iat, *nonce, *more;
} Row;

static void
add_claim(Buf *buf, const char *name, const char *text, const char *good)
{
    const char *value = text ? text : good;

    if (*value)
        buf_addf(buf, "%s\"%s\":%s", buf->len > 1 ? "," : "", name, value);
}

static Str
payload_of(const Row *row)
{
    Buf buf = buf_new(arena, 4096);

    buf_add_byte(&buf, '{');
    add_claim(&buf, "iss", row->iss, "\"" ISSUER "\"");
    add_claim(&buf, "sub", row->sub, "\"u1\"");
    add_claim(&buf, "aud", row->aud, "\"shop\"");
    add_claim(&buf, "exp", row->exp, "1767226200");
    add_claim(&buf, "iat", row->iat, "1767225600");
    add_claim(&buf, "nonce", row->nonce, "\"n-1\"");
    if (row->more)
        buf_addf(&buf, ",%s", row->more);
    buf_add_byte(&buf, '}');
    assert_false(buf.overflow);
    return buf_str(&buf);
}

static const Row rows[] = {
    { "all good", E_OK },
    { "everything else there too", E_OK,
      .more =
          "\"at_hash\":\"" AT_HASH "\",\"azp\":\"shop\",\"nbf\":1767225600,\"auth_time\":1767225000,\"sid\":\"s\"" },

    { "no iss", E_ID_TOKEN_SIGNATURE, .iss = "" },
    { "iss null", E_ID_TOKEN_SIGNATURE, .iss = "null" },
    { "iss a number", E_ID_TOKEN_SIGNATURE, .iss = "1" },
    { "iss a list", E_ID_TOKEN_SIGNATURE, .iss = "[\"" ISSUER "\"]" },
    { "iss empty", E_ID_TOKEN_ISSUER, .iss = "\"\"" },
    { "another iss", E_ID_TOKEN_ISSUER, .iss = "\"https://evil.example\"" },
    { "iss with a slash", E_ID_TOKEN_ISSUER, .iss = "\"" ISSUER "/\"" },
    { "iss in upper case", E_ID_TOKEN_ISSUER, .iss = "\"https://ID.example\"" },
    { "iss by http", E_ID_TOKEN_ISSUER, .iss = "\"http://id.example\"" },
    { "iss with a port", E_ID_TOKEN_ISSUER, .iss = "\"https://id.example:443\"" },

    { "no sub", E_ID_TOKEN_SIGNATURE, .sub = "" },
    { "sub empty", E_ID_TOKEN_SIGNATURE, .sub = "\"\"" },
    { "sub a number", E_ID_TOKEN_SIGNATURE, .sub = "7" },
    { "sub with NUL", E_ID_TOKEN_SIGNATURE, .sub = "\"u\\u0000\"" },

    { "no aud", E_ID_TOKEN_SIGNATURE, .aud = "" },
    { "aud a number", E_ID_TOKEN_SIGNATURE, .aud = "1" },
    { "aud an object", E_ID_TOKEN_SIGNATURE, .aud = "{\"shop\":1}" },
    { "aud with a number", E_ID_TOKEN_SIGNATURE, .aud = "[\"shop\",1]" },
    { "aud nested", E_ID_TOKEN_SIGNATURE, .aud = "[[\"shop\"]]" },
    { "aud empty", E_ID_TOKEN_AUDIENCE, .aud = "\"\"" },
    { "aud an empty list", E_ID_TOKEN_AUDIENCE, .aud = "[]" },
    { "another aud", E_ID_TOKEN_AUDIENCE, .aud = "\"mall\"" },
    { "aud beginning like ours", E_ID_TOKEN_AUDIENCE, .aud = "\"shop2\"" },
    { "aud with several words", E_ID_TOKEN_AUDIENCE, .aud = "\"shop mall\"" },
    { "aud in other case", E_ID_TOKEN_AUDIENCE, .aud = "\"SHOP\"" },
    { "a list of us", E_OK, .aud = "[\"shop\"]" },
    { "a list of others", E_ID_TOKEN_AUDIENCE, .aud = "[\"mall\",\"zoo\"]", .more = "\"azp\":\"shop\"" },
    { "several without azp", E_ID_TOKEN_AUDIENCE, .aud = "[\"shop\",\"mall\"]" },
    { "several with our azp", E_OK, .aud = "[\"mall\",\"shop\"]", .more = "\"azp\":\"shop\"" },
    { "several with another azp", E_ID_TOKEN_AUDIENCE, .aud = "[\"shop\",\"mall\"]", .more = "\"azp\":\"mall\"" },
    { "one with another azp", E_ID_TOKEN_AUDIENCE, .more = "\"azp\":\"mall\"" },
    { "azp a list", E_ID_TOKEN_SIGNATURE, .more = "\"azp\":[\"shop\"]" },

    { "no exp", E_ID_TOKEN_SIGNATURE, .exp = "" },
    { "exp null", E_ID_TOKEN_SIGNATURE, .exp = "null" },
    { "exp text", E_ID_TOKEN_SIGNATURE, .exp = "\"1767226200\"" },
    { "exp a fraction", E_ID_TOKEN_SIGNATURE, .exp = "1767226200.5" },
    { "exp a whole float", E_OK, .exp = "1767226200.0" },
    { "exp with an exponent", E_OK, .exp = "1.7672262e9" },
    { "exp out of 64 bits", E_ID_TOKEN_SIGNATURE, .exp = "18446744073709551616" },
    { "exp out of doubles", E_ID_TOKEN_SIGNATURE, .exp = "1e999" },
    { "exp huge", E_ID_TOKEN_EXPIRED, .exp = "9223372036854775807" },
    { "exp huge as a float", E_ID_TOKEN_EXPIRED, .exp = "9e15" },
    { "exp in milliseconds", E_ID_TOKEN_EXPIRED, .exp = "1767226200000" },
    { "exp negative", E_ID_TOKEN_EXPIRED, .exp = "-1" },
    { "exp most negative", E_ID_TOKEN_EXPIRED, .exp = "-9223372036854775808" },
    { "exp zero", E_ID_TOKEN_EXPIRED, .exp = "0" },
    { "exp long past", E_ID_TOKEN_EXPIRED, .exp = "1767220000" },
    { "exp at the edge of the skew", E_ID_TOKEN_EXPIRED, .exp = "1767225540" },
    { "exp within the skew", E_OK, .exp = "1767225541" },
    { "exp twice", E_ID_TOKEN_SIGNATURE, .more = "\"exp\":1767226200" },

    { "no iat", E_ID_TOKEN_SIGNATURE, .iat = "" },
    { "iat text", E_ID_TOKEN_SIGNATURE, .iat = "\"1767225600\"" },
    { "iat from the future", E_ID_TOKEN_EXPIRED, .iat = "1767225661" },
    { "iat within the skew", E_OK, .iat = "1767225660" },
    { "iat negative", E_ID_TOKEN_EXPIRED, .iat = "-5" },
    { "iat huge", E_ID_TOKEN_EXPIRED, .iat = "9223372036854775807" },
    { "nbf in the future", E_ID_TOKEN_EXPIRED, .more = "\"nbf\":1767225661" },
    { "nbf huge", E_ID_TOKEN_EXPIRED, .more = "\"nbf\":9223372036854775807" },
    { "nbf text", E_ID_TOKEN_SIGNATURE, .more = "\"nbf\":\"0\"" },
    { "auth_time text", E_ID_TOKEN_SIGNATURE, .more = "\"auth_time\":\"0\"" },

    { "no nonce", E_ID_TOKEN_NONCE, .nonce = "" },
    { "nonce null", E_ID_TOKEN_NONCE, .nonce = "null" },
    { "nonce empty", E_ID_TOKEN_NONCE, .nonce = "\"\"" },
    { "another nonce", E_ID_TOKEN_NONCE, .nonce = "\"n-2\"" },
    { "a longer nonce", E_ID_TOKEN_NONCE, .nonce = "\"n-1 \"" },
    { "nonce a list", E_ID_TOKEN_SIGNATURE, .nonce = "[\"n-1\"]" },

    { "another at_hash", E_ID_TOKEN_SIGNATURE, .more = "\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RA\"" },
    { "at_hash cut", E_ID_TOKEN_SIGNATURE, .more = "\"at_hash\":\"77QmUPtjPfzWtF2AnpK9R\"" },
    { "at_hash of SHA-512", E_ID_TOKEN_SIGNATURE,
      .more = "\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RQ77QmUPtjPfzWtF2AnpK9Q\"" },
    { "at_hash a number", E_ID_TOKEN_SIGNATURE, .more = "\"at_hash\":1" },

    { "email_verified as text", E_ID_TOKEN_SIGNATURE, .more = "\"email\":\"a@b\",\"email_verified\":\"true\"" },
    { "name a number", E_ID_TOKEN_SIGNATURE, .more = "\"name\":1" },
    { "unknown claims", E_OK, .more = "\"groups\":[\"a\"],\"x\":{\"y\":null}" },
};

static void
every_claim_wrong_in_every_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        IdClaims claims = { .exp = 77 };
        ASSERT_CODE(id_token_check(arena, payload_of(&rows[i]), &expected, &claims), rows[i].code, rows[i].what);
        assert_int_equal(claims.exp == 77, rows[i].code != E_OK);
    }
}

static void
what_is_no_object(void **state)
{
    static const Str payloads[] = { LIT_INIT(""),      LIT_INIT("null"), LIT_INIT("[]"),
                                    LIT_INIT("\"x\""), LIT_INIT("{}"),   LIT_INIT("{\"iss\"") };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        IdClaims claims;
        ASSERT_CODE(id_token_check(arena, payloads[i], &expected, &claims), E_ID_TOKEN_SIGNATURE, payloads[i].ptr);
    }
}

static void
a_sub_has_at_most_255_characters(void **state)
{
    char sub[260];
    IdClaims claims;
    Row row = { "long", E_OK, .sub = sub };

    (void)state;
    memset(sub, 'x', sizeof sub);
    sub[0] = sub[256] = '"';
    sub[257] = '\0';
    ASSERT_OK(id_token_check(arena, payload_of(&row), &expected, &claims));
    assert_int_equal(claims.sub.len, 255);
    sub[256] = 'x';
    sub[257] = '"';
    sub[258] = '\0';
    ASSERT_CODE(id_token_check(arena, payload_of(&row), &expected, &claims), E_ID_TOKEN_SIGNATURE, "256");
}

/* A nonce that nobody sent is somebody else's token. */
static void
a_nonce_that_was_not_sent(void **state)
{
    IdExpected without = expected;
    IdClaims claims;
    Row row = { .what = "" }, none = { .nonce = "" };

    (void)state;
    without.nonce = LIT("");
    ASSERT_CODE(id_token_check(arena, payload_of(&row), &without, &claims), E_ID_TOKEN_NONCE, "not sent");
    ASSERT_OK(id_token_check(arena, payload_of(&none), &without, &claims));
}

static void
claims_are_read(void **state)
{
    IdClaims claims;
    Row row = { .more =
                    "\"auth_time\":1767225000,\"sid\":\"s1\",\"name\":\"\\u00c4nne\",\"preferred_username\":\"anne\","
                    "\"email\":\"a@b.example\",\"email_verified\":true" };

    (void)state;
    ASSERT_OK(id_token_check(arena, payload_of(&row), &expected, &claims));
    ASSERT_STR(claims.iss, ISSUER);
    ASSERT_STR(claims.sub, "u1");
    ASSERT_STR(claims.sid, "s1");
    ASSERT_STR(claims.name, "\xc3\x84nne");
    ASSERT_STR(claims.preferred_username, "anne");
    ASSERT_STR(claims.email, "a@b.example");
    assert_true(claims.email_verified);
    assert_int_equal(claims.auth_time, 1767225000);
    row.more = "\"email\":\"a@b.example\"";
    ASSERT_OK(id_token_check(arena, payload_of(&row), &expected, &claims));
    assert_false(claims.email_verified);
}

static void
at_hash_of_the_specification(void **state)
{
    (void)state;
    ASSERT_STR(id_token_at_hash(arena, LIT(ACCESS_TOKEN)), AT_HASH);
}

static const User user = { .subject = LIT_INIT("u1"),
                           .name = LIT_INIT("anne"),
                           .display_name = LIT_INIT("Anne \"A\""),
                           .email = LIT_INIT("a@b.example"),
                           .email_verified = true };

/* What the Authorization Server writes is what its client accepts. */
static void
ours_passes_our_own_check(void **state)
{
    Grant grant = { .client_id = LIT("shop"),
                    .scope = LIT("openid profile email"),
                    .nonce = LIT("n-1"),
                    .sso = LIT("sso-1"),
                    .auth_time = NOW - MINUTE };
    IdClaims claims;

    (void)state;
    Str payload = id_token_payload(arena, LIT(ISSUER), &grant, &user, LIT(ACCESS_TOKEN), NOW);
    ASSERT_OK(id_token_check(arena, payload, &expected, &claims));
    ASSERT_STR(claims.name, "Anne \"A\"");
    ASSERT_STR(claims.sid, "sso-1");
    ASSERT_STR(claims.at_hash, AT_HASH);
    assert_int_equal(claims.exp, NOW_SECONDS + 600);
    assert_int_equal(claims.auth_time, NOW_SECONDS - 60);
    assert_true(claims.email_verified);
}

static void
only_what_the_scope_allows(void **state)
{
    static const struct {
        const char *scope;
        bool profile, email;
    } scopes[] = { { "openid", false, false },
                   { "openid profile", true, false },
                   { "openid email", false, true },
                   { "openid profiles emails", false, false } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        Grant grant = { .client_id = LIT("shop"), .scope = str_from_c(scopes[i].scope) };
        Str payload = id_token_payload(arena, LIT(ISSUER), &grant, &user, LIT("t"), NOW);
        assert_int_equal(str_find(payload, LIT("Anne")) < payload.len, scopes[i].profile);
        assert_int_equal(str_find(payload, LIT("preferred_username")) < payload.len, scopes[i].profile);
        assert_int_equal(str_find(payload, LIT("a@b")) < payload.len, scopes[i].email);
        assert_int_equal(str_find(payload, LIT("email_verified")) < payload.len, scopes[i].email);
        assert_true(str_find(payload, LIT("nonce")) == payload.len && str_find(payload, LIT("sid")) == payload.len);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(every_claim_wrong_in_every_way),
        UNIT(what_is_no_object),
        UNIT(a_sub_has_at_most_255_characters),
        UNIT(a_nonce_that_was_not_sent),
        UNIT(claims_are_read),
        UNIT(at_hash_of_the_specification),
        UNIT(ours_passes_our_own_check),
        UNIT(only_what_the_scope_allows),
    };

    return cmocka_run_group_tests_name("id_token", tests, NULL, NULL);
}
