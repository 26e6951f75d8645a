/* number_set.h -- sets of users by their small numbers: in the store as bytes, in memory as bits.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_NUMBER_SET_H
#define LATCHSTRING_NUMBER_SET_H

#include "base/arena.h"
#include "base/error.h"

/* Numbers are 1 … NUMBER_MAX: as many users as there may ever be. */
#define NUMBER_MAX ((int64_t)1 << 28)

/* Bits by number; grows. */
typedef struct NumberSet {
    Arena *arena;
    uint64_t *words;
    size_t count; /* words */
} NumberSet;

NumberSet number_set_new(Arena *arena);
void number_set_clear(NumberSet *set);
void number_set_add(NumberSet *set, int64_t number);
int64_t number_set_count(const NumberSet *set);
/* Of both; of a and not of b. */
int64_t number_set_count_both(const NumberSet *a, const NumberSet *b);
int64_t number_set_count_without(const NumberSet *a, const NumberSet *b);

/* Add all numbers of a stored set. E_DB when the bytes are damaged. */
Error *number_set_add_bytes(NumberSet *set, Str bytes) MUST_USE;

/* Stored sets: `bytes` ("" for none) with numbers added (ascending, each once), or with one taken out. E_DB when damaged. */
Error *number_set_join(Arena *arena, Str bytes, const int64_t *numbers, size_t count, Str *joined) MUST_USE;
Error *number_set_drop(Arena *arena, Str bytes, int64_t number, Str *rest) MUST_USE;

#endif
