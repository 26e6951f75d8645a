/* picture_lint.c -- what is wrong with a drawing: texts that leave it, overlap, or lie on what they must not.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/picture_room.h"

#include <math.h>
#include <string.h>

#define MARGIN      6.0
#define TEXTS_TOUCH 2.0
#define LINES_TOUCH 3.5
#define SHAPE_TOUCH 1.5
#define FAULT_LIMIT ((size_t)1 << 18)

typedef struct Lint {
    Buf faults;
    size_t count;
} Lint;

/* How deep two rectangles lie in each other: the lesser of both ways; 0 or less: not at all. */
static double
overlap(const PenBox *a, const PenBox *b)
{
    double x = fmin(a->x + a->width, b->x + b->width) - fmax(a->x, b->x);
    double y = fmin(a->y + a->height, b->y + b->height) - fmax(a->y, b->y);

    return fmin(x, y);
}

static void
fault(Lint *lint, const Mark *a, const char *what, const Mark *b, double by)
{
    buf_addf(&lint->faults, "%.*s %s", STR_ARG(a->owner), what);
    if (b)
        buf_addf(&lint->faults, " %.*s", STR_ARG(b->owner));
    buf_addf(&lint->faults, " by %.1f\n", by);
    lint->count++;
}

static void
check_margin(Lint *lint, const Mark *mark)
{
    const PenBox *at = &mark->at;
    double right = CANVAS_WIDTH - (at->x + at->width), bottom = CANVAS_HEIGHT - (at->y + at->height);
    double least = fmin(fmin(at->x, at->y), fmin(right, bottom));

    if (mark->kind == MARK_TEXT && least < MARGIN)
        fault(lint, mark, "leaves the canvas", NULL, MARGIN - least);
}

/* A pill's words lie on it, a box's in it. */
static bool
belongs(const Mark *a, const Mark *b)
{
    return str_equal(a->owner, b->owner);
}

static bool
is_label(const Mark *mark)
{
    return (mark->kind == MARK_TEXT && (mark->role == ROLE_LABEL || mark->role == ROLE_LOSS)) ||
           mark->kind == MARK_PILL;
}

static bool
is_solid(const Mark *mark)
{
    return mark->kind == MARK_BOX || mark->kind == MARK_BADGE || mark->kind == MARK_TAG;
}

/* Small things that stand over edges on purpose: no words of others may lie under them. */
static bool
is_cover(const Mark *mark)
{
    return mark->kind == MARK_PILL || mark->kind == MARK_FIGURE || mark->kind == MARK_CHIP;
}

static void
check_pair(Lint *lint, const Mark *a, const Mark *b)
{
    double by = overlap(&a->at, &b->at);

    if (by <= 0)
        return;
    if (a->kind == MARK_TEXT && b->kind == MARK_TEXT) {
        double allowed = a->block == b->block ? LINES_TOUCH : TEXTS_TOUCH;
        if (by > allowed)
            fault(lint, a, "overlaps", b, by);
        return;
    }
    if (belongs(a, b) || by <= SHAPE_TOUCH)
        return;
    if ((is_label(a) && is_solid(b)) || (is_label(b) && is_solid(a)) || (is_cover(a) && is_cover(b)))
        fault(lint, a, "lies on", b, by);
    if ((a->kind == MARK_TEXT && is_cover(b)) || (b->kind == MARK_TEXT && is_cover(a)))
        fault(lint, a, "covers", b, by);
}

static void
check_all(Lint *lint, const Marks *marks)
{
    for (size_t i = 0; i < marks->count; i++) {
        check_margin(lint, &marks->at[i]);
        for (size_t j = i + 1; j < marks->count; j++)
            check_pair(lint, &marks->at[i], &marks->at[j]);
    }
}

/* Words that are prepared but not shown in this drawing. */
static bool
is_hidden(const Mark *mark, const PictureFigures *figures, bool subtitle)
{
    if (str_equal(mark->owner, LIT("subtitle")))
        return !subtitle;
    return !figures && mark->role == ROLE_NOTE_CAPTION && mark->kind == MARK_TEXT;
}

Error *
picture_lint(const Picture *picture, Arena *arena, const PictureFigures *figures, Str *faults, size_t *count)
{
    Lint lint = { .faults = buf_new(arena, FAULT_LIMIT) };
    Marks *marks = ARENA_NEW(arena, Marks, 1);
    Str svg;

    marks->blocks = MARKS_MAX; /* so that blocks of the still text have other numbers */
    TRY(picture_draw_marked(picture, arena, figures, marks, &svg));
    bool subtitle = !picture->subtitle.len || str_find(svg, picture->subtitle) < svg.len;
    for (size_t i = 0; i < picture->mark_count && marks->count < MARKS_MAX; i++)
        if (!is_hidden(&picture->marks[i], figures, subtitle))
            marks->at[marks->count++] = picture->marks[i];
    check_all(&lint, marks);
    TRY(buf_finish(&lint.faults, "the faults", faults));
    *count = lint.count;
    return NULL;
}
