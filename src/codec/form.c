/* form.c -- application/x-www-form-urlencoded (WHATWG URL 5, RFC 6749 appendix B) into declared fields, and out.
 * SPDX-License-Identifier: ISC */
#include "codec/form.h"

#include "base/str.h"

#include <string.h>

#define PAIRS_MAX 100

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

Error *
form_unescape(Arena *arena, Str text, bool plus, Str *value)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t length = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? hex_value(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_value(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                FAIL(E_INVALID_REQUEST, "a broken %%-escape at byte %zu", i);
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        out[length++] = c;
    }
    *value = (Str){ out, length };
    return NULL;
}

static bool
has_control(Str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c < 0x20 && c != '\r' && c != '\n' && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

static const Field *
field_find(const Field *fields, Str name)
{
    for (const Field *field = fields; field->name; field++)
        if (str_equal(name, str_from_c(field->name)))
            return field;
    return NULL;
}

/* One name=value; what is not declared is passed over, whatever it is. */
static Error *
decode_pair(Arena *arena, Str pair, const Field *fields, void *out, uint64_t *seen)
{
    Str raw_name, name, value;
    Str raw_value = str_cut(pair, '=', &raw_name);

    TRY(form_unescape(arena, raw_name, true, &name));
    const Field *field = field_find(fields, name);
    if (!field)
        return NULL;
    uint64_t bit = (uint64_t)1 << (field - fields);
    //= rfc6749#3.1  Request and response parameters MUST NOT be included more than once.
    if (*seen & bit)
        FAIL(E_INVALID_REQUEST, "parameter %s comes twice", field->name);
    *seen |= bit;
    if (raw_value.len > field->limit * 3)
        FAIL(E_INVALID_REQUEST, "parameter %s is longer than %zu bytes", field->name, field->limit);
    TRY(form_unescape(arena, raw_value, true, &value));
    if (value.len > field->limit)
        FAIL(E_INVALID_REQUEST, "parameter %s is longer than %zu bytes", field->name, field->limit);
    if (!str_is_utf8(value) || has_control(value))
        FAIL(E_INVALID_REQUEST, "parameter %s is not clean text", field->name);
    *(Str *)(void *)((char *)out + field->offset) = value;
    return NULL;
}

Error *
form_decode(Arena *arena, Str text, const Field *fields, void *out)
{
    uint64_t seen = 0;

    for (int pairs = 0; text.len; pairs++) {
        Str pair;
        if (pairs == PAIRS_MAX)
            FAIL(E_INVALID_REQUEST, "more than %d parameters", PAIRS_MAX);
        text = str_cut(text, '&', &pair);
        if (pair.len)
            TRY(decode_pair(arena, pair, fields, out, &seen));
    }
    //= rfc6749#3.1  Parameters sent without a value MUST be treated as if they were omitted from the request.
    for (const Field *field = fields; field->name; field++)
        if (field->required && ((const Str *)(const void *)((char *)out + field->offset))->len == 0)
            FAIL(E_INVALID_REQUEST, "parameter %s is missing", field->name);
    return NULL;
}

void
form_escape(Buf *buf, Str value)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || memchr("-._~", c, 4))
            buf_add_byte(buf, (char)c);
        else
            buf_add(buf, (Str){ (const char[]){ '%', digits[c >> 4], digits[c & 15] }, 3 });
    }
}

void
form_add(Buf *buf, Str name, Str value)
{
    if (buf->len && buf->ptr[buf->len - 1] != '?' && buf->ptr[buf->len - 1] != '&')
        buf_add_byte(buf, '&');
    form_escape(buf, name);
    buf_add_byte(buf, '=');
    form_escape(buf, value);
}
