/* face.h -- the embedded faces as HarfBuzz knows them. Immutable once opened, shared by threads. Room text only.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FACE_H
#define LATCHSTRING_FACE_H

#include "text/font.h"

#include <hb.h>

#define FACE_NONE UINT16_MAX

/* In the face's own units. */
hb_font_t *face_font(uint16_t face);
int face_units_per_em(uint16_t face);
bool face_has(uint16_t face, uint32_t code);

/* The first face of the language's stack that has the character: each character belongs to one face, here as in the stylesheet.
 * FACE_NONE when none has it. joined: the title's face is asked first. */
uint16_t face_find(LanguageId language, FontWeight weight, bool joined, uint32_t code);

#endif
