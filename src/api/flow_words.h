/* flow_words.h -- the figures of the picture in words of a language: for the drawing, and for the table beside it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_WORDS_H
#define LATCHSTRING_FLOW_WORDS_H

#include "api/flow_now.h"
#include "picture/picture.h"

/* What stands behind a box of the picture. */
typedef struct Engines {
    Str of[BOXES]; /* "SQLite", "LMDB", "GitHub"; "" for none */
} Engines;

/* Everything that the picture says. */
void flow_words_picture(Arena *arena, LanguageId language, const FlowView *view, const Engines *engines,
                        PictureFigures *figures);

/* A word of the built-in diagram: "arrow", "token", "label". */
Str flow_words_diagram(Arena *arena, LanguageId language, const char *section, const char *id, const char *key);

/* The verdict alone, and the part after it ("last 24 hours · updated 14:32"). */
Str flow_words_verdict(Arena *arena, LanguageId language, const FlowView *view, PictureState *state);
Str flow_words_window(Arena *arena, LanguageId language, const FlowView *view);

/* Of a connection: its state, the plain words of its cause ("" unless it fails), and how many were lost between it and the next. */
PictureState flow_words_state(const FlowView *view, ConnectionId connection);
Str flow_words_cause(Arena *arena, LanguageId language, const ConnectionHealth *health);

typedef struct FlowLoss {
    int64_t left, refused, system; /* went away; failed by choice, credentials or set-up; failed in our systems */
} FlowLoss;
FlowLoss flow_words_loss(const FlowView *view, ConnectionId connection);

/* What a box holds now ("9,412 users"); "" for none. */
Str flow_words_box(Arena *arena, LanguageId language, const FlowView *view, BoxId box);

#endif
