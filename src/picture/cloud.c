/* cloud.c -- an ellipse whose edge is bumps between anchors.
 * SPDX-License-Identifier: ISC */
#include "picture/cloud.h"

#include "picture/sketch.h"

#include <math.h>

#define ANCHORS 11
#define SAMPLES 4
#define BUMP    0.30 /* its height, of the chord between two anchors */

static Point
anchor(const PenBox *place, int i)
{
    static const double angles[ANCHORS] = { -168, -128, -92, -55, -18, 14, 48, 84, 118, 150, 178 };
    double angle = angles[i % ANCHORS] * M_PI / 180;

    return (Point){ place->x + place->width / 2 + 0.43 * place->width * cos(angle),
                    place->y + place->height / 2 + 0.37 * place->height * sin(angle) };
}

static void
outline(const PenBox *place, Point points[ANCHORS * SAMPLES])
{
    static const double samples[SAMPLES] = { 0, 0.18, 0.5, 0.82 };

    for (int i = 0; i < ANCHORS; i++) {
        Point a = anchor(place, i), b = anchor(place, i + 1);
        double dx = b.x - a.x, dy = b.y - a.y;
        for (int s = 0; s < SAMPLES; s++) {
            double t = samples[s], up = BUMP * 4 * t * (1 - t); /* outward is to the left of the way round */
            points[i * SAMPLES + s] = (Point){ a.x + dx * t + dy * up, a.y + dy * t - dx * up };
        }
    }
}

static void
stroke(Buf *buf, Str name, const Point points[ANCHORS * SAMPLES], int pass)
{
    static const Sketch sketches[2] = { { .color = BLUE, .width = 2.8, .amplitude = 1.1, .fill = WHITE },
                                        { .color = BLUE, .width = 2.6, .amplitude = 1.9 } };
    Pen pen = sketch_begin(buf, name, pass);
    Point moved[ANCHORS * SAMPLES];

    for (int i = 0; i < ANCHORS * SAMPLES; i++) {
        moved[i].x = points[i].x + pen_jitter(&pen, sketches[pass - 1].amplitude);
        moved[i].y = points[i].y + pen_jitter(&pen, sketches[pass - 1].amplitude);
    }
    pen_spline(&pen, moved, ANCHORS * SAMPLES, true);
    sketch_end(buf, &sketches[pass - 1], pass);
}

void
cloud_draw(Buf *buf, Str name, const PenBox *place)
{
    Point points[ANCHORS * SAMPLES], shadow[ANCHORS * SAMPLES];

    outline(place, points);
    for (int i = 0; i < ANCHORS * SAMPLES; i++)
        shadow[i] = (Point){ points[i].x + 9, points[i].y + 9 };
    sketch_hatch(buf, name, shadow, ANCHORS * SAMPLES, &sketch_shade);
    stroke(buf, name, points, 1);
    stroke(buf, name, points, 2);
}
