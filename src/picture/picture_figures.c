/* picture_figures.c -- the parts that show figures: pills, notes, figures of boxes, the verdict.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"

#include <math.h>

#define PILL_HEIGHT  22.0
#define PILL_PADDING 11.0
#define PILL_GAP     4.5 /* between the count and the time */
#define SIGN         9.0 /* the cross, the hourglass */
#define SIGN_GAP     6.0
#define CHIP_RIGHT   1556.0
#define CHIP_TOP     34.0
#define KEY_HALF     54.0   /* the sample ends here after its middle, whatever its width: its words follow */
#define WIDE         2000.0 /* no limit: a pill is as wide as its figures */

static Error *
fit(const Drawing *drawing, LayoutRole role, double width, Str text, Layout *layout)
{
    LayoutSpace space = { drawing->picture->language, role, width, 1 };

    return layout_fit(drawing->arena, &space, text, layout);
}

/* ---- pills ---- */

/* How a state looks on a pill. */
typedef struct PillLook {
    const char *line, *fill, *count, *time;
    double stroke;
} PillLook;

static const PillLook pill_looks[PICTURE_STATES] = {
    [PICTURE_OK] = { PILLLINE, WHITE, INK, CAPTION, 1.4 },
    [PICTURE_SLOW] = { SLOW, SLOWSOFT, INK, SLOW, 1.8 },
    [PICTURE_FAILING] = { BAD, BADSOFT, BAD, BAD, 1.8 },
    [PICTURE_IDLE] = { PILLLINE, WHITE, IDLE, IDLE, 1.4 },
};

/* A cross for failing, an hourglass for slow: nobody has to tell colours apart. */
static double
draw_sign(Drawing *drawing, PictureState state, double left, double middle)
{
    Buf *buf = drawing->buf;

    if (state != PICTURE_SLOW && state != PICTURE_FAILING)
        return 0;
    buf_add(buf, LIT("<path d=\"M"));
    pen_number(buf, left);
    buf_add_byte(buf, ' ');
    pen_number(buf, middle - SIGN / 2);
    if (state == PICTURE_FAILING)
        buf_add(buf, LIT("l9 9m0-9l-9 9\" stroke=\"" BAD "\" stroke-width=\"2.3\"/>"));
    else
        buf_add(buf, LIT("h8l-8 9.4h8z\" stroke=\"" SLOW "\" fill=\"" SLOW "\" stroke-width=\"1.5\"/>"));
    return SIGN + SIGN_GAP;
}

static double
sign_width(PictureState state)
{
    return state == PICTURE_SLOW || state == PICTURE_FAILING ? SIGN + SIGN_GAP : 0;
}

typedef struct Pill {
    Str name, count, time;
    PictureState state;
    Spot at; /* y is its middle */
} Pill;

static double
left_edge(Spot at, double width)
{
    return at.align == ALIGN_RIGHT ? at.x - width : at.align == ALIGN_MIDDLE ? at.x - width / 2 : at.x;
}

static Error *
draw_pill(Drawing *drawing, const Pill *pill, PenBox *box)
{
    const PillLook *look = &pill_looks[pill->state];
    Sketch sketch = { .color = look->line, .width = look->stroke, .amplitude = 0.9, .fill = look->fill, .once = true };
    Layout count, time;
    Str after = pill->time.len ? str_format(drawing->arena, "· %.*s", STR_ARG(pill->time)) : LIT("");

    TRY(fit(drawing, ROLE_PILL_COUNT, WIDE, pill->count, &count));
    TRY(fit(drawing, ROLE_PILL_TIME, WIDE, after, &time));
    double width = 2 * PILL_PADDING + sign_width(pill->state) + count.block.width;
    width += after.len ? PILL_GAP + time.block.width : 0;
    *box = (PenBox){ left_edge(pill->at, width), pill->at.y - PILL_HEIGHT / 2, width, PILL_HEIGHT, PILL_HEIGHT / 2 };
    sketch_box(drawing->buf, pill->name, box, &sketch);
    letters_mark(&drawing->letters, MARK_PILL, box, pill->name);
    double x = box->x + PILL_PADDING;
    x += draw_sign(drawing, pill->state, x, pill->at.y);
    letters_write(&drawing->letters, &count, (Spot){ x, layout_middle(&count, pill->at.y), ALIGN_LEFT }, look->count,
                  pill->name);
    x += count.block.width + PILL_GAP;
    letters_write(&drawing->letters, &time, (Spot){ x, layout_middle(&time, pill->at.y), ALIGN_LEFT }, look->time,
                  pill->name);
    return NULL;
}

/* How many left here: under the pill, at its side. */
static Error *
draw_loss(Drawing *drawing, const PenBox *pill, Align align, Str loss)
{
    Layout layout;
    double x = align == ALIGN_LEFT    ? pill->x + 4
               : align == ALIGN_RIGHT ? pill->x + pill->width - 4
                                      : pill->x + pill->width / 2;

    TRY(fit(drawing, ROLE_LOSS, WIDE, loss, &layout));
    letters_write(&drawing->letters, &layout, (Spot){ x, layout_top(&layout, pill->y + pill->height + 3), align }, NULL,
                  LIT("loss"));
    return NULL;
}

Error *
picture_draw_pill(Drawing *drawing, size_t index)
{
    const Picture *picture = drawing->picture;
    const Str id = picture->diagram->arrows[index].section.id;
    Str name = str_format(drawing->arena, "p-%.*s", STR_ARG(id));
    PenBox box;

    if (!drawing->figures)
        return NULL;
    const PictureArrow *arrow = &drawing->figures->arrows[index];
    Pill pill = { name, arrow->count, arrow->time, arrow->state, picture->arrows[index].pill };
    buf_addf(drawing->buf, "<g id=\"%.*s\">", STR_ARG(name));
    TRY(draw_pill(drawing, &pill, &box));
    if (arrow->loss.len)
        TRY(draw_loss(drawing, &box, pill.at.align, arrow->loss));
    buf_add(drawing->buf, LIT("</g>"));
    return NULL;
}

Error *
picture_draw_key(Drawing *drawing, size_t index)
{
    const Picture *picture = drawing->picture;
    Point at = picture->diagram->key.pill_at.at;
    PenBox box;

    (void)index;
    if (!drawing->figures)
        return NULL;
    const PictureArrow *sample = &drawing->figures->arrows[0];
    Pill pill = { LIT("key.pill"),
                  sample->count,
                  sample->time,
                  PICTURE_OK,
                  { picture->rtl ? KEY_MIRROR - at.x - KEY_HALF : at.x + KEY_HALF, at.y,
                    picture->rtl ? ALIGN_LEFT : ALIGN_RIGHT } };
    if (sample->state == PICTURE_IDLE)
        pill.state = PICTURE_IDLE;
    TRY(draw_pill(drawing, &pill, &box));
    buf_add(drawing->buf, picture->key_text);
    return NULL;
}

/* ---- figures of boxes ---- */

static Error *
draw_box_figure(Drawing *drawing, const DiagramBox *box, Str figure)
{
    bool stale = drawing->figures->stale && box->stale;
    Sketch sketch = { .color = stale ? SLOW : LINE,
                      .width = stale ? 1.8 : 1.3,
                      .amplitude = 0.9,
                      .fill = stale ? SLOWSOFT : WHITE,
                      .once = true };
    Str name = str_format(drawing->arena, "f-%.*s", STR_ARG(box->section.id));
    double sign = stale ? SIGN + SIGN_GAP : 0;
    const PenBox *place = &box->place;
    Layout layout;

    TRY(fit(drawing, ROLE_BOX_FIGURE, place->width - 60, figure, &layout));
    double width = layout.block.width + sign + 20;
    double left = drawing->picture->rtl ? place->x + 16 : place->x + place->width - 16 - width;
    PenBox pill = { left, place->y + place->height - 11, width, 22, 11 };
    sketch_box(drawing->buf, name, &pill, &sketch);
    letters_mark(&drawing->letters, MARK_FIGURE, &pill, name);
    (void)draw_sign(drawing, stale ? PICTURE_SLOW : PICTURE_OK, left + 10, pill.y + 11);
    Spot spot = { left + 10 + sign, layout_middle(&layout, pill.y + 11), ALIGN_LEFT };
    letters_write(&drawing->letters, &layout, spot, stale ? SLOW : NULL, name);
    return NULL;
}

/* What runs the box: a small tag across its edge, where the diagram says. */
static Error *
draw_engine(Drawing *drawing, const DiagramBox *box, Str engine)
{
    Layout layout;
    Str name = str_format(drawing->arena, "e-%.*s", STR_ARG(box->section.id));

    TRY(fit(drawing, ROLE_ENGINE, 150, engine, &layout));
    double width = layout.block.width + 14, left = box->engine.x;
    if (drawing->picture->rtl)
        left = 2 * box->place.x + box->place.width - left - width;
    Chip chip = { { left + width / 2, box->engine.y }, 17, 7, 5, 1.2, LINE, PAPER };
    picture_chip(&drawing->letters, &chip, &layout, name);
    return NULL;
}

Error *
picture_draw_box_figure(Drawing *drawing, size_t index)
{
    const DiagramBox *box = &drawing->picture->diagram->boxes[index];

    if (!drawing->figures)
        return NULL;
    Str engine = drawing->figures->box_engines[index], figure = drawing->figures->box_figures[index];
    if (engine.len && box->engine.x > 0)
        TRY(draw_engine(drawing, box, engine));
    if (figure.len)
        TRY(draw_box_figure(drawing, box, figure));
    return NULL;
}

/* ---- notes ---- */

Error *
picture_draw_note(Drawing *drawing, size_t index)
{
    const NoteShape *shape = &drawing->picture->notes[index];
    const PenBox *place = &drawing->picture->diagram->notes[index].place;
    double middle = place->x + place->width / 2;
    Layout layout;
    Buf *buf = drawing->buf;

    if (!drawing->figures)
        return NULL;
    const PictureNote *note = &drawing->figures->notes[index];
    buf_add(buf, shape->open);
    buf_add(buf, shape->body);
    buf_addf(buf, "<g transform=\"translate(0 %d)\">", note->earlier.len ? 0 : 10);
    TRY(fit(drawing, ROLE_NOTE_FIGURE, place->width - 16, note->figure, &layout));
    letters_write(&drawing->letters, &layout, (Spot){ middle, place->y + 52, ALIGN_MIDDLE }, NULL, LIT("note.figure"));
    buf_add(buf, shape->caption);
    buf_add(buf, LIT("</g>"));
    if (note->earlier.len) {
        TRY(fit(drawing, ROLE_NOTE_EARLIER, place->width - 12, note->earlier, &layout));
        letters_write(&drawing->letters, &layout, (Spot){ middle, place->y + 112, ALIGN_MIDDLE }, NULL,
                      LIT("note.earlier"));
    }
    buf_add(buf, LIT("</g>"));
    return NULL;
}

/* ---- the verdict ---- */

/* Where the verdict's chip stands: beside the subtitle, without it, or on two lines. */
typedef struct VerdictPlan {
    Layout verdict, window;
    bool two_lines, subtitle;
    double width, height;
} VerdictPlan;

static Error *
plan_verdict(const Drawing *drawing, VerdictPlan *plan)
{
    const Picture *picture = drawing->picture;
    const PictureFigures *figures = drawing->figures;
    double room = CHIP_RIGHT - picture->title_right - 30;

    *plan = (VerdictPlan){ .subtitle = true, .height = 36 };
    if (!figures)
        return NULL;
    TRY(fit(drawing, ROLE_VERDICT, room - 60, figures->verdict, &plan->verdict));
    TRY(fit(drawing, ROLE_WINDOW, room - 60, figures->window, &plan->window));
    double verdict = plan->verdict.block.width, window = plan->window.block.width;
    plan->width = verdict + window + 58;
    plan->subtitle = CHIP_RIGHT - plan->width > picture->subtitle_right + 16;
    if (plan->width <= room)
        return NULL;
    plan->two_lines = true;
    plan->width = fmax(verdict, window) + 51;
    plan->height = 56;
    plan->subtitle = CHIP_RIGHT - plan->width > picture->subtitle_right + 16;
    return NULL;
}

Error *
picture_draw_subtitle(Drawing *drawing, size_t index)
{
    VerdictPlan plan;

    (void)index;
    TRY(plan_verdict(drawing, &plan));
    if (plan.subtitle)
        buf_add(drawing->buf, drawing->picture->subtitle);
    return NULL;
}

static const char *
verdict_color(PictureState state)
{
    static const char *const colors[PICTURE_STATES] = { GOOD, SLOW, BAD, IDLE };

    return colors[state];
}

/* A place inside the chip, from its left; from its right where the language is written from there. */
static Spot
inside(const Drawing *drawing, const PenBox *chip, double x, double y)
{
    if (drawing->picture->rtl)
        return (Spot){ chip->x + chip->width - x, y, ALIGN_RIGHT };
    return (Spot){ chip->x + x, y, ALIGN_LEFT };
}

/* A dot; a cross when it fails and an hourglass when it is slow. */
static void
draw_dot(Drawing *drawing, const PenBox *chip, double y)
{
    PictureState state = drawing->figures->verdict_state;
    Spot at = inside(drawing, chip, 20, y);

    if (draw_sign(drawing, state, at.x - SIGN / 2, y) > 0)
        return;
    buf_add(drawing->buf, LIT("<circle"));
    sketch_attribute(drawing->buf, "cx", at.x);
    sketch_attribute(drawing->buf, "cy", y);
    sketch_attribute(drawing->buf, "r", 5.5);
    buf_addf(drawing->buf, " fill=\"%s\"/>", verdict_color(state));
}

Error *
picture_draw_verdict(Drawing *drawing, size_t index)
{
    VerdictPlan plan;
    Sketch sketch = { .color = BLUE, .width = 1.8, .amplitude = 1.1, .fill = WHITE };

    (void)index;
    if (!drawing->figures)
        return NULL;
    TRY(plan_verdict(drawing, &plan));
    PenBox chip = { CHIP_RIGHT - plan.width, CHIP_TOP, plan.width, plan.height, 17 };
    buf_add(drawing->buf, LIT("<g id=\"v\">"));
    sketch_box(drawing->buf, LIT("verdict"), &chip, &sketch);
    letters_mark(&drawing->letters, MARK_CHIP, &chip, LIT("verdict"));
    draw_dot(drawing, &chip, CHIP_TOP + 18);
    letters_write(&drawing->letters, &plan.verdict, inside(drawing, &chip, 33, 57.3),
                  verdict_color(drawing->figures->verdict_state), LIT("verdict"));
    double x = plan.two_lines ? 33 : 33 + plan.verdict.block.width + 10, y = plan.two_lines ? 77.5 : 57.2;
    letters_write(&drawing->letters, &plan.window, inside(drawing, &chip, x, y), NULL, LIT("verdict"));
    buf_add(drawing->buf, LIT("</g>"));
    return NULL;
}
