/* buf.h -- the one way to build text: a bounded buffer whose overflow sticks and is tested once, at the end.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BUF_H
#define LATCHSTRING_BUF_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

typedef struct Buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t limit;
    Arena *arena; /* NULL: the memory is fixed */
    bool overflow;
} Buf;

/* A buffer in the arena that grows up to limit bytes. */
Buf buf_new(Arena *arena, size_t limit);

/* A buffer over memory of the caller's. */
Buf buf_fixed(char *memory, size_t size);

void buf_add(Buf *buf, Str text);
void buf_add_byte(Buf *buf, char byte);
void buf_add_int(Buf *buf, int64_t value);
void buf_addf(Buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* What was written so far; lives as long as the buffer's memory. */
Str buf_str(const Buf *buf);

/* What was written, or E_TOO_LARGE naming what, when it did not fit. */
Error *buf_finish(const Buf *buf, const char *what, Str *text) MUST_USE;

#endif
