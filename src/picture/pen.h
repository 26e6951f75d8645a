/* pen.h -- a hand that draws: strokes, boxes, circles and hatching that look drawn by marker, the same every time. A Pen writes the
 * data of one SVG path ("M…c…") into a Buf; sketch.h makes whole elements of it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PEN_H
#define LATCHSTRING_PEN_H

#include "base/buf.h"

typedef struct Point {
    double x, y;
} Point;

/* radius is that of the corners. */
typedef struct PenBox {
    double x, y, width, height, radius;
} PenBox;

/* Its randomness is seeded by the element's name and the pass (1 or 2): FNV-1a 32 and xorshift32. */
typedef struct Pen {
    Buf *buf;
    uint32_t random;
    int pass;
    long x, y;    /* where it is, in tenths */
    char command; /* the last one written */
} Pen;

#define PEN_POINTS 512 /* of one stroke, at most (asserted) */

Pen pen_new(Buf *buf, Str name, int pass);

/* A number between -amplitude and amplitude. */
double pen_jitter(Pen *pen, double amplitude);

/* A number with one decimal, without a trailing ".0". */
void pen_number(Buf *buf, double value);

/* Exact: what a stroke is made of. Catmull-Rom through the points; straight lines. */
void pen_spline(Pen *pen, const Point *points, size_t count, bool closed);
void pen_polygon(Pen *pen, const Point *points, size_t count);

/* By hand. amplitude: how far it trembles; over: how far a stroke runs past its end. */
void pen_line(Pen *pen, Point from, Point to, double amplitude, double over);
void pen_box(Pen *pen, const PenBox *box, double amplitude, double over);
void pen_body(Pen *pen, const PenBox *box); /* the same outline, calmer and closed: for a fill */
void pen_ellipse(Pen *pen, Point centre, Point radii, double amplitude);

/* An arrow's line along the corners (at most 8), rounded by 20, and its head: two strokes back from the tip. */
void pen_route(Pen *pen, const Point *corners, size_t count, double amplitude);
void pen_head(Pen *pen, Point before, Point tip);

/* Parallel strokes that fill a polygon; angle in degrees. */
void pen_hachure(Pen *pen, const Point *polygon, size_t count, double angle, double gap);

#endif
