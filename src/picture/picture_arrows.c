/* picture_arrows.c -- arrows as path data (their colours depend on their states), with badges, labels and places of pills.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"

#include <math.h>

#define ARROW_AMPLITUDE 1.75
#define SECOND_PASS     1.48
#define PILL_BELOW      13 /* from the last label's end to the pill's middle */

static Str
line_data(Making *making, const DiagramArrow *arrow, int pass)
{
    Buf buf = buf_new(making->picture->arena, PICTURE_LIMIT);
    Pen pen = pen_new(&buf, picture_name(making, "arrow", arrow->section.id, "line"), pass);

    pen_route(&pen, arrow->route.corners, arrow->route.count, ARROW_AMPLITUDE * (pass == 1 ? 1 : SECOND_PASS));
    return buf_str(&buf);
}

static Str
head_data(Making *making, const DiagramArrow *arrow, int pass)
{
    const DiagramRoute *route = &arrow->route;
    Buf buf = buf_new(making->picture->arena, PICTURE_LIMIT);
    Pen pen = pen_new(&buf, picture_name(making, "arrow", arrow->section.id, "head"), pass);

    pen_head(&pen, route->corners[route->count - 2], route->corners[route->count - 1]);
    return buf_str(&buf);
}

static void
prepare_arrow(Making *making, size_t i)
{
    const DiagramArrow *arrow = &making->diagram->arrows[i];
    ArrowShape *shape = &making->picture->arrows[i];

    for (int pass = 1; pass <= 2; pass++) {
        shape->line[pass - 1] = line_data(making, arrow, pass);
        shape->head[pass - 1] = head_data(making, arrow, pass);
    }
    shape->label = str_format(making->picture->arena, "%d %.*s", arrow->step,
                              STR_ARG(picture_words(making, "arrow", arrow->section.id, "label")));
    picture_part(making, PART_ARROW, i);
}

Error *
picture_arrows(Making *making)
{
    for (size_t i = 0; i < making->diagram->arrow_count; i++)
        prepare_arrow(making, i);
    return NULL;
}

/* ---- badges and chips ---- */

static Error *
prepare_badges(Making *making, size_t i)
{
    const DiagramArrow *arrow = &making->diagram->arrows[i];
    ArrowShape *shape = &making->picture->arrows[i];
    Chip chip = { arrow->chip.at, 17, 7, 5, 1.4, CYAN, WHITE };
    Layout layout;

    if (arrow->badge.number)
        shape->discs[0] =
            picture_disc(making, picture_name(making, "arrow", arrow->section.id, "badge"), &arrow->badge);
    if (arrow->badge2.number)
        shape->discs[1] =
            picture_disc(making, picture_name(making, "arrow", arrow->section.id, "badge2"), &arrow->badge2);
    picture_part(making, PART_BADGES, i);
    if (!arrow->chip.text.len)
        return NULL;
    TRY(picture_fit(making, ROLE_CHIP, 200, 1, arrow->chip.text, &layout));
    picture_chip(&making->letters, &chip, &layout, picture_name(making, "arrow", arrow->section.id, "chip"));
    return NULL;
}

/* ---- labels ---- */

static Align
align_of(DiagramAnchor anchor)
{
    return anchor == ANCHOR_END ? ALIGN_RIGHT : anchor == ANCHOR_MIDDLE ? ALIGN_MIDDLE : ALIGN_LEFT;
}

/* Centred words that would lie on a badge move aside, as far as needed. */
static double
aside(const Making *making, const Layout *layout, const DiagramSpot *spot, double baseline)
{
    double shift = 0, size = layout->block.size;

    if (spot->anchor != ANCHOR_MIDDLE)
        return 0;
    for (size_t i = 0; i < layout->block.line_count; i++) {
        double width = layout->block.lines[i].width, left = spot->x - width / 2;
        PenBox at = { left, baseline + layout->step * (double)i - 0.80 * size, width, 1.06 * size, 0 };
        Reach reach = picture_reach(making->letters.marks, making->diagram, &at, spot->x);
        if (left + width > reach.right)
            shift = fmin(shift, reach.right - left - width);
        else if (left < reach.left)
            shift = fmax(shift, reach.left - left);
    }
    return shift;
}

/* Write one label; *end becomes where its last line ends. */
static Error *
write_label(Making *making, Str id, const char *key, const DiagramSpot *spot, double *end)
{
    Layout layout;

    TRY(picture_fit(making, ROLE_LABEL, spot->width, spot->lines, picture_words(making, "arrow", id, key), &layout));
    double baseline = spot->bottom ? layout_bottom(&layout, spot->y) : layout_top(&layout, spot->y);
    double x = spot->x + aside(making, &layout, spot, baseline);
    letters_write(&making->letters, &layout, (Spot){ x, baseline, align_of(spot->anchor) }, NULL,
                  picture_name(making, "arrow", id, key));
    *end = baseline - 0.80 * layout.block.size + layout_height(&layout);
    return NULL;
}

static Error *
prepare_labels(Making *making, size_t i)
{
    const DiagramArrow *arrow = &making->diagram->arrows[i];
    ArrowShape *shape = &making->picture->arrows[i];
    DiagramSpot second = arrow->label2_at;
    double end = 0;

    TRY(write_label(making, arrow->section.id, "label", &arrow->label_at, &end));
    if (second.anchor == ANCHOR_BELOW) {
        second.anchor = arrow->label_at.anchor;
        second.bottom = false;
        second.x = arrow->label_at.x;
        second.y = end;
    }
    if (second.anchor != ANCHOR_NONE)
        TRY(write_label(making, arrow->section.id, "label2", &second, &end));
    if (!arrow->pill_at.given)
        return NULL;
    shape->pill = (Spot){ arrow->pill_at.at.x, arrow->pill_at.at.y, ALIGN_MIDDLE };
    if (arrow->pill_at.under)
        shape->pill = (Spot){ arrow->label_at.x, end + PILL_BELOW, align_of(arrow->label_at.anchor) };
    return NULL;
}

Error *
picture_labels(Making *making)
{
    size_t count = making->diagram->arrow_count;

    for (size_t i = 0; i < count; i++)
        TRY(prepare_badges(making, i));
    for (size_t i = 0; i < count; i++)
        TRY(prepare_labels(making, i));
    for (size_t i = 0; i < count; i++) {
        ArrowShape *shape = &making->picture->arrows[i];
        PenBox at = { 0, shape->pill.y - 11, 0, 22, 0 };
        if (!making->diagram->arrows[i].pill_at.given)
            continue;
        shape->reach = picture_reach(making->letters.marks, making->diagram, &at, shape->pill.x);
        if (shape->pill.align == ALIGN_RIGHT)
            shape->reach.right = fmin(shape->reach.right, shape->pill.x);
        picture_part(making, PART_PILL, i);
    }
    return NULL;
}
