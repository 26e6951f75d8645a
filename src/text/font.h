/* font.h -- the embedded fonts. A language has a stack of faces (its own script's, then the Latin ones); a glyph belongs to one face.
 * Immutable and shared by threads; a face is parsed when it is first used. No one frees anything.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FONT_H
#define LATCHSTRING_FONT_H

#include "base/arena.h"
#include "base/error.h"
#include "text/language.h"

/* Where a family has fewer weights, the nearest stands in. */
typedef enum FontWeight {
    FONT_REGULAR,   /* 400 */
    FONT_SEMIBOLD,  /* 600 */
    FONT_EXTRABOLD, /* 800 */
    FONT_WEIGHTS
} FontWeight;

/* One glyph, set. Lengths are in em, from the line's start, y up. */
typedef struct Glyph {
    uint16_t face;
    uint16_t id;
    float x, y;
} Glyph;

#define FONT_FACES 40 /* at most */

/* The outline as an SVG path (y up) in units of which an em has at most 500, and how many. Empty for a space. */
Str font_outline(Arena *arena, uint16_t face, uint16_t glyph, int *units_per_em);

/* Files for browsers. */
typedef struct FontFile {
    Str path; /* "/font-latin-600-3f9a….woff2": the content's hash is in the name, so it may be cached for ever */
    Str bytes;
} FontFile;
const FontFile *font_files(size_t *count);

/* The stylesheet with the @font-face rules of a language (family "Latchstring", weights 400, 600, 800, unicode-range each,
 * font-display: swap): its text and its address with a hash. Also the family "Latchstring Title", weight 800: basic Latin with
 * contextual alternates, for what TextStyle calls joined; write font-family: "Latchstring Title", "Latchstring". Languages with the
 * same faces have the same stylesheet. */
Str font_css(LanguageId language);
Str font_css_path(LanguageId language);

#endif
