/* verify_key_test.c -- JWKs that become keys and JWKs that do not.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "forge.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

static Arena *arena;

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)8 << 20);
    return arena && !random_init() ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return ERR_peek_error() == 0 ? 0 : -1;
}

static void
assert_refused(Str jwk)
{
    VerifyKey *key = NULL;
    Error *error = verify_key_from_jwk(jwk, &key);

    if (!error)
        fail_msg("accepted: %.*s", STR_ARG(jwk));
    assert_int_equal(error->code, E_CRYPTO);
    assert_null(key);
    assert_int_equal(ERR_peek_error(), 0);
}

static void
assert_accepted(Str jwk, SignAlg alg, Str id)
{
    VerifyKey *key = NULL;
    Error *error = verify_key_from_jwk(jwk, &key);

    if (error)
        fail_msg("refused: %s: %.*s", error->text, STR_ARG(jwk));
    assert_int_equal(verify_key_alg(key), alg);
    assert_true(str_equal(verify_key_id(key), id));
    verify_key_close(key);
}

/* RFC 7515 A.3, RFC 7517 A.1 and RFC 8037 A.2. */
#define X  "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y  "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define EC "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\""
#define N                                                                                                             \
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok"  \
    "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6" \
    "qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awa" \
    "pJzKnqDKgw"
#define RSA  "\"kty\":\"RSA\",\"n\":\"" N "\",\"e\":\"AQAB\""
#define ED_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define OKP  "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\""

static const struct {
    const char *jwk;
    SignAlg alg;
    const char *id;
} good[] = {
    { "{" EC "}", SIGN_ES256, "" },
    { "{" EC ",\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"1\"}", SIGN_ES256, "1" },
    { "{" EC ",\"key_ops\":[\"verify\"]}", SIGN_ES256, "" },
    { "{" EC ",\"key_ops\":[\"sign\",\"verify\"],\"use\":\"sig\"}", SIGN_ES256, "" },
    { "{" EC ",\"x5c\":[\"AA==\"],\"x5u\":\"https://evil.example/\",\"unknown\":{\"a\":[1]}}", SIGN_ES256, "" },
    { "{" EC ",\"kid\":\"../../etc/passwd\"}", SIGN_ES256, "../../etc/passwd" },
    { "{" RSA "}", SIGN_RS256, "" },
    { "{" RSA ",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}", SIGN_RS256, "2011-04-29" },
    { "{" RSA ",\"alg\":\"PS256\"}", SIGN_PS256, "" },
    { "{" OKP "}", SIGN_EDDSA, "" },
    { "{" OKP ",\"alg\":\"EdDSA\",\"use\":\"sig\"}", SIGN_EDDSA, "" },
};

static void
public_keys_become_handles_of_one_algorithm(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        assert_accepted(str_from_c(good[i].jwk), good[i].alg, str_from_c(good[i].id));
}

static void
each_kind_takes_only_its_own_algorithms(void **state)
{
    static const char *const members[] = { EC, RSA, OKP };
    static const char *const algs[] = { "",      "none",  "HS256", "ES256", "RS256",  "PS256",   "EdDSA",  "ES384",
                                        "ES512", "RS384", "RS512", "PS384", "ES256K", "Ed25519", "RSA1_5", "rs256" };
    int accepted = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        for (size_t j = 0; j < COUNT_OF(algs); j++) {
            VerifyKey *key = NULL;
            Str jwk = str_format(arena, "{%s,\"alg\":\"%s\"}", members[i], algs[j]);
            if (verify_key_from_jwk(jwk, &key))
                continue;
            assert_string_equal(sign_alg_name(verify_key_alg(key)), algs[j]);
            verify_key_close(key);
            accepted++;
        }
    }
    assert_int_equal(accepted, 4);
}

/* Attack 33, CVE-2026-44699: whatever says it is symmetric, or has the member that would make it so. */
static void
symmetric_keys_are_none(void **state)
{
    static const char *const jwks[] = {
        "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}",
        "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"alg\":\"HS256\"}",
        "{\"kty\":\"oct\",\"k\":\"\"}",
        "{\"kty\":\"oct\"}",
        "{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"ES256\"}",
        "{" RSA ",\"k\":\"AAAA\"}",
        "{" EC ",\"k\":\"\"}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(jwks); i++)
        assert_refused(str_from_c(jwks[i]));
}

static void
keys_with_a_private_member_are_refused(void **state)
{
    static const char *const kinds[] = { EC, RSA, OKP };
    static const char *const members[] = { "d", "p", "q", "dp", "dq", "qi", "oth", "k" };
    static const char *const values[] = { "\"AAAA\"", "\"\"", "[]", "0", "{}" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        for (size_t j = 0; j < COUNT_OF(members); j++)
            for (size_t k = 0; k < COUNT_OF(values); k++)
                assert_refused(str_format(arena, "{%s,\"%s\":%s}", kinds[i], members[j], values[k]));
}

static void
keys_for_something_else_are_refused(void **state)
{
    /* clang-format off */
    static const char *const members[] = {
        "\"use\":\"enc\"", "\"use\":\"\"", "\"use\":\"SIG\"", "\"use\":1", "\"use\":\"sig enc\"", "\"key_ops\":[]",
        "\"key_ops\":[\"sign\"]", "\"key_ops\":[\"encrypt\",\"wrapKey\"]", "\"key_ops\":\"verify\"",
        "\"key_ops\":[\"Verify\"]", "\"key_ops\":[\"verify\",1]", "\"key_ops\":{\"verify\":1}",
        "\"use\":\"enc\",\"key_ops\":[\"verify\"]", "\"use\":\"sig\",\"key_ops\":[\"encrypt\"]",
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        assert_refused(str_format(arena, "{%s,%s}", EC, members[i]));
        assert_refused(str_format(arena, "{%s,%s}", RSA, members[i]));
    }
}

/* Members missing, of another kind, of another length, not base64url, a point off the curve, other curves. */
static void
malformed_keys_are_refused(void **state)
{
    /* clang-format off */
    static const char *const jwks[] = {
        "", "null", "[]", "x", "{", "{}", "{}{}", "\"" EC "\"", "[{" EC "}]", "{\"keys\":[{" EC "}]}",
        "{\"kty\":\"EC\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"y\":\"" Y "\"}", "{\"kty\":\"EC\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":1,\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":\"ec\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":\"EC\",\"crv\":\"p-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":\"RSA\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" Y "\",\"y\":\"" X "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" X "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":1}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "=\",\"y\":\"" Y "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA" X "\",\"y\":\"" Y "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":" "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"__________________________________________8\",\"y\":\"" Y "\"}",
        "{" EC "," EC "}", "{" EC ",\"kid\":1}", "{" EC ",\"kid\":[\"a\"]}", "{" EC ",\"alg\":[\"ES256\"]}",
        "{" EC "} x", "{\"kty\":\"RSA\"}", "{\"kty\":\"RSA\",\"n\":\"" N "\"}", "{\"kty\":\"RSA\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"AQAB\"}", "{\"kty\":\"RSA\",\"n\":\"" N "\",\"e\":\"\"}",
        "{\"kty\":\"RSA\",\"n\":\"" N "==\",\"e\":\"AQAB\"}", "{\"kty\":\"RSA\",\"n\":\"" N "\",\"e\":65537}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}", "{\"kty\":\"OKP\",\"x\":\"" ED_X "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" ED_X "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"" ED_X "\"}",
        "{\"kty\":\"EC\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "AA\"}",
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < COUNT_OF(jwks); i++)
        assert_refused(str_from_c(jwks[i]));
}

/* The points of order 1, 2, 4 and 8, and one that is no point; under the first, an all-zero signature would fit everything. */
static void
ed25519_points_of_small_order_are_refused(void **state)
{
    static const unsigned char points[][32] = {
        { 1 },
        { 0 },
        { [31] = 0x80 },
        { 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
          0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
        { 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
          0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
        { 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
          0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
        { 2 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        Str x = base64url_encode(arena, (Str){ (const char *)points[i], 32 });
        assert_refused(str_format(arena, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%.*s\"}", STR_ARG(x)));
    }
}

/* A modulus of this many bits with random bits between a first and a last of ours. */
static Str
rsa_jwk(size_t bits, bool odd, Str exponent)
{
    size_t size = (bits + 7) / 8;
    unsigned char *n = arena_alloc(arena, size);

    random_bytes(n, size);
    n[0] = (unsigned char)(1u << (bits - 1) % 8);
    n[size - 1] = (unsigned char)((n[size - 1] & 0xfe) | odd);
    Str modulus = base64url_encode(arena, (Str){ (const char *)n, size });
    return str_format(arena, "{\"kty\":\"RSA\",\"n\":\"%.*s\",\"e\":\"%.*s\"}", STR_ARG(modulus), STR_ARG(exponent));
}

static void
rsa_moduli_have_2048_to_8192_bits(void **state)
{
    static const size_t right[] = { 2048, 2049, 3072, 4096, 8191, 8192 };
    static const size_t wrong[] = { 1, 8, 512, 1024, 2040, 2047, 8193, 16384, 16392, 20000 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        assert_accepted(rsa_jwk(right[i], true, LIT("AQAB")), SIGN_RS256, LIT(""));
        assert_refused(rsa_jwk(right[i], false, LIT("AQAB")));
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_refused(rsa_jwk(wrong[i], true, LIT("AQAB")));
}

static void
rsa_exponents_are_odd_from_3_to_32_bits(void **state)
{
    static const Str right[] = { LIT_INIT("Aw"), LIT_INIT("EQ"), LIT_INIT("AQAB"), LIT_INIT("_____w"),
                                 LIT_INIT("AAEAAQ") };
    static const Str wrong[] = { LIT_INIT("AA"),   LIT_INIT("AQ"),  LIT_INIT("Ag"),      LIT_INIT("BA"),
                                 LIT_INIT("AQAA"), LIT_INIT("AAE"), LIT_INIT("AQAAAAE"), LIT_INIT("AQAAAAAAAAAB") };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++)
        assert_accepted(rsa_jwk(2048, true, right[i]), SIGN_RS256, LIT(""));
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_refused(rsa_jwk(2048, true, wrong[i]));
}

/* Some libraries put a zero before a modulus whose first bit is set (RFC 7518 6.3.1.1 warns of it); it is the same key. */
static void
a_zero_before_the_modulus_is_tolerated(void **state)
{
    Forger forger = forge_new(SIGN_RS256);
    Str jwk = forge_jwk(arena, &forger, ""), bytes, text, payload;
    VerifyKey *key = NULL;

    (void)state;
    size_t from = str_find(jwk, LIT("\"n\":\"")) + 5;
    assert_null(base64url_decode(arena, str_slice(jwk, from, from + 342), &bytes));
    char *longer = arena_alloc(arena, bytes.len + 1);
    memcpy(longer + 1, bytes.ptr, bytes.len);
    text = base64url_encode(arena, (Str){ longer, bytes.len + 1 });
    jwk = str_format(arena, "{\"kty\":\"RSA\",\"n\":\"%.*s\",\"e\":\"AQAB\"}", STR_ARG(text));
    assert_null(verify_key_from_jwk(jwk, &key));
    Str token = forge_token(arena, &forger, "{\"alg\":\"RS256\"}", LIT("{}"));
    assert_null(verify_compact(key, arena, LIT("-"), token, &payload));
    verify_key_close(key);
    forge_free(&forger);
}

/* The key of Wycheproof's json_web_key case 7, made by the broken generator (CVE-2017-15361). */
static void
a_modulus_with_the_roca_fingerprint_is_refused(void **state)
{
    (void)state;
    assert_refused(LIT(
        "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AanFpofbj7KjD4Lf-N2hVMKR7yewSyXhhbirIMTGpfYEhZ_"
        "lnt5UoK98DnKIgArXGTu3MaW_HhFw"
        "16HGaTDUHqPrId7fe4r11CqRw09yBFuW79V8sYIwHdzCaWflUI6auImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPgOoIWl6q_MPsp7n0z"
        "s3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtPd7BjSx7NaFka8Dx9U7YqXy2RFj1O9PjyaDGuRh7YXsX3iMUSP_wSyHQg_c_qHRtKUsNS"
        "GCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQVZ-QYyE\"}"));
}

static void
a_jwk_may_have_64_kib_and_no_more(void **state)
{
    char *padding = arena_alloc(arena, 70000);
    Str empty = LIT("{" EC ",\"x5c\":[\"\"]}");

    (void)state;
    memset(padding, 'A', 70000 - 1);
    Str right = str_format(arena, "{%s,\"x5c\":[\"%.*s\"]}", EC, (int)(65536 - empty.len), padding);
    assert_int_equal(right.len, 65536);
    assert_accepted(right, SIGN_ES256, LIT(""));
    Buf buf = buf_new(arena, 80000);
    buf_add(&buf, str_slice(right, 0, right.len - 1));
    buf_add(&buf, LIT(" }"));
    assert_refused(buf_str(&buf));
}

/* A private member's value is a stranger's secret: it is not repeated. */
static void
errors_do_not_quote_the_key(void **state)
{
    VerifyKey *key = NULL;
    Error *error = verify_key_from_jwk(
        LIT("{" EC ",\"kid\":\"k-marked\",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}"), &key);

    (void)state;
    assert_non_null(error);
    assert_null(strstr(error->text, "jpsQ"));
    assert_null(strstr(error->text, "k-marked"));
}

static void
closing_nothing_is_allowed(void **state)
{
    (void)state;
    verify_key_close(NULL);
    sign_key_close(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(public_keys_become_handles_of_one_algorithm),
        TEST(each_kind_takes_only_its_own_algorithms),
        TEST(symmetric_keys_are_none),
        TEST(keys_with_a_private_member_are_refused),
        TEST(keys_for_something_else_are_refused),
        TEST(malformed_keys_are_refused),
        TEST(ed25519_points_of_small_order_are_refused),
        TEST(rsa_moduli_have_2048_to_8192_bits),
        TEST(rsa_exponents_are_odd_from_3_to_32_bits),
        TEST(a_zero_before_the_modulus_is_tolerated),
        TEST(a_modulus_with_the_roca_fingerprint_is_refused),
        TEST(a_jwk_may_have_64_kib_and_no_more),
        TEST(errors_do_not_quote_the_key),
        TEST(closing_nothing_is_allowed),
    };

    return cmocka_run_group_tests_name("verify_key", tests, NULL, NULL);
}
