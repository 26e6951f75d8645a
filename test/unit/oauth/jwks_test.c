/* jwks_test.c -- a set of keys: what is no key of ours is passed over, and a key is found by its name alone (attacks.md 34, 41).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/buf.h"
#include "crypto/random.h"
#include "oauth/jwks.h"

static SignKey *keys[3];

static int
make_keys(void **state)
{
    (void)state;
    if (random_init())
        return -1;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (sign_key_generate(&keys[i]))
            return -1;
    return 0;
}

static int
free_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        sign_key_close(keys[i]);
    return 0;
}

/* {"keys":[before, our first `count` keys]} */
static Str
set_of(const char *before, size_t count)
{
    Buf buf = buf_new(arena, 1 << 16);

    buf_add(&buf, LIT("{\"keys\":["));
    buf_add(&buf, str_from_c(before));
    for (size_t i = 0; i < count; i++) {
        buf_add(&buf, i || *before ? LIT(",") : LIT(""));
        buf_add(&buf, sign_key_jwk(keys[i]));
    }
    buf_add(&buf, LIT("]}"));
    return buf_str(&buf);
}

static void
keys_are_found_by_their_names(void **state)
{
    Jwks *jwks;
    Str payload, token;

    (void)state;
    ASSERT_OK(jwks_read(arena, set_of("", 3), &jwks));
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const VerifyKey *key = jwks_find(jwks, sign_key_id(keys[i]));
        assert_non_null(key);
        ASSERT_OK(sign_compact(keys[i], arena, LIT("JWT"), LIT("{}"), &token));
        ASSERT_OK(verify_compact(key, arena, LIT("JWT"), token, &payload));
    }
    assert_null(jwks_find(jwks, LIT("unknown")));
    assert_null(jwks_find(jwks, LIT("../../etc/passwd")));
    assert_null(jwks_find(jwks, str_slice(sign_key_id(keys[0]), 0, 42)));
    jwks_free(jwks);
}

static void
without_a_kid_there_must_be_one_key(void **state)
{
    Jwks *one, *three;

    (void)state;
    ASSERT_OK(jwks_read(arena, set_of("", 1), &one));
    ASSERT_OK(jwks_read(arena, set_of("", 3), &three));
    assert_non_null(jwks_find(one, LIT("")));
    assert_null(jwks_find(three, LIT("")));
    jwks_free(one);
    jwks_free(three);
}

/* Strangers' kinds of keys stand beside ours in real sets. */
static void
other_kinds_are_passed_over(void **state)
{
    static const char *const rows[] = {
        "{}",
        "null",
        "1",
        "\"key\"",
        "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"s\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"short\"}",
        "{\"kty\":\"future\",\"x\":[1,2,{}]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Jwks *jwks = NULL;
        ASSERT_CODE(jwks_read(arena, set_of(rows[i], 1), &jwks), E_OK, rows[i]);
        assert_non_null(jwks_find(jwks, sign_key_id(keys[0])));
        assert_non_null(jwks_find(jwks, LIT(""))); /* the only one that can be used */
        jwks_free(jwks);
        ASSERT_CODE(jwks_read(arena, set_of(rows[i], 0), &jwks), E_PROVIDER, rows[i]);
    }
}

static void
refuses(void **state)
{
    static const char *const rows[] = {
        "", "[]", "{}", "{\"keys\":null}", "{\"keys\":{}}", "{\"keys\":[]}", "{\"keys\":\"x\"}"
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Jwks *jwks = NULL;
        ASSERT_CODE(jwks_read(arena, str_from_c(rows[i]), &jwks), E_PROVIDER, rows[i]);
        assert_null(jwks);
    }
}

static void
a_hundred_keys_and_no_more(void **state)
{
    (void)state;
    for (int others = JWKS_MAX - 1; others <= JWKS_MAX; others++) {
        Buf buf = buf_new(arena, 1000);
        Jwks *jwks = NULL;
        for (int i = 0; i < others; i++)
            buf_add(&buf, i ? LIT(",{}") : LIT("{}"));
        Str before = buf_str(&buf);
        Error *error = jwks_read(arena, set_of(str_to_c(arena, before), 1), &jwks);
        ASSERT_CODE(error, others < JWKS_MAX ? E_OK : E_PROVIDER, "keys");
        jwks_free(jwks);
    }
}

static void
nothing_can_be_freed(void **state)
{
    (void)state;
    jwks_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(keys_are_found_by_their_names), UNIT(without_a_kid_there_must_be_one_key),
        UNIT(other_kinds_are_passed_over),   UNIT(refuses),
        UNIT(a_hundred_keys_and_no_more),    UNIT(nothing_can_be_freed),
    };

    return cmocka_run_group_tests_name("jwks", tests, make_keys, free_keys);
}
