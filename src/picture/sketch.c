/* sketch.c -- paths with their attributes, in two passes.
 * SPDX-License-Identifier: ISC */
#include "picture/sketch.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>

#define SECOND_WIDTH     0.5
#define SECOND_OPACITY   0.52
#define SECOND_AMPLITUDE 1.48

const Hatching sketch_shade = { HACHURE, -42, 6.5, 1.6, 0.9 };

void
sketch_attribute(Buf *buf, const char *name, double value)
{
    long hundredths = lround(value * 100);
    long part = labs(hundredths % 100);

    buf_add_byte(buf, ' ');
    buf_add(buf, str_from_c(name));
    buf_add(buf, hundredths < 0 ? LIT("=\"-") : LIT("=\""));
    buf_add_int(buf, labs(hundredths / 100));
    if (part) {
        buf_add_byte(buf, '.');
        buf_add_byte(buf, (char)('0' + part / 10));
    }
    if (part % 10)
        buf_add_byte(buf, (char)('0' + part % 10));
    buf_add_byte(buf, '"');
}

static void
add_word(Buf *buf, Str name, const char *value)
{
    buf_add(buf, name);
    buf_add(buf, str_from_c(value));
    buf_add_byte(buf, '"');
}

Pen
sketch_begin(Buf *buf, Str name, int pass)
{
    buf_add(buf, LIT("<path d=\""));
    return pen_new(buf, name, pass);
}

void
sketch_end(Buf *buf, const Sketch *sketch, int pass)
{
    double opacity = sketch->opacity > 0 ? sketch->opacity : 1;

    buf_add_byte(buf, '"');
    if (sketch->color) {
        add_word(buf, LIT(" stroke=\""), sketch->color);
        sketch_attribute(buf, "stroke-width", pass == 1 ? sketch->width : SECOND_WIDTH * sketch->width);
    }
    if (sketch->fill)
        add_word(buf, LIT(" fill=\""), sketch->fill);
    if (sketch->dash)
        add_word(buf, LIT(" stroke-dasharray=\""), sketch->dash);
    if (pass == 2)
        opacity *= SECOND_OPACITY;
    if (opacity < 1)
        sketch_attribute(buf, "opacity", opacity);
    buf_add(buf, LIT("/>"));
}

static int
passes(const Sketch *sketch)
{
    return sketch->once ? 1 : 2;
}

static double
amplitude(const Sketch *sketch, int pass)
{
    return sketch->amplitude * (pass == 1 ? 1 : SECOND_AMPLITUDE);
}

void
sketch_line(Buf *buf, Str name, Point from, Point to, const Sketch *sketch)
{
    for (int pass = 1; pass <= passes(sketch); pass++) {
        Pen pen = sketch_begin(buf, name, pass);
        pen_line(&pen, from, to, amplitude(sketch, pass), 2);
        sketch_end(buf, sketch, pass);
    }
}

void
sketch_spline(Buf *buf, Str name, const Point *points, size_t count, const Sketch *sketch)
{
    Point moved[PEN_POINTS];

    for (int pass = 1; pass <= passes(sketch); pass++) {
        Pen pen = sketch_begin(buf, name, pass);
        for (size_t i = 0; i < count; i++) {
            moved[i].x = points[i].x + pen_jitter(&pen, amplitude(sketch, pass));
            moved[i].y = points[i].y + pen_jitter(&pen, amplitude(sketch, pass));
        }
        pen_spline(&pen, moved, count, false);
        sketch_end(buf, sketch, pass);
    }
}

void
sketch_box(Buf *buf, Str name, const PenBox *box, const Sketch *sketch)
{
    Sketch stroke = *sketch;

    if (sketch->fill) {
        Pen pen = sketch_begin(buf, name, 1);
        pen_body(&pen, box);
        sketch_end(buf, &(Sketch){ .fill = sketch->fill, .opacity = sketch->opacity }, 1);
    }
    stroke.fill = NULL;
    for (int pass = 1; sketch->color && pass <= passes(sketch); pass++) {
        Pen pen = sketch_begin(buf, name, pass);
        pen_box(&pen, box, amplitude(sketch, pass), pass == 1 ? 18 : 14);
        sketch_end(buf, &stroke, pass);
    }
}

void
sketch_ellipse(Buf *buf, Str name, Point centre, Point radii, const Sketch *sketch)
{
    for (int pass = 1; pass <= passes(sketch); pass++) {
        Pen pen = sketch_begin(buf, name, pass);
        pen_ellipse(&pen, centre, radii, amplitude(sketch, pass));
        sketch_end(buf, sketch, pass);
    }
}

void
sketch_hatch(Buf *buf, Str name, const Point *polygon, size_t count, const Hatching *hatching)
{
    Pen pen = sketch_begin(buf, name, 1);

    pen_hachure(&pen, polygon, count, hatching->angle, hatching->gap);
    sketch_end(buf, &(Sketch){ .color = hatching->color, .width = hatching->width, .opacity = hatching->opacity }, 1);
}

void
sketch_shadow(Buf *buf, Str name, const PenBox *box, Point offset)
{
    double left = box->x + 10, top = box->y + 10;
    double right = box->x + box->width + offset.x, bottom = box->y + box->height + offset.y;
    Point polygon[4] = { { left, top }, { right, top }, { right, bottom }, { left, bottom } };

    sketch_hatch(buf, name, polygon, 4, &sketch_shade);
}
