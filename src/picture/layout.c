/* layout.c -- the table of roles, and the one rule of where lines stand.
 * SPDX-License-Identifier: ISC */
#include "picture/layout.h"

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

Error *
layout_fit(Arena *arena, const LayoutSpace *space, Str text, Layout *layout)
{
    const LayoutStyle *style = &layout_styles[space->role];
    TextStyle ask = { .language = space->language,
                      .weight = style->weight,
                      .size = style->size,
                      .min_size = style->min_size,
                      .max_width = space->width,
                      .max_lines = space->lines,
                      .joined = style->joined,
                      .ltr = style->ltr };
    Layout made = { .role = space->role, .block = { .size = style->size } };

    if (text.len)
        TRY(shape_fit(arena, &ask, text, &made.block));
    made.step = made.block.size * style->spacing;
    *layout = made;
    return NULL;
}

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
