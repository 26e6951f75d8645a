/* picture_legend.c -- the lower part: notes with figures, the key, the numbered legend, the explanation.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"

#define CELL_LEFT   28
#define CELL_TOP    776
#define CELL_WIDTH  390
#define CELL_HEIGHT 108
#define CELLS_A_ROW 4
#define INSIDE      368 /* of a cell */
#define FRAME_WIDTH 374 /* of a failing step */
#define KEY_GAP     66  /* from the pill's middle to the words */
#define KEY_WIDTH   420

/* ---- notes ---- */

static void
note_sheet(Making *making, const DiagramNote *note)
{
    PenBox sheet = note->place;
    double middle = sheet.x + sheet.width / 2, y = sheet.y;
    Sketch sketch = { .color = LINE, .width = 1.5, .amplitude = 1.2, .fill = STICKY };
    Point tape[4] = {
        { middle - 30, y - 9 }, { middle + 31, y - 11 }, { middle + 33, y + 9 }, { middle - 29, y + 11 }
    };

    sheet.radius = 5;
    sketch_shadow(making->buf, picture_name(making, "note", note->section.id, "shadow"), &sheet, (Point){ 8, 7 });
    sketch_box(making->buf, picture_name(making, "note", note->section.id, "sheet"), &sheet, &sketch);
    Pen pen = sketch_begin(making->buf, LIT("tape"), 1);
    pen_polygon(&pen, tape, 4);
    sketch_end(making->buf, &(Sketch){ .fill = HACHURE, .opacity = 0.55 }, 1);
}

static Error *
prepare_note(Making *making, size_t i)
{
    const DiagramNote *note = &making->diagram->notes[i];
    NoteShape *shape = &making->picture->notes[i];
    double middle = note->place.x + note->place.width / 2;
    Layout caption;
    Buf outer;

    TRY(picture_fit(making, ROLE_NOTE_CAPTION, note->place.width - 20, 2,
                    picture_words(making, "note", note->section.id, "caption"), &caption));
    shape->open = str_format(making->picture->arena, "<g id=\"n-%.*s\" transform=\"rotate(%.1f %.0f %.0f)\">",
                             STR_ARG(note->section.id), note->tilt, middle, note->place.y + note->place.height / 2);
    picture_piece(making, &outer);
    note_sheet(making, note);
    shape->body = picture_piece_end(making, outer);
    picture_piece(making, &outer);
    letters_write(&making->letters, &caption, (Spot){ middle, layout_top(&caption, note->place.y + 64), ALIGN_MIDDLE },
                  NULL, picture_name(making, "note", note->section.id, "caption"));
    shape->caption = picture_piece_end(making, outer);
    picture_part(making, PART_NOTE, i);
    return NULL;
}

/* ---- the key to the pills ---- */

static Error *
prepare_key(Making *making)
{
    const Diagram *diagram = making->diagram;
    bool rtl = making->picture->rtl;
    Picture *picture = making->picture;
    LayoutSpace space = { picture->language, ROLE_KEY, KEY_WIDTH, 1 };

    if (!diagram->key_count)
        return NULL;
    Point at = diagram->key.pill_at.at;
    Str words = diagram_words(diagram, picture->language, LIT("key"));
    TRY(layout_fit(picture->arena, &space, words,
                   &picture->key)); /* written beside the pill, whose width is not known yet */
    double x = rtl ? KEY_MIRROR - at.x - KEY_GAP : at.x + KEY_GAP;
    picture->key_at = (Spot){ x, layout_middle(&picture->key, at.y), rtl ? ALIGN_RIGHT : ALIGN_LEFT };
    picture_part(making, PART_KEY, 0);
    return NULL;
}

/* ---- the legend ---- */

static Point
cell(size_t i)
{
    return (Point){ CELL_LEFT + CELL_WIDTH * (double)(i % CELLS_A_ROW),
                    CELL_TOP + CELL_HEIGHT * (double)(i / CELLS_A_ROW) };
}

static Error *
prepare_step(Making *making, size_t i)
{
    bool rtl = making->picture->rtl;
    LegendShape *shape = &making->picture->legends[i];
    Point at = cell(i);
    DiagramBadge badge = { .number = (int)i + 1, .at = { rtl ? at.x + INSIDE - 14 : at.x + 14, at.y + 17 } };
    Str key = str_format(making->picture->arena, "legend.%zu", i + 1);
    Layout layout;
    Buf outer;

    TRY(picture_fit(making, ROLE_LEGEND, 324, 4, diagram_words(making->diagram, making->picture->language, key),
                    &layout));
    shape->disc = picture_disc(making, key, &badge);
    shape->frame = (PenBox){ rtl ? at.x + INSIDE + 8 - FRAME_WIDTH : at.x - 8, at.y - 6, FRAME_WIDTH, 92, 12 };
    picture_piece(making, &outer);
    Spot spot = { rtl ? at.x + INSIDE - 40 : at.x + 40, layout_top(&layout, at.y + 3), rtl ? ALIGN_RIGHT : ALIGN_LEFT };
    letters_write(&making->letters, &layout, spot, NULL, key);
    shape->text = picture_piece_end(making, outer);
    picture_part(making, PART_LEGEND, i);
    return NULL;
}

static Error *
draw_explanation(Making *making)
{
    bool rtl = making->picture->rtl;
    Point at = cell(DIAGRAM_LEGENDS);
    PenBox frame = { at.x, at.y - 2, 372, 96, 14 };
    Sketch sketch = { .color = CYAN, .width = 1.8, .amplitude = 1.1, .dash = "8 6", .once = true };
    Layout layout;

    if (!making->diagram->explanation_count)
        return NULL;
    TRY(picture_fit(making, ROLE_EXPLANATION, 296, 4,
                    diagram_words(making->diagram, making->picture->language, LIT("explanation")), &layout));
    sketch_box(making->buf, LIT("explanation.frame"), &frame, &sketch);
    icons_draw(making->buf, ICON_PENCIL, (Point){ rtl ? at.x + 372 - 16 - 34 : at.x + 16, at.y + 28 }, 34);
    Spot spot = { rtl ? at.x + 372 - 60 : at.x + 60, layout_middle(&layout, at.y + 46),
                  rtl ? ALIGN_RIGHT : ALIGN_LEFT };
    letters_write(&making->letters, &layout, spot, NULL, LIT("explanation"));
    return NULL;
}

Error *
picture_legend(Making *making)
{
    const Diagram *diagram = making->diagram;
    Sketch sketch = { .color = ZONELINE, .width = 1.4, .amplitude = 1.2, .once = true };

    for (size_t i = 0; i < diagram->note_count; i++)
        TRY(prepare_note(making, i));
    TRY(prepare_key(making));
    sketch_line(making->buf, LIT("separator"), (Point){ 30, 760 }, (Point){ 1572, 760 }, &sketch);
    for (size_t i = 0; i < diagram->legend_count; i++)
        TRY(prepare_step(making, i));
    return draw_explanation(making);
}
