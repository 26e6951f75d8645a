/* base.h -- the words everyone uses: slices of text, and the few macros of the house.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BASE_H
#define LATCHSTRING_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A slice of text or bytes. It owns nothing: whoever made it says how long it lives (most live in an arena).
 * ptr may be NULL only when len is 0. Never assume a terminating NUL. */
typedef struct Str {
    const char *ptr;
    size_t len;
} Str;

/* LIT("text"): a Str of a literal. LIT_INIT is the same for a static initialiser. */
#define LIT(literal) ((Str){ "" literal, sizeof(literal) - 1 })
#define LIT_INIT(literal)               \
    {                                   \
        "" literal, sizeof(literal) - 1 \
    }

/* For printf: "%.*s" with STR_ARG(str). Only for text that is known to be clean. */
#define STR_ARG(str) (int)(str).len, (str).len ? (str).ptr : ""

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define MUST_USE                        __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define NO_RETURN                       __attribute__((noreturn))
#define NEVER_NULL                      __attribute__((returns_nonnull))

/* Microseconds: since 1970 UTC for points in time, plain for durations. */
typedef int64_t Micros;

#define MILLISECOND ((Micros)1000)
#define SECOND      ((Micros)1000000)
#define MINUTE      (60 * SECOND)
#define HOUR        (60 * MINUTE)
#define DAY         (24 * HOUR)

#endif
