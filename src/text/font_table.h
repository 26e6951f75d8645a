/* font_table.h -- what tools/fonts.py writes into font_table.c: the embedded faces, and which of them a language asks. Room text only.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FONT_TABLE_H
#define LATCHSTRING_FONT_TABLE_H

#include "text/font.h"

typedef struct FontRow {
    const char *name;
    Str ttf;
} FontRow;

typedef struct FontStack {
    uint16_t count;
    uint16_t rows[16];
} FontStack;

extern const FontRow font_rows[];
extern const FontFile font_row_files[]; /* the same faces as WOFF2 */
extern const uint16_t font_row_count;
extern const FontStack font_stacks[LANGUAGES][FONT_WEIGHTS];
extern const uint16_t font_title_row; /* asked first when "calt" is wanted */
extern const FontFile font_sheets[LANGUAGES];

#endif
