/* pen_hachure.c -- hatching: a polygon filled with parallel strokes, scan line by scan line.
 * SPDX-License-Identifier: ISC */
#include "picture/pen.h"

#include <assert.h>
#include <math.h>

#define CUTS 32 /* of one scan line */

static Point
rotated(Point p, double angle)
{
    return (Point){ p.x * cos(angle) - p.y * sin(angle), p.x * sin(angle) + p.y * cos(angle) };
}

/* Where the line at height y cuts the edges, from left to right. */
static size_t
cut(const Point *polygon, size_t count, double y, double cuts[CUTS])
{
    size_t found = 0;

    for (size_t i = 0; i < count && found < CUTS; i++) {
        Point a = polygon[i], b = polygon[(i + 1) % count];
        if ((a.y <= y) == (b.y <= y))
            continue;
        double x = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
        size_t at = found++;
        for (; at > 0 && cuts[at - 1] > x; at--)
            cuts[at] = cuts[at - 1];
        cuts[at] = x;
    }
    return found;
}

/* "M x y l dx dy": whole units where it starts, tenths for its way. */
static void
stroke(Pen *pen, Point from, Point to)
{
    Point start = { round(from.x), round(from.y) };

    buf_add_byte(pen->buf, 'M');
    pen_number(pen->buf, start.x);
    buf_add_byte(pen->buf, ' ');
    pen_number(pen->buf, start.y);
    buf_add_byte(pen->buf, 'l');
    pen_number(pen->buf, to.x - from.x);
    if (lround((to.y - from.y) * 10) >= 0)
        buf_add_byte(pen->buf, ' ');
    pen_number(pen->buf, to.y - from.y);
}

void
pen_hachure(Pen *pen, const Point *polygon, size_t count, double angle, double gap)
{
    Point turned[PEN_POINTS];
    double top = 1e9, bottom = -1e9, way = angle * M_PI / 180, cuts[CUTS];

    assert(count >= 3 && count <= PEN_POINTS);
    for (size_t i = 0; i < count; i++) {
        turned[i] = rotated(polygon[i], -way);
        top = fmin(top, turned[i].y);
        bottom = fmax(bottom, turned[i].y);
    }
    for (double y = top + 0.6 * gap; y < bottom; y += gap * (1 + pen_jitter(pen, 0.12))) {
        size_t found = cut(turned, count, y, cuts);
        for (size_t i = 0; i + 1 < found; i += 2) {
            Point from = { cuts[i] + pen_jitter(pen, 1.5), y + pen_jitter(pen, 0.8) };
            Point to = { cuts[i + 1] + pen_jitter(pen, 1.5), y + pen_jitter(pen, 0.8) };
            if (cuts[i + 1] - cuts[i] > 1.5)
                stroke(pen, rotated(from, way), rotated(to, way));
        }
    }
}
