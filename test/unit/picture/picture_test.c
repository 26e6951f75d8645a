/* picture_test.c -- the picture in every language and state: no fault, the same twice, one geometry for all languages.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "samples.h"

#include "picture/sketch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define IS_SHOWN(language) (languages[language].offered || (language) == LANGUAGE_qps || (language) == LANGUAGE_qpr)

static Picture *
prepared(const Diagram *diagram, LanguageId language, PictureText mode)
{
    Picture *picture = NULL;
    Error *error = picture_prepare(diagram, language, mode, &picture);

    if (error)
        fail_msg("%s: %s", languages[language].english_name.ptr, error->text);
    return picture;
}

static void
expect_no_fault(const Picture *picture, LanguageId language, const PictureFigures *figures, const char *state)
{
    Str faults;
    size_t count;

    ASSERT_OK(picture_lint(picture, arena, figures, &faults, &count));
    if (count)
        fail_msg("%s, %s: %.*s", languages[language].english_name.ptr, state, STR_ARG(faults));
}

/* What was looked at, and what was wrong with it. */
typedef struct Count {
    int languages, states;
    size_t faults;
} Count;

static void
count_faults(Count *count, const Picture *picture, Arena *pool, const PictureFigures *figures, const char *name)
{
    Str faults;
    size_t found = 0;
    Error *error = picture_lint(picture, pool, figures, &faults, &found);

    if (error)
        print_message("%s: %s\n", name, error->text);
    else if (found)
        print_message("%s: %.*s", name, STR_ARG(faults));
    count->states++;
    count->faults += error ? 1 : found;
}

static void
count_language(Count *count, LanguageId language)
{
    const char *name = languages[language].english_name.ptr;
    Arena *pool = arena_new((size_t)64 << 20);
    Picture *picture = NULL;

    count->languages++;
    Error *error = picture_prepare(diagram_signin(), language, PICTURE_LIVE, &picture);
    if (error) {
        print_message("%s: %s\n", name, error->text);
        count->faults++;
        return;
    }
    for (int sample = 0; sample < SAMPLES; sample++) {
        PictureFigures figures = sample_figures(pool, diagram_signin(), language, (Sample)sample);
        Str what = str_format(pool, "%s, %s", name, sample_names[sample]);
        count_faults(count, picture, pool, &figures, str_to_c(pool, what));
    }
    count_faults(count, picture, pool, NULL, str_to_c(pool, str_format(pool, "%s, without figures", name)));
    picture_free(picture);
    arena_free(pool);
}

/* All are said before the test fails. */
static void
no_language_has_a_fault_in_any_state(void **state)
{
    Count count = { 0 };

    (void)state;
    for (LanguageId language = 0; language < LANGUAGES; language++)
        if (IS_SHOWN(language))
            count_language(&count, language);
    print_message("%d languages, %d pictures: %zu faults\n", count.languages, count.states, count.faults);
    assert_true(count.languages >= 20 && count.states == count.languages * (SAMPLES + 1));
    assert_int_equal(count.faults, 0);
}

static void
words_without_room_are_refused_by_name(void **state)
{
    static const char text[] = "[diagram]\nid = x\ntitle = T\n[box a]\nplace = 10 110 120 100\nshape = box\nname = A\n"
                               "caption = Donaudampfschifffahrtsgesellschaftskapitaen\n";
    const Diagram *diagram;
    Picture *picture = NULL;

    (void)state;
    ASSERT_OK(diagram_parse(arena, str_from_c(text), "f", &diagram));
    Error *error = picture_prepare(diagram, LANGUAGE_en, PICTURE_LIVE, &picture);
    ASSERT_CODE(error, E_TOO_LARGE, "a word wider than its box");
    assert_non_null(strstr(error->text, "Donaudampf"));
    assert_null(picture);
}

static void
the_lint_sees_what_is_wrong(void **state)
{
    static const char text[] =
        "[diagram]\nid = x\ntitle = T\n"
        "[box a]\nplace = 50 200 200 200\nshape = box\nicon = browser 60\nname = A\ncaption = A\n"
        "[box b]\nplace = 600 200 200 200\nshape = box\nicon = browser 60\nname = B\ncaption = B\n"
        "[arrow one]\nstep = 1\nfrom = a\nto = b\nkind = request\nroute = 250 300 600 300\nbadge = 1 300 300\n"
        "label = GET /one\nlabel_at = middle 420 bottom 290 200 1\n"
        "[arrow two]\nstep = 2\nfrom = b\nto = a\nkind = response\nroute = 600 320 250 320\n"
        "label = the second\nlabel_at = start 400 bottom 292 300 1\n"
        "[arrow three]\nstep = 3\nfrom = a\nto = b\nkind = request\nroute = 250 360 600 360\n"
        "label = into the box\nlabel_at = start 580 bottom 350 200 1\n"
        "[legend 1]\ntext = L\n";
    static const char *const faults_wanted[] = { "arrow.one.label overlaps arrow.two.label",
                                                 "box.b.body lies on arrow.three.label" };
    const Diagram *diagram;
    Str faults;
    size_t count;

    (void)state;
    ASSERT_OK(diagram_parse(arena, str_from_c(text), "f", &diagram));
    Picture *picture = prepared(diagram, LANGUAGE_en, PICTURE_LIVE);
    ASSERT_OK(picture_lint(picture, arena, NULL, &faults, &count));
    for (size_t i = 0; i < COUNT_OF(faults_wanted); i++)
        if (str_find(faults, str_from_c(faults_wanted[i])) == faults.len)
            fail_msg("no \"%s\" in %.*s", faults_wanted[i], STR_ARG(faults));
    if (count != COUNT_OF(faults_wanted))
        fail_msg("%zu faults: %.*s", count, STR_ARG(faults));
    picture_free(picture);
}

static Str
drawn(const Picture *picture, const PictureFigures *figures)
{
    Str svg;

    ASSERT_OK(picture_draw(picture, arena, figures, &svg));
    return svg;
}

/* The words of what has this id, without its marks. */
static Str
words_of(Str svg, const char *id)
{
    Buf buf = buf_new(arena, 4096);
    Str from = str_slice(svg, str_find(svg, str_from_c(id)), svg.len);

    from = str_slice(from, 0, str_find(from, LIT("</g>")));
    for (size_t at = str_find(from, LIT("<text")); at < from.len; at = str_find(from, LIT("<text"))) {
        from = str_slice(from, at, from.len);
        from = str_slice(from, str_find(from, LIT(">")) + 1, from.len);
        buf_addf(&buf, "%s%.*s", buf.len ? "|" : "", (int)str_find(from, LIT("<")), from.ptr);
    }
    return buf_str(&buf);
}

/* Every place for words and figures says this. */
static PictureFigures
figures_that_say(Str words, LanguageId language)
{
    PictureFigures figures = sample_figures(arena, diagram_signin(), language, SAMPLE_FAILING);

    figures.verdict = figures.window = words;
    for (size_t i = 0; i < PICTURE_ARROWS; i++)
        figures.arrows[i].count = figures.arrows[i].time = figures.arrows[i].loss = words;
    for (size_t i = 0; i < PICTURE_BOXES; i++)
        figures.box_figures[i] = figures.box_engines[i] = words;
    for (size_t i = 0; i < PICTURE_NOTES; i++)
        figures.notes[i] = (PictureNote){ words, words };
    return figures;
}

/* Whatever comes from outside is drawn: cut where it is too long, with an ellipsis for what has no letters here. */
static void
no_figure_spoils_the_picture(void **state)
{
    static char long_words[3000], long_word[3000];
    static const struct {
        const char *words, *has;
    } rows[] = {
        { "\xe5\xbe\xae\xe4\xbf\xa1 refuses our request", ">… refuses our request<" },
        { "GitHub\nrefuses", ">GitHub…refuses<" },
        { "\xff\xfe", ">…<" },
        { "", "id=\"v\"" },
        { "\u2068\u2068\u202e\u200d\u0301", "id=\"v\"" },
        { "999,999,999,999,999,999,999", "999,999,999,999,999,999,999<" },
        { long_words, "x…<" },
        { long_word, "x…<" },
    };
    static const LanguageId some[] = { LANGUAGE_en, LANGUAGE_ar, LANGUAGE_hi };

    (void)state;
    for (size_t i = 0; i + 1 < sizeof long_words; i++) {
        long_words[i] = i % 7 == 5 ? ' ' : 'x';
        long_word[i] = 'x';
    }
    for (size_t at = 0; at < COUNT_OF(some) * 2; at++) {
        PictureText mode = at % 2 ? PICTURE_OUTLINE : PICTURE_LIVE;
        Picture *picture = prepared(diagram_signin(), some[at / 2], mode);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            PictureFigures figures = figures_that_say(str_from_c(rows[i].words), some[at / 2]);
            Arena *pool = arena_new((size_t)64 << 20);
            Str svg;
            ASSERT_OK(picture_draw(picture, pool, &figures, &svg));
            if (mode == PICTURE_LIVE && str_find(svg, str_from_c(rows[i].has)) == svg.len)
                fail_msg("%.40s: no %s in %.*s", rows[i].words, rows[i].has, STR_ARG(words_of(svg, "id=\"v\"")));
            arena_free(pool);
        }
        picture_free(picture);
    }
}

/* A count is never cut: the time is left out before. */
static void
a_pill_says_all_that_there_is_room_for(void **state)
{
    static const struct {
        const char *count, *time, *words;
    } rows[] = {
        { "12,203", "4.2 s", "12,203|· 4.2 s" },
        { "1,234 failed", "4.2 s", "1,234 failed|· 4.2 s" },
        { "1,234,567 failed", "4.2 s", "1,234,567 failed" },
        { "123,456,789,012,345 failed", "4.2 s", "123,456,789,012,345 failed" },
    };
    Picture *picture = prepared(diagram_signin(), LANGUAGE_en, PICTURE_LIVE);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        PictureFigures figures = sample_figures(arena, diagram_signin(), LANGUAGE_en, SAMPLE_OK);
        for (size_t arrow = 0; arrow < PICTURE_ARROWS; arrow++)
            figures.arrows[arrow] = (PictureArrow){ PICTURE_FAILING, str_from_c(rows[i].count),
                                                    str_from_c(rows[i].time), LIT(""), LIT("") };
        Str words = words_of(drawn(picture, &figures), "id=\"p-access\"");
        ASSERT_STR(words, rows[i].words);
        expect_no_fault(picture, LANGUAGE_en, &figures, rows[i].count);
    }
    picture_free(picture);
}

static void
twice_is_the_same(void **state)
{
    PictureFigures figures = sample_figures(arena, diagram_signin(), LANGUAGE_en, SAMPLE_FAILING);

    (void)state;
    for (int mode = PICTURE_LIVE; mode <= PICTURE_OUTLINE; mode++) {
        Picture *one = prepared(diagram_signin(), LANGUAGE_en, (PictureText)mode);
        Picture *two = prepared(diagram_signin(), LANGUAGE_en, (PictureText)mode);
        Str a = drawn(one, &figures), b = drawn(two, &figures), again = drawn(one, &figures);
        assert_true(str_equal(a, b));
        assert_true(str_equal(a, again));
        picture_free(one);
        picture_free(two);
    }
}

/* Without what lies between an opening and its closing: the innermost, as they do not nest. */
static Str
without(Str svg, Str open, Str close)
{
    Buf buf = buf_new(arena, (size_t)4 << 20);

    for (size_t at = str_find(svg, open); at < svg.len; at = str_find(svg, open)) {
        buf_add(&buf, str_slice(svg, 0, at));
        svg = str_slice(svg, at + open.len, svg.len);
        svg = str_slice(svg, str_find(svg, close) + close.len, svg.len);
    }
    buf_add(&buf, svg);
    return buf_str(&buf);
}

static Str
shapes_only(Str svg)
{
    svg = str_slice(svg, str_find(svg, LIT("</desc>")), svg.len);
    svg = without(svg, LIT("<g data-words"), LIT("</g>"));
    svg = without(svg, LIT("<text"), LIT("</text>"));
    return without(svg, LIT("aria-label=\""), LIT("\""));
}

/* Compressed, a third of that: less than 150 KB. */
static void
outlines_are_not_large(void **state)
{
    (void)state;
    for (LanguageId language = 0; language < LANGUAGES; language++) {
        Arena *pool = arena_new((size_t)64 << 20);
        PictureFigures figures = sample_figures(pool, diagram_signin(), language, SAMPLE_WORST);
        Str svg;
        if (IS_SHOWN(language)) {
            Picture *picture = prepared(diagram_signin(), language, PICTURE_OUTLINE);
            ASSERT_OK(picture_draw(picture, pool, &figures, &svg));
            if (svg.len > 480000)
                fail_msg("%s: %zu bytes", languages[language].english_name.ptr, svg.len);
            picture_free(picture);
        }
        arena_free(pool);
    }
}

static void
languages_differ_in_words_only(void **state)
{
    Picture *english = prepared(diagram_signin(), LANGUAGE_en, PICTURE_LIVE);
    Str shapes = shapes_only(drawn(english, NULL));

    (void)state;
    assert_true(shapes.len > 20000);
    for (LanguageId language = 1; language < LANGUAGES; language++) {
        if (!IS_SHOWN(language) || languages[language].rtl)
            continue; /* right to left, the inside of boxes is mirrored */
        Picture *picture = prepared(diagram_signin(), language, PICTURE_LIVE);
        assert_true(str_equal(shapes_only(drawn(picture, NULL)), shapes));
        picture_free(picture);
    }
    picture_free(english);
}

static void
states_show_in_more_than_colour(void **state)
{
    static const struct {
        Sample sample;
        const char *has;
    } rows[] = {
        { SAMPLE_OK, "<g id=\"c-token\" data-state=\"ok\"" },
        { SAMPLE_FAILING, "<g id=\"c-token\" data-state=\"failing\"" },
        { SAMPLE_FAILING, "stroke-dasharray=\"11 7\"" },
        { SAMPLE_FAILING, "l9 9m0-9l-9 9" },
        { SAMPLE_FAILING, "412 failed" },
        { SAMPLE_SLOW, "<g id=\"c-upsert\" data-state=\"slow\"" },
        { SAMPLE_SLOW, "h8l-8 9.4h8z" },
        { SAMPLE_IDLE, "stroke-dasharray=\"2 7\"" },
        { SAMPLE_STALE, "h8l-8 9.4h8z" },
    };
    Picture *picture = prepared(diagram_signin(), LANGUAGE_en, PICTURE_LIVE);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        PictureFigures figures = sample_figures(arena, diagram_signin(), LANGUAGE_en, rows[i].sample);
        Str svg = drawn(picture, &figures);
        if (str_find(svg, str_from_c(rows[i].has)) == svg.len)
            fail_msg("%s has no %s", sample_names[rows[i].sample], rows[i].has);
    }
    picture_free(picture);
}

static void
words_are_escaped_and_no_style_stands_inline(void **state)
{
    PictureFigures figures = sample_figures(arena, diagram_signin(), LANGUAGE_en, SAMPLE_OK);
    Picture *picture = prepared(diagram_signin(), LANGUAGE_en, PICTURE_LIVE);

    (void)state;
    figures.verdict = LIT("<script>\"&'");
    figures.description = LIT("</desc><script>");
    Str svg = drawn(picture, &figures);
    assert_int_equal(str_find(svg, LIT("<script")), svg.len);
    assert_int_equal(str_find(svg, LIT("style=")), svg.len);
    assert_int_equal(str_find(svg, LIT("<style")), svg.len);
    picture_free(picture);
}

static void
another_diagram_is_drawn_in_its_languages(void **state)
{
    FILE *file = fopen(FORWARD_AUTH, "rb");
    char *memory = arena_alloc(arena, DIAGRAM_LIMIT);
    const Diagram *diagram;

    (void)state;
    assert_non_null(file);
    Str text = { memory, fread(memory, 1, DIAGRAM_LIMIT, file) };
    (void)fclose(file);
    ASSERT_OK(diagram_parse(arena, text, "forward-auth.diagram", &diagram));
    for (LanguageId language = LANGUAGE_en; language <= LANGUAGE_de; language++) {
        Picture *picture = prepared(diagram, language, PICTURE_OUTLINE);
        PictureFigures figures = sample_figures(arena, diagram, language, SAMPLE_FAILING);
        expect_no_fault(picture, language, NULL, "without figures");
        expect_no_fault(picture, language, &figures, "failing");
        picture_free(picture);
    }
    ASSERT_STR(diagram_words(diagram, LANGUAGE_de, LIT("title")), "Anmeldung vorgeschaltet");
}

/* ---- contrast (WCAG 2.2, relative luminance) ---- */

static double
luminance(const char *hex)
{
    long value = strtol(hex + 1, NULL, 16);
    double parts[3] = { (double)(value >> 16 & 255), (double)(value >> 8 & 255), (double)(value & 255) };

    for (int i = 0; i < 3; i++) {
        double c = parts[i] / 255;
        parts[i] = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

static void
the_palette_can_be_read(void **state)
{
    static const struct {
        const char *front, *back;
        double least;
    } pairs[] = {
        { INK, PAPER, 14 },    { INK, HERO, 11 },    { INK, BROWSER, 11 },    { INK, SERVER, 11 },
        { INK, CACHE, 11 },    { INK, STORE, 11 },   { INK, WHITE, 11 },      { INK, ZONE2, 11 },
        { CAPTION, PAPER, 9 }, { CAPTION, HERO, 7 }, { CAPTION, STICKY, 7 },  { CAPTION, ZONE2, 7 },
        { BLUE, PAPER, 7 },    { BLUE, ZONE2, 6 },   { BLUE, HERO, 5.4 },     { WHITE, BLUE, 7 },
        { BLUE, STICKY, 6 },   { CYAN, WHITE, 4.9 }, { WHITE, CYAN, 4.9 },    { CYAN, ZONE2, 3 },
        { GOOD, WHITE, 6 },    { BAD, WHITE, 6 },    { BAD, BADSOFT, 5.3 },   { WHITE, BAD, 6 },
        { INK, BADSOFT, 7 },   { SLOW, WHITE, 5.8 }, { SLOW, SLOWSOFT, 5.3 }, { IDLE, WHITE, 4.5 },
        { IDLE, ZONE2, 4.5 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        double a = luminance(pairs[i].front) + 0.05, b = luminance(pairs[i].back) + 0.05;
        double contrast = a > b ? a / b : b / a;
        if (contrast < pairs[i].least)
            fail_msg("%s on %s: %.2f, not %.1f", pairs[i].front, pairs[i].back, contrast, pairs[i].least);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(no_language_has_a_fault_in_any_state),
        UNIT(words_without_room_are_refused_by_name),
        UNIT(the_lint_sees_what_is_wrong),
        UNIT(no_figure_spoils_the_picture),
        UNIT(a_pill_says_all_that_there_is_room_for),
        UNIT(twice_is_the_same),
        UNIT(outlines_are_not_large),
        UNIT(languages_differ_in_words_only),
        UNIT(states_show_in_more_than_colour),
        UNIT(words_are_escaped_and_no_style_stands_inline),
        UNIT(another_diagram_is_drawn_in_its_languages),
        UNIT(the_palette_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
