/* hash.c -- SHA-256 and HMAC by libsodium, whose one-shot calls neither allocate nor fail.
 * SPDX-License-Identifier: ISC */
#include "crypto/hash.h"

#include "codec/base64url.h"

#include <sodium.h>

_Static_assert(HASH_SIZE == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");
_Static_assert(HASH_SIZE == crypto_auth_hmacsha256_KEYBYTES, "our HMAC keys have 32 bytes");

static const unsigned char *
bytes_of(Str text)
{
    return (const unsigned char *)(text.len ? text.ptr : "");
}

void
hash_sha256(Str text, unsigned char digest[HASH_SIZE])
{
    (void)crypto_hash_sha256(digest, bytes_of(text), text.len); /* always 0 */
}

Str
hash_text(Arena *arena, Str text)
{
    unsigned char digest[HASH_SIZE];

    hash_sha256(text, digest);
    return base64url_encode(arena, (Str){ (const char *)digest, sizeof digest });
}

void
hash_keyed(const unsigned char key[HASH_SIZE], Str text, unsigned char digest[HASH_SIZE])
{
    (void)crypto_auth_hmacsha256(digest, bytes_of(text), text.len, key); /* always 0 */
}

void
hash_hmac(Str key, Str text, unsigned char digest[HASH_SIZE])
{
    crypto_auth_hmacsha256_state state;

    (void)crypto_auth_hmacsha256_init(&state, bytes_of(key), key.len); /* always 0, as the next two */
    (void)crypto_auth_hmacsha256_update(&state, bytes_of(text), text.len);
    (void)crypto_auth_hmacsha256_final(&state, digest);
    sodium_memzero(&state, sizeof state);
}
