/* sign_bench.c -- what a token costs to sign and to verify, beside the floor: OpenSSL on a digest, with everything set up before.
 * Prints CPU µs per act, the quickest of the rounds; asserts nothing. Usage: sign_bench [ROUNDS].
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/random.h"
#include "crypto/sign.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct Bench {
    SignKey *key;
    VerifyKey *public_key;
    Str payload;
    Str token;
    Arena *arena; /* renewed for each act */
    EVP_PKEY_CTX *signer, *verifier;
    unsigned char digest[32], signature[80];
    size_t length;
} Bench;

static void
check(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "sign_bench: cannot %s\n", what);
    exit(1);
}

static double
cpu_now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void
floor_sign(Bench *bench)
{
    bench->length = sizeof bench->signature;
    check(EVP_PKEY_sign(bench->signer, bench->signature, &bench->length, bench->digest, 32) == 1, "sign a digest");
}

static void
floor_verify(Bench *bench)
{
    check(EVP_PKEY_verify(bench->verifier, bench->signature, bench->length, bench->digest, 32) == 1, "verify a digest");
}

static void
compact_sign(Bench *bench)
{
    Str token;

    check(!sign_compact(bench->key, bench->arena, LIT("at+jwt"), bench->payload, &token), "sign a token");
}

static void
compact_verify(Bench *bench)
{
    Str payload;

    check(!verify_compact(bench->public_key, bench->arena, LIT("at+jwt"), bench->token, &payload), "verify a token");
}

static void
peek_kid(Bench *bench)
{
    Str kid;

    check(!verify_peek_kid(bench->arena, bench->token, &kid), "peek at a kid");
}

static void
token_and_hash(Bench *bench)
{
    (void)hash_text(bench->arena, random_token(bench->arena));
}

static void
uuid(Bench *bench)
{
    (void)random_uuid(bench->arena, 1764000000000000);
}

static void
jwk_to_key(Bench *bench)
{
    VerifyKey *key = NULL;

    check(!verify_key_from_jwk(sign_key_jwk(bench->key), &key), "read a JWK");
    verify_key_close(key);
}

static void
password(Bench *bench)
{
    Str encoded;

    check(!password_hash(bench->arena, LIT("correct horse"), &encoded), "hash a password");
}

static const struct {
    const char *name;
    void (*act)(Bench *bench);
    int count;
} acts[] = {
    { "OpenSSL signs a digest (floor)", floor_sign, 2000 },
    { "sign_compact", compact_sign, 2000 },
    { "OpenSSL verifies a digest (floor)", floor_verify, 1000 },
    { "verify_compact", compact_verify, 1000 },
    { "verify_peek_kid", peek_kid, 5000 },
    { "verify_key_from_jwk", jwk_to_key, 200 },
    { "random_token and hash_text", token_and_hash, 10000 },
    { "random_uuid", uuid, 10000 },
    { "password_hash", password, 5 },
};

static double
measure(Bench *bench, void (*act)(Bench *bench), int count)
{
    double start = cpu_now();

    for (int i = 0; i < count; i++) {
        bench->arena = arena_new((size_t)1 << 16);
        check(bench->arena, "have memory");
        act(bench);
        arena_free(bench->arena);
    }
    return (cpu_now() - start) / count;
}

static void
set_up(Bench *bench, Arena *arena)
{
    EVP_PKEY *pkey = EVP_EC_gen("P-256");

    check(!random_init() && pkey, "start");
    check(!sign_key_generate(&bench->key), "make a key");
    check(!verify_key_from_jwk(sign_key_jwk(bench->key), &bench->public_key), "read its JWK");
    bench->payload =
        LIT("{\"iss\":\"https://"
            "id.example.com\",\"sub\":\"9f8ab1c2d3e4f5a6b7c8d9e0f1a2b3c4\",\"aud\":\"shop\",\"exp\":1764000600,"
            "\"iat\":1764000000,\"auth_time\":1764000000,\"nonce\":\"n-0S6_WzA2Mj3kq8yZtR5vLx7PcQ1uHf\",\"sid\":"
            "\"4b3c2d1e0f9a8b7c\",\"name\":\"Žofie Nováková\",\"email\":\"zofie@example.com\",\"email_verified\":true,"
            "\"scope\":\"openid profile email\"}");
    check(!sign_compact(bench->key, arena, LIT("at+jwt"), bench->payload, &bench->token), "sign a token");
    bench->signer = EVP_PKEY_CTX_new(pkey, NULL);
    bench->verifier = EVP_PKEY_CTX_new(pkey, NULL);
    check(EVP_PKEY_sign_init(bench->signer) == 1 && EVP_PKEY_verify_init(bench->verifier) == 1, "set OpenSSL up");
    random_bytes(bench->digest, sizeof bench->digest);
    EVP_PKEY_free(pkey);
}

int
main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    Arena *arena = arena_new((size_t)1 << 20);
    Bench bench = { 0 };

    check(arena, "have memory");
    set_up(&bench, arena);
    printf("CPU on one thread, a payload of %zu bytes, µs per act\n", bench.payload.len);
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        double best = 1e12;
        for (int round = 0; round < rounds; round++) {
            double once = measure(&bench, acts[i].act, acts[i].count);
            best = once < best ? once : best;
        }
        printf("%-36s %12.1f\n", acts[i].name, best);
    }
    EVP_PKEY_CTX_free(bench.signer);
    EVP_PKEY_CTX_free(bench.verifier);
    verify_key_close(bench.public_key);
    sign_key_close(bench.key);
    arena_free(arena);
    return 0;
}
