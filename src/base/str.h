/* str.h -- looking at and cutting slices of text. Nothing here allocates but the functions that take an arena.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_STR_H
#define LATCHSTRING_STR_H

#include "base/arena.h"
#include "base/base.h"

/* A Str of a C string at a library's door; the C string must outlive it. NULL gives the empty Str. */
Str str_from_c(const char *text);

/* Not for secrets: it stops at the first difference (crypto/secret.h has the constant-time one). */
bool str_equal(Str a, Str b);
bool str_equal_nocase(Str a, Str b); /* ASCII letters only */
bool str_starts(Str text, Str prefix);
bool str_ends(Str text, Str suffix);

/* The slice [from, to), clamped to the text. */
Str str_slice(Str text, size_t from, size_t to);

/* Position of a byte or a text; text.len when it is not there. */
size_t str_find_byte(Str text, char byte);
size_t str_find(Str text, Str part);

/* Cut text at the first byte: *head is what stands before it, the result what stands after it. Without the byte,
 * *head is all of it and the result is empty. */
Str str_cut(Str text, char byte, Str *head);

/* Without spaces and tabs on either side. */
Str str_trim(Str text);

/* Whether one of the words of a space-separated list is word (a scope in a scope string). */
bool str_has_word(Str list, Str word);

/* Decimal digits only, at most max; false when it is anything else. */
bool str_to_uint(Str text, uint64_t max, uint64_t *value);

/* Copies into the arena; str_to_c adds the NUL that a library wants. */
Str str_copy(Arena *arena, Str text);
char *str_to_c(Arena *arena, Str text);

/* printf into the arena, for formats whose result is short (at most 64 KiB, asserted). */
Str str_format(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Whether all of it is well-formed UTF-8 without NUL (RFC 3629: no overlong forms, no surrogates). */
bool str_is_utf8(Str text);

#endif
