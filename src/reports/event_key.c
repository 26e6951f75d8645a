/* event_key.c -- a UUID in half the bytes, and in the order of time.
 * SPDX-License-Identifier: ISC */
#include "reports/event_key.h"

#define UUID_TEXT  36
#define UUID_BYTES 16

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
parse_uuid(Str text, unsigned char bytes[UUID_BYTES])
{
    size_t digits = 0;

    if (text.len != UUID_TEXT)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        int digit = hex_digit(text.ptr[i]);
        if (dash != (text.ptr[i] == '-') || (!dash && digit < 0))
            return false;
        if (dash)
            continue;
        bytes[digits / 2] = (unsigned char)(digits % 2 ? bytes[digits / 2] << 4 | digit : digit);
        digits++;
    }
    return true;
}

Str
event_key(Arena *arena, Str id)
{
    unsigned char *bytes = arena_alloc(arena, UUID_BYTES);

    return parse_uuid(id, bytes) ? (Str){ (const char *)bytes, UUID_BYTES } : id;
}

Str
event_key_floor(Arena *arena, Micros at)
{
    unsigned char *bytes = arena_alloc(arena, UUID_BYTES);
    uint64_t milliseconds = at < 0 ? 0 : (uint64_t)(at / MILLISECOND);

    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(milliseconds >> (40 - 8 * i));
    return (Str){ (const char *)bytes, UUID_BYTES };
}
