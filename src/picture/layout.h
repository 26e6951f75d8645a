/* layout.h -- the roles of texts (docs/picture.md has the table), and texts fitted to them.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LAYOUT_H
#define LATCHSTRING_LAYOUT_H

#include "base/arena.h"
#include "base/error.h"
#include "text/shape.h"

/* clang-format off */
typedef enum LayoutRole {
    ROLE_TITLE, ROLE_SUBTITLE, ROLE_TAG, ROLE_GLOSS,
    ROLE_NAME, ROLE_NAME_HERO, ROLE_NAME_TALL, ROLE_CAPTION, ROLE_CAPTION_FLAT, ROLE_CAPTION_TALL,
    ROLE_CLOUD_NAME, ROLE_CLOUD_CAPTION,
    ROLE_LABEL, ROLE_PILL_COUNT, ROLE_PILL_TIME, ROLE_LOSS, ROLE_CHIP, ROLE_BADGE, ROLE_BADGE_LARGE,
    ROLE_BOX_FIGURE, ROLE_ENGINE,
    ROLE_NOTE_FIGURE, ROLE_NOTE_CAPTION, ROLE_NOTE_EARLIER, ROLE_KEY,
    ROLE_LEGEND, ROLE_EXPLANATION, ROLE_VERDICT, ROLE_WINDOW,
    ROLES
} LayoutRole;
/* clang-format on */

typedef struct LayoutStyle {
    FontWeight weight;
    double size, spacing, min_size; /* spacing: of lines, in sizes */
    const char *color;
    bool joined, ltr;
} LayoutStyle;

extern const LayoutStyle layout_styles[ROLES];

/* A text, fitted. */
typedef struct Layout {
    LayoutRole role;
    TextBlock block;
    double step; /* from baseline to baseline */
} Layout;

typedef struct LayoutSpace {
    LanguageId language;
    LayoutRole role;
    double width;
    int lines;
} LayoutSpace;

/* E_TOO_LARGE, E_NOT_FOUND: of shape_fit. An empty text has no lines. */
Error *layout_fit(Arena *arena, const LayoutSpace *space, Str text, Layout *layout) MUST_USE;

/* For words and figures from outside, which must never spoil a drawing: what has no glyph becomes "…".
 * squeeze: one line, as small as the width asks, and nothing is left out: for figures. cut: as layout_fit, but what does not fit at the
 * least size ends with "…"; no lines when not even that fits. */
Layout layout_squeeze(Arena *arena, const LayoutSpace *space, Str text);
Layout layout_cut(Arena *arena, const LayoutSpace *space, Str text);

/* Scale a layout of one line. */
void layout_scale(Layout *layout, double factor);

/* The first line's baseline of a block given by its top, its middle, its bottom (the last line's baseline); the end of its last line. */
double layout_top(const Layout *layout, double top);
double layout_middle(const Layout *layout, double middle);
double layout_bottom(const Layout *layout, double bottom);
double layout_height(const Layout *layout);

#endif
