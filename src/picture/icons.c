/* icons.c -- icons on a grid of 64 x 64, drawn with the pen: strokes keep their width, whatever the size.
 * SPDX-License-Identifier: ISC */
#include "picture/icons.h"

#include "base/str.h"
#include "picture/sketch.h"

#include <math.h>

#define GRID   64.0
#define STROKE 2.1

/* One icon being drawn. Each stroke has a name of its own: the icon's and a number. */
typedef struct Icon {
    Buf *buf;
    const char *name;
    Point at;
    double scale;
    int strokes;
} Icon;

static Point
placed(const Icon *icon, double x, double y)
{
    return (Point){ icon->at.x + x * icon->scale, icon->at.y + y * icon->scale };
}

/* The name lives until the next stroke. */
static Str
next_name(Icon *icon, char memory[32])
{
    Buf name = buf_fixed(memory, 32);

    buf_addf(&name, "icon.%s.%d", icon->name, ++icon->strokes);
    return buf_str(&name);
}

static void
line(Icon *icon, Point from, Point to, const char *color)
{
    char memory[32];
    Sketch sketch = { .color = color, .width = STROKE, .amplitude = 0.5, .once = true };

    sketch_line(icon->buf, next_name(icon, memory), placed(icon, from.x, from.y), placed(icon, to.x, to.y), &sketch);
}

static void
box(Icon *icon, PenBox box, const char *fill)
{
    char memory[32];
    Point corner = placed(icon, box.x, box.y);
    PenBox moved = { corner.x, corner.y, box.width * icon->scale, box.height * icon->scale, box.radius * icon->scale };
    Sketch sketch = { .color = BLUE, .width = STROKE, .amplitude = 0.8, .fill = fill, .once = true };

    sketch_box(icon->buf, next_name(icon, memory), &moved, &sketch);
}

static void
circle(Icon *icon, Point centre, Point radii, const char *fill)
{
    char memory[32];
    Sketch sketch = { .color = BLUE, .width = STROKE, .amplitude = 0.5, .fill = fill, .once = true };

    sketch_ellipse(icon->buf, next_name(icon, memory), placed(icon, centre.x, centre.y),
                   (Point){ radii.x * icon->scale, radii.y * icon->scale }, &sketch);
}

static void
dot(Icon *icon, Point centre, double radius, const char *fill)
{
    Point at = placed(icon, centre.x, centre.y);

    buf_add(icon->buf, LIT("<circle"));
    sketch_attribute(icon->buf, "cx", at.x);
    sketch_attribute(icon->buf, "cy", at.y);
    sketch_attribute(icon->buf, "r", fmax(radius * icon->scale, 1.6));
    buf_addf(icon->buf, " fill=\"%s\"/>", fill);
}

typedef struct Curve {
    const char *color, *fill;
    double amplitude;
} Curve;

static void
spline(Icon *icon, const Point *points, size_t count, Curve curve)
{
    char memory[32];
    Point moved[24];
    Sketch sketch = { curve.color, STROKE, curve.amplitude, NULL, curve.fill, 0, true };

    for (size_t i = 0; i < count; i++)
        moved[i] = placed(icon, points[i].x, points[i].y);
    sketch_spline(icon->buf, next_name(icon, memory), moved, count, &sketch);
}

static void
hatch(Icon *icon, const Point *points, size_t count, Hatching hatching)
{
    char memory[32];
    Point moved[24];

    for (size_t i = 0; i < count; i++)
        moved[i] = placed(icon, points[i].x, points[i].y);
    sketch_hatch(icon->buf, next_name(icon, memory), moved, count, &hatching);
}

#define SPLINE(icon, curve, ...) \
    spline((icon), (const Point[]){ __VA_ARGS__ }, sizeof((const Point[]){ __VA_ARGS__ }) / sizeof(Point), (curve))
#define HATCH(icon, hatching, ...) \
    hatch((icon), (const Point[]){ __VA_ARGS__ }, sizeof((const Point[]){ __VA_ARGS__ }) / sizeof(Point), (hatching))

static const Curve plain = { BLUE, NULL, 0.5 }, white = { BLUE, WHITE, 0.5 }, light = { BLUE, HILITE, 0.5 };

static void
draw_browser(Icon *icon)
{
    Hatching band = { HACHURE, -42, 4.5, 1.3, 0.9 };

    box(icon, (PenBox){ 2, 6, 60, 50, 6 }, WHITE);
    HATCH(icon, band, { 3, 7 }, { 61, 7 }, { 61, 17 }, { 3, 17 });
    line(icon, (Point){ 2, 18 }, (Point){ 62, 18 }, BLUE);
    for (int i = 0; i < 3; i++)
        dot(icon, (Point){ 9 + 7 * i, 12 }, 2, BLUE);
    circle(icon, (Point){ 32, 30 }, (Point){ 6.5, 6.5 }, HILITE);
    SPLINE(icon, light, { 18, 52 }, { 20, 44 }, { 26, 40 }, { 32, 39 }, { 38, 40 }, { 44, 44 }, { 46, 52 });
    line(icon, (Point){ 18, 52 }, (Point){ 46, 52 }, BLUE);
}

static void
draw_servers(Icon *icon)
{
    for (int i = 0; i < 2; i++) {
        double y = i ? 46 : 18;
        box(icon, (PenBox){ 4, y - 10, 56, 20, 5 }, WHITE);
        dot(icon, (Point){ 14, y }, 3, CYAN);
        line(icon, (Point){ 24, y - 3 }, (Point){ 50, y - 3 }, BLUE);
        line(icon, (Point){ 24, y + 4 }, (Point){ 42, y + 4 }, LINE);
    }
    line(icon, (Point){ 32, 28 }, (Point){ 32, 36 }, BLUE);
}

static void
draw_shield(Icon *icon)
{
    Hatching half = { HACHURE, -48, 6, 1.4, 0.9 };

    SPLINE(icon, white, { 32, 3 }, { 44, 9 }, { 57, 11 }, { 56, 30 }, { 50, 46 }, { 32, 61 }, { 14, 46 }, { 8, 30 },
           { 7, 11 }, { 20, 9 }, { 32, 3 });
    HATCH(icon, half, { 33, 5 }, { 44, 10 }, { 55, 12 }, { 54, 30 }, { 49, 44 }, { 33, 58 });
    circle(icon, (Point){ 32, 27 }, (Point){ 7, 7 }, HILITE);
    SPLINE(icon, light, { 29, 33 }, { 27, 45 }, { 37, 45 }, { 35, 33 });
}

static void
draw_database(Icon *icon)
{
    for (int i = 0; i < 3; i++) {
        double y = 50 - 16 * i;
        SPLINE(icon, i == 1 ? light : white, { 6, y - 9 }, { 6, y }, { 18, y + 7 }, { 32, y + 8.5 }, { 46, y + 7 },
               { 58, y }, { 58, y - 9 });
    }
    circle(icon, (Point){ 32, 11 }, (Point){ 26, 8 }, WHITE);
}

static void
draw_stopwatch(Icon *icon)
{
    Hatching sector = { HACHURE, -42, 5, 1.4, 0.9 };
    Point pie[12] = { { 32, 34 } };

    circle(icon, (Point){ 32, 34 }, (Point){ 25, 25 }, WHITE);
    for (int i = 0; i <= 10; i++) {
        double angle = (-90 + 12 * i) * M_PI / 180;
        pie[i + 1] = (Point){ 32 + 23 * cos(angle), 34 + 23 * sin(angle) };
    }
    hatch(icon, pie, 12, sector);
    line(icon, (Point){ 32, 34 }, (Point){ 32, 17 }, BLUE);
    line(icon, (Point){ 32, 34 }, (Point){ 44, 41 }, BLUE);
    line(icon, (Point){ 27, 4 }, (Point){ 37, 4 }, BLUE);
    line(icon, (Point){ 32, 4 }, (Point){ 32, 9 }, BLUE);
}

static void
draw_envelopes(Icon *icon)
{
    static const double left[3] = { 2, 23, 44 };

    for (int i = 0; i < 3; i++) {
        double a = left[i];
        box(icon, (PenBox){ a, 20, 18, 24, 3 }, i == 2 ? HILITE : WHITE);
        SPLINE(icon, plain, { a + 2, 23 }, { a + 9, 33 }, { a + 16, 23 });
    }
    line(icon, (Point){ 2, 10 }, (Point){ 62, 10 }, LINE);
    line(icon, (Point){ 52, 5 }, (Point){ 61, 10 }, LINE);
    line(icon, (Point){ 52, 15 }, (Point){ 61, 10 }, LINE);
    line(icon, (Point){ 2, 54 }, (Point){ 62, 54 }, LINE);
}

static void
draw_chart(Icon *icon)
{
    static const double heights[4] = { 18, 28, 24, 42 };
    Curve trend = { CYAN, NULL, 0.5 };

    line(icon, (Point){ 6, 58 }, (Point){ 60, 58 }, BLUE);
    line(icon, (Point){ 6, 58 }, (Point){ 6, 6 }, BLUE);
    for (int i = 0; i < 4; i++)
        box(icon, (PenBox){ 12 + 12 * i, 58 - heights[i], 8.5, heights[i], 1 }, i == 3 ? HILITE : WHITE);
    SPLINE(icon, trend, { 14, 32 }, { 26, 22 }, { 38, 26 }, { 55, 8 });
}

static void
draw_pencil(Icon *icon)
{
    Curve cyan = { CYAN, WHITE, 0.4 }, bare = { CYAN, NULL, 0.4 }, tip = { CYAN, CYAN, 0.2 };

    SPLINE(icon, cyan, { 48, 4 }, { 48, 4 }, { 60, 16 }, { 60, 16 }, { 24, 52 }, { 24, 52 }, { 6, 58 }, { 6, 58 },
           { 12, 40 }, { 12, 40 }, { 48, 4 }, { 48, 4 });
    SPLINE(icon, bare, { 40, 12 }, { 46, 18 }, { 52, 24 });
    SPLINE(icon, bare, { 12, 40 }, { 18, 45 }, { 24, 52 });
    SPLINE(icon, tip, { 6, 58 }, { 8, 52 }, { 12, 56 }, { 6, 58 });
}

const char *const icons_names[ICONS] = {
    "none", "browser", "shield", "servers", "database", "stopwatch", "envelopes", "chart", "pencil",
};

static void
draw_nothing(Icon *icon)
{
    (void)icon;
}

static void (*const drawings[ICONS])(Icon *) = {
    draw_nothing,   draw_browser,   draw_shield, draw_servers, draw_database,
    draw_stopwatch, draw_envelopes, draw_chart,  draw_pencil,
};

void
icons_draw(Buf *buf, IconId icon, Point at, double size)
{
    Icon drawing = { .buf = buf, .name = icons_names[icon], .at = at, .scale = size / GRID };

    drawings[icon](&drawing);
}
