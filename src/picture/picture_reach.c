/* picture_reach.c -- how far labels and pills may reach before they lie on what stands still.
 * SPDX-License-Identifier: ISC */
#include "picture/picture_room.h"

#include <math.h>

#define TOUCH 1.5  /* deeper than this something lies on another */
#define CLEAR 2.0  /* that stays free between them */
#define EDGE  8.0  /* of the canvas */
#define HEAD  16.0 /* an arrow's: so long and wide */

static double
overlap_of(double from, double length, double other_from, double other_length)
{
    return fmin(from + length, other_from + other_length) - fmax(from, other_from);
}

/* What has x within it says nothing: it belongs there. */
static void
bound(Reach *reach, double x, double left, double right)
{
    if (right <= x)
        reach->left = fmax(reach->left, right + CLEAR);
    else if (left >= x)
        reach->right = fmin(reach->right, left - CLEAR);
}

/* An arrow's upright stretches at this height, and its head: that must be seen. */
static void
bound_route(Reach *reach, const DiagramRoute *route, const PenBox *at, double x)
{
    for (size_t i = 1; i < route->count; i++) {
        Point a = route->corners[i - 1], b = route->corners[i];
        if (fabs(a.x - b.x) < 1 && overlap_of(at->y, at->height, fmin(a.y, b.y), fabs(a.y - b.y)) > TOUCH)
            bound(reach, x, a.x - 2, a.x + 2);
    }
    Point tip = route->corners[route->count - 1], before = route->corners[route->count - 2];
    if (overlap_of(at->y, at->height, tip.y - HEAD / 2, HEAD) > TOUCH && fabs(tip.x - before.x) > 1)
        bound(reach, x, fmin(tip.x, tip.x - copysign(HEAD, tip.x - before.x)),
              fmax(tip.x, tip.x - copysign(HEAD, tip.x - before.x)));
}

Reach
picture_reach(const Marks *marks, const Diagram *diagram, const PenBox *at, double x)
{
    Reach reach = { EDGE, CANVAS_WIDTH - EDGE };

    for (size_t i = 0; i < marks->count; i++) {
        const PenBox *other = &marks->at[i].at;
        if (overlap_of(at->y, at->height, other->y, other->height) > TOUCH)
            bound(&reach, x, other->x, other->x + other->width);
    }
    for (size_t i = 0; i < diagram->arrow_count; i++)
        bound_route(&reach, &diagram->arrows[i].route, at, x);
    return reach;
}

bool
picture_is_free(const Picture *picture, const PenBox *at)
{
    for (size_t i = 0; i < picture->mark_count; i++) {
        const PenBox *other = &picture->marks[i].at;
        if (overlap_of(at->x, at->width, other->x, other->width) > TOUCH &&
            overlap_of(at->y, at->height, other->y, other->height) > TOUCH)
            return false;
    }
    return true;
}
