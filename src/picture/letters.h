/* letters.h -- fitted texts as SVG: as <text>, or as glyphs that stand in <defs>. And what was written where, for the lint.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LETTERS_H
#define LATCHSTRING_LETTERS_H

#include "base/buf.h"
#include "picture/layout.h"
#include "picture/pen.h"
#include "picture/picture.h"

typedef enum Align { ALIGN_LEFT, ALIGN_MIDDLE, ALIGN_RIGHT } Align;

/* A set of glyphs: open addressing, keys are face and id; its table grows in the arena. */
typedef struct GlyphSet {
    Arena *arena;
    uint32_t *slots; /* key + 1; 0: free */
    size_t size, count;
} GlyphSet;

/* What the lint looks at. */
typedef enum MarkKind { MARK_TEXT, MARK_PILL, MARK_FIGURE, MARK_CHIP, MARK_BADGE, MARK_BOX, MARK_TAG } MarkKind;

typedef struct Mark {
    MarkKind kind;
    LayoutRole role; /* of a text */
    Str owner;       /* "arrow.token.label" */
    int block, line; /* lines of one block have one number */
    PenBox at;
} Mark;

#define MARKS_MAX 1024

typedef struct Marks {
    Mark at[MARKS_MAX];
    size_t count;
    int blocks;
} Marks;

typedef struct Letters {
    Arena *arena;
    Buf *buf;
    PictureText mode;
    LanguageId language;
    GlyphSet glyphs;        /* used here */
    const GlyphSet *before; /* defined already; NULL: none */
    int units[FONT_FACES];  /* of one em, 0: not known yet */
    Marks *marks;           /* NULL: nobody looks */
} Letters;

/* A place on the drawing: where the first baseline begins, ends or has its middle. */
typedef struct Spot {
    double x, y;
    Align align;
} Spot;

/* color NULL: the role's. */
void letters_write(Letters *letters, const Layout *layout, Spot spot, const char *color, Str owner);

/* <defs> with the glyphs used that were not defined before; nothing when there are none. */
void letters_defs(Letters *letters);

/* Note something for the lint. */
void letters_mark(Letters *letters, MarkKind kind, const PenBox *at, Str owner);

#endif
