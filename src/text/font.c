/* font.c -- the embedded fonts for others: outlines of glyphs, files and stylesheets for browsers.
 * SPDX-License-Identifier: ISC */
#include "text/font.h"

#include "base/buf.h"
#include "text/face.h"
#include "text/font_table.h"

#include <assert.h>
#include <pthread.h>

#define OUTLINE_MAX ((size_t)64 * 1024)

/* ---- outlines ---------------------------------------------------------------------------------------------------------------- */

/* A path in whole units, each point relative to the one before: the shortest form. Rounding does not add up, since it is the
 * absolute point that is rounded. */
typedef struct Pen {
    Buf *out;
    long x, y;
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
add_point(const Pen *pen, float x, float y)
{
    add_number(pen->out, whole(x) - pen->x);
    add_number(pen->out, whole(y) - pen->y);
}

static void
pen_goes(Pen *pen, float x, float y)
{
    pen->x = whole(x);
    pen->y = whole(y);
}

static void
draw_move(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    buf_add_byte(((Pen *)data)->out, 'm');
    add_point(data, x, y);
    pen_goes(data, x, y);
}

static void
draw_line(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    Pen *pen = data;
    long across = whole(x) - pen->x;
    long up = whole(y) - pen->y;
    if (across == 0 || up == 0) {
        buf_add_byte(pen->out, across == 0 ? 'v' : 'h');
        add_number(pen->out, across == 0 ? up : across);
    } else {
        buf_add_byte(pen->out, 'l');
        add_point(pen, x, y);
    }
    pen_goes(pen, x, y);
}

static void
draw_quadratic(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float control_x, float control_y, float x,
               float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    buf_add_byte(((Pen *)data)->out, 'q');
    add_point(data, control_x, control_y);
    add_point(data, x, y);
    pen_goes(data, x, y);
}

/* Every embedded face is TrueType, whose curves are quadratic; tools/fonts.py embeds no other. */
static void
draw_cubic(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float c1x, float c1y, float c2x, float c2y,
           float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    buf_add_byte(((Pen *)data)->out, 'c');
    add_point(data, c1x, c1y);
    add_point(data, c2x, c2y);
    add_point(data, x, y);
    pen_goes(data, x, y);
}

/* After z, a path's point is where its piece began: HarfBuzz has gone there already. */
static void
draw_close(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, void *user)
{
    (void)funcs, (void)user;
    buf_add_byte(((Pen *)data)->out, 'z');
    pen_goes(data, state->path_start_x, state->path_start_y);
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
    Pen pen = { &out, 0, 0 };
    pthread_once(&draw_once, make_draw_funcs);
    hb_font_get_glyph_shape(face_font(face), glyph, draw_funcs, &pen);
    assert(!out.overflow);
    *units_per_em = face_units_per_em(face);
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
