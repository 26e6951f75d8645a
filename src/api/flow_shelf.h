/* flow_shelf.h -- pictures at hand: prepared once per language and mode, drawn and compressed once per state of the figures, kept for the next reader.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_SHELF_H
#define LATCHSTRING_FLOW_SHELF_H

#include "picture/picture.h"

typedef struct FlowShelf FlowShelf;

/* Which drawing somebody wants. */
typedef struct FlowWish {
    LanguageId language;
    PictureText mode;
    uint64_t version; /* names the figures: the same version is drawn once; 0 for no figures */
    bool gzip;        /* packed */
} FlowWish;

typedef struct FlowDrawing {
    Str bytes;
    bool gzip; /* they are packed; not, when there was no memory for that */
} FlowDrawing;

/* NULL when there is no memory. Nothing is prepared yet. */
FlowShelf *flow_shelf_new(void);
void flow_shelf_free(FlowShelf *shelf);

/* The drawing; its bytes live until the arena ends. figures NULL: the picture without figures. */
Error *flow_shelf_draw(FlowShelf *shelf, Arena *arena, const FlowWish *wish, const PictureFigures *figures,
                       FlowDrawing *drawing) MUST_USE;

#endif
