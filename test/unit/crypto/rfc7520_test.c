/* rfc7520_test.c -- the cookbook of JOSE: its keys of section 3 and its signatures of section 4, those of our algorithms accepted
 * and all others refused.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/random.h"
#include "crypto/sign.h"
#include "vectors.h"

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
    return 0;
}

static json_t *
load(const char *name)
{
    json_t *root = vectors_load(str_format(arena, "rfc7520/%s.json", name).ptr);

    assert_non_null(root);
    return root;
}

/* Bilbo's RSA key of 3.3, as it is published. */
static VerifyKey *
bilbo(void)
{
    json_t *root = load("3_3.rsa_public_key");
    VerifyKey *key = NULL;

    assert_null(verify_key_from_jwk(vectors_json(arena, root), &key));
    json_decref(root);
    return key;
}

static void
the_public_rsa_key_of_3_3_is_one_for_rs256(void **state)
{
    (void)state;
    if (!vectors_exist())
        skip();
    VerifyKey *key = bilbo();
    assert_int_equal(verify_key_alg(key), SIGN_RS256);
    assert_true(str_equal(verify_key_id(key), LIT("bilbo.baggins@hobbiton.example")));
    verify_key_close(key);
}

static void
the_other_keys_of_3_are_refused(void **state)
{
    static const char *const names[][2] = {
        { "3_1.ec_public_key", "P-521 is not supported" },
        { "3_2.ec_private_key", "P-521, and private" },
        { "3_4.rsa_private_key", "private" },
        { "3_5.symmetric_key_mac_computation", "symmetric keys are not supported" },
        { "3_6.symmetric_key_encryption", "symmetric keys are not supported" },
    };

    (void)state;
    if (!vectors_exist())
        skip();
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        json_t *root = load(names[i][0]);
        VerifyKey *key = NULL;
        Error *error = verify_key_from_jwk(vectors_json(arena, root), &key);
        assert_non_null(error);
        assert_int_equal(error->code, E_CRYPTO);
        print_message("rfc7520 %s is refused: %s\n", names[i][0], names[i][1]);
        json_decref(root);
    }
}

static void
the_rs256_token_of_4_1_verifies(void **state)
{
    Str payload, kid;

    (void)state;
    if (!vectors_exist())
        skip();
    json_t *root = load("4_1.rsa_v15_signature");
    VerifyKey *key = bilbo();
    Str token = str_from_c(vectors_text(json_object_get(root, "output"), "compact"));
    assert_null(verify_compact(key, arena, LIT("-"), token, &payload));
    assert_true(str_equal(payload, str_from_c(vectors_text(json_object_get(root, "input"), "payload"))));
    assert_null(verify_peek_kid(arena, token, &kid));
    assert_true(str_equal(kid, verify_key_id(key)));
    verify_key_close(key);
    json_decref(root);
}

/* 4.8 signs one payload three times, in JSON; its parts put in a row are compact tokens, of which the first is one of ours. */
static void
of_the_three_signatures_of_4_8_ours_verifies(void **state)
{
    json_t *signature;
    size_t index, accepted = 0;
    Str payload;

    (void)state;
    if (!vectors_exist())
        skip();
    json_t *root = load("4_8.multiple_signatures");
    const json_t *output = json_object_get(json_object_get(root, "output"), "json");
    VerifyKey *key = bilbo();
    json_array_foreach(json_object_get(output, "signatures"), index, signature)
    {
        Str token = str_format(arena, "%s.%s.%s", vectors_text(signature, "protected"), vectors_text(output, "payload"),
                               vectors_text(signature, "signature"));
        bool ok = !verify_compact(key, arena, LIT("-"), token, &payload);
        assert_int_equal(ok, index == 0);
        accepted += ok;
    }
    assert_int_equal(index, 3);
    assert_int_equal(accepted, 1);
    verify_key_close(key);
    json_decref(root);
}

/* The compact form where an example has one, else its flattened JSON; the keys of the examples are private or symmetric. */
static void
the_other_signatures_of_4_are_refused(void **state)
{
    static const char *const names[][2] = {
        { "4_2.rsa-pss_signature", "PS384 is not supported" },
        { "4_3.ecdsa_signature", "ES512 is not supported" },
        { "4_4.hmac-sha2_integrity_protection", "HS256 is not supported" },
        { "4_5.signature_with_detached_content", "HS256 and detached payloads are not supported" },
        { "4_6.protecting_specific_header_fields", "JSON serialization is not supported" },
        { "4_7.protecting_content_only", "JSON serialization is not supported" },
    };

    (void)state;
    if (!vectors_exist())
        skip();
    VerifyKey *key = bilbo();
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        json_t *root = load(names[i][0]);
        const json_t *output = json_object_get(root, "output");
        const json_t *form = json_object_get(output, "compact") ? json_object_get(output, "compact")
                                                                : json_object_get(output, "json_flat");
        Str payload, token = json_is_string(form) ? str_from_c(json_string_value(form)) : vectors_json(arena, form);
        assert_true(token.len > 0);
        Error *error = verify_compact(key, arena, LIT("-"), token, &payload);
        assert_non_null(error);
        assert_int_equal(error->code, E_ID_TOKEN_SIGNATURE);
        print_message("rfc7520 %s is refused: %s\n", names[i][0], names[i][1]);
        json_decref(root);
    }
    verify_key_close(key);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_public_rsa_key_of_3_3_is_one_for_rs256),
        TEST(the_other_keys_of_3_are_refused),
        TEST(the_rs256_token_of_4_1_verifies),
        TEST(of_the_three_signatures_of_4_8_ours_verifies),
        TEST(the_other_signatures_of_4_are_refused),
    };

    return cmocka_run_group_tests_name("rfc7520", tests, NULL, NULL);
}
