/* accent.h -- a site's own colour on our pages: readable on every ground, in light and in dark, or refused. Pure.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ACCENT_H
#define LATCHSTRING_ACCENT_H

#include "base/arena.h"
#include "base/error.h"

typedef struct AccentColor {
    unsigned char red, green, blue;
} AccentColor;

#define ACCENT_CONTRAST 4.5 /* WCAG 2.2, 1.4.3 */

/* The colour as it is used: as text on our grounds, and as the ground of a button's words. */
typedef struct Accent {
    AccentColor light, light_deep; /* the setting itself; a darker shade, for what the pointer is on */
    AccentColor dark, dark_deep;   /* the nearest lighter shades that are readable on the dark grounds */
} Accent;

/* "#rrggbb". E_CONFIG with one sentence: not a colour; or not readable, with the ratio measured, the ground where, and the nearest
 * shade that is. */
Error *accent_read(Str text, Accent *accent) MUST_USE;

/* (lighter + 0.05) / (darker + 0.05) of the relative luminances (WCAG 2.2): 1 to 21. */
double accent_contrast(AccentColor a, AccentColor b);

/* The stylesheet that puts it in the place of our own blue. */
Str accent_css(Arena *arena, const Accent *accent);

#endif
