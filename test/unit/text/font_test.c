/* font_test.c -- outlines, and what browsers are given.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "text/face.h"
#include "text/font.h"

#include <string.h>

static void
files_are_woff2_and_have_names_of_their_own(void **state)
{
    size_t count;
    const FontFile *files = font_files(&count);
    (void)state;
    assert_true(count > 20 && count <= FONT_FACES);
    for (size_t i = 0; i < count; i++) {
        assert_true(str_starts(files[i].bytes, LIT("wOF2")));
        assert_true(str_starts(files[i].path, LIT("/font-")) && str_ends(files[i].path, LIT(".woff2")));
        for (size_t j = 0; j < i; j++)
            assert_false(str_equal(files[i].path, files[j].path));
    }
}

static bool
is_file(Str path)
{
    size_t count;
    const FontFile *files = font_files(&count);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(files[i].path, path))
            return true;
    }
    return false;
}

/* Each rule names a file that is there; Latin in three weights is in all of them. */
static void
stylesheets_name_files_that_are_there(void **state)
{
    (void)state;
    for (LanguageId language = 0; language < LANGUAGES; language++) {
        Str rest = font_css(language), head;
        int rules = 0, latin = 0;
        assert_true(rest.len > 0 && rest.len < 24 * 1024);
        assert_true(str_starts(font_css_path(language), LIT("/fonts-")) &&
                    str_ends(font_css_path(language), LIT(".css")));
        while (rest.len > 0) {
            Str line = { NULL, 0 };
            rest = str_cut(rest, '\n', &line);
            assert_true(str_starts(line, LIT("@font-face{font-family:\"Latchstring")));
            assert_true(str_find(line, LIT("unicode-range:U+")) < line.len);
            assert_true(str_find(line, LIT("font-display:swap")) < line.len);
            size_t at = str_find(line, LIT("url(")) + 4;
            str_cut(str_slice(line, at, line.len), ')', &head);
            assert_true(is_file(head));
            latin += str_starts(head, LIT("/font-latin-4")) || str_starts(head, LIT("/font-latin-6")) ||
                     str_starts(head, LIT("/font-latin-8"));
            rules++;
        }
        assert_int_equal(latin, 3);
        assert_true(rules >= 25);
    }
    ASSERT_STR(font_css_path(LANGUAGE_de),
               str_to_c(arena, font_css_path(LANGUAGE_en))); /* same faces, same sheet: cached once */
    assert_false(str_equal(font_css_path(LANGUAGE_ja), font_css_path(LANGUAGE_en)));
}

static void
outlines_are_paths(void **state)
{
    size_t count;
    (void)state;
    font_files(&count);
    for (uint16_t face = 0; face < count; face++) {
        unsigned glyphs = hb_face_get_glyph_count(hb_font_get_face(face_font(face)));
        for (unsigned glyph = 0; glyph < glyphs; glyph++) {
            Arena *mine = arena_new((size_t)1 << 20);
            int units = 0;
            Str path = font_outline(mine, face, (uint16_t)glyph, &units);
            assert_true(units == 500);
            if (path.len > 0)
                assert_true(path.ptr[0] == 'm' && path.ptr[path.len - 1] == 'z');
            assert_int_equal(strspn(str_to_c(mine, path), "mhvlqtz-0123456789 "), path.len);
            arena_free(mine);
        }
    }
}

static void
outline_of_a_letter(void **state)
{
    hb_codepoint_t glyph, space;
    int units;
    (void)state;
    uint16_t face = face_find(LANGUAGE_en, FONT_REGULAR, false, 'l');
    assert_true(hb_font_get_nominal_glyph(face_font(face), 'l', &glyph));
    assert_true(hb_font_get_nominal_glyph(face_font(face), ' ', &space));
    assert_true(font_outline(arena, face, (uint16_t)glyph, &units).len > 20);
    assert_int_equal(font_outline(arena, face, (uint16_t)space, &units).len, 0);
}

/* Letters of another script come from its face, in whatever language; Han from the language's own. */
static void
each_character_belongs_to_one_face(void **state)
{
    (void)state;
    assert_int_equal(face_find(LANGUAGE_en, FONT_REGULAR, false, 0x416),
                     face_find(LANGUAGE_ar, FONT_REGULAR, false, 0x416));
    assert_int_not_equal(face_find(LANGUAGE_ja, FONT_REGULAR, false, 0x3002),
                         face_find(LANGUAGE_zh_Hant, FONT_REGULAR, false, 0x3002));
    assert_int_equal(face_find(LANGUAGE_en, FONT_REGULAR, false, 0x3002), FACE_NONE);
    assert_int_equal(face_find(LANGUAGE_ja, FONT_REGULAR, false, 0x3042),
                     face_find(LANGUAGE_ja, FONT_EXTRABOLD, false, 0x3042));
    assert_int_not_equal(face_find(LANGUAGE_en, FONT_REGULAR, false, 'a'),
                         face_find(LANGUAGE_en, FONT_SEMIBOLD, false, 'a'));
    assert_int_not_equal(face_find(LANGUAGE_en, FONT_EXTRABOLD, true, 'a'),
                         face_find(LANGUAGE_en, FONT_EXTRABOLD, false, 'a'));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(files_are_woff2_and_have_names_of_their_own),
        UNIT(stylesheets_name_files_that_are_there),
        UNIT(outlines_are_paths),
        UNIT(outline_of_a_letter),
        UNIT(each_character_belongs_to_one_face),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
