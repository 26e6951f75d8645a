/* chart_pen.h -- the strokes of the charts: the same hand for the same name, every time.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CHART_PEN_H
#define LATCHSTRING_CHART_PEN_H

#include "base/buf.h"

typedef struct ChartPen {
    uint32_t state;
} ChartPen;

/* The hand for a name: FNV-1a, then xorshift, as the picture's pen. */
ChartPen chart_pen(Str name);

/* Somewhere in [-reach, reach]. */
double chart_pen_jitter(ChartPen *pen, double reach);

/* A number of a path: one decimal, without ".0"; within ±100,000, and 0 for what is no number. */
void chart_pen_number(Buf *buf, double value);

/* A box, open at the ground when it is one of several that stand on each other. Appends "M… " to a path. */
void chart_pen_box(ChartPen *pen, Buf *buf, const double corner[4], double reach);

/* A line through points, bent a little between them: x and y of each. */
void chart_pen_line(ChartPen *pen, Buf *buf, const double (*points)[2], size_t count, double reach);

#endif
