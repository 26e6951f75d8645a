/* breaks.h -- where a line may end. Room text only.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BREAKS_H
#define LATCHSTRING_BREAKS_H

#include "base/base.h"

typedef enum Break {
    BREAK_NONE,
    BREAK_PLAIN,  /* at a space, at U+200B, between Han and kana, at the end */
    BREAK_HYPHEN, /* at U+00AD: the line then ends with "-" */
} Break;

#define BREAK_SOFT_HYPHEN 0xAD
#define BREAK_ZERO_WIDTH  0x200B

/* For each character, whether a line may end after it; the last always can. code is the language's. */
void breaks_find(const char *code, const uint32_t *codes, size_t count, Break *breaks);

#endif
