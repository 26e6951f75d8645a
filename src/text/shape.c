/* shape.c -- text set in a box: lines by break opportunity, balanced, smaller until it fits.
 * SPDX-License-Identifier: ISC */
#include "text/shape.h"

#include "base/buf.h"
#include "base/str.h"
#include "text/breaks.h"
#include "text/face.h"
#include "text/runs.h"

#include <assert.h>
#include <hb.h>
#include <string.h>

#define SHAPE_TEXT_MAX  1024 /* bytes of a text */
#define SHAPE_LINE_MAX  (SHAPE_TEXT_MAX + SHAPE_TEXT_MAX / 2)
#define SHAPE_DEPTH_MAX 16 /* isolates in one another */
#define ELLIPSIS        "…"

/* A place where a line may end: after the character before it. */
typedef struct Opportunity {
    size_t at;
    Break kind;
} Opportunity;

/* The text while it is set. Widths between two places are measured once: size and maximum only scale them. */
typedef struct Setting {
    Arena *arena;
    const TextStyle *style;
    Str text;
    Runs *runs;
    uint32_t *codes;
    size_t count;
    Opportunity *places; /* places[0] is the start */
    size_t place_count;
    float *widths; /* in em, of the line from place i to place j; below 0 when not known yet */
} Setting;

/* ---- reading ---------------------------------------------------------------------------------------------------------------- */

static size_t
decode(const unsigned char *at, uint32_t *code)
{
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    uint32_t value = length == 1 ? at[0] : at[0] & (0x7FU >> length);
    for (size_t i = 1; i < length; i++)
        value = (value << 6) | (at[i] & 0x3F);
    *code = value;
    return length;
}

/* Letters and marks that are one character in Unicode become it: the faces have "ế", not each of its marks. */
static Error *
read_codes(Setting *setting, Str text)
{
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    if (text.len > SHAPE_TEXT_MAX)
        FAIL(E_TOO_LARGE, "a text to draw has %zu bytes; at most %d are set: shorten it", text.len, SHAPE_TEXT_MAX);
    if (!str_is_utf8(text))
        FAIL(E_INVALID_REQUEST, "a text to draw is not UTF-8");
    setting->codes = ARENA_NEW(setting->arena, uint32_t, text.len + 1);
    for (size_t i = 0; i < text.len;) {
        uint32_t code, both;
        i += decode((const unsigned char *)text.ptr + i, &code);
        if (setting->count > 0 && hb_unicode_compose(unicode, setting->codes[setting->count - 1], code, &both))
            setting->codes[setting->count - 1] = both;
        else
            setting->codes[setting->count++] = code;
    }
    return NULL;
}

static void
find_places(Setting *setting)
{
    Str code = languages[setting->style->language].code;
    Break *breaks = ARENA_NEW(setting->arena, Break, setting->count);
    breaks_find(str_to_c(setting->arena, code), setting->codes, setting->count, breaks);
    setting->places = ARENA_NEW(setting->arena, Opportunity, setting->count + 1);
    setting->place_count = 1;
    for (size_t i = 0; i < setting->count; i++) {
        if (breaks[i] != BREAK_NONE)
            setting->places[setting->place_count++] = (Opportunity){ i + 1, breaks[i] };
    }
    size_t pairs = setting->place_count * setting->place_count;
    setting->widths = ARENA_NEW(setting->arena, float, pairs);
    for (size_t i = 0; i < pairs; i++)
        setting->widths[i] = -1;
}

static Error *
setting_begin(Arena *arena, const TextStyle *style, Str text, Setting *setting)
{
    assert(style->language < LANGUAGES && style->weight < FONT_WEIGHTS);
    *setting = (Setting){ .arena = arena, .style = style, .text = text };
    TRY(read_codes(setting, text));
    setting->runs =
        runs_new(arena, style, 2 * setting->count + 2); /* an isolate is opened and closed anew, a hyphen is added */
    find_places(setting);
    return NULL;
}

/* ---- one line ---------------------------------------------------------------------------------------------------------------- */

/* The isolates that are open before a character: a line that begins inside them opens them anew, since each line is drawn, here
 * and in a browser, as a paragraph of its own. */
static size_t
open_isolates(const Setting *setting, size_t at, uint32_t open[SHAPE_DEPTH_MAX])
{
    size_t depth = 0;
    for (size_t i = 0; i < at; i++) {
        uint32_t code = setting->codes[i];
        if (code >= 0x2066 && code <= 0x2068 && depth < SHAPE_DEPTH_MAX)
            open[depth++] = code;
        else if (code == 0x2069 && depth > 0)
            depth--;
    }
    return depth;
}

static size_t
skip_spaces(const Setting *setting, size_t from, size_t to)
{
    while (from < to && (setting->codes[from] == ' ' || setting->codes[from] == 0x3000))
        from++;
    return from;
}

/* What is drawn between two places: without the spaces at its ends, hyphens that are not used, and marks that only break. */
static size_t
compose_line(const Setting *setting, size_t first, size_t last, uint32_t line[SHAPE_LINE_MAX])
{
    size_t to = setting->places[last].at;
    size_t from = skip_spaces(setting, setting->places[first].at, to);
    size_t count = open_isolates(setting, from, line);
    size_t depth = count;
    for (size_t i = from; i < to; i++) {
        uint32_t code = setting->codes[i];
        if (code == BREAK_SOFT_HYPHEN || code == BREAK_ZERO_WIDTH)
            continue;
        depth += code >= 0x2066 && code <= 0x2068;
        depth -= code == 0x2069 && depth > 0;
        line[count++] = code;
    }
    while (count > 0 && (line[count - 1] == ' ' || line[count - 1] == 0x3000))
        count--;
    if (last > 0 && setting->places[last].kind == BREAK_HYPHEN && last + 1 < setting->place_count)
        line[count++] = '-';
    for (; depth > 0; depth--)
        line[count++] = 0x2069;
    return count;
}

/* The width of the line from one place to another, in em. */
static Error *
measure(Setting *setting, size_t first, size_t last, double *width)
{
    float *known = &setting->widths[first * setting->place_count + last];
    if (*known < 0) {
        uint32_t line[SHAPE_LINE_MAX];
        double em;
        size_t count = compose_line(setting, first, last, line);
        TRY(runs_set(setting->runs, line, count, &em));
        *known = (float)em;
    }
    *width = (double)*known;
    return NULL;
}

static void
add_utf8(Buf *out, uint32_t code)
{
    if (code < 0x80) {
        buf_add_byte(out, (char)code);
        return;
    }
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    buf_add_byte(out, (char)((0xFF00U >> (more + 1) & 0xFF) | code >> (6 * more)));
    while (more-- > 0)
        buf_add_byte(out, (char)(0x80 | (code >> (6 * more) & 0x3F)));
}

static Error *
set_line(Setting *setting, size_t first, size_t last, double size, TextLine *line)
{
    uint32_t codes[SHAPE_LINE_MAX];
    double em;
    size_t count = compose_line(setting, first, last, codes);
    Buf text = buf_new(setting->arena, sizeof codes);
    TRY(runs_set(setting->runs, codes, count, &em));
    for (size_t i = 0; i < count; i++)
        add_utf8(&text, codes[i]);
    line->text = buf_str(&text);
    line->width = em * size;
    line->glyphs = runs_glyphs(setting->runs, &line->glyph_count);
    return NULL;
}

/* ---- lines ---------------------------------------------------------------------------------------------------------------- */

/* The last place at which a line from first may end and still be at most max em wide; first itself when there is none. */
static Error *
furthest(Setting *setting, size_t first, double max, size_t *last)
{
    size_t best = first, end = setting->place_count - 1;
    double rest;
    TRY(measure(setting, first, end, &rest));
    if (rest <= max) { /* mostly so: texts of one line are measured once */
        *last = end;
        return NULL;
    }
    for (size_t i = first + 1; i < setting->place_count; i++) {
        double width;
        TRY(measure(setting, first, i, &width));
        if (width <= max)
            best = i;
        else if (setting->places[i].kind != BREAK_HYPHEN) /* a hyphen is wider than the letter that may follow it */
            break;
    }
    *last = best;
    return NULL;
}

/* Greedy: the ends of the lines, at most max_lines of them. 0 lines when it does not fit. */
static Error *
wrap(Setting *setting, double max, size_t max_lines, size_t *ends, size_t *lines)
{
    size_t at = 0;
    *lines = 0;
    for (size_t count = 0; count < max_lines; count++) {
        TRY(furthest(setting, at, max, &ends[count]));
        if (ends[count] == at)
            return NULL;
        at = ends[count];
        if (at + 1 == setting->place_count) {
            *lines = count + 1;
            return NULL;
        }
    }
    return NULL;
}

/* With the same number of lines, the smallest width of at least half the maximum. */
static Error *
balance(Setting *setting, double max, size_t *ends, size_t lines)
{
    double low = max / 2;
    double high = max;
    size_t *attempt = ARENA_NEW(setting->arena, size_t, lines);
    for (int step = 0; step < 10 && lines > 1; step++) {
        double middle = (low + high) / 2;
        size_t count;
        TRY(wrap(setting, middle, lines, attempt, &count));
        if (count == lines) {
            memcpy(ends, attempt, lines * sizeof *ends);
            high = middle;
        } else {
            low = middle;
        }
    }
    return NULL;
}

static Error *
set_block(Setting *setting, double size, const size_t *ends, size_t lines, TextBlock *block)
{
    TextBlock made = { .size = size, .line_count = lines };
    made.lines = ARENA_NEW(setting->arena, TextLine, lines);
    for (size_t i = 0; i < lines; i++) {
        TRY(set_line(setting, i == 0 ? 0 : ends[i - 1], ends[i], size, &made.lines[i]));
        made.width = made.lines[i].width > made.width ? made.lines[i].width : made.width;
    }
    made.rtl = languages[setting->style->language].rtl && !setting->style->ltr;
    *block = made;
    return NULL;
}

Error *
shape_fit(Arena *arena, const TextStyle *style, Str text, TextBlock *block)
{
    Setting setting;
    assert(style->max_lines > 0 && style->size > 0 && style->min_size > 0 && style->max_width > 0);
    size_t max_lines = (size_t)style->max_lines;
    TRY(setting_begin(arena, style, text, &setting));
    if (setting.place_count == 1)
        return set_block(&setting, style->size, NULL, 0, block);
    size_t *ends = ARENA_NEW(arena, size_t, max_lines);
    for (double size = style->size; size > style->min_size - 0.001; size -= 0.5) {
        double max = style->max_width / size;
        size_t lines;
        TRY(wrap(&setting, max, max_lines, ends, &lines));
        if (lines == 0)
            continue;
        TRY(balance(&setting, max, ends, lines));
        return set_block(&setting, size, ends, lines, block);
    }
    FAIL(E_TOO_LARGE,
         "%.*s: \"%.*s\" does not fit %d line(s) of %g at size %g; shorten it, or mark where it may break by U+00AD",
         STR_ARG(languages[style->language].code), (int)(text.len < 160 ? text.len : 160), text.ptr, style->max_lines,
         style->max_width, style->min_size);
}

/* ---- words from outside ---------------------------------------------------------------------------------------------------- */

static bool
is_drawable(const TextStyle *style, uint32_t code)
{
    bool silent =
        hb_unicode_general_category(hb_unicode_funcs_get_default(), code) == HB_UNICODE_GENERAL_CATEGORY_FORMAT;

    return silent || face_find(style->language, style->weight, style->joined, code) != FACE_NONE;
}

Str
shape_shown(Arena *arena, const TextStyle *style, Str text)
{
    Buf out = buf_new(arena, SHAPE_TEXT_MAX + 4);
    bool gap = false;
    if (!str_is_utf8(text))
        return LIT(ELLIPSIS);
    for (size_t i = 0; i < text.len;) {
        uint32_t code;
        size_t length = decode((const unsigned char *)text.ptr + i, &code);
        bool room = out.len + length <= SHAPE_TEXT_MAX - sizeof ELLIPSIS;
        bool shown = room && is_drawable(style, code);
        if (shown)
            buf_add(&out, str_slice(text, i, i + length));
        else if (!gap)
            buf_add(&out, LIT(ELLIPSIS));
        if (!room)
            break;
        gap = !shown;
        i += length;
    }
    return buf_str(&out);
}

Error *
shape_width(Arena *arena, const TextStyle *style, Str text, double *width)
{
    Setting setting;
    double em = 0;
    TRY(setting_begin(arena, style, text, &setting));
    if (setting.place_count > 1)
        TRY(measure(&setting, 0, setting.place_count - 1, &em));
    *width = em * style->size;
    return NULL;
}
