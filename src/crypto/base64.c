/* base64.c -- standard base64, by libsodium.
 * SPDX-License-Identifier: ISC */
#include "crypto/base64.h"

#include <sodium.h>

Str
base64_encode(Arena *arena, Str bytes)
{
    size_t size = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc_secret(arena, size);

    (void)sodium_bin2base64(text, size, (const unsigned char *)bytes.ptr, bytes.len, sodium_base64_VARIANT_ORIGINAL);
    return (Str){ text, size - 1 };
}

Error *
base64_decode(Arena *arena, Str text, Str *bytes)
{
    unsigned char *out = arena_alloc_secret(arena, text.len + 1);
    size_t length;
    const char *end;

    if (sodium_base642bin(out, text.len + 1, text.ptr ? text.ptr : "", text.len, NULL, &length, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        (size_t)(end - (text.ptr ? text.ptr : end)) != text.len)
        FAIL(E_BAD_REQUEST, "not base64 text");
    *bytes = (Str){ (const char *)out, length };
    return NULL;
}
