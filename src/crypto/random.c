/* random.c -- randomness from the kernel, and the two forms in which the house writes it.
 * SPDX-License-Identifier: ISC */
#include "crypto/random.h"

#include "crypto/secret.h"

#include <assert.h>
#include <sodium.h>

#define TOKEN_BYTES 32
#define UUID_BYTES  16

Error *
random_init(void)
{
    if (sodium_init() < 0)
        FAIL(E_CRYPTO, "libsodium does not start: does the kernel give random bytes (getrandom)?");
    return NULL;
}

void
random_bytes(void *memory, size_t size)
{
    randombytes_buf(memory, size);
}

/* libsodium's encoder rather than codec's: this text is a secret, and its encoder does not look up tables by secret bytes. */
Str
random_token(Arena *arena)
{
    unsigned char bytes[TOKEN_BYTES];
    size_t size = sodium_base64_ENCODED_LEN(TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc_secret(arena, size);

    random_bytes(bytes, sizeof bytes);
    sodium_bin2base64(text, size, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    secret_wipe(bytes, sizeof bytes);
    return (Str){ text, size - 1 };
}

/* 48 bits of milliseconds, the version, 12 bits, the variant, 62 bits. */
static void
uuid_fill(unsigned char uuid[UUID_BYTES], Micros now)
{
    uint64_t milliseconds = (uint64_t)(now / MILLISECOND);

    random_bytes(uuid, UUID_BYTES);
    for (int i = 0; i < 6; i++)
        uuid[i] = (unsigned char)(milliseconds >> (40 - 8 * i));
    //= rfc9562#6.2  Replace Leftmost Random Bits with Increased Clock Precision (Method 3)
    uint32_t fraction = (uint32_t)(now % MILLISECOND) * 4096 / 1000;
    //= rfc9562#5.7  ver: The 4-bit version field as defined by Section 4.2, set to 0b0111 (7).
    uuid[6] = (unsigned char)(0x70 | fraction >> 8);
    uuid[7] = (unsigned char)fraction;
    //= rfc9562#5.7  var: The 2-bit variant field as defined by Section 4.1, set to 0b10.
    uuid[8] = (unsigned char)(0x80 | (uuid[8] & 0x3f));
}

Str
random_uuid(Arena *arena, Micros now)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char uuid[UUID_BYTES];
    char *text = arena_alloc(arena, 37);
    size_t at = 0;

    assert(now >= 0);
    uuid_fill(uuid, now);
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        text[at++] = digits[uuid[i] >> 4];
        text[at++] = digits[uuid[i] & 15];
    }
    return (Str){ text, at };
}
