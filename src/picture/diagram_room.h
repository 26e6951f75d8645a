/* diagram_room.h -- the insides of a Diagram, for this room. docs/picture.md has the file's format.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_DIAGRAM_ROOM_H
#define LATCHSTRING_DIAGRAM_ROOM_H

#include "picture/diagram.h"
#include "picture/icons.h"
#include "picture/pen.h"

#define DIAGRAM_ZONES      6
#define DIAGRAM_BOXES      16
#define DIAGRAM_ARROWS     24
#define DIAGRAM_MILESTONES 32
#define DIAGRAM_LEGENDS    7 /* the eighth cell is the explanation's */
#define DIAGRAM_NOTES      3
#define DIAGRAM_CORNERS    8
#define DIAGRAM_BADGES     2
#define DIAGRAM_TEXTS      2048 /* with their translations */
#define DIAGRAM_TEXT_LIMIT 400  /* bytes of one */
#define DIAGRAM_ID_LIMIT   32

#define CANVAS_WIDTH  1600
#define CANVAS_HEIGHT 1000

typedef enum DiagramShape { SHAPE_BOX, SHAPE_HERO, SHAPE_FLAT, SHAPE_TALL, SHAPE_CLOUD, SHAPES } DiagramShape;
typedef enum DiagramKind { KIND_REQUEST, KIND_RESPONSE, KINDS } DiagramKind;
typedef enum DiagramAnchor { ANCHOR_NONE, ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END, ANCHOR_BELOW } DiagramAnchor;

typedef struct DiagramIcon {
    IconId id;
    double size;
} DiagramIcon;

typedef struct DiagramChip {
    Point at; /* its middle */
    Str text; /* empty: none */
} DiagramChip;

typedef struct DiagramBadge {
    int number; /* 0: none */
    bool large; /* where a reader starts */
    Point at;
} DiagramBadge;

typedef struct DiagramRoute {
    Point corners[DIAGRAM_CORNERS];
    size_t count;
} DiagramRoute;

/* Where a label stands. ANCHOR_BELOW: under the first label, at its anchor. */
typedef struct DiagramSpot {
    DiagramAnchor anchor;
    bool bottom; /* y is the last line's baseline; else the first line's top */
    double x, y, width;
    int lines;
} DiagramSpot;

typedef struct DiagramPill {
    bool given, under;
    Point at;
} DiagramPill;

/* Begins every section's struct. */
typedef struct DiagramSection {
    Str id;
    int line;
    uint32_t seen; /* a bit for each field of its table */
} DiagramSection;

typedef struct DiagramHead {
    DiagramSection section;
    Str id;
} DiagramHead;

typedef struct DiagramZone {
    DiagramSection section;
    PenBox place;
    int fill;
} DiagramZone;

typedef struct DiagramBox {
    DiagramSection section;
    PenBox place;
    int shape, fill; /* DiagramShape; index into diagram_fills */
    DiagramIcon icon;
    DiagramChip chip;
    Point engine; /* 0 0: none */
    int stale;
    Str folder;
} DiagramBox;

typedef struct DiagramMilestone {
    DiagramSection section;
    Str meaning;
} DiagramMilestone;

typedef struct DiagramArrow {
    DiagramSection section;
    int step, kind; /* DiagramKind */
    Str from, to, constant, milestone;
    DiagramRoute route;
    DiagramBadge badge, badge2;
    DiagramSpot label_at, label2_at;
    DiagramChip chip;
    DiagramPill pill_at;
} DiagramArrow;

typedef struct DiagramLegend {
    DiagramSection section;
    Str milestone;
} DiagramLegend;

typedef struct DiagramNote {
    DiagramSection section;
    PenBox place;
    double tilt;
} DiagramNote;

typedef struct DiagramKey {
    DiagramSection section;
    DiagramPill pill_at;
} DiagramKey;

typedef struct DiagramText {
    Str key;
    LanguageId language;
    Str text;
    bool constant;
} DiagramText;

struct Diagram {
    DiagramHead head;
    DiagramZone zones[DIAGRAM_ZONES];
    DiagramBox boxes[DIAGRAM_BOXES];
    DiagramArrow arrows[DIAGRAM_ARROWS];
    DiagramMilestone milestones[DIAGRAM_MILESTONES];
    DiagramLegend legends[DIAGRAM_LEGENDS];
    DiagramNote notes[DIAGRAM_NOTES];
    DiagramKey key;
    DiagramSection explanation;
    size_t head_count, zone_count, box_count, arrow_count, milestone_count, legend_count, note_count, key_count,
        explanation_count;
    DiagramText *texts;
    size_t text_count;
};

/* The colours that "fill" names. */
typedef struct DiagramFill {
    const char *name, *color;
} DiagramFill;
#define DIAGRAM_FILLS 7
extern const DiagramFill diagram_fills[DIAGRAM_FILLS];

/* diagram_fields.c: what a section may hold. */
typedef enum FieldKind {
    FIELD_TEXT,
    FIELD_WORD,
    FIELD_STEP,
    FIELD_TILT,
    FIELD_PLACE,
    FIELD_POINT,
    FIELD_ROUTE,
    FIELD_BADGE,
    FIELD_SPOT,
    FIELD_CHIP,
    FIELD_PILL,
    FIELD_ICON,
    FIELD_YES,
    FIELD_SHAPE,
    FIELD_FILL,
    FIELD_KIND,
    FIELD_KINDS
} FieldKind;

typedef struct DiagramField {
    const char *name;
    FieldKind kind;
    size_t offset;
    bool required;
} DiagramField;

typedef struct DiagramTable {
    const char *name;
    bool has_id;
    size_t offset, count_offset, size, limit;
    const DiagramField *fields;
    size_t field_count;
} DiagramTable;

#define DIAGRAM_TABLES 9
extern const DiagramTable diagram_tables[DIAGRAM_TABLES];

/* Read a value (never a text) into its place. false when it is not of its kind; diagram_field_expects says what is. */
bool diagram_field_read(FieldKind kind, Str value, void *at);
const char *diagram_field_expects(FieldKind kind);

/* The nearest of the table's names to a mistyped one; NULL when none is near. */
const char *diagram_near_field(const DiagramTable *table, Str typed);
const char *diagram_near_table(Str typed);

/* diagram_check.c: what holds between sections. */
Error *diagram_check(const Diagram *diagram, const char *file) MUST_USE;

#endif
