/* hash_test.c -- SHA-256 against FIPS 180's examples, HMAC against RFC 4231's.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/hash.h"
#include "crypto/random.h"

#include <stdio.h>
#include <string.h>

static int
set_up(void **state)
{
    *state = arena_new((size_t)1 << 20);
    return *state && !random_init() ? 0 : -1;
}

static int
tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static void
assert_digest(const unsigned char digest[HASH_SIZE], const char *expected)
{
    char hex[2 * HASH_SIZE + 1];

    for (size_t i = 0; i < HASH_SIZE; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, expected);
}

typedef struct Sha256Case {
    const char *text;
    const char *digest;
    const char *encoded;
} Sha256Case;

static const Sha256Case sha256_cases[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      "JI1qYdIGOLjlwCaTDD5gOaM85Flk_yFn9uzt1BnbBsE" },
};

static void
sha256_gives_the_published_digests(void **state)
{
    unsigned char digest[HASH_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sha256_cases); i++) {
        hash_sha256(str_from_c(sha256_cases[i].text), digest);
        assert_digest(digest, sha256_cases[i].digest);
    }
}

static void
hash_text_is_the_digest_in_base64url(void **state)
{
    for (size_t i = 0; i < COUNT_OF(sha256_cases); i++)
        assert_true(
            str_equal(hash_text(*state, str_from_c(sha256_cases[i].text)), str_from_c(sha256_cases[i].encoded)));
}

static void
the_empty_slice_needs_no_pointer(void **state)
{
    unsigned char digest[HASH_SIZE];

    (void)state;
    hash_sha256((Str){ NULL, 0 }, digest);
    assert_digest(digest, sha256_cases[0].digest);
}

/* HMAC fills a short key up with zeros, so RFC 4231's keys of 20, 4 and 25 bytes are keys of 32. */
typedef struct HmacCase {
    const char *key;
    const char *text;
    const char *digest;
} HmacCase;

static const HmacCase hmac_cases[] = {
    { "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { "Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19",
      "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd"
      "\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xcd",
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
};

static void
hmac_gives_the_published_digests(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(hmac_cases); i++) {
        unsigned char key[HASH_SIZE] = { 0 }, digest[HASH_SIZE];
        memcpy(key, hmac_cases[i].key, strlen(hmac_cases[i].key));
        hash_keyed(key, str_from_c(hmac_cases[i].text), digest);
        assert_digest(digest, hmac_cases[i].digest);
        hash_hmac(str_from_c(hmac_cases[i].key), str_from_c(hmac_cases[i].text), digest);
        assert_digest(digest, hmac_cases[i].digest);
    }
    /* RFC 4231 4.7: a key longer than a block of SHA-256. */
    unsigned char digest[HASH_SIZE];
    char key[131];
    memset(key, 0xaa, sizeof key);
    hash_hmac((Str){ key, sizeof key }, LIT("Test Using Larger Than Block-Size Key - Hash Key First"), digest);
    assert_digest(digest, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sha256_gives_the_published_digests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hash_text_is_the_digest_in_base64url, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_empty_slice_needs_no_pointer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hmac_gives_the_published_digests, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
