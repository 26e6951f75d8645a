/* shape.h -- text set in a box: shaped (HarfBuzz), in its direction (FriBidi), broken into lines (libunibreak), balanced, shrunk to
 * fit. Lengths in units of the drawing. Results live in the arena.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SHAPE_H
#define LATCHSTRING_SHAPE_H

#include "base/arena.h"
#include "base/error.h"
#include "text/font.h"

typedef struct TextLine {
    Str text;            /* logical order, as a browser wants it: without soft hyphens that were not used */
    double width;        /* at the block's size */
    const Glyph *glyphs; /* left to right, as seen; in em from the line's left edge */
    size_t glyph_count;
} TextLine;

typedef struct TextBlock {
    double size;
    TextLine *lines;
    size_t line_count;
    double width; /* of the widest line */
    bool rtl;     /* the paragraph's direction */
} TextBlock;

typedef struct TextStyle {
    LanguageId language;
    FontWeight weight;
    double size;     /* wanted */
    double min_size; /* it is shrunk in steps of 0.5 down to this */
    double max_width;
    int max_lines;
    bool joined; /* contextual alternates ("calt") on, of basic Latin in FONT_EXTRABOLD: the title only */
    bool ltr;    /* a left-to-right isolate whatever the language: figures, protocol words */
} TextStyle;

/* Greedy by break opportunity, then balanced: with the same number of lines, the smallest width of at least half of max_width
 * (binary search, 10 steps). Breaks at spaces, at U+00AD (draws "-"), at U+200B; in Han and kana between characters but for
 * kinsoku; only at U+200B when the text has one; Korean at spaces. E_TOO_LARGE names the text when it does not fit at min_size;
 * E_NOT_FOUND names a character without a glyph. Texts of at most 1,024 bytes (E_TOO_LARGE); E_INVALID_REQUEST when it is not UTF-8.
 * Isolates (U+2066 to U+2069) are honoured and draw nothing; what a line break leaves open is closed, and opened anew in the next
 * line. A text without anything to draw has no lines or one that is empty. */
Error *shape_fit(Arena *arena, const TextStyle *style, Str text, TextBlock *block) MUST_USE;

/* The text with "…" in the place of what cannot be drawn: each stretch of characters without a glyph, all of what is not UTF-8,
 * what is beyond the limit of bytes. For words that come from outside, like names of providers. */
Str shape_shown(Arena *arena, const TextStyle *style, Str text);

/* The width of one line at size. */
Error *shape_width(Arena *arena, const TextStyle *style, Str text, double *width) MUST_USE;

#endif
