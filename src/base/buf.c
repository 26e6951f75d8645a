/* buf.c -- the bounded buffer.
 * SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Buf
buf_new(Arena *arena, size_t limit)
{
    return (Buf){ .arena = arena, .limit = limit };
}

Buf
buf_fixed(char *memory, size_t size)
{
    return (Buf){ .ptr = memory, .cap = size, .limit = size };
}

/* Make room for more bytes; after a failure the buffer takes nothing any more. */
static bool
buf_reserve(Buf *buf, size_t more)
{
    if (buf->overflow)
        return false;
    if (more > buf->limit || buf->limit - more < buf->len) {
        buf->overflow = true;
        return false;
    }
    size_t need = buf->len + more;
    if (need <= buf->cap)
        return true;
    size_t cap = buf->cap ? buf->cap : 256;
    while (cap < need)
        cap *= 2;
    if (cap > buf->limit)
        cap = buf->limit;
    char *grown = arena_alloc(buf->arena, cap);
    if (buf->len)
        memcpy(grown, buf->ptr, buf->len);
    buf->ptr = grown;
    buf->cap = cap;
    return true;
}

void
buf_add(Buf *buf, Str text)
{
    if (text.len == 0 || !buf_reserve(buf, text.len))
        return;
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
}

void
buf_add_byte(Buf *buf, char byte)
{
    buf_add(buf, (Str){ &byte, 1 });
}

void
buf_add_int(Buf *buf, int64_t value)
{
    char digits[20]; /* as many as 2^63 has, and a sign */
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        digits[--at] = '-';
    buf_add(buf, (Str){ digits + at, sizeof digits - at });
}

void
buf_addf(Buf *buf, const char *format, ...)
{
    char small[512];
    va_list args;

    va_start(args, format);
    int length = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof small) {
        buf->overflow = true;
        return;
    }
    buf_add(buf, (Str){ small, (size_t)length });
}

Str
buf_str(const Buf *buf)
{
    return (Str){ buf->ptr, buf->len };
}

Error *
buf_finish(const Buf *buf, const char *what, Str *text)
{
    if (buf->overflow)
        FAIL(E_TOO_LARGE, "%s does not fit into %zu bytes", what, buf->limit);
    *text = buf_str(buf);
    return NULL;
}
