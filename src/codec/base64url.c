/* base64url.c -- URL-safe text without padding, strictly.
 * SPDX-License-Identifier: ISC */
#include "codec/base64url.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Str
base64url_encode(Arena *arena, Str bytes)
{
    const unsigned char *in = (const unsigned char *)bytes.ptr;
    size_t length = bytes.len / 3 * 4 + (bytes.len % 3 ? bytes.len % 3 + 1 : 0), at = 0;
    char *out = arena_alloc(arena, length + 1);

    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)in[i] << 16;
        group |= left > 1 ? (uint32_t)in[i + 1] << 8 : 0;
        group |= left > 2 ? in[i + 2] : 0;
        for (int shift = 18; shift >= 0 && at < length; shift -= 6)
            out[at++] = alphabet[group >> shift & 63];
    }
    return (Str){ out, length };
}

static int
digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-')
        return 62;
    return c == '_' ? 63 : -1;
}

Error *
base64url_decode(Arena *arena, Str text, Str *bytes)
{
    if (text.len % 4 == 1)
        FAIL(E_BAD_REQUEST, "base64url text of %zu characters: no such length", text.len);
    size_t length = text.len / 4 * 3 + (text.len % 4 ? text.len % 4 - 1 : 0), at = 0;
    char *out = arena_alloc(arena, length + 1);
    uint32_t bits = 0;
    int held = 0;

    for (size_t i = 0; i < text.len; i++) {
        int value = digit(text.ptr[i]);
        if (value < 0)
            FAIL(E_BAD_REQUEST, "base64url text has a foreign character at %zu", i);
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[at++] = (char)(bits >> held & 0xff);
        }
    }
    /* Stray bits would give one value many spellings. */
    if (held && (bits & ((1u << held) - 1)))
        FAIL(E_BAD_REQUEST, "base64url text ends in stray bits");
    *bytes = (Str){ out, length };
    return NULL;
}
