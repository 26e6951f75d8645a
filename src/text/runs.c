/* runs.c -- levels by FriBidi, faces by the language's stack, glyphs by HarfBuzz, in the order in which they are seen.
 * SPDX-License-Identifier: ISC */
#include "text/runs.h"

#include "text/face.h"

#include <assert.h>
#include <fribidi.h>
#include <string.h>

/* A stretch of characters with one face and one level. */
typedef struct Run {
    size_t from, to;
    uint16_t face;
    FriBidiLevel level;
} Run;

struct Runs {
    Arena *arena;
    const TextStyle *style;
    hb_buffer_t *buffer;
    hb_language_t language;
    size_t longest; /* characters of a line */
    FriBidiLevel *levels;
    FriBidiCharType *types;
    FriBidiBracketType *brackets;
    Run *runs;
    size_t run_count;
    Glyph *glyphs;
    size_t glyph_count, glyph_cap;
};

static void
buffer_end(void *buffer)
{
    hb_buffer_destroy(buffer);
}

Runs *
runs_new(Arena *arena, const TextStyle *style, size_t longest)
{
    Runs *runs = ARENA_NEW(arena, Runs, 1);
    Str code = languages[style->language].code;
    runs->arena = arena;
    runs->style = style;
    runs->longest = longest;
    runs->levels = ARENA_NEW(arena, FriBidiLevel, longest);
    runs->types = ARENA_NEW(arena, FriBidiCharType, longest);
    runs->brackets = ARENA_NEW(arena, FriBidiBracketType, longest);
    runs->runs = ARENA_NEW(arena, Run, longest);
    runs->language = hb_language_from_string(code.ptr, (int)code.len);
    runs->buffer = hb_buffer_create();
    arena_defer(arena, buffer_end, runs->buffer);
    return runs;
}

/* ---- direction ------------------------------------------------------------------------------------------------------------------ */

/* U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069: they steer, and are not drawn. */
static bool
is_bidi_control(uint32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* Below U+0590 there is neither a right-to-left letter nor a control. */
static bool
is_plain(const uint32_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (codes[i] >= 0x0590 && !(codes[i] >= 0x2010 && codes[i] <= 0x2027))
            return false;
    }
    return true;
}

static Error *
find_levels(Runs *runs, const uint32_t *codes, size_t count)
{
    bool rtl = languages[runs->style->language].rtl && !runs->style->ltr;
    FriBidiParType base = rtl ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
    memset(runs->levels, 0, count * sizeof runs->levels[0]);
    if (!rtl && is_plain(codes, count))
        return NULL;
    fribidi_get_bidi_types(codes, (FriBidiStrIndex)count, runs->types);
    fribidi_get_bracket_types(codes, (FriBidiStrIndex)count, runs->types, runs->brackets);
    if (!fribidi_get_par_embedding_levels_ex(runs->types, runs->brackets, (FriBidiStrIndex)count, &base, runs->levels))
        FAIL(E_MEMORY, "no memory for the direction of a text of %zu characters", count);
    return NULL;
}

/* ---- faces ------------------------------------------------------------------------------------------------------------------ */

/* Joiners, variation selectors and marks go with the letter before them, whose face knows what to do with them. */
static bool
clings(hb_unicode_funcs_t *unicode, uint32_t code)
{
    hb_unicode_general_category_t category = hb_unicode_general_category(unicode, code);
    return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK || category == HB_UNICODE_GENERAL_CATEGORY_FORMAT;
}

static Error *
face_of(const Runs *runs, uint32_t code, uint16_t before, uint16_t *face)
{
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    if (before != FACE_NONE && clings(unicode, code)) {
        bool drawn = hb_unicode_general_category(unicode, code) != HB_UNICODE_GENERAL_CATEGORY_FORMAT;
        if (!drawn || face_has(before, code)) {
            *face = before;
            return NULL;
        }
    }
    *face = face_find(runs->style->language, runs->style->weight, runs->style->joined, code);
    if (*face == FACE_NONE)
        FAIL(E_NOT_FOUND,
             "U+%04X has no glyph in the fonts of %.*s; use another character or widen the repertoire (tools/fonts.py)",
             (unsigned)code, STR_ARG(languages[runs->style->language].code));
    return NULL;
}

static Error *
find_runs(Runs *runs, const uint32_t *codes, size_t count)
{
    Run *run = NULL;
    runs->run_count = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t face;
        if (is_bidi_control(codes[i])) {
            run = NULL;
            continue;
        }
        TRY(face_of(runs, codes[i], run ? run->face : FACE_NONE, &face));
        if (!run || run->face != face || run->level != runs->levels[i]) {
            run = &runs->runs[runs->run_count++];
            *run = (Run){ i, i, face, runs->levels[i] };
        }
        run->to = i + 1;
    }
    return NULL;
}

/* UAX 9, L2: from the highest level down to the lowest odd one, what lies at that level or above is reversed. */
static void
order_runs(Runs *runs)
{
    FriBidiLevel highest = 0;
    for (size_t i = 0; i < runs->run_count; i++)
        highest = runs->runs[i].level > highest ? runs->runs[i].level : highest;
    for (FriBidiLevel level = highest; level > 0; level--) {
        for (size_t from = 0; from < runs->run_count; from++) {
            size_t to = from;
            while (to < runs->run_count && runs->runs[to].level >= level)
                to++;
            for (size_t a = from, b = to; a + 1 < b; a++, b--) {
                Run swap = runs->runs[a];
                runs->runs[a] = runs->runs[b - 1];
                runs->runs[b - 1] = swap;
            }
            from = to > from ? to : from;
        }
    }
}

/* ---- glyphs ------------------------------------------------------------------------------------------------------------------ */

static void
glyphs_grow(Runs *runs, size_t more)
{
    if (runs->glyph_count + more <= runs->glyph_cap)
        return;
    size_t cap = 2 * (runs->glyph_count + more);
    Glyph *glyphs = ARENA_NEW(runs->arena, Glyph, cap);
    if (runs->glyph_count > 0)
        memcpy(glyphs, runs->glyphs, runs->glyph_count * sizeof *glyphs);
    runs->glyphs = glyphs;
    runs->glyph_cap = cap;
}

/* The run's neighbours are shown to HarfBuzz: an Arabic letter joins across a change of face. */
static Error *
shape_run(Runs *runs, const Run *run, const uint32_t *codes, size_t count)
{
    hb_buffer_t *buffer = runs->buffer;
    hb_buffer_reset(buffer);
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_GRAPHEMES);
    hb_buffer_add_utf32(buffer, codes, (int)count, (unsigned)run->from, (int)(run->to - run->from));
    hb_buffer_set_direction(buffer, run->level & 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_language(buffer, runs->language);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(face_font(run->face), buffer, NULL, 0);
    if (!hb_buffer_allocation_successful(buffer))
        FAIL(E_MEMORY, "no memory to shape a text of %zu characters", count);
    return NULL;
}

/* Adds the buffer's glyphs and moves the pen. */
static Error *
take_glyphs(Runs *runs, const Run *run, const uint32_t *codes, double *pen)
{
    unsigned count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(runs->buffer, &count);
    const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(runs->buffer, &count);
    double em = face_units_per_em(run->face);
    glyphs_grow(runs, count);
    for (unsigned i = 0; i < count; i++) {
        if (infos[i].codepoint == 0)
            FAIL(E_NOT_FOUND, "U+%04X has no glyph in the fonts of %.*s where it stands; write it otherwise",
                 (unsigned)codes[infos[i].cluster], STR_ARG(languages[runs->style->language].code));
        runs->glyphs[runs->glyph_count++] =
            (Glyph){ run->face, (uint16_t)infos[i].codepoint, (float)(*pen + at[i].x_offset / em),
                     (float)(at[i].y_offset / em) };
        *pen += at[i].x_advance / em;
    }
    return NULL;
}

Error *
runs_set(Runs *runs, const uint32_t *codes, size_t count, double *width)
{
    double pen = 0;
    assert(count <= runs->longest);
    runs->glyph_count = 0;
    TRY(find_levels(runs, codes, count));
    TRY(find_runs(runs, codes, count));
    order_runs(runs);
    for (size_t i = 0; i < runs->run_count; i++) {
        TRY(shape_run(runs, &runs->runs[i], codes, count));
        TRY(take_glyphs(runs, &runs->runs[i], codes, &pen));
    }
    *width = pen;
    return NULL;
}

const Glyph *
runs_glyphs(Runs *runs, size_t *count)
{
    Glyph *glyphs = ARENA_NEW(runs->arena, Glyph, runs->glyph_count);
    if (runs->glyph_count > 0)
        memcpy(glyphs, runs->glyphs, runs->glyph_count * sizeof *glyphs);
    *count = runs->glyph_count;
    return glyphs;
}
