/* str.c -- looking at and cutting slices of text.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FORMAT_LIMIT 65536

Str
str_from_c(const char *text)
{
    return text ? (Str){ text, strlen(text) } : (Str){ NULL, 0 };
}

bool
str_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
str_equal_nocase(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

bool
str_starts(Str text, Str prefix)
{
    return text.len >= prefix.len && str_equal(str_slice(text, 0, prefix.len), prefix);
}

bool
str_ends(Str text, Str suffix)
{
    return text.len >= suffix.len && str_equal(str_slice(text, text.len - suffix.len, text.len), suffix);
}

Str
str_slice(Str text, size_t from, size_t to)
{
    if (to > text.len)
        to = text.len;
    if (from >= to)
        return (Str){ text.ptr, 0 };
    return (Str){ text.ptr + from, to - from };
}

size_t
str_find_byte(Str text, char byte)
{
    const char *at = text.len ? memchr(text.ptr, byte, text.len) : NULL;

    return at ? (size_t)(at - text.ptr) : text.len;
}

size_t
str_find(Str text, Str part)
{
    if (part.len == 0)
        return 0;
    const char *at = text.len ? memmem(text.ptr, text.len, part.ptr, part.len) : NULL;
    return at ? (size_t)(at - text.ptr) : text.len;
}

Str
str_cut(Str text, char byte, Str *head)
{
    size_t at = str_find_byte(text, byte);

    *head = str_slice(text, 0, at);
    return str_slice(text, at + 1, text.len);
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

Str
str_trim(Str text)
{
    while (text.len && is_blank(text.ptr[0]))
        text = str_slice(text, 1, text.len);
    while (text.len && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

bool
str_has_word(Str list, Str word)
{
    while (list.len) {
        Str head;
        list = str_cut(list, ' ', &head);
        if (head.len && str_equal(head, word))
            return true;
    }
    return false;
}

bool
str_to_uint(Str text, uint64_t max, uint64_t *value)
{
    uint64_t result = 0;

    if (text.len == 0 || text.len > 20)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        if (__builtin_mul_overflow(result, 10, &result) ||
            __builtin_add_overflow(result, (uint64_t)(text.ptr[i] - '0'), &result))
            return false;
    }
    if (result > max)
        return false;
    *value = result;
    return true;
}

Str
str_copy(Arena *arena, Str text)
{
    return (Str){ str_to_c(arena, text), text.len };
}

char *
str_to_c(Arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.len + 1);

    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return copy;
}

Str
str_format(Arena *arena, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(length >= 0 && length <= FORMAT_LIMIT);
    char *text = arena_alloc(arena, (size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (Str){ text, (size_t)length };
}

/* The length of the UTF-8 sequence at the start of text, 0 when it is none that RFC 3629 allows. */
static size_t
utf8_length(Str text)
{
    const unsigned char *b = (const unsigned char *)text.ptr;

    if (b[0] >= 0x01 && b[0] <= 0x7f)
        return 1;
    if (b[0] >= 0xc2 && b[0] <= 0xdf)
        return text.len >= 2 && (b[1] & 0xc0) == 0x80 ? 2 : 0;
    if (b[0] >= 0xe0 && b[0] <= 0xef) {
        unsigned char low = b[0] == 0xe0 ? 0xa0 : 0x80, high = b[0] == 0xed ? 0x9f : 0xbf;
        return text.len >= 3 && b[1] >= low && b[1] <= high && (b[2] & 0xc0) == 0x80 ? 3 : 0;
    }
    if (b[0] >= 0xf0 && b[0] <= 0xf4) {
        unsigned char low = b[0] == 0xf0 ? 0x90 : 0x80, high = b[0] == 0xf4 ? 0x8f : 0xbf;
        return text.len >= 4 && b[1] >= low && b[1] <= high && (b[2] & 0xc0) == 0x80 && (b[3] & 0xc0) == 0x80 ? 4 : 0;
    }
    return 0;
}

bool
str_is_utf8(Str text)
{
    while (text.len) {
        size_t length = utf8_length(text);
        if (length == 0)
            return false;
        text = str_slice(text, length, text.len);
    }
    return true;
}
