/* picture_draw.c -- the still text and, in its gaps, the arrows, badges, legend cells and words in the state of now.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/html.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"

#include <string.h>

static const char *const state_names[PICTURE_STATES] = { "ok", "slow", "failing", "idle" };

static PictureState
arrow_state(const Drawing *drawing, size_t i)
{
    return drawing->figures ? drawing->figures->arrows[i].state : PICTURE_OK;
}

/* ---- arrows ---- */

typedef struct ArrowLook {
    const char *color, *dash;
    double width;
} ArrowLook;

static void
write_data(Buf *buf, Str data, const ArrowLook *look, int pass)
{
    buf_add(buf, LIT("<path d=\""));
    buf_add(buf, data);
    sketch_end(buf, &(Sketch){ .color = look->color, .width = look->width, .dash = look->dash }, pass);
}

static ArrowLook
look_of(const DiagramArrow *arrow, PictureState state)
{
    if (state == PICTURE_FAILING)
        return (ArrowLook){ BAD, "11 7", 3.2 };
    if (state == PICTURE_IDLE)
        return (ArrowLook){ IDLE, "2 7", 2.6 };
    return (ArrowLook){ arrow->kind == KIND_RESPONSE ? CYAN : BLUE, NULL, 2.6 };
}

Error *
picture_draw_arrow(Drawing *drawing, size_t index)
{
    const DiagramArrow *arrow = &drawing->picture->diagram->arrows[index];
    const ArrowShape *shape = &drawing->picture->arrows[index];
    const PictureFigures *figures = drawing->figures;
    PictureState state = arrow_state(drawing, index);
    ArrowLook line = look_of(arrow, state), head = { line.color, NULL, line.width + 0.2 };
    Buf *buf = drawing->buf;

    buf_addf(buf, "<g id=\"c-%.*s\" data-state=\"%s\" aria-label=\"", STR_ARG(arrow->section.id), state_names[state]);
    html_escape(buf, figures && figures->arrows[index].label.len ? figures->arrows[index].label : shape->label);
    buf_add(buf, LIT("\">"));
    if (state == PICTURE_FAILING)
        write_data(buf, shape->line[0], &(ArrowLook){ BADSOFT, NULL, 11 }, 1);
    write_data(buf, shape->line[0], &line, 1);
    if (state != PICTURE_IDLE &&
        state != PICTURE_FAILING) /* a second line of dashes would fill the gaps of the first */
        write_data(buf, shape->line[1], &line, 2);
    write_data(buf, shape->head[0], &head, 1);
    write_data(buf, shape->head[1], &head, 2);
    buf_add(buf, LIT("</g>"));
    return NULL;
}

static void
write_circle(Buf *buf, Point at, double radius, const char *paint, double width)
{
    buf_add(buf, LIT("<circle"));
    sketch_attribute(buf, "cx", at.x);
    sketch_attribute(buf, "cy", at.y);
    sketch_attribute(buf, "r", radius);
    if (width > 0) {
        sketch_attribute(buf, "stroke-width", width);
        buf_addf(buf, " stroke=\"%s\"/>", paint);
    } else {
        buf_addf(buf, " fill=\"%s\"/>", paint);
    }
}

/* Each stands on a ring of paper; where a reader starts, on a halo. */
Error *
picture_draw_badges(Drawing *drawing, size_t index)
{
    const ArrowShape *shape = &drawing->picture->arrows[index];
    const DiagramArrow *arrow = &drawing->picture->diagram->arrows[index];
    PictureState state = arrow_state(drawing, index);
    const char *color = arrow->kind == KIND_RESPONSE ? CYAN : BLUE;

    for (int i = 0; i < DIAGRAM_BADGES; i++) {
        const Disc *disc = &shape->discs[i];
        if (!disc->outline.len)
            continue;
        write_circle(drawing->buf, disc->at, disc->radius + 2.5, PAPER, 0);
        if (disc->radius > 13)
            write_circle(drawing->buf, disc->at, disc->radius + 6, HILITE, 7);
        picture_write_disc(&drawing->letters, disc, state == PICTURE_FAILING ? BAD : color);
    }
    return NULL;
}

/* ---- the legend ---- */

static bool
step_fails(const Drawing *drawing, int step)
{
    const Diagram *diagram = drawing->picture->diagram;

    for (size_t i = 0; i < diagram->arrow_count; i++)
        if (diagram->arrows[i].step == step && arrow_state(drawing, i) == PICTURE_FAILING)
            return true;
    return false;
}

Error *
picture_draw_legend(Drawing *drawing, size_t index)
{
    const LegendShape *shape = &drawing->picture->legends[index];
    bool fails = step_fails(drawing, (int)index + 1);
    Sketch frame = { .color = BAD, .width = 1.8, .amplitude = 1.1, .dash = "8 6", .fill = BADSOFT, .once = true };

    buf_addf(drawing->buf, "<g id=\"l-%zu\">", index + 1);
    if (fails)
        sketch_box(drawing->buf, LIT("legend.frame"), &shape->frame, &frame);
    picture_write_disc(&drawing->letters, &shape->disc, fails ? BAD : BLUE);
    buf_add(drawing->buf, shape->text);
    buf_add(drawing->buf, LIT("</g>"));
    return NULL;
}

/* ---- the whole ---- */

static Error *
draw_description(Drawing *drawing, size_t index)
{
    const PictureFigures *figures = drawing->figures;

    (void)index;
    buf_add(drawing->buf, LIT("<desc id=\"picture-desc\">"));
    html_escape(drawing->buf,
                figures && figures->description.len ? figures->description : drawing->picture->description);
    buf_add(drawing->buf, LIT("</desc>"));
    return NULL;
}

static PartFunction *const functions[PART_KINDS] = {
    [PART_STILL] = NULL,
    [PART_DESCRIPTION] = draw_description,
    [PART_SUBTITLE] = picture_draw_subtitle,
    [PART_VERDICT] = picture_draw_verdict,
    [PART_ARROW] = picture_draw_arrow,
    [PART_BADGES] = picture_draw_badges,
    [PART_PILL] = picture_draw_pill,
    [PART_BOX_FIGURE] = picture_draw_box_figure,
    [PART_NOTE] = picture_draw_note,
    [PART_KEY] = picture_draw_key,
    [PART_LEGEND] = picture_draw_legend,
};

static Error *
draw_parts(Drawing *drawing)
{
    const Picture *picture = drawing->picture;

    for (size_t i = 0; i < picture->part_count; i++) {
        const Part *part = &picture->parts[i];
        if (part->kind == PART_STILL)
            buf_add(drawing->buf, str_slice(picture->still, part->from, part->to));
        else
            TRY(functions[part->kind](drawing, part->index));
    }
    letters_defs(&drawing->letters);
    buf_add(drawing->buf, LIT("</svg>"));
    return NULL;
}

Error *
picture_draw_marked(const Picture *picture, Arena *arena, const PictureFigures *figures, Marks *marks, Str *svg)
{
    Buf buf = buf_new(arena, PICTURE_LIMIT);
    Drawing drawing = { .picture = picture, .figures = figures, .arena = arena, .buf = &buf };

    drawing.letters = (Letters){ .arena = arena,
                                 .buf = &buf,
                                 .mode = picture->mode,
                                 .language = picture->language,
                                 .glyphs = { .arena = arena },
                                 .before = &picture->glyphs,
                                 .marks = marks };
    memcpy(drawing.letters.units, picture->units, sizeof picture->units);
    drawing.verdict = picture_plan_verdict(&drawing);
    TRY(draw_parts(&drawing));
    return buf_finish(&buf, "the picture", svg);
}

Error *
picture_draw(const Picture *picture, Arena *arena, const PictureFigures *figures, Str *svg)
{
    return picture_draw_marked(picture, arena, figures, NULL, svg);
}
