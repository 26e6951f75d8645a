/* sketch.h -- elements of an SVG in the hand of pen.h: every important stroke is drawn twice, the second time thinner and paler.
 * The palette stands here, too.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SKETCH_H
#define LATCHSTRING_SKETCH_H

#include "picture/pen.h"

/* docs/picture.md says which pairs reach which contrast (WCAG 2.2); a test holds them. */
#define PAPER    "#FBFDFE"
#define DOT      "#DCEBF2"
#define INK      "#0B2A3C"
#define CAPTION  "#28495B"
#define BLUE     "#0B5C8A"
#define CYAN     "#007A96"
#define LINE     "#5AA9C6"
#define PILLLINE "#8CC4DA"
#define ZONELINE "#9CCFE2"
#define HACHURE  "#9FD8E8"
#define HILITE   "#BDEAF4"
#define ZONE1    "#F1F9FC"
#define ZONE2    "#E8F5FA"
#define BROWSER  "#E3F3FB"
#define SERVER   "#D3ECF8"
#define HERO     "#C3E6F5"
#define CACHE    "#DDF5F8"
#define STORE    "#D6F2F5"
#define STICKY   "#DDF4F9"
#define GOOD     "#0B6B5C"
#define BAD      "#A93A00"
#define BADSOFT  "#FFE9DD"
#define SLOW     "#8A5A00"
#define SLOWSOFT "#FFF4D6"
#define IDLE     "#586F7E"
#define WHITE    "#FFFFFF"

/* How a stroke looks. once: no second pass. fill may be NULL. */
typedef struct Sketch {
    const char *color;
    double width, amplitude;
    const char *dash; /* "9 7", NULL: whole */
    const char *fill;
    double opacity; /* 0: whole */
    bool once;
} Sketch;

typedef struct Hatching {
    const char *color;
    double angle, gap, width, opacity;
} Hatching;

extern const Hatching sketch_shade; /* the shadow of boxes */

/* <path d="…": whoever draws the data ends it with sketch_end, which writes the closing quote and the sketch's attributes. pass 1 or 2. */
Pen sketch_begin(Buf *buf, Str name, int pass);
void sketch_end(Buf *buf, const Sketch *sketch, int pass);

void sketch_line(Buf *buf, Str name, Point from, Point to, const Sketch *sketch);
void sketch_spline(Buf *buf, Str name, const Point *points, size_t count,
                   const Sketch *sketch);                                     /* trembling by amplitude */
void sketch_box(Buf *buf, Str name, const PenBox *box, const Sketch *sketch); /* with fill: a body under it */
void sketch_ellipse(Buf *buf, Str name, Point centre, Point radii, const Sketch *sketch);
void sketch_hatch(Buf *buf, Str name, const Point *polygon, size_t count, const Hatching *hatching);

/* The hatched shadow of a box, moved so that offset shows at its right and below. */
void sketch_shadow(Buf *buf, Str name, const PenBox *box, Point offset);

/* A number as an attribute: ' name="1.5"', with up to two decimals. */
void sketch_attribute(Buf *buf, const char *name, double value);

#endif
