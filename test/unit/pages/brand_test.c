/* brand_test.c -- a site's own colour and logo: what is taken, what is refused and with which words.
 * SPDX-License-Identifier: ISC */
#include "pages/accent.h"
#include "pages/logo.h"
#include "pages/pages.h"
#include "../unit.h"

#include <string.h>

/* ---- colour ---- */

typedef struct AccentCase {
    const char *text, *says; /* "": taken */
} AccentCase;

static const AccentCase accent_cases[] = {
    { "#0b5c8a", "" },
    { "#0B5C8A", "" },
    { "#000000", "" },
    { "#7a1fa2", "" },
    { "#a93a00", "" },
    { "#ffffff", "is hard to read: its contrast to the pages' #ffffff (--sheet) is 1.00 : 1" },
    { "#2196f3", "(--fill) is 2.7" },
    { "#ffcc00", "the nearest shade that has it is #" },
    { "0b5c8a", "a colour looks like #0b5c8a" },
    { "#0b5c8", "a colour looks like" },
    { "#0b5c8g", "a colour looks like" },
    { "#0b5c8a;}", "a colour looks like" },
    { "red", "a colour looks like" },
    { "", "a colour looks like" },
};

static void
colours_are_measured(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(accent_cases); i++) {
        Accent accent;
        Error *error = accent_read(str_from_c(accent_cases[i].text), &accent);
        ASSERT_CODE(error, accent_cases[i].says[0] ? E_CONFIG : E_OK, accent_cases[i].text);
        if (error && !strstr(error->text, accent_cases[i].says))
            fail_msg("%s: %s", accent_cases[i].text, error->text);
    }
}

/* What the refusal advises is itself taken, and a shade a hundredth nearer is not. */
static void
the_shade_that_is_advised_passes(void **state)
{
    static const char *const wrong[] = { "#2196f3", "#ffcc00", "#ffffff", "#00ff00", "#ff69b4", "#888888" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        Accent accent;
        Error *error = accent_read(str_from_c(wrong[i]), &accent);
        assert_non_null(error);
        ASSERT_OK(accent_read(str_copy(arena, str_from_c(strrchr(error->text, '#'))), &accent));
        assert_true(accent_contrast(accent.light, (AccentColor){ 0xe3, 0xf3, 0xfb }) < 4.75);
    }
}

/* Every colour that is taken can be read in the dark, too. */
static void
dark_shades_are_readable(void **state)
{
    (void)state;
    for (int red = 0; red < 256; red += 15)
        for (int blue = 0; blue < 256; blue += 15) {
            Accent accent;
            Error *error = accent_read(str_format(arena, "#%02x20%02x", (unsigned)red, (unsigned)blue), &accent);
            if (error)
                continue;
            assert_true(accent_contrast(accent.dark, (AccentColor){ 0x17, 0x34, 0x44 }) >= ACCENT_CONTRAST);
            assert_true(accent_contrast(accent.dark_deep, (AccentColor){ 0x06, 0x22, 0x2f }) >= ACCENT_CONTRAST);
            assert_true(accent_contrast(accent.light_deep, (AccentColor){ 0xff, 0xff, 0xff }) >= ACCENT_CONTRAST);
        }
}

static void
grounds_are_those_of_the_stylesheet(void **state)
{
    static const char *const grounds[] = { "--paper:#fbfdfe", "--sheet:#ffffff",   "--panel:#f1f9fc",
                                           "--fill:#e3f3fb",  "--on-blue:#ffffff", "--on-blue:#06222f",
                                           "--paper:#0c1b25", "--sheet:#11242f",   "--panel:#10212c",
                                           "--fill:#173444" };
    Buf plain = buf_new(arena, page_style.len);

    (void)state;
    for (size_t i = 0; i < page_style.len; i++)
        if (page_style.ptr[i] != ' ')
            buf_add_byte(&plain, page_style.ptr[i]);
    for (size_t i = 0; i < COUNT_OF(grounds); i++)
        if (str_find(buf_str(&plain), str_from_c(grounds[i])) == plain.len)
            fail_msg("the stylesheet has no %s", grounds[i]);
}

static void
contrast_is_that_of_wcag(void **state)
{
    const AccentColor black = { 0, 0, 0 }, white = { 255, 255, 255 }, grey = { 0x77, 0x77, 0x77 };

    (void)state;
    assert_true(accent_contrast(black, white) > 20.99 && accent_contrast(white, black) < 21.01);
    assert_true(accent_contrast(grey, white) > 4.47 &&
                accent_contrast(grey, white) < 4.49); /* the well-known near miss */
    assert_true(accent_contrast(grey, grey) == 1.0);
}

static void
the_stylesheet_holds_four_colours(void **state)
{
    Accent accent;

    (void)state;
    ASSERT_OK(accent_read(LIT("#7a1fa2"), &accent));
    Str css = accent_css(arena, &accent);
    assert_true(
        str_starts(css, LIT(":root{--blue:#7a1fa2;--deep:#5c177a}@media screen and (prefers-color-scheme:dark)")));
    assert_true(str_ends(css, LIT("}}\n")));
}

/* ---- logo ---- */

#define SVG(inside) "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">" inside "</svg>"

#define ROOT_ID(inside) "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"all\">" inside "</svg>"
#define USES_4          "<use href=\"#a\"/><use href=\"#a\"/><use href=\"#a\"/><use href=\"#a\"/>"
#define USES_16         USES_4 USES_4 USES_4 USES_4
#define USES_64         USES_16 USES_16 USES_16 USES_16

typedef struct LogoCase {
    const char *what, *text, *says; /* "": taken */
} LogoCase;

static const LogoCase logo_cases[] = {
    { "a path", SVG("<path d=\"M0 0h8\" fill='red'/>"), "" },
    { "declaration, comment, words",
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- us -->\n" SVG("<title>Käse</title>") "\n", "" },
    { "a gradient", SVG("<defs><linearGradient id=\"a\"/></defs><path fill=\"url(#a)\"/><use href=\"#a\" />"), "" },
    { "64 uses", SVG("<path id=\"a\"/>" USES_64), "" },
    { "65 uses", SVG("<path id=\"a\"/>" USES_64 "<use href=\"#a\"/>"), "more than 64 <use>" },
    { "a use in defs", SVG("<defs><g id=\"b\"><use href=\"#a\"/></g></defs>"), "directly in the root <svg>" },
    { "a use in a group", SVG("<g><use href=\"#a\"/></g>"), "directly in the root <svg>" },
    { "a use in a symbol", SVG("<symbol id=\"b\"><use href=\"#a\"/></symbol>"), "directly in the root <svg>" },
    { "a use in an inner svg", SVG("<svg><use href=\"#a\"/></svg>"), "directly in the root <svg>" },
    { "a use in a use", SVG("<use href=\"#a\"><use href=\"#a\"/></use>"), "directly in the root <svg>" },
    { "a use of itself", SVG("<use id=\"a\" href=\"#a\"/>"), "a <use> may not have an id" },
    { "a use of the whole", ROOT_ID("<use href=\"#all\"/>"), "may not lead to the drawing itself" },
    { "a use of the whole, by xlink", ROOT_ID("<use xlink:href=\"#all\"/>"), "may not lead to the drawing itself" },
    { "a use of a part", ROOT_ID("<path id=\"a\"/><use xlink:href=\"#a\"/>"), "" },
    { "a mask in a mask", SVG("<mask id=\"b\"><g><path mask=\"url(#a)\"/></g></mask>"), "in a <mask> or <clipPath>" },
    { "a clip in a clip", SVG("<clipPath id=\"b\"><path clip-path=\"url(#a)\"/></clipPath>"),
      "in a <mask> or <clipPath>" },
    { "a mask that is clipped", SVG("<mask id=\"b\" clip-path=\"url(#a)\"/>"), "in a <mask> or <clipPath>" },
    { "a clip beside a mask", SVG("<mask id=\"b\"><path/></mask><path clip-path=\"url(#a)\" mask=\"url(#b)\"/>"), "" },
    { "script", SVG("<script>alert(1)</script>"), "x.svg:1: an element that a logo may not have: script" },
    { "script in capitals", SVG("<SCRIPT/>"), "may not have: SCRIPT" },
    { "script of a prefix",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:s=\"http://www.w3.org/2000/svg\"><s:script/></svg>",
      "may not have: xmlns:s" },
    { "foreignObject", SVG("\n\n<foreignObject/>"), "x.svg:3: an element that a logo may not have: foreignObject" },
    { "an animation", SVG("<animate/>"), "may not have: animate" },
    { "a set", SVG("<set/>"), "may not have: set" },
    { "an anchor", SVG("<a href=\"#x\"/>"), "may not have: a" },
    { "an image", SVG("<image href=\"#x\"/>"), "may not have: image" },
    { "a style element", SVG("<style>*{fill:url(//x)}</style>"), "may not have: style" },
    { "an event", SVG("<path onload=\"x\"/>"), "may not have: onload" },
    { "an event at the root", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x\"/>", "may not have: onload" },
    { "a style attribute", SVG("<path style=\"fill:red\"/>"), "may not have: style" },
    { "a link away", SVG("<use href=\"https://x.example/a.svg#b\"/>"), "an id of this file only" },
    { "a link by xlink", SVG("<use xlink:href=\"//x\"/>"), "an id of this file only" },
    { "a script as a link", SVG("<use href=\"javascript:x\"/>"), "an id of this file only" },
    { "a fill from elsewhere", SVG("<path fill=\"url(https://x)\"/>"), "url(#id)" },
    { "a fill from elsewhere, quoted", SVG("<path fill=\"url('//x')\"/>"), "url(#id)" },
    { "a fill from elsewhere, URL", SVG("<path fill=\"URL( //x )\"/>"), "url(#id)" },
    { "an escape in a value", SVG("<path fill=\"u\\72l(//x)\"/>"), "no backslash" },
    { "a reference in a value", SVG("<path fill=\"u&#114;l(//x)\"/>"), "no &" },
    { "a document type", "<!DOCTYPE svg [<!ENTITY a \"b\">]>" SVG(""), "document type" },
    { "an entity", SVG("<title>&a;</title>"), "an entity" },
    { "CDATA", SVG("<title><![CDATA[x]]></title>"), "CDATA" },
    { "a stylesheet by instruction", "<?xml-stylesheet href=\"//x\"?>" SVG(""), "processing instruction" },
    { "a later declaration", SVG("<?xml version=\"1.0\"?>"), "processing instruction" },
    { "latin-1", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" SVG(""), "UTF-8" },
    { "bytes that are no UTF-8", SVG("<title>\xff</title>"), "UTF-8" },
    { "words", SVG("hello"), "words outside" },
    { "another namespace", "<svg xmlns=\"http://www.w3.org/1999/xhtml\"/>", "namespace" },
    { "no namespace", "<svg/>", "a logo is an SVG drawing" },
    { "HTML", "<html/>", "may not have: html" },
    { "two roots", SVG("") SVG(""), "behind the end" },
    { "not closed", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g>", "does not end" },
    { "closed in the wrong order", SVG("<g><defs></g></defs>"), "closes nothing" },
    { "an attribute twice", SVG("<path d=\"a\" d=\"b\"/>"), "twice: d" },
    { "no quotes", SVG("<path d=a/>"), "without quotes" },
    { "no space", SVG("<path d=\"a\"fill=\"b\"/>"), "cannot be read" },
    { "a value that does not end", "<svg xmlns=\"", "does not end" },
    { "a comment that does not end", SVG("<!-- x"), "comment" },
    { "two hyphens in a comment", SVG("<!-- a -- b -->"), "comment" },
    { "nothing", "", "a logo is an SVG drawing or a PNG" },
    { "a GIF", "GIF89a", "words outside" },
};

static void
logos_do_nothing_but_be_drawn(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(logo_cases); i++) {
        LogoKind kind = LOGO_PNG;
        Error *error = logo_check("x.svg", str_from_c(logo_cases[i].text), &kind);
        ASSERT_CODE(error, logo_cases[i].says[0] ? E_CONFIG : E_OK, logo_cases[i].what);
        if (error && !strstr(error->text, logo_cases[i].says))
            fail_msg("%s: %s", logo_cases[i].what, error->text);
        assert_int_equal(kind, error ? LOGO_PNG : LOGO_SVG);
    }
}

static void
logos_are_not_nested_without_end(void **state)
{
    Buf buf = buf_new(arena, LOGO_LIMIT * 2);

    (void)state;
    buf_add(&buf, LIT("<svg xmlns=\"http://www.w3.org/2000/svg\">"));
    for (int i = 0; i < LOGO_DEPTH; i++)
        buf_add(&buf, LIT("<g>"));
    ASSERT_CODE(logo_svg_check("x", buf_str(&buf)), E_CONFIG, "deep");
    while (buf.len <= LOGO_LIMIT)
        buf_add(&buf, LIT("<!-- filling -->"));
    LogoKind kind;
    ASSERT_CODE(logo_check("x", buf_str(&buf), &kind), E_CONFIG, "large");
}

#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x06\0\0\0CCCC"
#define PNG_END  "\0\0\0\0IENDCCCC"

static void
a_png_is_whole(void **state)
{
    static const struct {
        Str bytes;
        ErrorCode code;
    } cases[] = {
        { LIT_INIT(PNG_HEAD "\0\0\0\x02IDATxxCCCC" PNG_END), E_OK },
        { LIT_INIT(PNG_HEAD "\0\0\0\x02IDATxxCCCC"), E_CONFIG },
        { LIT_INIT(PNG_HEAD "\0\0\0\x7fIDATxxCCCC" PNG_END), E_CONFIG },
        { LIT_INIT(PNG_HEAD PNG_END "<script>"), E_CONFIG },
        { LIT_INIT("\x89PNG\r\n\x1a\n"), E_CONFIG },
        { LIT_INIT("\x89PNG\r\n\x1a\n" PNG_END PNG_END PNG_END), E_CONFIG },
        { LIT_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\0\0\x08\x08\x06\0\0\0CCCC" PNG_END), E_CONFIG },
        { LIT_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x08\x08\x06\0\0\0CCCC" PNG_END), E_CONFIG },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        LogoKind kind = LOGO_SVG;
        ASSERT_CODE(logo_check("x.png", cases[i].bytes, &kind), cases[i].code, "a PNG");
        assert_int_equal(kind, cases[i].code == E_OK ? LOGO_PNG : LOGO_SVG);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(colours_are_measured),
        UNIT(the_shade_that_is_advised_passes),
        UNIT(dark_shades_are_readable),
        UNIT(grounds_are_those_of_the_stylesheet),
        UNIT(contrast_is_that_of_wcag),
        UNIT(the_stylesheet_holds_four_colours),
        UNIT(logos_do_nothing_but_be_drawn),
        UNIT(logos_are_not_nested_without_end),
        UNIT(a_png_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
