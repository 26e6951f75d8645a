/* form.h -- application/x-www-form-urlencoded into declared fields, and out.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FORM_H
#define LATCHSTRING_FORM_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/error.h"

/* A declared input: its name, where the Str goes in the handler's struct, its limit in bytes, whether it must be there. */
typedef struct Field {
    const char *name; /* NULL ends the table */
    size_t offset;
    size_t limit;
    bool required;
} Field;

#define OPTIONAL false
#define REQUIRED true
#define FIELD(type, member, limit, required)                 \
    {                                                        \
#member, offsetof(type, member), (limit), (required) \
    }
#define FIELD_END         \
    {                     \
        NULL, 0, 0, false \
    }

/* Fill the struct from the text. Unknown names are ignored, empty values count as absent (RFC 6749 3.1), a name that comes
 * twice, a value over its limit, a broken escape, invalid UTF-8, NUL or other control bytes (but CR, LF, TAB), a missing
 * required field: E_INVALID_REQUEST naming the field. At most 100 pairs. */
Error *form_decode(Arena *arena, Str text, const Field *fields, void *out) MUST_USE;

/* Add name=value, percent-encoded, with '&' before it when the buffer is not empty and does not end in '?' or '&'. */
void form_add(Buf *buf, Str name, Str value);

/* One percent-encoded value (RFC 3986 unreserved characters stay). */
void form_escape(Buf *buf, Str value);

/* Undo percent-encoding ('+' is a space when plus says so). E_INVALID_REQUEST. */
Error *form_unescape(Arena *arena, Str text, bool plus, Str *value) MUST_USE;

#endif
