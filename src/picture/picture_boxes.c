/* picture_boxes.c -- boxes with their icons and words, and clouds.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/cloud.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"

/* ---- clouds ---- */

Error *
picture_clouds(Making *making)
{
    for (size_t i = 0; i < making->diagram->box_count; i++) {
        const DiagramBox *box = &making->diagram->boxes[i];
        if (box->shape == SHAPE_CLOUD)
            cloud_draw(making->buf, picture_name(making, "box", box->section.id, "cloud"), &box->place);
    }
    return NULL;
}

static Error *
cloud_words(Making *making, const DiagramBox *box)
{
    Letters *letters = &making->letters;
    Str id = box->section.id;
    double middle = box->place.x + box->place.width / 2, top = box->place.y + 54;
    Layout name, caption;

    TRY(picture_fit(making, ROLE_CLOUD_NAME, box->place.width - 80, 2, picture_words(making, "box", id, "name"),
                    &name));
    TRY(picture_fit(making, ROLE_CLOUD_CAPTION, box->place.width - 74, 2, picture_words(making, "box", id, "caption"),
                    &caption));
    letters_write(letters, &name, (Spot){ middle, layout_top(&name, top), ALIGN_MIDDLE }, NULL,
                  picture_name(making, "box", id, "name"));
    double below = top + layout_height(&name) + 2;
    letters_write(letters, &caption, (Spot){ middle, layout_top(&caption, below), ALIGN_MIDDLE }, NULL,
                  picture_name(making, "box", id, "caption"));
    return NULL;
}

Error *
picture_cloud_words(Making *making)
{
    for (size_t i = 0; i < making->diagram->box_count; i++)
        if (making->diagram->boxes[i].shape == SHAPE_CLOUD)
            TRY(cloud_words(making, &making->diagram->boxes[i]));
    return NULL;
}

/* ---- the words of a box ---- */

/* A box's words and where they begin. In right-to-left languages its inside is mirrored. */
typedef struct BoxWords {
    const DiagramBox *box;
    const char *key;
    LayoutRole role;
    double inset, width;
    int lines;
} BoxWords;

static Error *
fit_words(Making *making, const BoxWords *words, Layout *layout)
{
    Str text = picture_words(making, "box", words->box->section.id, words->key);

    return picture_fit(making, words->role, words->width, words->lines, text, layout);
}

static void
write_words(Making *making, const BoxWords *words, const Layout *layout, double baseline)
{
    const PenBox *place = &words->box->place;
    Spot spot = { place->x + words->inset, baseline, ALIGN_LEFT };

    if (making->picture->rtl)
        spot = (Spot){ place->x + place->width - words->inset, baseline, ALIGN_RIGHT };
    if (words->box->shape == SHAPE_TALL)
        spot = (Spot){ place->x + place->width / 2, baseline, ALIGN_MIDDLE };
    letters_write(&making->letters, layout, spot, NULL,
                  picture_name(making, "box", words->box->section.id, words->key));
}

static void
draw_icon(Making *making, const DiagramBox *box, double inset, double top)
{
    double size = box->icon.size;
    double x = making->picture->rtl ? box->place.x + box->place.width - inset - size : box->place.x + inset;

    if (box->shape == SHAPE_TALL)
        x = box->place.x + (box->place.width - size) / 2;
    icons_draw(making->buf, box->icon.id, (Point){ x, top }, size);
}

static Error *
plain_inside(Making *making, const DiagramBox *box)
{
    double size = box->icon.size, width = box->place.width, y = box->place.y;
    LayoutRole role = box->shape == SHAPE_HERO ? ROLE_NAME_HERO : ROLE_NAME;
    BoxWords name = { box, "name", role, 26 + size, width - size - 36, 2 };
    BoxWords caption = { box, "caption", ROLE_CAPTION, 18, width - 34, 4 };
    Layout layout;

    draw_icon(making, box, 14, y + 14);
    TRY(fit_words(making, &name, &layout));
    write_words(making, &name, &layout, layout_middle(&layout, y + 14 + size / 2));
    TRY(fit_words(making, &caption, &layout));
    write_words(making, &caption, &layout, layout_top(&layout, y + 23 + size));
    return NULL;
}

static Error *
flat_inside(Making *making, const DiagramBox *box)
{
    double size = box->icon.size, width = box->place.width - box->icon.size - 36, y = box->place.y;
    BoxWords name = { box, "name", ROLE_NAME, 26 + size, width, 1 };
    BoxWords caption = { box, "caption", ROLE_CAPTION_FLAT, 26 + size, width, 3 };
    Layout layout;

    draw_icon(making, box, 14, y + (box->place.height - size) / 2);
    TRY(fit_words(making, &name, &layout));
    write_words(making, &name, &layout, layout_top(&layout, y + 13));
    double below = y + 13 + layout_height(&layout) + 3;
    TRY(fit_words(making, &caption, &layout));
    write_words(making, &caption, &layout, layout_top(&layout, below));
    return NULL;
}

static Error *
tall_inside(Making *making, const DiagramBox *box)
{
    double width = box->place.width, y = box->place.y;
    BoxWords name = { box, "name", ROLE_NAME_TALL, 0, width - 24, 2 };
    BoxWords caption = { box, "caption", ROLE_CAPTION_TALL, 0, width - 44, 7 };
    Layout layout;

    draw_icon(making, box, 0, y + 64);
    TRY(fit_words(making, &name, &layout));
    write_words(making, &name, &layout, layout_top(&layout, y + 208));
    double below = y + 208 + layout_height(&layout) + 10;
    TRY(fit_words(making, &caption, &layout));
    write_words(making, &caption, &layout, layout_top(&layout, below));
    return NULL;
}

/* ---- boxes ---- */

static void
draw_body(Making *making, const DiagramBox *box)
{
    PenBox place = box->place;
    Sketch sketch = { .color = BLUE, .width = 2.8, .amplitude = 1.55, .fill = diagram_fills[box->fill].color };
    Str name = picture_name(making, "box", box->section.id, "body");

    place.radius = 13;
    sketch_shadow(making->buf, picture_name(making, "box", box->section.id, "shadow"), &place, (Point){ 8, 8 });
    sketch_box(making->buf, name, &place, &sketch);
    letters_mark(&making->letters, MARK_BOX, &place, name);
}

static Error *
draw_box(Making *making, const DiagramBox *box)
{
    draw_body(making, box);
    if (box->shape == SHAPE_TALL)
        return tall_inside(making, box);
    return box->shape == SHAPE_FLAT ? flat_inside(making, box) : plain_inside(making, box);
}

static Error *
draw_chip(Making *making, const DiagramBox *box)
{
    Chip chip = { box->chip.at, 17, 7, 5, 1.4, CYAN, WHITE };
    Layout layout;

    if (!box->chip.text.len)
        return NULL;
    TRY(picture_fit(making, ROLE_CHIP, 200, 1, box->chip.text, &layout));
    picture_chip(&making->letters, &chip, &layout, picture_name(making, "box", box->section.id, "chip"));
    return NULL;
}

Error *
picture_boxes(Making *making)
{
    const Diagram *diagram = making->diagram;

    for (size_t i = 0; i < diagram->box_count; i++)
        if (diagram->boxes[i].shape != SHAPE_CLOUD)
            TRY(draw_box(making, &diagram->boxes[i]));
    for (size_t i = 0; i < diagram->box_count; i++) {
        TRY(draw_chip(making, &diagram->boxes[i]));
        picture_part(making, PART_BOX_FIGURE, i);
    }
    return NULL;
}
