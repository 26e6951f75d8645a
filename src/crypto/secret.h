/* secret.h -- text that must not be seen: a type of its own, so that the logger refuses it at compile time.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SECRET_H
#define LATCHSTRING_SECRET_H

#include "base/arena.h"
#include "base/base.h"

/* The bytes live in an arena's wiped memory, or in memory of a named owner that wipes it. */
typedef struct Secret {
    Str value;
} Secret;

/* A wiped copy in the arena. */
Secret secret_copy(Arena *arena, Str value);

/* Constant time for equal lengths (lengths are not secret). */
bool secret_equal(Str a, Str b);

/* Overwrite memory that held a secret, so that the compiler keeps the write. */
void secret_wipe(void *memory, size_t size);

#endif
