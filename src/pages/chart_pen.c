/* chart_pen.c -- the strokes of the charts: the same hand for the same name, every time.
 * SPDX-License-Identifier: ISC */
#include "pages/chart_pen.h"

#include <stdlib.h>

#define NUMBER_LIMIT 100000.0

ChartPen
chart_pen(Str name)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619u;
    return (ChartPen){ hash ? hash : 1 };
}

double
chart_pen_jitter(ChartPen *pen, double reach)
{
    uint32_t x = pen->state;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    pen->state = x;
    return (2.0 * x / 4294967296.0 - 1.0) * reach;
}

void
chart_pen_number(Buf *buf, double value)
{
    double inside = value >= -NUMBER_LIMIT && value <= NUMBER_LIMIT ? value
                    : value > NUMBER_LIMIT                          ? NUMBER_LIMIT
                    : value < -NUMBER_LIMIT                         ? -NUMBER_LIMIT
                                                                    : 0.0; /* no number */
    long tenths = (long)(inside * 10.0 + (inside < 0 ? -0.5 : 0.5));

    if (tenths % 10 == 0)
        buf_addf(buf, "%ld", tenths / 10);
    else
        buf_addf(buf, "%s%ld.%ld", tenths < 0 ? "-" : "", labs(tenths) / 10, labs(tenths) % 10);
}

static void
add_point(Buf *buf, const char *letter, double x, double y)
{
    buf_addf(buf, "%s", letter);
    chart_pen_number(buf, x);
    buf_add_byte(buf, ' ');
    chart_pen_number(buf, y);
}

void
chart_pen_box(ChartPen *pen, Buf *buf, const double corner[4], double reach)
{
    double left = corner[0], top = corner[1], right = corner[2], bottom = corner[3];
    double lean = reach < (bottom - top) / 4 ? reach : (bottom - top) / 4;

    add_point(buf, "M", left + chart_pen_jitter(pen, lean), bottom);
    add_point(buf, "L", left + chart_pen_jitter(pen, lean), top + chart_pen_jitter(pen, lean));
    add_point(buf, "Q", (left + right) / 2, top + chart_pen_jitter(pen, lean));
    add_point(buf, " ", right + chart_pen_jitter(pen, lean), top + chart_pen_jitter(pen, lean));
    add_point(buf, "L", right + chart_pen_jitter(pen, lean), bottom);
}

void
chart_pen_line(ChartPen *pen, Buf *buf, const double (*points)[2], size_t count, double reach)
{
    for (size_t i = 0; i < count; i++) {
        double x = points[i][0], y = points[i][1];
        if (i == 0) {
            add_point(buf, "M", x, y);
            continue;
        }
        add_point(buf, "Q", (points[i - 1][0] + x) / 2 + chart_pen_jitter(pen, reach),
                  (points[i - 1][1] + y) / 2 + chart_pen_jitter(pen, reach));
        add_point(buf, " ", x, y);
    }
}
