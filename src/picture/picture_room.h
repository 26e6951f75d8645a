/* picture_room.h -- the insides of a Picture: what stands still as text, and the parts that show figures between.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PICTURE_ROOM_H
#define LATCHSTRING_PICTURE_ROOM_H

#include "picture/diagram_room.h"
#include "picture/letters.h"
#include "picture/picture.h"

#define PICTURE_PARTS 256
#define KEY_MIRROR    600               /* right to left, the key lies between here and its place */
#define PICTURE_LIMIT ((size_t)4 << 20) /* bytes of an SVG */

/* A stretch of still text, or a part that is written when the picture is drawn. */
typedef enum PartKind {
    PART_STILL,
    PART_DESCRIPTION,
    PART_SUBTITLE,
    PART_VERDICT,
    PART_ARROW,
    PART_BADGES,
    PART_PILL,
    PART_BOX_FIGURE,
    PART_NOTE,
    PART_KEY,
    PART_LEGEND,
    PART_KINDS
} PartKind;

typedef struct Part {
    PartKind kind;
    size_t index;
    size_t from, to; /* of the still text */
} Part;

/* Path data of a disc, and its digit as an element. */
typedef struct Disc {
    Point at;
    double radius;
    Str outline, digit;
} Disc;

/* From where to where something may lie. */
typedef struct Reach {
    double left, right;
} Reach;

typedef struct ArrowShape {
    Str line[2], head[2]; /* path data of both passes */
    Disc discs[DIAGRAM_BADGES];
    Spot pill;   /* y is its middle */
    Reach reach; /* of the pill: it moves, then shrinks, before it lies on anything */
    Str label;   /* for aria-label, when no figures say it */
} ArrowShape;

typedef struct NoteShape {
    Str open, body, caption; /* <g rotated>; shadow, sheet and tape; its words */
} NoteShape;

typedef struct LegendShape {
    Disc disc;
    PenBox frame;
    Str text;
} LegendShape;

struct Picture {
    Arena *arena;
    const Diagram *diagram;
    LanguageId language;
    PictureText mode;
    bool rtl;
    Part parts[PICTURE_PARTS];
    size_t part_count;
    Str still;
    Str subtitle, description;
    Layout key; /* the words of the key to the pills */
    Spot key_at;
    double title_right, subtitle_right;
    ArrowShape arrows[DIAGRAM_ARROWS];
    NoteShape notes[DIAGRAM_NOTES];
    LegendShape legends[DIAGRAM_LEGENDS];
    GlyphSet glyphs; /* defined in the still text */
    int units[FONT_FACES];
    Mark *marks; /* of the still text, for the lint */
    size_t mark_count;
    size_t draw_size; /* of the last drawing, roughly: how much memory to begin with */
};

/* A picture that is being prepared. work ends with the preparation. */
typedef struct Making {
    Picture *picture;
    const Diagram *diagram;
    Arena *work;
    Buf *buf;
    Letters letters;
    size_t from; /* where the open stretch of still text began */
} Making;

/* picture_prepare.c, for the files that make its stretches */
void picture_part(Making *making, PartKind kind, size_t index);
Str picture_words(const Making *making, const char *kind, Str id, const char *key);
Str picture_name(const Making *making, const char *kind, Str id, const char *key); /* "box.api.name" */
Error *picture_fit(const Making *making, LayoutRole role, double width, int lines, Str text, Layout *layout) MUST_USE;
Disc picture_disc(Making *making, Str name, const DiagramBadge *badge);

/* Write into a piece of its own instead of the still text. picture_piece_end copies it into the picture. */
void picture_piece(Making *making, Buf *outer);
Str picture_piece_end(Making *making, Buf outer);

/* One stretch each, in the order of drawing. */
Error *picture_frame(Making *making) MUST_USE;       /* paper, title, zones, tags */
Error *picture_clouds(Making *making) MUST_USE;      /* below the arrows */
Error *picture_arrows(Making *making) MUST_USE;      /* the arrows */
Error *picture_cloud_words(Making *making) MUST_USE; /* above the arrows */
Error *picture_boxes(Making *making) MUST_USE;
Error *picture_labels(Making *making) MUST_USE; /* badges, labels, pills, chips */
Error *picture_legend(Making *making) MUST_USE; /* notes, key, legend, explanation */

/* How far something at this height may reach to both sides of x: up to badges, boxes, tags, chips, and arrows that cross it. */
Reach picture_reach(const Marks *marks, const Diagram *diagram, const PenBox *at, double x);

/* Whether nothing that stands still lies there. */
bool picture_is_free(const Picture *picture, const PenBox *at);

/* Where the verdict's chip stands: beside the subtitle, without it, on two lines, or on three. */
typedef struct VerdictPlan {
    Layout verdict, window;
    int rows;
    bool subtitle;
    PenBox chip;
} VerdictPlan;

/* Parts that show figures. figures may be NULL. */
typedef struct Drawing {
    const Picture *picture;
    const PictureFigures *figures;
    Arena *arena;
    Buf *buf;
    Letters letters;
    VerdictPlan verdict;
} Drawing;

typedef Error *PartFunction(Drawing *drawing, size_t index);
PartFunction picture_draw_arrow, picture_draw_badges, picture_draw_pill, picture_draw_box_figure, picture_draw_note,
    picture_draw_key, picture_draw_legend, picture_draw_verdict, picture_draw_subtitle;

VerdictPlan picture_plan_verdict(const Drawing *drawing);

#define PICTURE_SIGN     9.0 /* the cross, the hourglass */
#define PICTURE_SIGN_GAP 6.0

/* A cross for failing, an hourglass for slow: nobody has to tell colours apart. Returns how far the words beside it move. */
double picture_sign(Drawing *drawing, PictureState state, double left, double middle);

Error *picture_draw_marked(const Picture *picture, Arena *arena, const PictureFigures *figures, Marks *marks,
                           Str *svg) MUST_USE;

/* A chip: a small white label with a frame. */
typedef struct Chip {
    Point middle;
    double height, padding, radius, stroke;
    const char *color, *fill;
} Chip;
void picture_chip(Letters *letters, const Chip *chip, const Layout *layout, Str name);

void picture_write_disc(Letters *letters, const Disc *disc, const char *color);

#endif
