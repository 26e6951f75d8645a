/* face.c -- the embedded faces, opened once.
 * SPDX-License-Identifier: ISC */
#include "text/face.h"

#include "text/font_table.h"

#include <assert.h>
#include <pthread.h>

static struct {
    hb_font_t *font;
    int units_per_em;
} faces[FONT_FACES];
static pthread_once_t faces_once = PTHREAD_ONCE_INIT;

/* Opening reads a table of contents, no more: HarfBuzz looks at a table of the font when it is first asked. */
static void
open_faces(void)
{
    assert(font_row_count <= FONT_FACES);
    for (uint16_t i = 0; i < font_row_count; i++) {
        hb_blob_t *blob =
            hb_blob_create(font_rows[i].ttf.ptr, (unsigned)font_rows[i].ttf.len, HB_MEMORY_MODE_READONLY, NULL, NULL);
        hb_face_t *face = hb_face_create(blob, 0);
        assert(hb_face_get_glyph_count(face) > 0);
        hb_face_make_immutable(face);
        faces[i].font = hb_font_create(face);
        hb_font_make_immutable(faces[i].font);
        faces[i].units_per_em = (int)hb_face_get_upem(face);
        hb_face_destroy(face);
        hb_blob_destroy(blob);
    }
}

hb_font_t *
face_font(uint16_t face)
{
    assert(face < font_row_count);
    pthread_once(&faces_once, open_faces);
    return faces[face].font;
}

int
face_units_per_em(uint16_t face)
{
    (void)face_font(face);
    return faces[face].units_per_em;
}

bool
face_has(uint16_t face, uint32_t code)
{
    hb_codepoint_t glyph;
    return hb_font_get_nominal_glyph(face_font(face), code, &glyph);
}

uint16_t
face_find(LanguageId language, FontWeight weight, bool joined, uint32_t code)
{
    assert(language < LANGUAGES && weight < FONT_WEIGHTS);
    const FontStack *stack = &font_stacks[language][weight];
    if (joined && face_has(font_title_row, code))
        return font_title_row;
    for (uint16_t i = 0; i < stack->count; i++) {
        if (face_has(stack->rows[i], code))
            return stack->rows[i];
    }
    return FACE_NONE;
}
