/* shape_test.c -- text set in boxes: lines, balance, shrinking, refusals, directions; and by several threads at once. What the widths
 * themselves should be is asked of a browser: test/browser/widths.mjs.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "text/message_table.h"
#include "text/shape.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static TextStyle
style_of(LanguageId language, double size, double min_size, double max_width, int max_lines)
{
    return (TextStyle){ .language = language,
                        .weight = FONT_REGULAR,
                        .size = size,
                        .min_size = min_size,
                        .max_width = max_width,
                        .max_lines = max_lines };
}

/* ---- lines ------------------------------------------------------------------------------------------------------------------ */

static const struct {
    const char *what;
    LanguageId language;
    double size, min_size, max_width;
    int max_lines;
    const char *text;
    const char *lines; /* as they should be, "|" between; NULL: refused */
    double size_set;
} line_cases[] = {
    /* clang-format off */
    { "nothing", LANGUAGE_en, 14, 11, 100, 2, "", "", 14 },
    { "spaces only", LANGUAGE_en, 14, 11, 100, 2, "   ", "", 14 },
    { "one word", LANGUAGE_en, 14, 11, 100, 2, "Browser", "Browser", 14 },
    { "greedy would give three words and one: balanced", LANGUAGE_en, 14, 11, 150, 4, "Application for reading letters", "Application for|reading letters", 14 },
    { "spaces at both ends are not drawn", LANGUAGE_en, 14, 11, 150, 1, "  User Browser  ", "User Browser", 14 },
    { "four lines", LANGUAGE_en, 13.6, 11, 106, 4, "Authenticates user and issues authorization code and tokens", "Authenticates|user and issues|authorization|code and tokens", 13.6 },
    { "no break after a hyphen or before a slash", LANGUAGE_en, 13, 13, 100, 3, "sign-in pages / e-mail", "sign-in|pages / e-mail", 13 },
    { "a no-break space holds", LANGUAGE_fr, 13, 13, 60, 3, "12\u00a0345 entrées", "12\u00a0345|entrées", 13 },
    { "shrunk", LANGUAGE_en, 20, 11, 100, 1, "User Browser", "User Browser", 15.5 },
    { "does not fit at its smallest", LANGUAGE_en, 20, 16, 100, 1, "User Browser", NULL, 0 },
    { "a long word without a break", LANGUAGE_de, 14, 11, 80, 4, "Anmeldedatenbankverwaltungsdienst", NULL, 0 },
    { "soft hyphens", LANGUAGE_de, 14, 11, 135, 2, "Anmelde\u00addatenbank\u00adverwaltungs\u00addienst", "Anmeldedatenbank-|verwaltungsdienst", 13.5 },
    { "soft hyphens that are not needed", LANGUAGE_de, 14, 11, 300, 2, "Anmelde\u00addaten\u00adbank", "Anmeldedatenbank", 14 },
    { "a soft hyphen at the end", LANGUAGE_de, 14, 11, 300, 2, "Daten\u00ad", "Daten", 14 },
    { "Finnish", LANGUAGE_fi, 14, 11, 120, 3, "Tunnistautumis\u00adpalvelin vastaa", "Tunnistautumis-|palvelin vastaa", 14 },
    { "Polish", LANGUAGE_pl, 14, 11, 110, 3, "Uwierzytelnia użytkownika", "Uwierzytelnia|użytkownika", 14 },
    { "Vietnamese", LANGUAGE_vi, 14, 11, 110, 3, "Trình duyệt của người dùng", "Trình duyệt|của người dùng", 14 },
    { "Russian", LANGUAGE_ru, 14, 11, 130, 2, "База данных пользователей", "База данных|пользователей", 14 },
    { "Ukrainian", LANGUAGE_uk, 14, 11, 120, 2, "Ґанок і їжак", "Ґанок і їжак", 14 },
    { "Greek", LANGUAGE_el, 14, 11, 120, 2, "Βάση δεδομένων χρηστών", "Βάση δεδομένων|χρηστών", 14 },
    { "Arabic", LANGUAGE_ar, 14, 11, 120, 3, "قاعدة بيانات المستخدمين", "قاعدة بيانات|المستخدمين", 14 },
    { "Hebrew", LANGUAGE_he, 14, 11, 90, 3, "מסד הנתונים של המשתמשים", "מסד הנתונים|של המשתמשים", 14 },
    { "Hindi", LANGUAGE_hi, 14, 11, 110, 3, "उपयोगकर्ता का ब्राउज़र", "उपयोगकर्ता|का ब्राउज़र", 14 },
    { "Japanese breaks between characters", LANGUAGE_ja, 14, 14, 70, 2, "あいうえおかきく", "あいうえ|おかきく", 14 },
    { "no line starts with a comma", LANGUAGE_ja, 14, 14, 60, 3, "あいうえ、おかき", "あいう|え、|おかき", 14 },
    { "no line starts with a small kana or a long mark", LANGUAGE_ja, 14, 14, 45, 4, "ああきゃあサーバ", "ああ|きゃあ|サーバ", 14 },
    { "no line ends with an opening bracket", LANGUAGE_ja, 14, 14, 60, 3, "あああ「かか」", "あああ|「かか」", 14 },
    { "where the writer says, and only there", LANGUAGE_ja, 14, 10, 72, 2, "あいう\u200bえお かきくけ", "あいう|えお かきくけ", 13 },
    { "there too when a space follows", LANGUAGE_ja, 14, 10, 72, 2, "あいう\u200b えお かきくけ", "あいう|えお かきくけ", 13 },
    { "Korean breaks at spaces", LANGUAGE_ko, 14, 11, 60, 3, "한국어 한국어", "한국어|한국어", 14 },
    { "a Korean word is not broken", LANGUAGE_ko, 14, 14, 30, 3, "한국어한국어", NULL, 0 },
    { "Chinese", LANGUAGE_zh_Hans, 14, 14, 45, 3, "简体中文", "简体|中文", 14 },
    { "traditional Chinese", LANGUAGE_zh_Hant, 14, 14, 45, 3, "繁體中文。", "繁體中|文。", 14 },
    /* clang-format on */
};

static Str
joined_lines(const TextBlock *block)
{
    Str all = LIT("");
    for (size_t i = 0; i < block->line_count; i++)
        all = str_format(arena, "%.*s%s%.*s", STR_ARG(all), i > 0 ? "|" : "", STR_ARG(block->lines[i].text));
    return all;
}

static void
lines_are_broken_where_they_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(line_cases); i++) {
        TextStyle style = style_of(line_cases[i].language, line_cases[i].size, line_cases[i].min_size,
                                   line_cases[i].max_width, line_cases[i].max_lines);
        TextBlock block;
        Error *error = shape_fit(arena, &style, str_from_c(line_cases[i].text), &block);
        ASSERT_CODE(error, line_cases[i].lines ? E_OK : E_TOO_LARGE, line_cases[i].what);
        if (error)
            continue;
        if (!str_equal(joined_lines(&block), str_from_c(line_cases[i].lines)))
            print_error("%s:\n", line_cases[i].what);
        ASSERT_STR(joined_lines(&block), line_cases[i].lines);
        if (block.size != line_cases[i].size_set)
            fail_msg("%s: size %g, not %g", line_cases[i].what, block.size, line_cases[i].size_set);
        assert_true(block.width <= style.max_width);
    }
}

/* Each width in the block is that of its line alone, and no more glyphs stand outside it. */
static void
widths_of_lines_are_their_own(void **state)
{
    (void)state;
    TextStyle style = style_of(LANGUAGE_en, 13.6, 11, 106, 4);
    TextBlock block;
    double widest = 0;
    ASSERT_CODE(shape_fit(arena, &style, LIT("Authenticates user and issues authorization code"), &block), E_OK,
                "fits");
    for (size_t i = 0; i < block.line_count; i++) {
        const TextLine *line = &block.lines[i];
        double alone;
        ASSERT_CODE(shape_width(arena, &style, line->text, &alone), E_OK, "width");
        assert_true(alone > line->width - 0.001 && alone < line->width + 0.001);
        widest = line->width > widest ? line->width : widest;
        assert_true(line->glyphs[0].x == 0);
        assert_true((double)line->glyphs[line->glyph_count - 1].x * block.size < line->width);
    }
    assert_true(block.width == widest);
}

static double
width_of(const TextStyle *style, const char *text)
{
    double width = -1;
    ASSERT_CODE(shape_width(arena, style, str_from_c(text), &width), E_OK, text);
    return width;
}

static void
widths_scale_kern_and_weigh(void **state)
{
    (void)state;
    TextStyle ten = style_of(LANGUAGE_en, 10, 10, 100, 1);
    TextStyle twenty = style_of(LANGUAGE_en, 20, 20, 100, 1);
    TextStyle heavy = ten;
    heavy.weight = FONT_EXTRABOLD;
    assert_true(width_of(&twenty, "OAuth 2") - 2 * width_of(&ten, "OAuth 2") < 1e-4);
    assert_true(width_of(&ten, "To") < width_of(&ten, "T") + width_of(&ten, "o"));
    assert_true(width_of(&heavy, "OAuth") != width_of(&ten, "OAuth"));
    assert_true(width_of(&ten, "") == 0);
    /* a letter and its mark are the letter with the mark */
    assert_true(width_of(&ten, "e\u0302\u0301") == width_of(&ten, "ế"));
}

/* ---- refusals ---------------------------------------------------------------------------------------------------------------- */

static void
what_cannot_be_set_is_refused(void **state)
{
    static const char bad_utf8[] = "caf\xe9";
    TextStyle style = style_of(LANGUAGE_en, 14, 11, 1000, 40);
    TextBlock block;
    char *tall = arena_alloc(arena, 1025);
    (void)state;
    Error *error = shape_fit(arena, &style, LIT("on \U0001F600"), &block);
    ASSERT_CODE(error, E_NOT_FOUND, "a character without a glyph");
    assert_non_null(strstr(error->text, "U+1F600"));
    assert_non_null(strstr(error->text, "en"));
    ASSERT_CODE(shape_fit(arena, &style, LIT("a\nb"), &block), E_NOT_FOUND, "a control");
    ASSERT_CODE(shape_fit(arena, &style, str_from_c(bad_utf8), &block), E_INVALID_REQUEST, "not UTF-8");
    memset(tall, 'a', 1025);
    for (size_t i = 10; i < 1025; i += 10)
        tall[i] = ' ';
    ASSERT_CODE(shape_fit(arena, &style, (Str){ tall, 1024 }, &block), E_OK, "the longest");
    ASSERT_CODE(shape_fit(arena, &style, (Str){ tall, 1025 }, &block), E_TOO_LARGE, "longer");
}

/* Every form of every message of every language, pseudo-locales too. */
static void
every_message_has_its_glyphs(void **state)
{
    (void)state;
    for (LanguageId language = 0; language < LANGUAGES; language++) {
        const MessageTable *table = &message_tables[language];
        Arena *mine = arena_new((size_t)256 << 20);
        assert_non_null(mine);
        for (size_t form = 0; form < table->first[MESSAGES]; form++) {
            TextStyle style = style_of(language, 10, 10, 100, 1);
            double width;
            if (table->forms[form].len > 1024 || str_find_byte(table->forms[form], '\n') < table->forms[form].len)
                continue;
            Error *error = shape_width(mine, &style, table->forms[form], &width);
            if (error)
                fail_msg("%.*s: %.*s: %s", STR_ARG(languages[language].code), STR_ARG(table->forms[form]), error->text);
        }
        arena_free(mine);
    }
}

/* ---- directions -------------------------------------------------------------------------------------------------------------- */

static TextLine
one_line(const TextStyle *style, const char *text)
{
    TextBlock block;
    ASSERT_CODE(shape_fit(arena, style, str_from_c(text), &block), E_OK, text);
    assert_int_equal(block.line_count, 1);
    return block.lines[0];
}

/* At which glyph of line the glyphs of part stand, one after the other; glyph_count when they do not. */
static size_t
find_glyphs(const TextLine *line, const TextLine *part)
{
    for (size_t at = 0; at + part->glyph_count <= line->glyph_count; at++) {
        size_t same = 0;
        while (same < part->glyph_count && line->glyphs[at + same].id == part->glyphs[same].id &&
               line->glyphs[at + same].face == part->glyphs[same].face)
            same++;
        if (same == part->glyph_count)
            return at;
    }
    return line->glyph_count;
}

/* Parts of a text, from left to right as they are seen, whatever their order in the text. */
static const struct {
    const char *what;
    LanguageId language;
    bool ltr;
    const char *text;
    const char *seen[4];
} order_cases[] = {
    { "left to right", LANGUAGE_en, false, "OAuth 2 عبر", { "OAuth 2", "عبر" } },
    { "Latin inside Arabic", LANGUAGE_ar, false, "عبر OAuth 2 يبدأ", { "يبدأ", "OAuth 2", "عبر" } },
    { "Latin at the start of Arabic", LANGUAGE_ar, false, "OAuth 2 يبدأ", { "يبدأ", "OAuth 2" } },
    { "Latin inside Hebrew", LANGUAGE_he, false, "הבית OAuth 2 שלי", { "שלי", "OAuth 2", "הבית" } },
    { "an isolate from left to right", LANGUAGE_ar, true, "12 · 38 ms", { "12", "38", "ms" } },
    { "a name in an isolate does not take the number along",
      LANGUAGE_en,
      false,
      "\u2068عبر\u2069 2 x",
      { "عبر", "2", "x" } },
    { "without the isolate it does", LANGUAGE_en, false, "عبر 2 x", { "2", "عبر", "x" } },
    { "an isolate of one direction", LANGUAGE_ar, false, "\u2066a עברית b\u2069 يبدأ", { "يبدأ", "a", "עברית", "b" } },
};

static void
parts_are_seen_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(order_cases); i++) {
        TextStyle style = style_of(order_cases[i].language, 14, 14, 1000, 1);
        style.ltr = order_cases[i].ltr;
        TextLine line = one_line(&style, order_cases[i].text);
        size_t from = 0;
        for (size_t p = 0; p < COUNT_OF(order_cases[i].seen) && order_cases[i].seen[p]; p++) {
            TextLine part = one_line(&style, order_cases[i].seen[p]);
            size_t at = find_glyphs(&line, &part);
            if (at >= line.glyph_count || at < from)
                fail_msg("%s: \"%s\" stands at glyph %zu, not after %zu", order_cases[i].what, order_cases[i].seen[p],
                         at, from);
            from = at + part.glyph_count;
        }
        for (size_t g = 1; g < line.glyph_count; g++) /* marks may lie a little to the left */
            assert_true(line.glyphs[g].x > line.glyphs[g - 1].x - 1);
    }
}

static void
controls_draw_nothing(void **state)
{
    (void)state;
    TextStyle style = style_of(LANGUAGE_en, 14, 14, 1000, 1);
    TextLine plain = one_line(&style, "Signed in as Ada (2)");
    TextLine isolated = one_line(&style, "Signed in as \u2068Ada\u2069 (2)");
    assert_int_equal(isolated.glyph_count, plain.glyph_count);
    assert_true(isolated.width == plain.width);
    assert_int_equal(find_glyphs(&isolated, &plain), 0);
    ASSERT_STR(isolated.text, "Signed in as \u2068Ada\u2069 (2)");
}

static void
an_isolate_goes_on_in_the_next_line(void **state)
{
    (void)state;
    TextStyle style = style_of(LANGUAGE_en, 14, 14, 60, 2);
    TextBlock block;
    ASSERT_CODE(shape_fit(arena, &style, LIT("as \u2066Ada Lovelace\u2069"), &block), E_OK, "fits");
    ASSERT_STR(joined_lines(&block), "as \u2066Ada\u2069|\u2066Lovelace\u2069");
}

static void
letters_join_and_stack(void **state)
{
    (void)state;
    TextStyle arabic = style_of(LANGUAGE_ar, 14, 14, 1000, 1);
    TextStyle hindi = style_of(LANGUAGE_hi, 14, 14, 1000, 1);
    TextStyle title = style_of(LANGUAGE_en, 46, 34, 1000, 1);
    TextLine alone = one_line(&arabic, "ب");
    TextLine joined = one_line(&arabic, "ببب");
    assert_int_equal(find_glyphs(&joined, &alone),
                     joined.glyph_count);                /* none of the three has the shape of one alone */
    assert_true(one_line(&hindi, "क्ष").glyph_count < 3); /* a conjunct */
    title.weight = FONT_EXTRABOLD;
    TextLine stiff = one_line(&title, "oo");
    assert_int_equal(stiff.glyphs[0].id, stiff.glyphs[1].id);
    title.joined = true;
    TextLine lively = one_line(&title, "oo");
    assert_int_not_equal(lively.glyphs[0].id, lively.glyphs[1].id);
}

/* ---- threads ------------------------------------------------------------------------------------------------------------------ */

static const char *const thread_texts[] = { "User Browser", "База данных", "قاعدة بيانات", "उपयोगकर्ता", "あいうえお",
                                            "Βάση",         "ếớ" };

static void *
shape_all(void *result)
{
    double *sum = result;
    Arena *mine = arena_new((size_t)64 << 20);
    for (int round = 0; mine && round < 20; round++) {
        for (size_t i = 0; i < COUNT_OF(thread_texts); i++) {
            TextStyle style = style_of(LANGUAGE_ja, 14, 14, 1000, 1);
            TextBlock block;
            Error *error = shape_fit(mine, &style, str_from_c(thread_texts[i]), &block);
            int units;
            *sum += error ? -1e6 : block.width;
            *sum += error
                        ? 0
                        : (double)font_outline(mine, block.lines[0].glyphs[0].face, block.lines[0].glyphs[0].id, &units)
                              .len;
        }
    }
    arena_free(mine);
    return NULL;
}

static void
threads_share_the_faces(void **state)
{
    pthread_t threads[4];
    double sums[COUNT_OF(threads)] = { 0 };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, shape_all, &sums[i]), 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_true(sums[0] > 0);
    for (size_t i = 1; i < COUNT_OF(threads); i++)
        assert_true(sums[i] == sums[0]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(threads_share_the_faces), /* first: while no face is open yet */
        UNIT(lines_are_broken_where_they_should),
        UNIT(widths_of_lines_are_their_own),
        UNIT(widths_scale_kern_and_weigh),
        UNIT(what_cannot_be_set_is_refused),
        UNIT(every_message_has_its_glyphs),
        UNIT(parts_are_seen_in_order),
        UNIT(controls_draw_nothing),
        UNIT(an_isolate_goes_on_in_the_next_line),
        UNIT(letters_join_and_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
