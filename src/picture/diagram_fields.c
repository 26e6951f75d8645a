/* diagram_fields.c -- the tables of a diagram's sections and keys, and the kinds of values.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/diagram_room.h"
#include "picture/sketch.h"

#include <string.h>

#define TYPED_LIMIT 32
#define FIELD(type, member, kind, required)                       \
    {                                                             \
#member, FIELD_##kind, offsetof(type, member), (required) \
    }
#define TEXT(name, required)            \
    {                                   \
        name, FIELD_TEXT, 0, (required) \
    }

const DiagramFill diagram_fills[DIAGRAM_FILLS] = {
    { "zone1", ZONE1 }, { "zone2", ZONE2 }, { "browser", BROWSER }, { "server", SERVER },
    { "hero", HERO },   { "cache", CACHE }, { "store", STORE },
};

static const DiagramField head_fields[] = {
    FIELD(DiagramHead, id, WORD, true), TEXT("title", true),  TEXT("subtitle", false), TEXT("topic", false),
    TEXT("archetype", false),           TEXT("style", false), TEXT("palette", false),  TEXT("audience", false),
};

static const DiagramField zone_fields[] = {
    FIELD(DiagramZone, place, PLACE, true),
    FIELD(DiagramZone, fill, FILL, true),
    TEXT("name", true),
    TEXT("gloss", false),
};

static const DiagramField box_fields[] = {
    FIELD(DiagramBox, place, PLACE, true),
    FIELD(DiagramBox, shape, SHAPE, true),
    FIELD(DiagramBox, fill, FILL, false),
    FIELD(DiagramBox, icon, ICON, false),
    FIELD(DiagramBox, chip, CHIP, false),
    FIELD(DiagramBox, engine, POINT, false),
    FIELD(DiagramBox, stale, YES, false),
    FIELD(DiagramBox, folder, WORD, false),
    TEXT("name", true),
    TEXT("caption", true),
};

static const DiagramField milestone_fields[] = { FIELD(DiagramMilestone, meaning, WORD, true) };

static const DiagramField arrow_fields[] = {
    FIELD(DiagramArrow, step, STEP, true),       FIELD(DiagramArrow, from, WORD, true),
    FIELD(DiagramArrow, to, WORD, true),         FIELD(DiagramArrow, kind, KIND, true),
    FIELD(DiagramArrow, route, ROUTE, true),     FIELD(DiagramArrow, badge, BADGE, false),
    FIELD(DiagramArrow, badge2, BADGE, false),   TEXT("label", true),
    FIELD(DiagramArrow, label_at, SPOT, true),   TEXT("label2", false),
    FIELD(DiagramArrow, label2_at, SPOT, false), FIELD(DiagramArrow, constant, WORD, false),
    FIELD(DiagramArrow, chip, CHIP, false),      FIELD(DiagramArrow, pill_at, PILL, false),
    FIELD(DiagramArrow, milestone, WORD, false),
};

static const DiagramField legend_fields[] = {
    FIELD(DiagramLegend, milestone, WORD, false),
    TEXT("words", false),
    TEXT("text", true),
};

static const DiagramField note_fields[] = {
    FIELD(DiagramNote, place, PLACE, true),
    FIELD(DiagramNote, tilt, TILT, false),
    TEXT("caption", true),
};

static const DiagramField key_fields[] = { FIELD(DiagramKey, pill_at, PILL, true), TEXT("text", true) };
static const DiagramField explanation_fields[] = { TEXT("text", true) };

/* clang-format off */
const DiagramTable diagram_tables[DIAGRAM_TABLES] = {
    { "diagram", false, offsetof(Diagram, head), offsetof(Diagram, head_count), sizeof(DiagramHead), 1, head_fields,
      COUNT_OF(head_fields) },
    { "zone", true, offsetof(Diagram, zones), offsetof(Diagram, zone_count), sizeof(DiagramZone), DIAGRAM_ZONES,
      zone_fields, COUNT_OF(zone_fields) },
    { "box", true, offsetof(Diagram, boxes), offsetof(Diagram, box_count), sizeof(DiagramBox), DIAGRAM_BOXES,
      box_fields, COUNT_OF(box_fields) },
    { "milestone", true, offsetof(Diagram, milestones), offsetof(Diagram, milestone_count), sizeof(DiagramMilestone),
      DIAGRAM_MILESTONES, milestone_fields, COUNT_OF(milestone_fields) },
    { "arrow", true, offsetof(Diagram, arrows), offsetof(Diagram, arrow_count), sizeof(DiagramArrow), DIAGRAM_ARROWS,
      arrow_fields, COUNT_OF(arrow_fields) },
    { "legend", true, offsetof(Diagram, legends), offsetof(Diagram, legend_count), sizeof(DiagramLegend),
      DIAGRAM_LEGENDS, legend_fields, COUNT_OF(legend_fields) },
    { "note", true, offsetof(Diagram, notes), offsetof(Diagram, note_count), sizeof(DiagramNote), DIAGRAM_NOTES,
      note_fields, COUNT_OF(note_fields) },
    { "key", false, offsetof(Diagram, key), offsetof(Diagram, key_count), sizeof(DiagramKey), 1, key_fields,
      COUNT_OF(key_fields) },
    { "explanation", false, offsetof(Diagram, explanation), offsetof(Diagram, explanation_count),
      sizeof(DiagramSection), 1, explanation_fields, COUNT_OF(explanation_fields) },
};

/* ---- values ---- */

/* The next word of a value; words are parted by spaces. */
static Str
take_word(Str *rest)
{
    Str word;

    *rest = str_trim(str_cut(*rest, ' ', &word));
    return word;
}

/* "-1.5": at most 4 digits, then at most 2 after a point. */
static bool
take_number(Str *rest, double *number)
{
    Str word = take_word(rest), whole, part;
    bool minus = str_starts(word, LIT("-"));
    uint64_t units, hundredths = 0;

    word = str_slice(word, minus ? 1 : 0, word.len);
    part = str_cut(word, '.', &whole);
    if (!str_to_uint(whole, 9999, &units) || part.len > 2 || (whole.len < word.len && !part.len))
        return false;
    if (part.len && !str_to_uint(part, 99, &hundredths))
        return false;
    double value = (double)units + (double)hundredths / (part.len == 1 ? 10 : 100);
    *number = minus ? -value : value;
    return true;
}

static bool
take_point(Str *rest, Point *point)
{
    return take_number(rest, &point->x) && take_number(rest, &point->y) && point->x >= 0 && point->y >= 0 &&
           point->x <= CANVAS_WIDTH && point->y <= CANVAS_HEIGHT;
}

static bool
take_int(Str *rest, int most, int *number)
{
    uint64_t value;

    if (!str_to_uint(take_word(rest), (uint64_t)most, &value) || value == 0)
        return false;
    *number = (int)value;
    return true;
}

static bool
read_text(Str value, void *at)
{
    *(Str *)at = value;
    return value.len > 0 && value.len <= DIAGRAM_TEXT_LIMIT;
}

static bool
read_step(Str value, void *at)
{
    return take_int(&value, 99, at) && !value.len;
}

static bool
read_tilt(Str value, void *at)
{
    double *tilt = at;

    return take_number(&value, tilt) && !value.len && *tilt >= -10 && *tilt <= 10;
}

static bool
read_place(Str value, void *at)
{
    PenBox *box = at;
    Point corner;

    if (!take_point(&value, &corner) || !take_number(&value, &box->width) || !take_number(&value, &box->height))
        return false;
    box->x = corner.x;
    box->y = corner.y;
    return !value.len && box->width >= 40 && box->height >= 40 && box->x + box->width <= CANVAS_WIDTH &&
           box->y + box->height <= CANVAS_HEIGHT;
}

static bool
read_point(Str value, void *at)
{
    return take_point(&value, at) && !value.len;
}

static bool
read_route(Str value, void *at)
{
    DiagramRoute *route = at;

    while (value.len && route->count < DIAGRAM_CORNERS)
        if (!take_point(&value, &route->corners[route->count++]))
            return false;
    return !value.len && route->count >= 2;
}

static bool
read_badge(Str value, void *at)
{
    DiagramBadge *badge = at;

    if (!take_int(&value, 99, &badge->number) || !take_point(&value, &badge->at))
        return false;
    badge->large = str_equal(value, LIT("large"));
    return badge->large || !value.len;
}

static bool
take_anchor(Str *rest, DiagramAnchor *anchor)
{
    static const char *const names[] = { "", "start", "middle", "end", "below" };
    Str word = take_word(rest);

    for (int i = ANCHOR_START; i <= ANCHOR_BELOW; i++)
        if (str_equal(word, str_from_c(names[i]))) {
            *anchor = (DiagramAnchor)i;
            return true;
        }
    return false;
}

/* "middle 450 bottom 407 290 1" or "below 200 2". */
static bool
read_spot(Str value, void *at)
{
    DiagramSpot *spot = at;

    if (!take_anchor(&value, &spot->anchor))
        return false;
    if (spot->anchor != ANCHOR_BELOW) {
        if (!take_number(&value, &spot->x))
            return false;
        Str edge = take_word(&value);
        spot->bottom = str_equal(edge, LIT("bottom"));
        if ((!spot->bottom && !str_equal(edge, LIT("top"))) || !take_number(&value, &spot->y))
            return false;
    }
    return take_number(&value, &spot->width) && spot->width >= 20 && take_int(&value, 9, &spot->lines) && !value.len;
}

static bool
read_chip(Str value, void *at)
{
    DiagramChip *chip = at;

    if (!take_point(&value, &chip->at))
        return false;
    chip->text = value;
    return value.len > 0 && value.len <= DIAGRAM_ID_LIMIT;
}

static bool
read_pill(Str value, void *at)
{
    DiagramPill *pill = at;

    pill->given = true;
    pill->under = str_equal(value, LIT("under"));
    return pill->under || read_point(value, &pill->at);
}

static bool
read_icon(Str value, void *at)
{
    DiagramIcon *icon = at;
    Str name = take_word(&value);

    for (int i = 0; i < ICONS; i++)
        if (str_equal(name, str_from_c(icons_names[i])))
            icon->id = (IconId)i;
    return icon->id != ICON_NONE && take_number(&value, &icon->size) && !value.len && icon->size >= 16 &&
           icon->size <= 256;
}

static bool
read_yes(Str value, void *at)
{
    *(int *)at = 1;
    return str_equal(value, LIT("yes"));
}

static bool
read_choice(Str value, const char *const *names, int count, int *choice)
{
    for (int i = 0; i < count; i++)
        if (str_equal(value, str_from_c(names[i]))) {
            *choice = i;
            return true;
        }
    return false;
}

static bool
read_shape(Str value, void *at)
{
    static const char *const names[SHAPES] = { "box", "hero", "flat", "tall", "cloud" };

    return read_choice(value, names, SHAPES, at);
}

static bool
read_kind(Str value, void *at)
{
    static const char *const names[KINDS] = { "request", "response" };

    return read_choice(value, names, KINDS, at);
}

static bool
read_fill(Str value, void *at)
{
    const char *names[DIAGRAM_FILLS];

    for (int i = 0; i < DIAGRAM_FILLS; i++)
        names[i] = diagram_fills[i].name;
    return read_choice(value, names, DIAGRAM_FILLS, at);
}

/* clang-format off */
static const struct {
    bool (*read)(Str value, void *at);
    const char *expects;
} kinds[FIELD_KINDS] = {
    [FIELD_TEXT]  = { read_text,  "a text of at most 400 bytes" },
    [FIELD_WORD]  = { read_text,  "a text of at most 400 bytes" },
    [FIELD_STEP]  = { read_step,  "a number from 1 to 99" },
    [FIELD_TILT]  = { read_tilt,  "degrees from -10 to 10" },
    [FIELD_PLACE] = { read_place, "x y width height, inside of 1600 x 1000, at least 40 wide and high" },
    [FIELD_POINT] = { read_point, "x y, inside of 1600 x 1000" },
    [FIELD_ROUTE] = { read_route, "x y of 2 to 8 corners" },
    [FIELD_BADGE] = { read_badge, "a number, x y, and perhaps \"large\"" },
    [FIELD_SPOT]  = { read_spot,  "\"start|middle|end X top|bottom Y WIDTH LINES\" or \"below WIDTH LINES\"" },
    [FIELD_CHIP]  = { read_chip,  "x y and a text of at most 32 bytes" },
    [FIELD_PILL]  = { read_pill,  "x y, or \"under\"" },
    [FIELD_ICON]  = { read_icon,  "browser, shield, servers, database, stopwatch, envelopes, chart or pencil, and a size" },
    [FIELD_YES]   = { read_yes,   "yes" },
    [FIELD_SHAPE] = { read_shape, "box, hero, flat, tall or cloud" },
    [FIELD_FILL]  = { read_fill,  "zone1, zone2, browser, server, hero, cache or store" },
    [FIELD_KIND]  = { read_kind,  "request or response" },
};
/* clang-format on */

bool
diagram_field_read(FieldKind kind, Str value, void *at)
{
    return kinds[kind].read(value, at);
}

const char *
diagram_field_expects(FieldKind kind)
{
    return kinds[kind].expects;
}

/* ---- mistyped names ---- */

/* How many bytes must be changed, added or left out to make one of the other (Levenshtein). */
static size_t
distance(Str a, Str b)
{
    size_t row[TYPED_LIMIT + 1];

    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = diagonal + (a.ptr[i - 1] == b.ptr[j - 1] ? 0 : 1);
            diagonal = row[j];
            best = best < row[j] + 1 ? best : row[j] + 1;
            row[j] = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
        }
    }
    return row[b.len];
}

static void
try_name(const char *name, Str typed, size_t *best, const char **found)
{
    if (typed.len > TYPED_LIMIT)
        return;
    size_t far = distance(str_from_c(name), typed);
    if (far >= *best)
        return;
    *best = far;
    *found = name;
}

const char *
diagram_near_field(const DiagramTable *table, Str typed)
{
    size_t best = typed.len / 3 + 2;
    const char *found = NULL;

    for (size_t i = 0; i < table->field_count; i++)
        try_name(table->fields[i].name, typed, &best, &found);
    return found;
}

const char *
diagram_near_table(Str typed)
{
    size_t best = typed.len / 3 + 2;
    const char *found = NULL;

    for (size_t i = 0; i < DIAGRAM_TABLES; i++)
        try_name(diagram_tables[i].name, typed, &best, &found);
    return found;
}
