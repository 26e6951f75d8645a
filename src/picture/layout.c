/* layout.c -- the table of roles, and the one rule of where lines stand.
 * SPDX-License-Identifier: ISC */
#include "picture/layout.h"

#include "base/str.h"
#include "picture/sketch.h"

/* clang-format off */
const LayoutStyle layout_styles[ROLES] = {
    /*                      weight           size  spacing min   color    joined ltr */
    [ROLE_TITLE]         = { FONT_EXTRABOLD, 46,   1,    34,   INK,     true,  false },
    [ROLE_SUBTITLE]      = { FONT_SEMIBOLD,  19,   1,    15,   CAPTION, false, false },
    [ROLE_TAG]           = { FONT_EXTRABOLD, 16.5, 1,    13,   WHITE,   false, false },
    [ROLE_GLOSS]         = { FONT_REGULAR,   12.5, 1,    11,   CAPTION, false, false },
    [ROLE_NAME]          = { FONT_SEMIBOLD,  18.5, 1.16, 13,   INK,     false, false },
    [ROLE_NAME_HERO]     = { FONT_EXTRABOLD, 21,   1.16, 13,   INK,     false, false },
    [ROLE_NAME_TALL]     = { FONT_EXTRABOLD, 20.5, 1.2,  13,   INK,     false, false },
    [ROLE_CAPTION]       = { FONT_REGULAR,   13.6, 1.30, 11,   CAPTION, false, false },
    [ROLE_CAPTION_FLAT]  = { FONT_REGULAR,   13.6, 1.27, 10.5, CAPTION, false, false },
    [ROLE_CAPTION_TALL]  = { FONT_REGULAR,   14.5, 1.38, 11,   CAPTION, false, false },
    [ROLE_CLOUD_NAME]    = { FONT_SEMIBOLD,  16.4, 1.16, 12.5, INK,     false, false },
    [ROLE_CLOUD_CAPTION] = { FONT_REGULAR,   13.3, 1.22, 10.5, CAPTION, false, false },
    [ROLE_LABEL]         = { FONT_SEMIBOLD,  14.6, 1.2,  11,   INK,     false, false },
    [ROLE_PILL_COUNT]    = { FONT_EXTRABOLD, 12.5, 1,    12.5, INK,     false, true },
    [ROLE_PILL_TIME]     = { FONT_REGULAR,   12.5, 1,    12.5, CAPTION, false, true },
    [ROLE_LOSS]          = { FONT_SEMIBOLD,  11.5, 1,    11.5, IDLE,    false, true },
    [ROLE_CHIP]          = { FONT_EXTRABOLD, 10.6, 1,    10.6, CYAN,    false, true },
    [ROLE_BADGE]         = { FONT_EXTRABOLD, 15.5, 1,    15.5, WHITE,   false, true },
    [ROLE_BADGE_LARGE]   = { FONT_EXTRABOLD, 20,   1,    20,   WHITE,   false, true },
    [ROLE_BOX_FIGURE]    = { FONT_SEMIBOLD,  12.2, 1,    11,   CYAN,    false, false },
    [ROLE_ENGINE]        = { FONT_REGULAR,   11,   1,    10,   CAPTION, false, true },
    [ROLE_NOTE_FIGURE]   = { FONT_EXTRABOLD, 36,   1,    24,   BLUE,    false, true },
    [ROLE_NOTE_CAPTION]  = { FONT_SEMIBOLD,  14.6, 1.15, 11.5, CAPTION, false, false },
    [ROLE_NOTE_EARLIER]  = { FONT_REGULAR,   12,   1,    10,   CAPTION, false, false },
    [ROLE_KEY]           = { FONT_REGULAR,   14,   1,    11,   CAPTION, false, false },
    [ROLE_LEGEND]        = { FONT_REGULAR,   16.2, 1.30, 12.5, INK,     false, false },
    [ROLE_EXPLANATION]   = { FONT_SEMIBOLD,  16,   1.28, 12.5, INK,     false, false },
    [ROLE_VERDICT]       = { FONT_EXTRABOLD, 15,   1.2,  11,   GOOD,    false, false },
    [ROLE_WINDOW]        = { FONT_REGULAR,   14,   1,    11,   CAPTION, false, false },
};
/* clang-format on */

#define UNBOUNDED 100000.0

static TextStyle
style_of(const LayoutSpace *space)
{
    const LayoutStyle *style = &layout_styles[space->role];

    return (TextStyle){ .language = space->language,
                        .weight = style->weight,
                        .size = style->size,
                        .min_size = style->min_size,
                        .max_width = space->width,
                        .max_lines = space->lines,
                        .joined = style->joined,
                        .ltr = style->ltr };
}

static Layout
empty(LayoutRole role)
{
    return (Layout){ role, { .size = layout_styles[role].size }, layout_styles[role].size };
}

/* Devanagari has signs above and below its letters: running text gets more space where there is some. */
static double
spacing_of(const LayoutSpace *space)
{
    bool roomy = space->role == ROLE_CAPTION || space->role == ROLE_CAPTION_TALL || space->role == ROLE_CLOUD_CAPTION ||
                 space->role == ROLE_LEGEND || space->role == ROLE_EXPLANATION;

    return layout_styles[space->role].spacing * (space->language == LANGUAGE_hi && roomy ? 1.1 : 1);
}

Error *
layout_fit(Arena *arena, const LayoutSpace *space, Str text, Layout *layout)
{
    TextStyle ask = style_of(space);
    Layout made = empty(space->role);

    if (text.len)
        TRY(shape_fit(arena, &ask, text, &made.block));
    made.step = made.block.size * spacing_of(space);
    *layout = made;
    return NULL;
}

/* ---- what comes from outside ---- */

void
layout_scale(Layout *layout, double factor)
{
    layout->step *= factor;
    layout->block.size *= factor;
    layout->block.width *= factor;
    for (size_t i = 0; i < layout->block.line_count; i++)
        layout->block.lines[i].width *= factor;
}

Layout
layout_squeeze(Arena *arena, const LayoutSpace *space, Str text)
{
    LayoutSpace line = { space->language, space->role, UNBOUNDED, 1 };
    TextStyle style = style_of(&line);
    Layout layout = empty(space->role);

    if (layout_fit(arena, &line, shape_shown(arena, &style, text), &layout) != NULL)
        return layout;
    if (layout.block.width > space->width)
        layout_scale(&layout, space->width / layout.block.width);
    return layout;
}

/* The text's beginning of at most so many bytes, whole letters, with an ellipsis. */
static Str
beginning(Arena *arena, Str text, size_t bytes)
{
    while (bytes > 0 && ((unsigned char)text.ptr[bytes] & 0xc0) == 0x80)
        bytes--;
    while (bytes > 0 && text.ptr[bytes - 1] == ' ')
        bytes--;
    return str_format(arena, "%.*s…", (int)bytes, text.ptr);
}

Layout
layout_cut(Arena *arena, const LayoutSpace *space, Str text)
{
    TextStyle style = style_of(space);
    Str shown = shape_shown(arena, &style, text);
    Layout layout = empty(space->role);
    size_t fits = 0, too_long = shown.len;

    if (layout_fit(arena, space, shown, &layout) == NULL)
        return layout;
    while (too_long - fits > 1) {
        size_t middle = (fits + too_long) / 2;
        if (layout_fit(arena, space, beginning(arena, shown, middle), &layout) == NULL)
            fits = middle;
        else
            too_long = middle;
    }
    return layout;
}

/* ---- where lines stand ---- */

double
layout_top(const Layout *layout, double top)
{
    return top + 0.80 * layout->block.size;
}

double
layout_middle(const Layout *layout, double middle)
{
    double lines = layout->block.line_count ? (double)layout->block.line_count : 1;

    return middle - layout->step * (lines - 1) / 2 + 0.36 * layout->block.size;
}

double
layout_bottom(const Layout *layout, double bottom)
{
    double lines = layout->block.line_count ? (double)layout->block.line_count : 1;

    return bottom - layout->step * (lines - 1);
}

double
layout_height(const Layout *layout)
{
    return layout->step * (double)layout->block.line_count;
}
