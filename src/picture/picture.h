/* picture.h -- a diagram on the whiteboard: prepared once per language, drawn with the figures of now.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PICTURE_H
#define LATCHSTRING_PICTURE_H

#include "base/arena.h"
#include "base/error.h"
#include "picture/diagram.h"
#include "text/language.h"

typedef enum PictureText {
    PICTURE_LIVE,    /* <text>, with the fonts of this site: for our own page */
    PICTURE_OUTLINE, /* glyphs as paths: for files that go anywhere */
    PICTURE_MODES
} PictureText;

typedef enum PictureState { PICTURE_OK, PICTURE_SLOW, PICTURE_FAILING, PICTURE_IDLE, PICTURE_STATES } PictureState;

/* What one arrow says. Texts are ready to show, in the picture's language. */
typedef struct PictureArrow {
    PictureState state;
    Str count; /* "12,480", in bold; failing: "412 failed"; idle: "–" */
    Str time;  /* "9 ms"; "" to leave it out */
    Str loss;  /* "−268" under the pill, "" for none */
    Str label; /* for screen readers: "5 POST /token: 11,890, typical 182 ms" */
} PictureArrow;

typedef struct PictureNote {
    Str figure;  /* "95.2%" */
    Str earlier; /* "last week 94.8%", "" for none */
} PictureNote;

#define PICTURE_BOXES  16
#define PICTURE_ARROWS 24
#define PICTURE_NOTES  3

typedef struct PictureFigures {
    PictureArrow arrows[PICTURE_ARROWS]; /* in the diagram's order */
    Str box_figures[PICTURE_BOXES];      /* "9,412 users"; "" for none */
    Str box_engines[PICTURE_BOXES];      /* "SQLite", in small type; "" for none */
    PictureNote notes[PICTURE_NOTES];
    PictureState verdict_state; /* the dot's and the words' colour */
    Str verdict;                /* "Sign-in is working" */
    Str window;                 /* "last 24 hours · updated 14:32" */
    bool stale;                 /* the box that the diagram names for it is drawn in the colours of slow */
    Str description;            /* <desc>: the seven steps with their figures, in words */
} PictureFigures;

typedef struct Picture Picture;

/* Shape every text and draw what does not change. The diagram must outlive it. E_TOO_LARGE, E_NOT_FOUND as of shape_fit. */
Error *picture_prepare(const Diagram *diagram, LanguageId language, PictureText mode, Picture **picture) MUST_USE;
void picture_free(Picture *picture);

/* The whole SVG. figures NULL: without pills, notes and verdict (nobody may see them, or there are none: `draw`).
 * Threads may draw the same picture at once. */
Error *picture_draw(const Picture *picture, Arena *arena, const PictureFigures *figures, Str *svg) MUST_USE;

/* What is wrong with the drawing, a line each ("label token overlaps badge 5 by 2.1"); the number of faults. The rules are in
 * docs/picture.md. */
Error *picture_lint(const Picture *picture, Arena *arena, const PictureFigures *figures, Str *faults,
                    size_t *count) MUST_USE;

#endif
