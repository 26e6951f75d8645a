/* letters.c -- lines of text as elements.
 * SPDX-License-Identifier: ISC */
#include "picture/letters.h"

#include "codec/html.h"
#include "picture/sketch.h"

#include <math.h>

/* ---- the set of glyphs ---- */

static size_t
slot_of(const GlyphSet *set, uint32_t key)
{
    size_t at = (key * 2654435769u) % set->size;

    while (set->slots[at] && set->slots[at] != key)
        at = (at + 1) % set->size;
    return at;
}

static bool
has_glyph(const GlyphSet *set, uint32_t key)
{
    return set && set->size && set->slots[slot_of(set, key)];
}

static void
grow(GlyphSet *set)
{
    GlyphSet larger = { set->arena, NULL, set->size ? set->size * 2 : 128, 0 };

    larger.slots = ARENA_NEW(set->arena, uint32_t, larger.size);
    for (size_t i = 0; i < set->size; i++)
        if (set->slots[i])
            larger.slots[slot_of(&larger, set->slots[i])] = set->slots[i];
    larger.count = set->count;
    *set = larger;
}

static void
add_glyph(GlyphSet *set, uint32_t key)
{
    if (set->count * 2 >= set->size)
        grow(set);
    size_t at = slot_of(set, key);
    set->count += set->slots[at] == 0;
    set->slots[at] = key;
}

/* Never 0: that is a free slot. */
static uint32_t
key_of(const Glyph *glyph)
{
    return ((uint32_t)glyph->face << 16 | glyph->id) + 1;
}

/* ---- outlines ---- */

static int
units_of(Letters *letters, const Glyph *glyph)
{
    int units = letters->units[glyph->face];

    if (!units) {
        (void)font_outline(letters->arena, glyph->face, glyph->id, &units);
        letters->units[glyph->face] = units;
    }
    return units;
}

/* Some digits more than a place on the canvas needs: it is multiplied by the size. */
static void
open_matrix(Buf *buf, double scale, double x, double y, const char *color)
{
    buf_addf(buf, "<g transform=\"matrix(%.5g 0 0 -%.5g ", scale, scale);
    pen_number(buf, x);
    buf_add_byte(buf, ' ');
    pen_number(buf, y);
    buf_addf(buf, ")\" fill=\"%s\">", color);
}

static void
write_use(Letters *letters, const Glyph *glyph, int units)
{
    Buf *buf = letters->buf;
    long x = lround(glyph->x * units), y = lround(glyph->y * units);

    add_glyph(&letters->glyphs, key_of(glyph));
    buf_add(buf, LIT("<use href=\"#p"));
    buf_add_int(buf, glyph->face);
    buf_add_byte(buf, '-');
    buf_add_int(buf, glyph->id);
    if (x) {
        buf_add(buf, LIT("\" x=\""));
        buf_add_int(buf, x);
    }
    if (y) {
        buf_add(buf, LIT("\" y=\""));
        buf_add_int(buf, y);
    }
    buf_add(buf, LIT("\"/>"));
}

static void
write_outlines(Letters *letters, const TextLine *line, double size, Spot left, const char *color)
{
    int open = 0; /* units of the group that is open */

    for (size_t i = 0; i < line->glyph_count; i++) {
        int units = units_of(letters, &line->glyphs[i]);
        if (units != open) {
            if (open)
                buf_add(letters->buf, LIT("</g>"));
            open_matrix(letters->buf, size / units, left.x, left.y, color);
            open = units;
        }
        write_use(letters, &line->glyphs[i], units);
    }
    if (open)
        buf_add(letters->buf, LIT("</g>"));
}

static void
define(Letters *letters, uint32_t key)
{
    uint16_t face = (uint16_t)((key - 1) >> 16), id = (uint16_t)(key - 1);
    int units;
    Str outline = font_outline(letters->arena, face, id, &units);

    buf_add(letters->buf, LIT("<path id=\"p"));
    buf_add_int(letters->buf, face);
    buf_add_byte(letters->buf, '-');
    buf_add_int(letters->buf, id);
    buf_add(letters->buf, LIT("\" d=\""));
    buf_add(letters->buf, outline);
    buf_add(letters->buf, LIT("\"/>"));
}

void
letters_defs(Letters *letters)
{
    bool open = false;

    for (size_t i = 0; i < letters->glyphs.size; i++) {
        uint32_t key = letters->glyphs.slots[i];
        if (!key || has_glyph(letters->before, key))
            continue;
        if (!open)
            buf_add(letters->buf, LIT("<defs>"));
        open = true;
        define(letters, key);
    }
    if (open)
        buf_add(letters->buf, LIT("</defs>"));
}

/* ---- live text ---- */

/* In a right-to-left paragraph "start" is the right side. */
static const char *
anchor(Align align, bool rtl)
{
    if (align == ALIGN_MIDDLE)
        return " text-anchor=\"middle\"";
    if ((align == ALIGN_RIGHT) != rtl)
        return " text-anchor=\"end\"";
    return "";
}

static void
write_live(Letters *letters, const Layout *layout, const TextLine *line, Spot spot, const char *color)
{
    static const int weights[FONT_WEIGHTS] = { 400, 600, 800 };
    Buf *buf = letters->buf;

    buf_add(buf, LIT("<text x=\""));
    pen_number(buf, spot.x);
    buf_add(buf, LIT("\" y=\""));
    pen_number(buf, spot.y);
    buf_add_byte(buf, '"');
    sketch_attribute(buf, "font-size", layout->block.size);
    buf_addf(buf, " font-weight=\"%d\" fill=\"%s\"", weights[layout_styles[layout->role].weight], color);
    if (layout_styles[layout->role].joined)
        buf_add(buf, LIT(" font-family=\"Latchstring Title, Latchstring, sans-serif\""));
    if (layout->block.rtl)
        buf_add(buf, LIT(" direction=\"rtl\""));
    buf_addf(buf, "%s>", anchor(spot.align, layout->block.rtl));
    html_escape(buf, line->text);
    buf_add(buf, LIT("</text>"));
}

/* ---- both ---- */

static double
left_of(Spot spot, double width)
{
    return spot.align == ALIGN_LEFT ? spot.x : spot.align == ALIGN_MIDDLE ? spot.x - width / 2 : spot.x - width;
}

static void
mark_line(Letters *letters, const Layout *layout, int line, Spot spot, Str owner)
{
    double size = layout->block.size, width = layout->block.lines[line].width;
    PenBox at = { left_of(spot, width), spot.y - 0.80 * size, width, 1.06 * size, 0 };

    letters_mark(letters, MARK_TEXT, &at, owner);
    if (letters->marks) {
        Mark *mark = &letters->marks->at[letters->marks->count - 1];
        mark->role = layout->role;
        mark->line = line;
        mark->block = letters->marks->blocks;
    }
}

void
letters_write(Letters *letters, const Layout *layout, Spot spot, const char *color, Str owner)
{
    const char *fill = color ? color : layout_styles[layout->role].color;

    for (size_t i = 0; i < layout->block.line_count; i++) {
        const TextLine *line = &layout->block.lines[i];
        Spot at = { spot.x, spot.y + layout->step * (double)i, spot.align };
        if (letters->mode == PICTURE_LIVE)
            write_live(letters, layout, line, at, fill);
        else
            write_outlines(letters, line, layout->block.size, (Spot){ left_of(at, line->width), at.y, ALIGN_LEFT },
                           fill);
        mark_line(letters, layout, (int)i, at, owner);
    }
    if (letters->marks)
        letters->marks->blocks++;
}

void
letters_mark(Letters *letters, MarkKind kind, const PenBox *at, Str owner)
{
    Marks *marks = letters->marks;

    if (!marks || marks->count == MARKS_MAX)
        return;
    marks->at[marks->count++] = (Mark){ .kind = kind, .owner = owner, .block = -1, .at = *at };
}
