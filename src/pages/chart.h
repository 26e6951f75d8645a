/* chart.h -- charts as SVG in the hand of the picture: bars, columns over time, lines, ranges of times, sparklines. They are as wide as
 * their place: shapes stretch, text and strokes do not. Colours and patterns come from chart.css by class; no inline style, no script.
 * A value is never shown by colour alone, and no chart stands without its figures beside it in words.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CHART_H
#define LATCHSTRING_CHART_H

#include "base/buf.h"

#define CHART_COLUMNS 400 /* at most, over time */
#define CHART_PARTS   3   /* of one column, and lines of one chart */
#define CHART_MARKS   8   /* words below a time axis, at most */

typedef enum ChartKind {
    CHART_NONE,
    CHART_BAR, /* a part of a whole: values[0] of whole */
    CHART_COLUMNS_STACKED,
    CHART_LINES,
    CHART_RANGE, /* p50, p95, p99 in values[0..2] on a log axis from low to high; -1: not known */
    CHART_SCALE, /* the axis of the ranges: a mark at each power of ten, named by marks */
    CHART_SPARK, /* one line without axes: values */
} ChartKind;

/* A moment or day of a chart over time. */
typedef struct ChartPoint {
    int64_t parts[CHART_PARTS]; /* of a column, from the ground up; of the lines; -1 for not known (lines) */
    bool running;               /* still filling: hatched */
    Str tip;                    /* the figures in words: shown on hover and focus */
    Str url;                    /* where a click leads; "" for nowhere */
} ChartPoint;

/* A word below the axis. */
typedef struct ChartMark {
    double at; /* 0 to 1 */
    Str text;
} ChartMark;

typedef struct Chart {
    ChartKind kind;
    Str id;          /* unique in the page: names the parts, and the pen's hand */
    Str title;       /* columns and lines: what it is … */
    Str description; /* … and what it shows, for who cannot see it */
    const ChartPoint *points;
    size_t point_count;
    const int64_t *values;
    size_t value_count;
    int64_t whole, low, high;
    const char *tone; /* bar: "done", "fail", "left" */
    ChartMark marks[CHART_MARKS];
    size_t mark_count;
    Str levels[2];          /* the words at half and full height */
    int64_t top;            /* the value of full height: chart_top */
    Str names[CHART_PARTS]; /* of the lines, written at their ends */
} Chart;

/* Write it; nothing for NULL and CHART_NONE. Numbers beyond what the axis holds are drawn at its edge. */
void chart_draw(Buf *buf, const Chart *chart);

/* A round number, at least the largest: 1, 2, 4, 6, 8 or 10 times a power of ten; at least 2, so that its half is whole too. */
int64_t chart_top(int64_t largest);

#endif
