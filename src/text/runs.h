/* runs.h -- one line of text as glyphs from left to right: cut into runs of one face and one direction, each shaped by HarfBuzz.
 * Room text only.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_RUNS_H
#define LATCHSTRING_RUNS_H

#include "text/shape.h"

/* What is needed while a text is set, used again for each of its lines. One thread at a time. */
typedef struct Runs Runs;

/* For lines of at most so many characters. It ends with the arena. */
Runs *runs_new(Arena *arena, const TextStyle *style, size_t longest);

/* Set codes as one line. width in em. E_NOT_FOUND names a character that
 * no face of the language has. */
Error *runs_set(Runs *runs, const uint32_t *codes, size_t count, double *width) MUST_USE;

/* The glyphs of the line set last, in the arena. */
const Glyph *runs_glyphs(Runs *runs, size_t *count);

#endif
