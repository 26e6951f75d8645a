/* verify_raw_test.c -- signatures over bytes: their one form, length and padding (attack 36).
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/random.h"
#include "crypto/verify_raw.h"
#include "forge.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

static Forger forgers[SIGN_ALGS];
static VerifyKey *keys[SIGN_ALGS];
static Arena *arena;

static int
make_keys(void **state)
{
    (void)state;
    return random_init() ? -1 : forge_keys(forgers, keys);
}

static int
free_keys(void **state)
{
    (void)state;
    forge_free_keys(forgers, keys);
    return 0;
}

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)1 << 20);
    return arena ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return ERR_peek_error() == 0 ? 0 : -1; /* the room leaves OpenSSL's error queue empty */
}

/* An ES256 signature is 64 bytes, r and s within the order, and not DER. */
static void
an_es256_signature_is_r_and_s_of_32_bytes(void **state)
{
    Str text = LIT("message"), good = forge_signature(arena, &forgers[SIGN_ES256], text);
    static const char zeros[64];
    unsigned char *der = NULL, one[64] = { 0 };
    const VerifyKey *key = keys[SIGN_ES256];
    char *swapped = arena_alloc(arena, 64), *longer = arena_alloc(arena, 66);

    (void)state;
    one[31] = one[63] = 1;
    memcpy(swapped, good.ptr + 32, 32);
    memcpy(swapped + 32, good.ptr, 32);
    memcpy(longer + 1, good.ptr, 64);
    ECDSA_SIG *pair = ECDSA_SIG_new();
    assert_int_equal(ECDSA_SIG_set0(pair, BN_bin2bn((const unsigned char *)good.ptr, 32, NULL),
                                    BN_bin2bn((const unsigned char *)good.ptr + 32, 32, NULL)),
                     1);
    int der_length = i2d_ECDSA_SIG(pair, &der);
    assert_null(verify_raw(key, text, good));
    assert_non_null(verify_raw(key, text, (Str){ (char *)der, (size_t)der_length }));
    assert_non_null(verify_raw(key, text, (Str){ swapped, 64 }));
    assert_non_null(verify_raw(key, text, (Str){ longer, 65 }));
    assert_non_null(verify_raw(key, text, (Str){ longer + 1, 65 }));
    assert_non_null(verify_raw(key, text, (Str){ zeros, 64 }));
    assert_non_null(verify_raw(key, text, (Str){ (char *)one, 64 }));
    for (size_t length = 0; length < 64; length++)
        assert_non_null(verify_raw(key, text, str_slice(good, 0, length)));
    ECDSA_SIG_free(pair);
    OPENSSL_free(der);
}

static Str
pss_signature(const Forger *forger, Str text, int salt, const EVP_MD *mgf)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    size_t length = 512;
    unsigned char *bytes = arena_alloc(arena, length);

    assert_int_equal(EVP_DigestSignInit_ex(context, &options, "SHA256", NULL, NULL, forger->pkey, NULL), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, salt), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_mgf1_md(options, mgf), 1);
    assert_int_equal(EVP_DigestSign(context, bytes, &length, (const unsigned char *)text.ptr, text.len), 1);
    EVP_MD_CTX_free(context);
    return (Str){ (char *)bytes, length };
}

static void
ps256_has_a_salt_of_32_bytes_and_sha_256_throughout(void **state)
{
    static const int salts[] = { 0, 1, 20, 31, 33, 64, 222 };
    const Forger *forger = &forgers[SIGN_PS256];
    Str text = LIT("message");

    (void)state;
    assert_null(verify_raw(keys[SIGN_PS256], text, pss_signature(forger, text, 32, EVP_sha256())));
    for (size_t i = 0; i < COUNT_OF(salts); i++)
        assert_non_null(verify_raw(keys[SIGN_PS256], text, pss_signature(forger, text, salts[i], EVP_sha256())));
    assert_non_null(verify_raw(keys[SIGN_PS256], text, pss_signature(forger, text, 32, EVP_sha1())));
}

/* One RSA key, published once for RS256 and once for PS256: each handle takes only its own padding. */
static void
one_rsa_key_under_two_algorithms_is_two_keys(void **state)
{
    Forger as_ps = { forgers[SIGN_RS256].pkey, SIGN_PS256 };
    VerifyKey *ps = NULL;
    Str text = LIT("message"), rs_signature = forge_signature(arena, &forgers[SIGN_RS256], text),
        ps_signature = forge_signature(arena, &as_ps, text);

    (void)state;
    assert_null(verify_key_from_jwk(forge_jwk(arena, &as_ps, ""), &ps));
    assert_null(verify_raw(keys[SIGN_RS256], text, rs_signature));
    assert_null(verify_raw(ps, text, ps_signature));
    assert_non_null(verify_raw(ps, text, rs_signature));
    assert_non_null(verify_raw(keys[SIGN_RS256], text, ps_signature));
    verify_key_close(ps);
}

static void
signatures_of_every_other_length_are_refused(void **state)
{
    Str text = LIT("message");

    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str good = forge_signature(arena, &forgers[alg], text);
        char *bytes = arena_alloc(arena, good.len + 300);
        memcpy(bytes + 1, good.ptr, good.len);
        assert_null(verify_raw(keys[alg], text, (Str){ bytes + 1, good.len }));
        assert_non_null(verify_raw(keys[alg], text, (Str){ NULL, 0 }));
        for (size_t length = 0; length < good.len + 200; length += 1 + length / 40) {
            assert_non_null(verify_raw(keys[alg], text, (Str){ bytes, length }));
            if (length != good.len)
                assert_non_null(verify_raw(keys[alg], text, (Str){ bytes + 1, length }));
        }
    }
}

static void
an_empty_message_can_be_signed(void **state)
{
    (void)state;
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        Str signature = forge_signature(arena, &forgers[alg], LIT(""));
        assert_null(verify_raw(keys[alg], (Str){ NULL, 0 }, signature));
        assert_non_null(verify_raw(keys[alg], LIT("x"), signature));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_es256_signature_is_r_and_s_of_32_bytes),
        TEST(ps256_has_a_salt_of_32_bytes_and_sha_256_throughout),
        TEST(one_rsa_key_under_two_algorithms_is_two_keys),
        TEST(signatures_of_every_other_length_are_refused),
        TEST(an_empty_message_can_be_signed),
    };

    return cmocka_run_group_tests_name("verify_raw", tests, make_keys, free_keys);
}
