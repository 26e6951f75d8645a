/* vectors.h -- for the tests: published test vectors, which are not part of this tree.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_VECTORS_H
#define LATCHSTRING_VECTORS_H

#include "base/arena.h"
#include "base/base.h"
#include "crypto/sign.h"

#include <jansson.h>

/* Whether the folder is there: $LATCHSTRING_VECTORS, or ../shared/vectors beside the source. Says so when it is not. */
bool vectors_exist(void);

/* A file of the folder, NULL when it is not there or not JSON. */
json_t *vectors_load(const char *file);

/* A member that is a string; "" when it is not. */
const char *vectors_text(const json_t *object, const char *name);

/* The bytes that hexadecimal text stands for. */
Str vectors_hex(Arena *arena, const char *text);

/* A JSON value as text. */
Str vectors_json(Arena *arena, const json_t *value);

#endif
