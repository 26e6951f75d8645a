/* chart.c -- charts as SVG in the hand of the picture.
 * A chart is as wide as its place. So what has a shape (outlines, lines) stands in an inner drawing of 1000 units that is stretched,
 * its strokes excepted (chart.css: vector-effect); areas and words stand in the outer one, at shares of its width.
 * SPDX-License-Identifier: ISC */
#include "pages/chart.h"

#include "base/str.h"
#include "codec/html.h"
#include "pages/chart_pen.h"

#include <math.h>
#include <stdio.h>

#define WIDTH      1000.0 /* of the inner drawing */
#define SKY        20     /* above the plot: the words of its top */
#define PLOT       180    /* height of a plot */
#define GROUND     (SKY + PLOT)
#define HEIGHT     (GROUND + 26)
#define DENSE      60 /* so many columns have finer outlines */
#define NAME_APART 17 /* the names of lines at least */
#define BAR        22
#define SPARK      34
#define ROW        26

static const char *const part_tones[CHART_PARTS] = { "done", "fail", "left" };

static double
clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* Where a value lies between nothing and all: 0 to 1. */
static double
share(int64_t value, int64_t whole)
{
    return whole > 0 && value > 0 ? clamp((double)value / (double)whole, 0, 1) : 0;
}

static void
add_attribute(Buf *buf, const char *name, double value, const char *unit)
{
    buf_addf(buf, " %s=\"", name);
    chart_pen_number(buf, value);
    buf_addf(buf, "%s\"", unit);
}

static void
open_inner(Buf *buf, int top, int height)
{
    buf_addf(buf,
             "<svg class=\"plot\" x=\"0\" y=\"%d\" width=\"100%%\" height=\"%d\" viewBox=\"0 0 1000 %d\" "
             "preserveAspectRatio=\"none\">",
             top, height, height);
}

static void
add_rect(Buf *buf, const char *tone, const double at[4])
{
    buf_add(buf, LIT("<rect"));
    add_attribute(buf, "x", at[0] * 100, "%");
    add_attribute(buf, "y", at[1], "");
    add_attribute(buf, "width", at[2] * 100, "%");
    add_attribute(buf, "height", at[3], "");
    buf_addf(buf, " fill=\"url(#h-%s)\"/>", tone);
}

static void
add_text(Buf *buf, const char *class, const double at[2], const char *anchor, Str text)
{
    if (text.len == 0)
        return;
    buf_addf(buf, "<text class=\"%s\" text-anchor=\"%s\"", class, anchor);
    add_attribute(buf, "x", at[0] * 100, "%");
    add_attribute(buf, "y", at[1], "");
    buf_add_byte(buf, '>');
    html_escape(buf, text);
    buf_add(buf, LIT("</text>"));
}

/* ---- over time: columns and lines ---- */

static void
open_plot(Buf *buf, const Chart *chart)
{
    buf_addf(buf,
             "<svg class=\"chart\" direction=\"ltr\" width=\"100%%\" height=\"%d\" role=\"group\" "
             "aria-labelledby=\"%.*s-t\"",
             HEIGHT, STR_ARG(chart->id));
    buf_addf(buf, " aria-describedby=\"%.*s-d\"><title id=\"%.*s-t\">", STR_ARG(chart->id), STR_ARG(chart->id));
    html_escape(buf, chart->title);
    buf_addf(buf, "</title><desc id=\"%.*s-d\">", STR_ARG(chart->id));
    html_escape(buf, chart->description);
    buf_add(buf, LIT("</desc>"));
}

/* Ground, half and full height, each a stroke of the pen. */
static void
add_grid(Buf *buf, ChartPen *pen)
{
    for (int i = 0; i <= 2; i++) {
        const double line[3][2] = { { 0, PLOT - i * PLOT / 2.0 },
                                    { WIDTH / 2, PLOT - i * PLOT / 2.0 + chart_pen_jitter(pen, .8) },
                                    { WIDTH, PLOT - i * PLOT / 2.0 } };
        buf_addf(buf, "<path class=\"%s\" d=\"", i ? "grid" : "ground");
        chart_pen_line(pen, buf, line, 3, .8);
        buf_add(buf, LIT("\"/>"));
    }
}

static void
add_words(Buf *buf, const Chart *chart)
{
    for (int i = 0; i < 2; i++)
        add_text(buf, "level", (const double[]){ 0, GROUND - (i + 1) * PLOT / 2.0 - 5 }, "start", chart->levels[i]);
    for (size_t i = 0; i < chart->mark_count && i < CHART_MARKS; i++) {
        double at = clamp(chart->marks[i].at, 0, 1);
        add_text(buf, "mark", (const double[]){ at, HEIGHT - 7 },
                 at < .06   ? "start"
                 : at > .94 ? "end"
                            : "middle",
                 chart->marks[i].text);
    }
}

/* What answers to pointer and keyboard: the whole height of a point. */
static void
add_hit(Buf *buf, const Chart *chart, size_t i)
{
    const ChartPoint *point = &chart->points[i];
    double slot = 1.0 / (double)chart->point_count;

    if (point->url.len) {
        buf_add(buf, LIT("<a class=\"at\" href=\""));
        html_escape(buf, point->url);
        buf_add(buf, LIT("\"><title>"));
    } else {
        buf_add(buf, LIT("<g class=\"at\"><title>"));
    }
    html_escape(buf, point->tip);
    buf_add(buf, LIT("</title><rect"));
    add_attribute(buf, "x", (double)i * slot * 100, "%");
    add_attribute(buf, "width", slot * 100, "%");
    buf_addf(buf, " y=\"%d\" height=\"%d\" class=\"hit\"/>", SKY, PLOT);
    buf_add(buf, point->url.len ? LIT("</a>") : LIT("</g>"));
}

static size_t
point_count(const Chart *chart)
{
    return chart->point_count < CHART_COLUMNS ? chart->point_count : CHART_COLUMNS;
}

/* Left, top, width (shares of the whole) and height of one part of a column; false when there is nothing of it. */
static bool
part_of(const Chart *chart, size_t i, int part, double at[4])
{
    double slot = 1.0 / (double)chart->point_count, below = 0;
    const ChartPoint *point = &chart->points[i];

    for (int j = 0; j < part; j++)
        below += PLOT * share(point->parts[j], chart->top);
    double height = PLOT * share(point->parts[part], chart->top);
    if (height <= 0 || below >= PLOT)
        return false;
    height = clamp(height, 1.5, PLOT - below < 1.5 ? 1.5 : PLOT - below);
    at[0] = ((double)i + .14) * slot;
    at[1] = PLOT - below - height;
    at[2] = .72 * slot;
    at[3] = height;
    return true;
}

static void
add_areas(Buf *buf, const Chart *chart)
{
    double at[4];

    for (size_t i = 0; i < point_count(chart); i++)
        for (int part = 0; part < CHART_PARTS; part++)
            if (part_of(chart, i, part, at)) {
                at[1] += SKY;
                add_rect(buf, chart->points[i].running ? "run" : part_tones[part], at);
            }
}

static void
add_outlines(Buf *buf, const Chart *chart, ChartPen *pen)
{
    double at[4];

    for (int part = 0; part < CHART_PARTS; part++) {
        buf_addf(buf, "<path class=\"edge %s%s\" d=\"", part_tones[part], chart->point_count > DENSE ? " dense" : "");
        for (size_t i = 0; i < point_count(chart); i++)
            if (part_of(chart, i, part, at)) {
                const double corner[4] = { at[0] * WIDTH, at[1], (at[0] + at[2]) * WIDTH, at[1] + at[3] };
                chart_pen_box(pen, buf, corner, 1.2);
            }
        buf_add(buf, LIT("\"/>"));
    }
}

static void
draw_columns(Buf *buf, const Chart *chart)
{
    ChartPen pen = chart_pen(chart->id);

    open_plot(buf, chart);
    add_areas(buf, chart);
    open_inner(buf, SKY, PLOT);
    add_grid(buf, &pen);
    add_outlines(buf, chart, &pen);
    buf_add(buf, LIT("</svg>"));
    add_words(buf, chart);
    for (size_t i = 0; i < point_count(chart); i++)
        add_hit(buf, chart, i);
    buf_add(buf, LIT("</svg>"));
}

static double
line_height(const Chart *chart, size_t i, int line)
{
    return PLOT * (1 - share(chart->points[i].parts[line], chart->top));
}

/* One line; where a value is not known it ends, and begins anew behind it. */
static void
add_line(Buf *buf, const Chart *chart, int line, ChartPen *pen)
{
    double points[CHART_COLUMNS][2];
    size_t count = 0, last = point_count(chart);

    buf_addf(buf, "<path class=\"line l%d\" d=\"", line + 1);
    for (size_t i = 0; i <= last; i++) {
        if (i < last && chart->points[i].parts[line] >= 0) {
            points[count][0] = ((double)i + .5) * WIDTH / (double)chart->point_count;
            points[count++][1] = line_height(chart, i, line);
            continue;
        }
        chart_pen_line(pen, buf, (const double(*)[2])points, count, .9);
        count = 0;
    }
    buf_add(buf, LIT("\"/>"));
}

/* The names at the right ends, one above the other where the lines come together. */
static void
add_names(Buf *buf, const Chart *chart)
{
    double floor = GROUND;

    for (int line = 0; line < CHART_PARTS; line++) {
        size_t last = point_count(chart);
        while (last > 0 && chart->points[last - 1].parts[line] < 0)
            last--;
        if (last == 0)
            continue;
        double y = clamp(SKY + line_height(chart, last - 1, line) - 7, 13, floor);
        char class[16];
        snprintf(class, sizeof class, "name n%d", line + 1);
        add_text(buf, class, (const double[]){ 1, y }, "end", chart->names[line]);
        floor = y - NAME_APART;
    }
}

static void
draw_lines(Buf *buf, const Chart *chart)
{
    ChartPen pen = chart_pen(chart->id);

    open_plot(buf, chart);
    open_inner(buf, SKY, PLOT);
    add_grid(buf, &pen);
    for (int line = 0; line < CHART_PARTS; line++)
        add_line(buf, chart, line, &pen);
    buf_add(buf, LIT("</svg>"));
    add_words(buf, chart);
    add_names(buf, chart);
    for (size_t i = 0; i < point_count(chart); i++)
        add_hit(buf, chart, i);
    buf_add(buf, LIT("</svg>"));
}

/* ---- in a row of a table: its words stand beside it ---- */

static void
open_small(Buf *buf, const char *class, int height)
{
    buf_addf(
        buf,
        "<svg class=\"%s\" direction=\"ltr\" width=\"100%%\" height=\"%d\" aria-hidden=\"true\" focusable=\"false\">",
        class, height);
}

static void
draw_bar(Buf *buf, const Chart *chart)
{
    double width = chart->value_count ? share(chart->values[0], chart->whole) : 0;
    const char *tone = chart->tone ? chart->tone : "done";
    ChartPen pen = chart_pen(chart->id);
    const double corner[4] = { 3, 2, clamp(width * WIDTH, 3, WIDTH - 3), BAR - 2 };

    open_small(buf, "rowbar", BAR);
    if (width > 0) {
        add_rect(buf, tone, (const double[]){ .003, 2, clamp(width, .004, .997) - .003, BAR - 4 });
        open_inner(buf, 0, BAR);
        buf_addf(buf, "<path class=\"edge %s\" d=\"", tone);
        chart_pen_box(&pen, buf, corner, 1.1);
        buf_add(buf, LIT("Z\"/></svg>"));
    }
    buf_add(buf, LIT("</svg>"));
}

/* Where a time lies on the log axis: 0 to 1, a little inside. */
static double
log_place(const Chart *chart, int64_t value)
{
    double low = log10((double)(chart->low > 0 ? chart->low : 1));
    double high = log10((double)(chart->high > chart->low && chart->high > 1 ? chart->high : 10));
    double at = log10((double)(value > 0 ? value : 1));

    return high > low ? clamp((at - low) / (high - low), 0, 1) * .96 + .02 : .5;
}

static void
add_reach(Buf *buf, ChartPen *pen, const double reach[2], const char *class)
{
    const double line[3][2] = { { reach[0] * WIDTH, ROW / 2.0 },
                                { (reach[0] + reach[1]) / 2 * WIDTH, ROW / 2.0 + chart_pen_jitter(pen, .8) },
                                { reach[1] * WIDTH, ROW / 2.0 } };

    buf_addf(buf, "<path class=\"%s\" d=\"", class);
    chart_pen_line(pen, buf, line, 3, .6);
    buf_add(buf, LIT("\"/>"));
}

static void
add_decades(Buf *buf, const Chart *chart)
{
    for (int64_t at = 1; at > 0 && at <= chart->high && at <= INT64_MAX / 10; at *= 10)
        if (at >= chart->low) {
            buf_add(buf, LIT("<line class=\"grid\" y1=\"0\" y2=\"26\""));
            add_attribute(buf, "x1", log_place(chart, at) * 100, "%");
            add_attribute(buf, "x2", log_place(chart, at) * 100, "%");
            buf_add(buf, LIT("/>"));
        }
}

static void
draw_range(Buf *buf, const Chart *chart)
{
    ChartPen pen = chart_pen(chart->id);
    double at[3];

    open_small(buf, "range", ROW);
    add_decades(buf, chart);
    if (chart->value_count >= 3 && chart->values[0] >= 0) {
        for (int i = 0; i < 3; i++)
            at[i] = log_place(chart, chart->values[i] >= 0 ? chart->values[i] : chart->values[0]);
        open_inner(buf, 0, ROW);
        add_reach(buf, &pen, (const double[]){ at[0], at[2] }, "thin");
        add_reach(buf, &pen, (const double[]){ at[0], at[1] }, "thick");
        buf_add(buf, LIT("</svg><circle class=\"dot\" cy=\"13\" r=\"6\""));
        add_attribute(buf, "cx", at[0] * 100, "%");
        buf_add(buf, LIT("/>"));
    }
    buf_add(buf, LIT("</svg>"));
}

static void
draw_scale(Buf *buf, const Chart *chart)
{
    open_small(buf, "range scale", ROW);
    for (size_t i = 0; i < chart->mark_count && i < CHART_MARKS; i++) {
        double at = log_place(chart, (int64_t)chart->marks[i].at);
        add_text(buf, "mark", (const double[]){ at, 18 },
                 at < .06   ? "start"
                 : at > .94 ? "end"
                            : "middle",
                 chart->marks[i].text);
    }
    buf_add(buf, LIT("</svg>"));
}

/* Lowest and highest of what is known; false for fewer than two. */
static bool
spark_bounds(const Chart *chart, int64_t *low, int64_t *high)
{
    size_t known = 0;

    for (size_t i = 0; i < chart->value_count; i++) {
        int64_t value = chart->values[i];
        if (value < 0)
            continue;
        *low = known == 0 || value < *low ? value : *low;
        *high = known == 0 || value > *high ? value : *high;
        known++;
    }
    return known >= 2;
}

static void
draw_spark(Buf *buf, const Chart *chart)
{
    ChartPen pen = chart_pen(chart->id);
    double points[CHART_COLUMNS][2] = { { 0 } };
    size_t count = 0;
    int64_t low = 0, high = 0;
    bool drawn = spark_bounds(chart, &low, &high);

    open_small(buf, "spark", SPARK);
    for (size_t i = 0; drawn && i < chart->value_count && count < CHART_COLUMNS; i++) {
        if (chart->values[i] < 0)
            continue;
        double part = high > low ? (double)(chart->values[i] - low) / (double)(high - low) : .5;
        points[count][0] = 20 + 940.0 * (double)i / (double)(chart->value_count - 1);
        points[count++][1] = SPARK - 6 - part * (SPARK - 12);
    }
    if (drawn) {
        open_inner(buf, 0, SPARK);
        buf_add(buf, LIT("<path class=\"line l1\" d=\""));
        chart_pen_line(&pen, buf, (const double(*)[2])points, count, .8);
        buf_add(buf, LIT("\"/></svg><circle class=\"dot\" r=\"4\""));
        add_attribute(buf, "cx", points[count - 1][0] / 10, "%");
        add_attribute(buf, "cy", points[count - 1][1], "");
        buf_add(buf, LIT("/>"));
    }
    buf_add(buf, LIT("</svg>"));
}

int64_t
chart_top(int64_t largest)
{
    static const int64_t steps[] = { 1, 2, 4, 6, 8, 10 };

    for (int64_t power = 1; power <= INT64_MAX / 20; power *= 10)
        for (size_t i = 0; i < COUNT_OF(steps); i++)
            if (steps[i] * power >= largest && steps[i] * power >= 2)
                return steps[i] * power;
    return INT64_MAX - 1;
}

void
chart_draw(Buf *buf, const Chart *chart)
{
    static void (*const draw[])(Buf *, const Chart *) = {
        [CHART_BAR] = draw_bar,     [CHART_COLUMNS_STACKED] = draw_columns,
        [CHART_LINES] = draw_lines, [CHART_RANGE] = draw_range,
        [CHART_SCALE] = draw_scale, [CHART_SPARK] = draw_spark,
    };

    if (chart && chart->kind != CHART_NONE)
        draw[chart->kind](buf, chart);
}
