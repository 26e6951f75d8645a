/* pen.c -- strokes: splines through trembling points. Hatching is in pen_hachure.c.
 * SPDX-License-Identifier: ISC */
#include "picture/pen.h"

#include <assert.h>
#include <math.h>

#define CORNER       20.0 /* an arrow's turn */
#define CORNER_STEPS 5
#define TREMBLE_FROM 60.0 /* shorter pieces of an arrow are plain */

typedef struct Points {
    Point at[PEN_POINTS];
    size_t count;
    double amplitude; /* of a box */
} Points;

Pen
pen_new(Buf *buf, Str name, int pass)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619u;
    hash = (hash ^ (unsigned char)'#') * 16777619u;
    hash = (hash ^ (unsigned char)(pass == 1 ? '1' : '2')) * 16777619u;
    return (Pen){ .buf = buf, .random = hash ? hash : 1, .pass = pass };
}

/* xorshift32, as a number from 0 to 1. */
static double
chance(Pen *pen)
{
    uint32_t x = pen->random;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    pen->random = x;
    return x / 4294967296.0;
}

double
pen_jitter(Pen *pen, double amplitude)
{
    return (2 * chance(pen) - 1) * amplitude;
}

/* ---- writing ---- */

static void
write_tenths(Buf *buf, long tenths)
{
    char text[24];
    size_t at = sizeof text;
    unsigned long rest = (unsigned long)(tenths < 0 ? -tenths : tenths);

    if (rest % 10) {
        text[--at] = (char)('0' + rest % 10);
        text[--at] = '.';
    }
    rest /= 10;
    if (rest == 0 && at == sizeof text)
        text[--at] = '0';
    for (; rest; rest /= 10)
        text[--at] = (char)('0' + rest % 10);
    if (tenths < 0)
        text[--at] = '-';
    buf_add(buf, (Str){ text + at, sizeof text - at });
}

void
pen_number(Buf *buf, double value)
{
    write_tenths(buf, lround(value * 10));
}

/* A command's letter is written when it changes; numbers are parted by their sign or a space. */
static void
command(Pen *pen, char letter)
{
    if (pen->command != letter || letter == 'M')
        buf_add_byte(pen->buf, letter);
    else
        buf_add_byte(pen->buf, ' ');
    pen->command = letter;
}

static void
separate(Pen *pen, long tenths)
{
    char last = pen->buf->len ? pen->buf->ptr[pen->buf->len - 1] : ' ';

    if (tenths >= 0 && last >= '0' && last <= '9')
        buf_add_byte(pen->buf, ' ');
    write_tenths(pen->buf, tenths);
}

static void
move_to(Pen *pen, Point p)
{
    command(pen, 'M');
    pen->x = lround(p.x * 10);
    pen->y = lround(p.y * 10);
    separate(pen, pen->x);
    separate(pen, pen->y);
}

static void
relative(Pen *pen, Point p)
{
    separate(pen, lround(p.x * 10) - pen->x);
    separate(pen, lround(p.y * 10) - pen->y);
}

static void
arrive(Pen *pen, Point p)
{
    pen->x = lround(p.x * 10);
    pen->y = lround(p.y * 10);
}

static void
line_to(Pen *pen, Point p)
{
    command(pen, 'l');
    relative(pen, p);
    arrive(pen, p);
}

static void
curve_to(Pen *pen, Point c1, Point c2, Point p)
{
    command(pen, 'c');
    relative(pen, c1);
    relative(pen, c2);
    relative(pen, p);
    arrive(pen, p);
}

static void
close_path(Pen *pen)
{
    buf_add_byte(pen->buf, 'z');
    pen->command = 'z';
}

/* The point at an index that may lie outside: around for a closed spline, else the end itself. */
static Point
neighbour(const Point *points, size_t count, long i, bool closed)
{
    long n = (long)count;

    if (closed)
        return points[((i % n) + n) % n];
    return points[i < 0 ? 0 : i >= n ? n - 1 : i];
}

void
pen_spline(Pen *pen, const Point *points, size_t count, bool closed)
{
    size_t pieces = closed ? count : count - 1;

    assert(count >= 2 && count <= PEN_POINTS);
    move_to(pen, points[0]);
    for (size_t i = 0; i < pieces; i++) {
        Point p0 = neighbour(points, count, (long)i - 1, closed), p1 = points[i];
        Point p2 = neighbour(points, count, (long)i + 1, closed), p3 = neighbour(points, count, (long)i + 2, closed);
        Point c1 = { p1.x + (p2.x - p0.x) / 6, p1.y + (p2.y - p0.y) / 6 };
        Point c2 = { p2.x - (p3.x - p1.x) / 6, p2.y - (p3.y - p1.y) / 6 };
        curve_to(pen, c1, c2, p2);
    }
    if (closed)
        close_path(pen);
}

void
pen_polygon(Pen *pen, const Point *points, size_t count)
{
    move_to(pen, points[0]);
    for (size_t i = 1; i < count; i++)
        line_to(pen, points[i]);
    close_path(pen);
}

/* ---- straight strokes ---- */

static void
add_point(Points *points, double x, double y)
{
    assert(points->count < PEN_POINTS);
    points->at[points->count++] = (Point){ x, y };
}

/* Long strokes tremble less than short ones. */
static double
gain(double length)
{
    if (length <= 200)
        return 1;
    return length >= 500 ? 0.4 : 1 - 0.6 * (length - 200) / 300;
}

static void
straight(Pen *pen, Points *points, const Point ends[2], double amplitude)
{
    double dx = ends[1].x - ends[0].x, dy = ends[1].y - ends[0].y;
    double length = fmax(hypot(dx, dy), 0.01);
    double tremble = amplitude * gain(length);
    int n = (int)fmax(2, round(length / 80));
    double bow = pen_jitter(pen, length >= 700 ? 2.2 * amplitude : amplitude * length / 260);

    for (int i = 0; i <= n; i++) {
        double t = (double)i / n;
        double off = pen_jitter(pen, tremble) * (i == 0 || i == n ? 0.5 : 1) + bow * sin(M_PI * t);
        add_point(points, ends[0].x + dx * t - dy / length * off, ends[0].y + dy * t + dx / length * off);
    }
}

void
pen_line(Pen *pen, Point from, Point to, double amplitude, double over)
{
    double length = fmax(hypot(to.x - from.x, to.y - from.y), 0.01);
    double ux = (to.x - from.x) / length, uy = (to.y - from.y) / length;
    double before = chance(pen) * over, after = chance(pen) * over;
    Point ends[2] = { { from.x - ux * before, from.y - uy * before }, { to.x + ux * after, to.y + uy * after } };
    Points points = { .count = 0 };

    straight(pen, &points, ends, amplitude);
    pen_spline(pen, points.at, points.count, false);
}

/* ---- boxes ---- */

static void
side(Pen *pen, Points *points, Point from, Point to)
{
    double dx = to.x - from.x, dy = to.y - from.y, length = hypot(dx, dy);
    int m = (int)fmax(2, floor(length / 75));

    if (length < 6)
        return;
    double bow = pen_jitter(pen, 0.9 * points->amplitude);
    for (int i = 0; i < m; i++) {
        double t = (i + 0.5) / m, off = bow * sin(M_PI * t);
        double jx = pen_jitter(pen, points->amplitude), jy = pen_jitter(pen, points->amplitude);
        add_point(points, from.x + dx * t - dy / length * off + jx, from.y + dy * t + dx / length * off + jy);
    }
}

/* A quarter of a circle round centre, from an angle clockwise as seen. */
static void
corner(Pen *pen, Points *points, Point centre, double radius, double from)
{
    double tremble = 0.38 * points->amplitude;

    for (int i = 0; i < 5; i++) {
        double angle = (from + 22.5 * i) * M_PI / 180;
        double jx = pen_jitter(pen, tremble), jy = pen_jitter(pen, tremble);
        add_point(points, centre.x + radius * cos(angle) + jx, centre.y + radius * sin(angle) + jy);
    }
}

/* Small boxes are drawn calmer. */
static double
damped(const PenBox *box, double amplitude)
{
    return amplitude * fmin(1, fmax(0.35, fmin(box->width, box->height) / 60));
}

static void
box_points(Pen *pen, const PenBox *box, Points *points)
{
    double r = fmin(box->radius, fmin(box->width, box->height) / 2);
    double left = box->x, top = box->y, right = left + box->width, bottom = top + box->height;

    side(pen, points, (Point){ left + r, top }, (Point){ right - r, top });
    corner(pen, points, (Point){ right - r, top + r }, r, -90);
    side(pen, points, (Point){ right, top + r }, (Point){ right, bottom - r });
    corner(pen, points, (Point){ right - r, bottom - r }, r, 0);
    side(pen, points, (Point){ right - r, bottom }, (Point){ left + r, bottom });
    corner(pen, points, (Point){ left + r, bottom - r }, r, 90);
    side(pen, points, (Point){ left, bottom - r }, (Point){ left, top + r });
    corner(pen, points, (Point){ left + r, top + r }, r, 180);
}

/* One stroke that passes its start and runs on a little. */
void
pen_box(Pen *pen, const PenBox *box, double amplitude, double over)
{
    double a = damped(box, amplitude), least = fmin(box->width, box->height);
    Points ring = { .amplitude = a }, points = { .count = 0 };

    over = fmin(over, 3 + 0.22 * least);
    box_points(pen, box, &ring);
    size_t start = (size_t)((pen->pass == 1 ? 0.02 : 0.53) * (double)ring.count);
    for (size_t i = 0; i < ring.count; i++)
        points.at[points.count++] = ring.at[(start + i) % ring.count];
    Point first = points.at[0], second = points.at[1];
    double jx = pen_jitter(pen, 1.3 * a), jy = pen_jitter(pen, 1.3 * a);
    double length = fmax(hypot(second.x - first.x, second.y - first.y), 0.01);
    add_point(&points, first.x + jx, first.y + jy);
    add_point(&points, first.x + jx + (second.x - first.x) / length * over,
              first.y + jy + (second.y - first.y) / length * over);
    pen_spline(pen, points.at, points.count, false);
}

void
pen_body(Pen *pen, const PenBox *box)
{
    Points ring = { .amplitude = damped(box, 0.8) };

    box_points(pen, box, &ring);
    pen_spline(pen, ring.at, ring.count, true);
}

void
pen_ellipse(Pen *pen, Point centre, Point radii, double amplitude)
{
    int n = (int)fmax(10, (radii.x + radii.y) / 5);
    Points points = { .count = 0 };

    for (int i = 0; i <= n; i++) {
        double angle = (-80 + 385.0 * i / n) * M_PI / 180;
        double jx = pen_jitter(pen, amplitude), jy = pen_jitter(pen, amplitude);
        add_point(&points, centre.x + radii.x * cos(angle) + jx, centre.y + radii.y * sin(angle) + jy);
    }
    pen_spline(pen, points.at, points.count, false);
}

/* ---- arrows ---- */

/* From p toward q, distance d. */
static Point
toward(Point p, Point q, double d)
{
    double length = fmax(hypot(q.x - p.x, q.y - p.y), 0.01);
    return (Point){ p.x + (q.x - p.x) / length * d, p.y + (q.y - p.y) / length * d };
}

static void
leg(Pen *pen, Points *points, Point from, Point to, double amplitude)
{
    if (hypot(to.x - from.x, to.y - from.y) > TREMBLE_FROM) {
        straight(pen, points, (const Point[2]){ from, to }, amplitude);
        return;
    }
    add_point(points, from.x, from.y);
    add_point(points, to.x, to.y);
}

static void
turn(Points *points, Point from, Point at, Point to)
{
    for (int i = 1; i < CORNER_STEPS; i++) {
        double t = (double)i / CORNER_STEPS, u = 1 - t;
        add_point(points, u * u * from.x + 2 * u * t * at.x + t * t * to.x,
                  u * u * from.y + 2 * u * t * at.y + t * t * to.y);
    }
}

void
pen_route(Pen *pen, const Point *corners, size_t count, double amplitude)
{
    Points points = { .count = 0 };
    Point from = corners[0];

    for (size_t i = 1; i < count; i++) {
        bool last = i + 1 == count;
        Point to = last ? corners[i] : toward(corners[i], corners[i - 1], CORNER);
        leg(pen, &points, from, to, amplitude);
        if (last)
            break;
        from = toward(corners[i], corners[i + 1], CORNER);
        turn(&points, to, corners[i], from);
    }
    pen_spline(pen, points.at, points.count, false);
}

void
pen_head(Pen *pen, Point before, Point tip)
{
    double back = atan2(before.y - tip.y, before.x - tip.x);

    for (int way = -1; way <= 1; way += 2) {
        double angle = back + (way * 27 + pen_jitter(pen, 3.4)) * M_PI / 180;
        double length = 15 + pen_jitter(pen, 1.5);
        Point ends[3] = { tip, toward(tip, (Point){ tip.x + cos(angle), tip.y + sin(angle) }, length / 2), tip };
        ends[1].x += pen_jitter(pen, 0.5);
        ends[1].y += pen_jitter(pen, 0.5);
        ends[2] = (Point){ tip.x + length * cos(angle), tip.y + length * sin(angle) };
        pen_spline(pen, ends, 3, false);
    }
}
