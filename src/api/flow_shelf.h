/* flow_shelf.h -- pictures at hand: prepared once per language and mode, drawn and compressed once per state of the figures, kept for the next reader.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_SHELF_H
#define LATCHSTRING_FLOW_SHELF_H

#include "picture/picture.h"

typedef struct FlowShelf FlowShelf;

typedef struct FlowDrawing {
    Str svg;
    Str gzip; /* the same in that form; "" when there was no memory for it */
} FlowDrawing;

#define FLOW_SHELF_PLACES 8 /* languages times modes; the one not asked for longest gives way */

/* NULL when there is no memory. Nothing is prepared yet. */
FlowShelf *flow_shelf_new(void);
void flow_shelf_free(FlowShelf *shelf);

/* The drawing; its texts live until the arena ends. version names the figures: the same version is drawn once. figures NULL: the
 * picture without figures, for which version is 0. */
Error *flow_shelf_draw(FlowShelf *shelf, Arena *arena, LanguageId language, PictureText mode,
                       const PictureFigures *figures, uint64_t version, FlowDrawing *drawing) MUST_USE;

#endif
