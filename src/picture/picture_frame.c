/* picture_frame.c -- what lies under everything: paper, title, zones and their tags.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/capitals.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"

#define TITLE_X      44
#define TITLE_WIDTH  760
#define SUB_WIDTH    620
#define TAG_HEIGHT   33
#define GLOSS_BEFORE 14

static void
draw_paper(Making *making)
{
    buf_addf(making->buf,
             "<defs><pattern id=\"picture-dots\" width=\"25\" height=\"25\" patternUnits=\"userSpaceOnUse\">"
             "<circle cx=\"12.5\" cy=\"12.5\" r=\"1\" fill=\"" DOT "\"/></pattern></defs>"
             "<rect width=\"%d\" height=\"%d\" fill=\"" PAPER "\"/>"
             "<rect width=\"%d\" height=\"%d\" fill=\"url(#picture-dots)\"/>",
             CANVAS_WIDTH, CANVAS_HEIGHT, CANVAS_WIDTH, CANVAS_HEIGHT);
}

static void
draw_swash(Making *making, double width)
{
    Point points[4] = { { 36, 62 }, { 44 + 0.3 * width, 58 }, { 44 + 0.7 * width, 62 }, { 58 + width, 57 } };
    Sketch sketch = { .color = HILITE, .width = 22, .once = true };

    sketch_spline(making->buf, LIT("title.swash"), points, 4, &sketch);
}

static Error *
draw_subtitle(Making *making, double x)
{
    Picture *picture = making->picture;
    Layout layout;
    Buf outer;
    Str words = diagram_words(making->diagram, picture->language, LIT("subtitle"));

    TRY(picture_fit(making, ROLE_SUBTITLE, SUB_WIDTH, 1, words, &layout));
    picture_piece(making, &outer);
    letters_write(&making->letters, &layout, (Spot){ x, 66, ALIGN_LEFT }, NULL, LIT("subtitle"));
    picture->subtitle = picture_piece_end(making, outer);
    picture->subtitle_right = x + layout.block.width;
    picture_part(making, PART_SUBTITLE, 0);
    return NULL;
}

static Error *
draw_title(Making *making)
{
    Layout layout;
    Str words = diagram_words(making->diagram, making->picture->language, LIT("title"));

    TRY(picture_fit(making, ROLE_TITLE, TITLE_WIDTH, 1, words, &layout));
    double width = layout.block.width;
    buf_add(making->buf, LIT("<g data-words=\"title\">"));
    draw_swash(making, width);
    letters_write(&making->letters, &layout, (Spot){ TITLE_X, 68, ALIGN_LEFT }, NULL, LIT("title"));
    buf_add(making->buf, LIT("</g>"));
    making->picture->title_right = TITLE_X + width;
    TRY(draw_subtitle(making, 78 + width));
    picture_part(making, PART_VERDICT, 0);
    return NULL;
}

/* ---- zones ---- */

static void
draw_zone(Making *making, const DiagramZone *zone)
{
    PenBox box = zone->place;
    Sketch sketch = { .color = ZONELINE, .width = 1.5, .amplitude = 1.1, .dash = "9 7", .once = true };

    box.radius = 22;
    sketch.fill = diagram_fills[zone->fill].color;
    Str name = picture_name(making, "zone", zone->section.id, "panel");
    Pen pen = sketch_begin(making->buf, name, 1);
    pen_body(&pen, &box);
    sketch_end(making->buf, &sketch, 1);
}

/* What the zone is about, in a few words after its tag, above the line; left out where it does not fit. Returns its right end. */
static double
draw_gloss(Making *making, const DiagramZone *zone, double right)
{
    Layout layout;
    Str words = picture_words(making, "zone", zone->section.id, "gloss");
    double room = zone->place.x + zone->place.width - 10 - right - GLOSS_BEFORE;

    if (!words.len || room < 30 || picture_fit(making, ROLE_GLOSS, room, 1, words, &layout) != NULL)
        return right;
    letters_write(&making->letters, &layout, (Spot){ right + GLOSS_BEFORE, zone->place.y - 5.5, ALIGN_LEFT }, NULL,
                  picture_name(making, "zone", zone->section.id, "gloss"));
    return right + GLOSS_BEFORE + layout.block.width;
}

static void
draw_tag_arrow(Making *making, const DiagramZone *zone, double from)
{
    const DiagramZone *next = zone + 1;
    Point corners[2] = { { from + 10, zone->place.y }, { next->place.x + 18, next->place.y } };
    Sketch sketch = { .color = LINE, .width = 2.2, .once = true };
    Str name = picture_name(making, "zone", zone->section.id, "arrow");

    if (next == making->diagram->zones + making->diagram->zone_count || corners[1].x - corners[0].x < 40)
        return;
    Pen pen = sketch_begin(making->buf, name, 1);
    pen_route(&pen, corners, 2, 1.2);
    pen_head(&pen, corners[0], corners[1]);
    sketch_end(making->buf, &sketch, 1);
}

static Error *
draw_tag(Making *making, const DiagramZone *zone)
{
    Sketch sketch = { .color = BLUE, .width = 2, .amplitude = 1.1, .fill = BLUE, .once = true };
    Layout layout;
    Str name = picture_name(making, "zone", zone->section.id, "name");
    Str words = capitals_of(making->work, making->picture->language,
                            diagram_words(making->diagram, making->picture->language, name));

    TRY(picture_fit(making, ROLE_TAG, zone->place.width - 100, 1, words, &layout));
    PenBox tag = { zone->place.x + 28, zone->place.y - 17, layout.block.width + 44, TAG_HEIGHT, 15 };
    buf_add(making->buf, LIT("<g data-words=\"tag\">"));
    draw_tag_arrow(making, zone, tag.x + tag.width);
    sketch_box(making->buf, name, &tag, &sketch);
    letters_mark(&making->letters, MARK_TAG, &tag, name);
    letters_write(&making->letters, &layout, (Spot){ tag.x + tag.width / 2, zone->place.y + 5.6, ALIGN_MIDDLE }, NULL,
                  name);
    (void)draw_gloss(making, zone, tag.x + tag.width);
    buf_add(making->buf, LIT("</g>"));
    return NULL;
}

Error *
picture_frame(Making *making)
{
    const Diagram *diagram = making->diagram;

    draw_paper(making);
    TRY(draw_title(making));
    for (size_t i = 0; i < diagram->zone_count; i++)
        draw_zone(making, &diagram->zones[i]);
    for (size_t i = 0; i < diagram->zone_count; i++)
        TRY(draw_tag(making, &diagram->zones[i]));
    return NULL;
}
