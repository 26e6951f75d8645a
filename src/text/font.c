/* font.c -- the embedded fonts for others: outlines of glyphs, files and stylesheets for browsers.
 * SPDX-License-Identifier: ISC */
#include "text/font.h"

#include "base/buf.h"
#include "text/face.h"
#include "text/font_table.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#define OUTLINE_MAX ((size_t)64 * 1024)
#define OUTLINE_UNITS \
    500 /* of an em: at 16 pixels the rounding is 1/60 of a pixel, and the paths are a quarter shorter */

/* ---- outlines ---------------------------------------------------------------------------------------------------------------- */

/* A path in whole units, each point relative to the one before, and no letter that may be left out: the shortest form. Rounding does not
 * add up, since it is the absolute point that is rounded. */
typedef struct Pen {
    Buf *out;
    float scale; /* of the face's units */
    long x, y;
    char command;    /* the last one */
    bool curved;     /* the last one was a curve, */
    long to_x, to_y; /* bent toward this point */
} Pen;

static hb_draw_funcs_t *draw_funcs;
static pthread_once_t draw_once = PTHREAD_ONCE_INIT;

static long
whole(float units)
{
    return (long)(units < 0 ? units - 0.5F : units + 0.5F);
}

static void
add_number(Buf *out, long number)
{
    bool glued = out->len > 0 && out->ptr[out->len - 1] >= '0' && out->ptr[out->len - 1] <= '9';
    if (glued && number >= 0)
        buf_add_byte(out, ' ');
    buf_add_int(out, number);
}

static void
add_point(const Pen *pen, long x, long y)
{
    add_number(pen->out, x - pen->x);
    add_number(pen->out, y - pen->y);
}

/* A command that is repeated needs no letter. */
static void
add_command(Pen *pen, char command)
{
    if (pen->command != command)
        buf_add_byte(pen->out, command);
    pen->command = command;
    pen->curved = command == 'q' || command == 't';
}

static long
scaled(const Pen *pen, float units)
{
    return whole(units * pen->scale);
}

static void
pen_goes(Pen *pen, long x, long y)
{
    pen->x = x;
    pen->y = y;
}

static void
draw_move(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    Pen *pen = data;
    add_command(pen, 'm');
    add_point(pen, scaled(pen, x), scaled(pen, y));
    pen_goes(pen, scaled(pen, x), scaled(pen, y));
}

static void
draw_line(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    Pen *pen = data;
    long across = scaled(pen, x) - pen->x;
    long up = scaled(pen, y) - pen->y;
    if (across == 0 && up == 0)
        return;
    add_command(pen, across == 0 ? 'v' : up == 0 ? 'h' : 'l');
    if (across != 0)
        add_number(pen->out, across);
    if (up != 0)
        add_number(pen->out, up);
    pen_goes(pen, scaled(pen, x), scaled(pen, y));
}

/* Where TrueType leaves out the point between two curves, the second bends toward the first one's control point mirrored: "t". */
static void
draw_quadratic(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float control_x, float control_y, float x,
               float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    Pen *pen = data;
    long to_x = scaled(pen, control_x), to_y = scaled(pen, control_y);
    long mirrored_x = 2 * pen->x - pen->to_x, mirrored_y = 2 * pen->y - pen->to_y;
    bool smooth = pen->curved && labs(mirrored_x - to_x) <= 1 && labs(mirrored_y - to_y) <= 1;
    add_command(pen, smooth ? 't' : 'q');
    pen->to_x = smooth ? mirrored_x : to_x;
    pen->to_y = smooth ? mirrored_y : to_y;
    if (!smooth)
        add_point(pen, to_x, to_y);
    add_point(pen, scaled(pen, x), scaled(pen, y));
    pen_goes(pen, scaled(pen, x), scaled(pen, y));
}

/* Every embedded face is TrueType, whose curves are quadratic; tools/fonts.py embeds no other. */
static void
draw_cubic(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float c1x, float c1y, float c2x, float c2y,
           float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    Pen *pen = data;
    add_command(pen, 'c');
    add_point(pen, scaled(pen, c1x), scaled(pen, c1y));
    add_point(pen, scaled(pen, c2x), scaled(pen, c2y));
    add_point(pen, scaled(pen, x), scaled(pen, y));
    pen_goes(pen, scaled(pen, x), scaled(pen, y));
}

/* After z, a path's point is where its piece began: HarfBuzz has gone there already. */
static void
draw_close(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, void *user)
{
    (void)funcs, (void)user;
    Pen *pen = data;
    add_command(pen, 'z');
    pen_goes(pen, scaled(pen, state->path_start_x), scaled(pen, state->path_start_y));
}

static void
make_draw_funcs(void)
{
    draw_funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(draw_funcs, draw_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(draw_funcs, draw_line, NULL, NULL);
    hb_draw_funcs_set_quadratic_to_func(draw_funcs, draw_quadratic, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(draw_funcs, draw_cubic, NULL, NULL);
    hb_draw_funcs_set_close_path_func(draw_funcs, draw_close, NULL, NULL);
    hb_draw_funcs_make_immutable(draw_funcs);
}

Str
font_outline(Arena *arena, uint16_t face, uint16_t glyph, int *units_per_em)
{
    Buf out = buf_new(arena, OUTLINE_MAX);
    int units = face_units_per_em(face), fine = units < OUTLINE_UNITS ? units : OUTLINE_UNITS;
    Pen pen = { .out = &out, .scale = (float)fine / (float)units };
    pthread_once(&draw_once, make_draw_funcs);
    hb_font_get_glyph_shape(face_font(face), glyph, draw_funcs, &pen);
    assert(!out.overflow);
    *units_per_em = fine;
    return buf_str(&out);
}

/* ---- for browsers -------------------------------------------------------------------------------------------------------------- */

const FontFile *
font_files(size_t *count)
{
    *count = font_row_count;
    return font_row_files;
}

Str
font_css(LanguageId language)
{
    assert(language < LANGUAGES);
    return font_sheets[language].bytes;
}

Str
font_css_path(LanguageId language)
{
    assert(language < LANGUAGES);
    return font_sheets[language].path;
}
