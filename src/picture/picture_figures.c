/* picture_figures.c -- the parts that show figures: pills, notes, figures of boxes.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/picture_room.h"
#include "picture/sketch.h"

#include <math.h>

#define PILL_HEIGHT  22.0
#define PILL_PADDING 11.0
#define PILL_GAP     4.5   /* between the count and the time */
#define PILL_LEAST   0.84  /* how small the time may become; smaller, it is left out */
#define KEY_HALF     54.0  /* the sample ends here after its middle, whatever its width: its words follow */
#define KEY_ROOM     112.0 /* for the sample, from the left edge of what stands above it */
#define KEY_LONGEST  140.0
#define LOSS_WIDTH   110.0
#define ENGINE_WIDTH 110.0
#define WIDE         100000.0 /* no limit */

static Layout
squeeze(const Drawing *drawing, LayoutRole role, double width, Str text)
{
    LayoutSpace space = { drawing->picture->language, role, width, 1 };

    return layout_squeeze(drawing->arena, &space, text);
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

double
picture_sign(Drawing *drawing, PictureState state, double left, double middle)
{
    Buf *buf = drawing->buf;

    if (state != PICTURE_SLOW && state != PICTURE_FAILING)
        return 0;
    buf_add(buf, LIT("<path d=\"M"));
    pen_number(buf, left);
    buf_add_byte(buf, ' ');
    pen_number(buf, middle - PICTURE_SIGN / 2);
    if (state == PICTURE_FAILING)
        buf_add(buf, LIT("l9 9m0-9l-9 9\" stroke=\"" BAD "\" stroke-width=\"2.3\"/>"));
    else
        buf_add(buf, LIT("h8l-8 9.4h8z\" stroke=\"" SLOW "\" fill=\"" SLOW "\" stroke-width=\"1.5\"/>"));
    return PICTURE_SIGN + PICTURE_SIGN_GAP;
}

static double
sign_width(PictureState state)
{
    return state == PICTURE_SLOW || state == PICTURE_FAILING ? PICTURE_SIGN + PICTURE_SIGN_GAP : 0;
}

typedef struct Pill {
    Str name, count, time;
    PictureState state;
    Spot at; /* y is its middle */
    Reach reach;
} Pill;

/* What stands on a pill. */
typedef struct PillWords {
    Layout count, time;
    double gap, width; /* of the whole pill */
} PillWords;

static double
left_edge(Spot at, double width)
{
    return at.align == ALIGN_RIGHT ? at.x - width : at.align == ALIGN_MIDDLE ? at.x - width / 2 : at.x;
}

/* Longer than there is room for: smaller, then without the time, then as small as it takes. A count is never cut. */
static PillWords
pill_words(const Drawing *drawing, const Pill *pill)
{
    double fixed = 2 * PILL_PADDING + sign_width(pill->state), room = pill->reach.right - pill->reach.left - fixed;
    PillWords words = { .count = squeeze(drawing, ROLE_PILL_COUNT, WIDE, pill->count), .gap = PILL_GAP };

    if (pill->time.len)
        words.time = squeeze(drawing, ROLE_PILL_TIME, WIDE, str_format(drawing->arena, "· %.*s", STR_ARG(pill->time)));
    double needed = words.count.block.width + words.time.block.width;
    needed += words.time.block.line_count ? words.gap : 0;
    if (needed > 0 && room / needed < PILL_LEAST) {
        words.time = (Layout){ 0 };
        needed = words.count.block.width;
    }
    double factor = needed > room ? room / needed : 1;
    layout_scale(&words.count, factor);
    layout_scale(&words.time, factor);
    words.gap *= factor;
    words.width = fixed + needed * factor;
    return words;
}

/* Where it is wanted; beside that when there it would lie on something. */
static double
pill_left(const Pill *pill, double width)
{
    double left = left_edge(pill->at, width);

    left = fmin(left, pill->reach.right - width);
    return fmax(left, pill->reach.left);
}

static PenBox
draw_pill(Drawing *drawing, const Pill *pill, const PillWords *words)
{
    const PillLook *look = &pill_looks[pill->state];
    Sketch sketch = { .color = look->line, .width = look->stroke, .amplitude = 0.9, .fill = look->fill, .once = true };
    PenBox box = { pill_left(pill, words->width), pill->at.y - PILL_HEIGHT / 2, words->width, PILL_HEIGHT,
                   PILL_HEIGHT / 2 };

    sketch_box(drawing->buf, pill->name, &box, &sketch);
    letters_mark(&drawing->letters, MARK_PILL, &box, pill->name);
    double x = box.x + PILL_PADDING;
    x += picture_sign(drawing, pill->state, x, pill->at.y);
    letters_write(&drawing->letters, &words->count, (Spot){ x, layout_middle(&words->count, pill->at.y), ALIGN_LEFT },
                  look->count, pill->name);
    x += words->count.block.width + words->gap;
    letters_write(&drawing->letters, &words->time, (Spot){ x, layout_middle(&words->time, pill->at.y), ALIGN_LEFT },
                  look->time, pill->name);
    return box;
}

/* How many left here: under the pill, at its side; else to its left or right; nowhere when all that is taken. */
static void
draw_loss(Drawing *drawing, const PenBox *pill, Align align, Str loss)
{
    Layout layout = squeeze(drawing, ROLE_LOSS, LOSS_WIDTH, loss);
    double width = layout.block.width, size = layout.block.size, right = pill->x + pill->width;
    double under = align == ALIGN_LEFT    ? pill->x + 4
                   : align == ALIGN_RIGHT ? right - 4 - width
                                          : pill->x + (pill->width - width) / 2;
    double beside = layout_middle(&layout, pill->y + pill->height / 2);
    const Spot spots[] = { { under, layout_top(&layout, pill->y + pill->height + 3), ALIGN_LEFT },
                           { pill->x - 5 - width, beside, ALIGN_LEFT },
                           { right + 5, beside, ALIGN_LEFT } };

    for (size_t i = 0; i < COUNT_OF(spots); i++) {
        PenBox at = { spots[i].x, spots[i].y - 0.80 * size, width, 1.06 * size, 0 };
        if (picture_is_free(drawing->picture, &at)) {
            letters_write(&drawing->letters, &layout, spots[i], NULL, LIT("loss"));
            return;
        }
    }
}

Error *
picture_draw_pill(Drawing *drawing, size_t index)
{
    const Picture *picture = drawing->picture;
    const Str id = picture->diagram->arrows[index].section.id;
    Str name = str_format(drawing->arena, "p-%.*s", STR_ARG(id));

    if (!drawing->figures)
        return NULL;
    const PictureArrow *arrow = &drawing->figures->arrows[index];
    Pill pill = {
        name, arrow->count, arrow->time, arrow->state, picture->arrows[index].pill, picture->arrows[index].reach
    };
    buf_addf(drawing->buf, "<g id=\"%.*s\">", STR_ARG(name));
    PillWords words = pill_words(drawing, &pill);
    PenBox box = draw_pill(drawing, &pill, &words);
    if (arrow->loss.len)
        draw_loss(drawing, &box, pill.at.align, arrow->loss);
    buf_add(drawing->buf, LIT("</g>"));
    return NULL;
}

/* The arrow whose pill explains the others: the first that says how often and how long. */
static const PictureArrow *
sample_arrow(const Drawing *drawing)
{
    const PictureFigures *figures = drawing->figures;

    for (size_t i = 0; i < drawing->picture->diagram->arrow_count; i++)
        if (figures->arrows[i].state == PICTURE_OK || figures->arrows[i].state == PICTURE_SLOW)
            return &figures->arrows[i];
    return &figures->arrows[0];
}

Error *
picture_draw_key(Drawing *drawing, size_t index)
{
    const Picture *picture = drawing->picture;
    Point at = picture->diagram->key.pill_at.at;

    (void)index;
    if (!drawing->figures)
        return NULL;
    const PictureArrow *sample = sample_arrow(drawing);
    double x = picture->rtl ? KEY_MIRROR - at.x - KEY_HALF : at.x + KEY_HALF;
    double aside = picture->rtl ? -1 : 1;
    Pill pill = { .name = LIT("key.pill"),
                  .count = sample->count,
                  .time = sample->time,
                  .state = sample->state == PICTURE_IDLE ? PICTURE_IDLE : PICTURE_OK,
                  .at = { x, at.y, picture->rtl ? ALIGN_LEFT : ALIGN_RIGHT },
                  .reach = { 0, KEY_LONGEST } };
    PillWords words = pill_words(drawing, &pill);
    Spot spot = picture->key_at;
    double more = fmax(0, words.width - KEY_ROOM); /* a wider one moves its words away */

    pill.at.x += aside * more;
    spot.x += aside * more;
    pill.reach = (Reach){ 0, CANVAS_WIDTH };
    (void)draw_pill(drawing, &pill, &words);
    letters_write(&drawing->letters, &picture->key, spot, NULL, LIT("key"));
    return NULL;
}

/* ---- figures of boxes ---- */

static void
draw_box_figure(Drawing *drawing, const DiagramBox *box, double room, Str figure)
{
    bool stale = drawing->figures->stale && box->stale;
    Sketch sketch = { .color = stale ? SLOW : LINE,
                      .width = stale ? 1.8 : 1.3,
                      .amplitude = 0.9,
                      .fill = stale ? SLOWSOFT : WHITE,
                      .once = true };
    Str name = str_format(drawing->arena, "f-%.*s", STR_ARG(box->section.id));
    double sign = sign_width(stale ? PICTURE_SLOW : PICTURE_OK);
    const PenBox *place = &box->place;
    Layout layout = squeeze(drawing, ROLE_BOX_FIGURE, room - sign - 20, figure);

    double width = layout.block.width + sign + 20;
    double left = drawing->picture->rtl ? place->x + 16 : place->x + place->width - 16 - width;
    PenBox pill = { left, place->y + place->height - 11, width, 22, 11 };
    sketch_box(drawing->buf, name, &pill, &sketch);
    letters_mark(&drawing->letters, MARK_FIGURE, &pill, name);
    (void)picture_sign(drawing, stale ? PICTURE_SLOW : PICTURE_OK, left + 10, pill.y + 11);
    Spot spot = { left + 10 + sign, layout_middle(&layout, pill.y + 11), ALIGN_LEFT };
    letters_write(&drawing->letters, &layout, spot, stale ? SLOW : NULL, name);
}

/* What runs the box: a small tag across its edge, where the diagram says. Returns its width. */
static double
draw_engine(Drawing *drawing, const DiagramBox *box, Str engine)
{
    Str name = str_format(drawing->arena, "e-%.*s", STR_ARG(box->section.id));
    LayoutSpace space = { drawing->picture->language, ROLE_ENGINE, ENGINE_WIDTH, 1 };
    Layout layout = layout_cut(drawing->arena, &space, engine);

    double width = layout.block.width + 14, left = box->engine.x;
    if (drawing->picture->rtl)
        left = 2 * box->place.x + box->place.width - left - width;
    Chip chip = { { left + width / 2, box->engine.y }, 17, 7, 5, 1.2, LINE, PAPER };
    picture_chip(&drawing->letters, &chip, &layout, name);
    return width;
}

Error *
picture_draw_box_figure(Drawing *drawing, size_t index)
{
    const DiagramBox *box = &drawing->picture->diagram->boxes[index];

    if (!drawing->figures)
        return NULL;
    Str engine = drawing->figures->box_engines[index], figure = drawing->figures->box_figures[index];
    double room = box->place.width - 32;
    if (engine.len && box->engine.x > 0)
        room -= draw_engine(drawing, box, engine) + box->engine.x - box->place.x - 10;
    if (figure.len)
        draw_box_figure(drawing, box, room, figure);
    return NULL;
}

/* ---- notes ---- */

Error *
picture_draw_note(Drawing *drawing, size_t index)
{
    const NoteShape *shape = &drawing->picture->notes[index];
    const PenBox *place = &drawing->picture->diagram->notes[index].place;
    double middle = place->x + place->width / 2;
    Buf *buf = drawing->buf;

    if (!drawing->figures)
        return NULL;
    const PictureNote *note = &drawing->figures->notes[index];
    buf_add(buf, shape->open);
    buf_add(buf, shape->body);
    buf_addf(buf, "<g transform=\"translate(0 %d)\">", note->earlier.len ? 0 : 10);
    Layout layout = squeeze(drawing, ROLE_NOTE_FIGURE, place->width - 16, note->figure);
    letters_write(&drawing->letters, &layout, (Spot){ middle, place->y + 52, ALIGN_MIDDLE }, NULL, LIT("note.figure"));
    buf_add(buf, shape->caption);
    buf_add(buf, LIT("</g>"));
    if (note->earlier.len) {
        layout = squeeze(drawing, ROLE_NOTE_EARLIER, place->width - 12, note->earlier);
        letters_write(&drawing->letters, &layout, (Spot){ middle, place->y + 112, ALIGN_MIDDLE }, NULL,
                      LIT("note.earlier"));
    }
    buf_add(buf, LIT("</g>"));
    return NULL;
}
