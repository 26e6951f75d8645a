/* picture_verdict.c -- the verdict's chip: how sign-in is doing, in a sentence, and of when that is.
 * SPDX-License-Identifier: ISC */
#include "picture/picture_room.h"
#include "picture/sketch.h"

#include <math.h>

#define CHIP_RIGHT   1556.0
#define WORDS_FROM   33.0 /* from the chip's edge: the dot is before them */
#define BESIDE       58.0 /* what a chip of one line needs beside its words */
#define STACKED      51.0 /* the same of two or three lines */
#define LEAST        0.87 /* how small the verdict may become for one line */
#define WINDOW_WIDTH 420.0
#define WIDE         100000.0

/* What a chip of so many lines is like; places from its top. */
static const struct {
    double top, height, dot, verdict, window;
} chips[] = {
    [1] = { 34, 36, 18, 23.3, 23.2 },
    [2] = { 34, 56, 18, 23.3, 43.5 },
    [3] = { 16, 70, 15, 20, 59 }, /* higher: it ends above the tags */
};

/* As much as there is room for: first the subtitle goes, then the window gets a line of its own, then the verdict wraps. Longer than
 * two lines it is cut; whole it stands in the drawing's description. */
VerdictPlan
picture_plan_verdict(const Drawing *drawing)
{
    const Picture *picture = drawing->picture;
    const PictureFigures *figures = drawing->figures;
    double room = CHIP_RIGHT - picture->title_right - 30;
    LayoutSpace words = { picture->language, ROLE_VERDICT, WIDE, 1 };
    LayoutSpace window = { picture->language, ROLE_WINDOW, WINDOW_WIDTH, 1 };
    VerdictPlan plan = { .rows = 1, .subtitle = true };

    if (!figures)
        return plan;
    plan.verdict = layout_squeeze(drawing->arena, &words, figures->verdict);
    plan.window = layout_cut(drawing->arena, &window, figures->window);
    double whole = plan.verdict.block.width, width = whole + plan.window.block.width + BESIDE;
    if (width > room) {
        plan.rows = whole * LEAST + STACKED > room ? 3 : 2;
        words = (LayoutSpace){ picture->language, ROLE_VERDICT, room - STACKED, 2 };
        if (plan.rows == 3)
            plan.verdict = layout_cut(drawing->arena, &words, figures->verdict);
        else if (whole + STACKED > room)
            layout_scale(&plan.verdict, (room - STACKED) / whole);
        width = fmax(plan.verdict.block.width, plan.window.block.width) + STACKED;
    }
    plan.chip = (PenBox){ CHIP_RIGHT - width, chips[plan.rows].top, width, chips[plan.rows].height, 17 };
    plan.subtitle = plan.chip.x > picture->subtitle_right + 16;
    return plan;
}

Error *
picture_draw_subtitle(Drawing *drawing, size_t index)
{
    (void)index;
    if (drawing->verdict.subtitle)
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
inside(const Drawing *drawing, double x, double y)
{
    const PenBox *chip = &drawing->verdict.chip;

    if (drawing->picture->rtl)
        return (Spot){ chip->x + chip->width - x, chip->y + y, ALIGN_RIGHT };
    return (Spot){ chip->x + x, chip->y + y, ALIGN_LEFT };
}

/* A dot; a cross when it fails and an hourglass when it is slow. */
static void
draw_dot(Drawing *drawing, double y)
{
    PictureState state = drawing->figures->verdict_state;
    Spot at = inside(drawing, 20, y);

    if (picture_sign(drawing, state, at.x - PICTURE_SIGN / 2, at.y) > 0)
        return;
    buf_add(drawing->buf, LIT("<circle"));
    sketch_attribute(drawing->buf, "cx", at.x);
    sketch_attribute(drawing->buf, "cy", at.y);
    sketch_attribute(drawing->buf, "r", 5.5);
    buf_addf(drawing->buf, " fill=\"%s\"/>", verdict_color(state));
}

Error *
picture_draw_verdict(Drawing *drawing, size_t index)
{
    const VerdictPlan *plan = &drawing->verdict;
    Sketch sketch = { .color = BLUE, .width = 1.8, .amplitude = 1.1, .fill = WHITE };

    (void)index;
    if (!drawing->figures)
        return NULL;
    buf_add(drawing->buf, LIT("<g id=\"v\">"));
    sketch_box(drawing->buf, LIT("verdict"), &plan->chip, &sketch);
    letters_mark(&drawing->letters, MARK_CHIP, &plan->chip, LIT("verdict"));
    draw_dot(drawing, chips[plan->rows].dot);
    letters_write(&drawing->letters, &plan->verdict, inside(drawing, WORDS_FROM, chips[plan->rows].verdict),
                  verdict_color(drawing->figures->verdict_state), LIT("verdict"));
    double x = plan->rows > 1 ? WORDS_FROM : WORDS_FROM + plan->verdict.block.width + 10;
    letters_write(&drawing->letters, &plan->window, inside(drawing, x, chips[plan->rows].window), NULL, LIT("verdict"));
    buf_add(drawing->buf, LIT("</g>"));
    return NULL;
}
