/* sign_test.c -- signing keys: their public face, their sealed form, and tokens by many threads at once.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "codec/base64url.h"
#include "codec/json.h"
#include "crypto/random.h"
#include "crypto/secret.h"
#include "crypto/sign.h"
#include "forge.h"

#include <jansson.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Bench {
    Arena *arena;
    SignKey *key;
    VerifyKey *public_key;
    SealKey *seal;
} Bench;

static Error *
open_bench(Bench *bench, const char *path)
{
    TRY(random_init());
    TRY(seal_key_open(path, true, &bench->seal));
    TRY(sign_key_generate(&bench->key));
    TRY(verify_key_from_jwk(sign_key_jwk(bench->key), &bench->public_key));
    return NULL;
}

static int
set_up(void **state)
{
    static Bench bench;
    char folder[] = "/tmp/latchstring-sign-XXXXXX", path[64];

    bench = (Bench){ .arena = arena_new((size_t)4 << 20) };
    if (!bench.arena || !mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof path, "%s/key", folder);
    Error *error = open_bench(&bench, path);
    (void)unlink(path);
    (void)rmdir(folder);
    *state = &bench;
    return error ? -1 : 0;
}

static int
tear_down(void **state)
{
    Bench *bench = *state;

    verify_key_close(bench->public_key);
    sign_key_close(bench->key);
    seal_key_close(bench->seal);
    arena_free(bench->arena);
    return ERR_peek_error() == 0 ? 0 : -1; /* the room leaves OpenSSL's error queue empty */
}

static Str
token_of(const Bench *bench, const SignKey *key, Str typ, Str payload)
{
    Str token = LIT("");

    assert_null(sign_compact(key, bench->arena, typ, payload, &token));
    return token;
}

static void
what_is_signed_verifies_with_the_public_half(void **state)
{
    static const char *const payloads[] = { "{}", "{\"sub\":\"s-1\"}", "", "{\"name\":\"Žofie\"}" };
    const Bench *bench = *state;

    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        Str payload = LIT("untouched"), token = token_of(bench, bench->key, LIT("JWT"), str_from_c(payloads[i]));
        assert_null(verify_compact(bench->public_key, bench->arena, LIT("JWT"), token, &payload));
        assert_true(str_equal(payload, str_from_c(payloads[i])));
    }
}

static void
the_header_names_algorithm_type_and_key(void **state)
{
    const Bench *bench = *state;
    Str head, header, kid, id = sign_key_id(bench->key);

    Str token = token_of(bench, bench->key, LIT("at+jwt"), LIT("{}"));
    (void)str_cut(token, '.', &head);
    assert_null(base64url_decode(bench->arena, head, &header));
    Str expected = str_format(bench->arena, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%.*s\"}", STR_ARG(id));
    assert_true(str_equal(header, expected));
    assert_null(verify_peek_kid(bench->arena, token, &kid));
    assert_true(str_equal(kid, id));
}

static void
a_key_that_was_not_the_signer_refuses(void **state)
{
    const Bench *bench = *state;
    SignKey *other = NULL;
    Str payload = LIT("untouched");

    assert_null(sign_key_generate(&other));
    Str token = token_of(bench, other, LIT("JWT"), LIT("{}"));
    Error *error = verify_compact(bench->public_key, bench->arena, LIT("JWT"), token, &payload);
    assert_non_null(error);
    assert_int_equal(error->code, E_ID_TOKEN_SIGNATURE);
    assert_true(str_equal(payload, LIT("untouched")));
    sign_key_close(other);
}

/* RFC 7638 3: the SHA-256 of the required members in order; computed here by jansson and OpenSSL. */
static void
kid_is_the_thumbprint_of_the_jwk(void **state)
{
    const Bench *bench = *state;
    Str text = sign_key_jwk(bench->key);
    unsigned char digest[32];
    size_t size = sizeof digest;

    json_t *jwk = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(jwk);
    json_t *required =
        json_pack("{s:O,s:O,s:O,s:O}", "crv", json_object_get(jwk, "crv"), "kty", json_object_get(jwk, "kty"), "x",
                  json_object_get(jwk, "x"), "y", json_object_get(jwk, "y"));
    char *canonical = json_dumps(required, JSON_COMPACT | JSON_SORT_KEYS);
    assert_int_equal(EVP_Q_digest(NULL, "SHA256", NULL, canonical, strlen(canonical), digest, &size), 1);
    assert_true(str_equal(base64url_encode(bench->arena, (Str){ (char *)digest, size }), sign_key_id(bench->key)));
    assert_string_equal(json_string_value(json_object_get(jwk, "kid")),
                        str_to_c(bench->arena, sign_key_id(bench->key)));
    free(canonical);
    json_decref(required);
    json_decref(jwk);
}

static void
the_jwk_has_the_public_members_and_no_other(void **state)
{
    static const char *const names[] = { "kty", "crv", "x", "y", "kid", "alg", "use" };
    const Bench *bench = *state;
    Str text = sign_key_jwk(bench->key);

    json_t *jwk = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(jwk);
    assert_int_equal(json_object_size(jwk), COUNT_OF(names));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_true(json_is_string(json_object_get(jwk, names[i])));
    assert_string_equal(json_string_value(json_object_get(jwk, "alg")), "ES256");
    assert_string_equal(json_string_value(json_object_get(jwk, "use")), "sig");
    json_decref(jwk);
    assert_int_equal(verify_key_alg(bench->public_key), SIGN_ES256);
    assert_true(str_equal(verify_key_id(bench->public_key), sign_key_id(bench->key)));
}

static void
an_unsealed_key_is_the_same_key(void **state)
{
    const Bench *bench = *state;
    SignKey *again = NULL;
    Str sealed, payload;

    assert_null(sign_key_seal(bench->key, bench->seal, bench->arena, &sealed));
    assert_null(sign_key_unseal(bench->seal, sealed, &again));
    assert_true(str_equal(sign_key_id(again), sign_key_id(bench->key)));
    assert_true(str_equal(sign_key_jwk(again), sign_key_jwk(bench->key)));
    Str token = token_of(bench, again, LIT("JWT"), LIT("{}"));
    assert_null(verify_compact(bench->public_key, bench->arena, LIT("JWT"), token, &payload));
    sign_key_close(again);
}

static void
assert_stays_sealed(const Bench *bench, Str sealed)
{
    SignKey *key = NULL;
    Error *error = sign_key_unseal(bench->seal, sealed, &key);

    assert_non_null(error);
    assert_int_equal(error->code, E_CRYPTO);
    assert_null(key);
}

static void
every_changed_byte_of_a_sealed_key_is_noticed(void **state)
{
    const Bench *bench = *state;
    Str sealed;

    assert_null(sign_key_seal(bench->key, bench->seal, bench->arena, &sealed));
    char *bytes = str_to_c(bench->arena, sealed);
    for (size_t i = 0; i < sealed.len; i++) {
        bytes[i] ^= 0x40;
        assert_stays_sealed(bench, (Str){ bytes, sealed.len });
        bytes[i] ^= 0x40;
        assert_stays_sealed(bench, str_slice(sealed, 0, i));
    }
}

/* Text that the right key sealed, but that is no signing key: other purposes, other sizes, other contents. */
static void
what_is_not_a_sealed_key_is_none(void **state)
{
    const Bench *bench = *state;
    char scalar[97] = { 4 };
    static const size_t sizes[] = { 0, 1, 32, 96, 97, 98, 1000 };
    char *large = arena_alloc(bench->arena, 1 << 20);

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        Str plain = { arena_alloc(bench->arena, 1000), sizes[i] };
        assert_stays_sealed(bench, seal_close(bench->seal, bench->arena, LIT("signing key ES256 1"), plain));
        assert_stays_sealed(bench, seal_close(bench->seal, bench->arena, LIT("something else"), plain));
    }
    assert_stays_sealed(
        bench, seal_close(bench->seal, bench->arena, LIT("signing key ES256 1"), (Str){ scalar, sizeof scalar }));
    assert_stays_sealed(bench, (Str){ large, 1 << 20 });
    assert_stays_sealed(bench, LIT(""));
}

/* A token of exactly 16 KiB is signed and verified; one byte of payload more is refused, and whatever is longer too. */
static void
tokens_up_to_16_kib_are_signed_and_no_longer_ones(void **state)
{
    const Bench *bench = *state;
    char *text = arena_alloc(bench->arena, 20000);
    Str token = LIT("untouched"), payload;
    size_t longest = 0;

    memset(text, ' ', 20000);
    for (size_t length = 12100; length < 12288 && !longest; length++)
        if (sign_compact(bench->key, bench->arena, LIT("JWT"), (Str){ text, length + 1 }, &token))
            longest = length;
    assert_true(longest > 0);
    assert_null(sign_compact(bench->key, bench->arena, LIT("JWT"), (Str){ text, longest }, &token));
    assert_true(token.len <= 16384 && token.len > 16380);
    assert_null(verify_compact(bench->public_key, bench->arena, LIT("JWT"), token, &payload));
    for (size_t more = 1; longest + more < 20000; more *= 4) {
        Str none = LIT("untouched");
        Error *error = sign_compact(bench->key, bench->arena, LIT("JWT"), (Str){ text, longest + more }, &none);
        assert_non_null(error);
        assert_int_equal(error->code, E_TOO_LARGE);
        assert_true(str_equal(none, LIT("untouched")));
    }
}

static void
signatures_verify_with_openssl_alone(void **state)
{
    const Bench *bench = *state;
    Forger own = forge_new(SIGN_ES256);
    VerifyKey *key = NULL;
    Str payload;

    assert_null(verify_key_from_jwk(forge_jwk(bench->arena, &own, ""), &key));
    Str token = forge_token(bench->arena, &own, "{\"alg\":\"ES256\"}", LIT("{\"iss\":\"x\"}"));
    assert_null(verify_compact(key, bench->arena, LIT("-"), token, &payload));
    assert_true(str_equal(payload, LIT("{\"iss\":\"x\"}")));
    verify_key_close(key);
    forge_free(&own);
}

#define THREADS    8
#define PER_THREAD 100

typedef struct Worker {
    const Bench *bench;
    int right;
} Worker;

/* Own arena, own payload; the keys are everybody's. */
static void *
work(void *arg)
{
    Worker *worker = arg;

    for (int i = 0; i < PER_THREAD; i++) {
        Arena *arena = arena_new((size_t)1 << 16);
        Str token, payload, wrong, text = str_format(arena, "{\"n\":%d,\"at\":\"%p\"}", i, arg);
        if (!sign_compact(worker->bench->key, arena, LIT("JWT"), text, &token) &&
            !verify_compact(worker->bench->public_key, arena, LIT("JWT"), token, &payload) &&
            str_equal(payload, text) &&
            verify_compact(worker->bench->public_key, arena, LIT("JWT"), str_slice(token, 1, token.len), &wrong))
            worker->right++;
        arena_free(arena);
    }
    return NULL;
}

static void
one_key_serves_many_threads_at_once(void **state)
{
    pthread_t threads[THREADS];
    Worker workers[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (Worker){ *state, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(workers[i].right, PER_THREAD);
    }
}

static void
algorithms_are_known_by_their_registered_names(void **state)
{
    static const char *const unknown[] = { "",      "none",  "None", "HS256", "es256", "ES256 ", "ES384",
                                           "RS512", "PS384", "ES2",  "EDDSA", "Ed448", "RSA1_5" };
    SignAlg alg;

    (void)state;
    for (unsigned i = 0; i < SIGN_ALGS; i++) {
        assert_true(sign_alg_from_name(str_from_c(sign_alg_name((SignAlg)i)), &alg));
        assert_int_equal(alg, i);
    }
    for (size_t i = 0; i < COUNT_OF(unknown); i++)
        assert_false(sign_alg_from_name(str_from_c(unknown[i]), &alg));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_signed_verifies_with_the_public_half, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_header_names_algorithm_type_and_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_that_was_not_the_signer_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(kid_is_the_thumbprint_of_the_jwk, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_jwk_has_the_public_members_and_no_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unsealed_key_is_the_same_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_byte_of_a_sealed_key_is_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_a_sealed_key_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tokens_up_to_16_kib_are_signed_and_no_longer_ones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(signatures_verify_with_openssl_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_key_serves_many_threads_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(algorithms_are_known_by_their_registered_names, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}
