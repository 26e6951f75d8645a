/* wycheproof_test.c -- every signature and JWS case of Project Wycheproof that uses an algorithm of ours must come out as published;
 * those that do not are refused, counted, and listed with the reason.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/random.h"
#include "crypto/verify_raw.h"
#include "vectors.h"

#include <string.h>

typedef struct Tally {
    const char *file;
    int agreed, disagreed, acceptable, unsupported;
} Tally;

static Arena *arena;

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)64 << 20);
    return arena && !random_init() ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void
count_case(Tally *tally, const json_t *test, bool accepted)
{
    const char *result = vectors_text(test, "result");

    if (strcmp(result, "acceptable") == 0) {
        tally->acceptable++;
    } else if (accepted == (strcmp(result, "valid") == 0)) {
        tally->agreed++;
    } else {
        tally->disagreed++;
        print_error("%s case %lld (%s): we %s what is %s\n", tally->file,
                    (long long)json_integer_value(json_object_get(test, "tcId")), vectors_text(test, "comment"),
                    accepted ? "accept" : "refuse", result);
    }
}

/* Nothing was left out, nothing disagreed, and there was something to agree on. */
static void
assert_tally(const Tally *tally, const json_t *root, int agreed_at_least)
{
    int all = tally->agreed + tally->disagreed + tally->acceptable + tally->unsupported;

    print_message("%s: %d of %d cases agreed, %d acceptable either way, %d not supported\n", tally->file, tally->agreed,
                  all, tally->acceptable, tally->unsupported);
    assert_int_equal(tally->disagreed, 0);
    assert_int_equal(all, json_integer_value(json_object_get(root, "numberOfTests")));
    assert_true(tally->agreed >= agreed_at_least);
}

/* ---- signatures over bytes ---- */

/* The group's key as a JWK; where Wycheproof gives none (short coordinates), of the point's bytes. */
static Str
group_jwk(const json_t *group)
{
    const json_t *jwk = json_object_get(group, "publicKeyJwk");

    if (!jwk)
        jwk = json_object_get(group, "keyJwk");
    if (jwk)
        return vectors_json(arena, jwk);
    Str point = vectors_hex(arena, vectors_text(json_object_get(group, "publicKey"), "uncompressed"));
    assert_int_equal(point.len, 65);
    Str x = base64url_encode(arena, str_slice(point, 1, 33)), y = base64url_encode(arena, str_slice(point, 33, 65));
    return str_format(arena, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"}", STR_ARG(x),
                      STR_ARG(y));
}

static void
run_raw_group(Tally *tally, const json_t *group, SignAlg alg)
{
    const json_t *tests = json_object_get(group, "tests"), *test;
    VerifyKey *key = NULL;
    size_t index;
    Error *error = verify_key_from_jwk(group_jwk(group), &key);

    assert_true(error || verify_key_alg(key) == alg);
    json_array_foreach(tests, index, test)
    {
        Str message = vectors_hex(arena, vectors_text(test, "msg")),
            signature = vectors_hex(arena, vectors_text(test, "sig"));
        count_case(tally, test, key && !verify_raw(key, message, signature));
    }
    verify_key_close(key);
}

static void
run_raw_file(const char *file, SignAlg alg, int agreed_at_least)
{
    Tally tally = { .file = file };
    const json_t *group;
    size_t index;

    if (!vectors_exist())
        skip();
    json_t *root = vectors_load(file);
    assert_non_null(root);
    json_array_foreach(json_object_get(root, "testGroups"), index, group) run_raw_group(&tally, group, alg);
    assert_tally(&tally, root, agreed_at_least);
    json_decref(root);
}

static void
es256_signatures(void **state)
{
    (void)state;
    run_raw_file("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", SIGN_ES256, 262);
}

static void
eddsa_signatures(void **state)
{
    (void)state;
    run_raw_file("wycheproof/ed25519_test.json", SIGN_EDDSA, 151);
}

static void
rs256_signatures(void **state)
{
    (void)state;
    run_raw_file("wycheproof/rsa_signature_2048_sha256_test.json", SIGN_RS256, 258);
}

static void
ps256_signatures(void **state)
{
    (void)state;
    run_raw_file("wycheproof/rsa_pss_2048_sha256_mgf1_32_test.json", SIGN_PS256, 108);
}

/* ---- tokens ---- */

/* Why we could not verify with this key even if we wanted to; NULL when the algorithm is one of ours. */
static const char *
unsupported_key(const json_t *jwk)
{
    static const char *const algs[] = { "RS384", "RS512", "PS384", "PS512", "ES384", "ES512" };
    const char *alg = vectors_text(jwk, "alg");

    if (strcmp(vectors_text(jwk, "kty"), "oct") == 0)
        return "a symmetric key: HMAC and JWE are not for us";
    if (strcmp(vectors_text(jwk, "crv"), "P-521") == 0)
        return "a key of P-521 (ES512)";
    for (size_t i = 0; i < COUNT_OF(algs); i++)
        if (strcmp(alg, algs[i]) == 0)
            return "a key for SHA-384 or SHA-512";
    return NULL;
}

/* The keys of a group: a set, or one. */
static json_t *
group_keys(const json_t *group)
{
    json_t *keys = json_object_get(group, json_object_get(group, "public") ? "public" : "private");
    json_t *set = json_object_get(keys, "keys");

    return set ? json_incref(set) : json_pack("[O]", keys);
}

/* As a relying party does it: by kid to the key, by the key to the payload. */
static bool
accepts(const json_t *keys, Str token)
{
    const json_t *jwk;
    size_t index;
    bool accepted = false;
    Str kid, payload;

    if (verify_peek_kid(arena, token, &kid))
        return false;
    json_array_foreach(keys, index, jwk)
    {
        VerifyKey *key = NULL;
        if (verify_key_from_jwk(vectors_json(arena, jwk), &key))
            continue;
        bool named = kid.len == 0 || str_equal(kid, verify_key_id(key));
        accepted |= named && !verify_compact(key, arena, LIT("- JWT"), token, &payload);
        verify_key_close(key);
    }
    return accepted;
}

/* A valid case whose token is of an algorithm that its key is not, and we do not know: RFC 7520's PS384 under a key that says PS256. */
static const char *
unsupported_token(Str token)
{
    Str head, header, alg_text = LIT("");
    SignAlg alg;

    (void)str_cut(token, '.', &head);
    if (base64url_decode(arena, head, &header))
        return NULL;
    json_t *root = json_loadb(header.ptr, header.len, 0, NULL);
    alg_text = str_copy(arena, str_from_c(vectors_text(root, "alg")));
    json_decref(root);
    return sign_alg_from_name(alg_text, &alg) ? NULL : "a token of an algorithm that is not ours";
}

static const char *
unsupported_case(const json_t *keys, const json_t *test, Str token)
{
    const json_t *jwk;
    size_t index;
    bool valid = strcmp(vectors_text(test, "result"), "valid") == 0;

    json_array_foreach(keys, index, jwk) if (unsupported_key(jwk)) return unsupported_key(jwk);
    return valid ? unsupported_token(token) : NULL;
}

static void
run_token_group(Tally *tally, const json_t *group)
{
    json_t *keys = group_keys(group), *test;
    const char *reason = NULL;
    size_t index;
    int before = tally->unsupported;

    json_array_foreach(json_object_get(group, "tests"), index, test)
    {
        bool encrypted = json_object_get(test, "jwe") != NULL;
        Str token = str_from_c(vectors_text(test, encrypted ? "jwe" : "jws"));
        const char *why = encrypted ? "JWE is not for us" : unsupported_case(keys, test, token);
        bool accepted = accepts(keys, token);
        if (why) {
            assert_false(accepted); /* what we do not support, we refuse */
            tally->unsupported++;
            reason = why;
        } else {
            count_case(tally, test, accepted);
        }
    }
    if (reason)
        print_message("%s, group %s: %d not supported: %s\n", tally->file, vectors_text(group, "comment"),
                      tally->unsupported - before, reason);
    json_decref(keys);
}

static void
run_token_file(const char *file, int agreed_at_least)
{
    Tally tally = { .file = file };
    const json_t *group;
    size_t index;

    if (!vectors_exist())
        skip();
    json_t *root = vectors_load(file);
    assert_non_null(root);
    json_array_foreach(json_object_get(root, "testGroups"), index, group) run_token_group(&tally, group);
    assert_tally(&tally, root, agreed_at_least);
    json_decref(root);
}

static void
json_web_signatures(void **state)
{
    (void)state;
    run_token_file("wycheproof/json_web_signature_test.json", 324);
}

static void
json_web_keys(void **state)
{
    (void)state;
    run_token_file("wycheproof/json_web_key_test.json", 11);
}

static void
json_web_crypto(void **state)
{
    (void)state;
    run_token_file("wycheproof/json_web_crypto_test.json", 29);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(es256_signatures),    TEST(eddsa_signatures), TEST(rs256_signatures), TEST(ps256_signatures),
        TEST(json_web_signatures), TEST(json_web_keys),    TEST(json_web_crypto),
    };

    return cmocka_run_group_tests_name("wycheproof", tests, NULL, NULL);
}
