/* diagram_test.c -- the file of a diagram: what is read, and what is refused, with its line and the nearest name.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "picture/diagram_room.h"

#include <string.h>

#define HEAD  "[diagram]\nid = x\ntitle = T\n"
#define BOX_A "[box a]\nplace = 10 10 100 100\nshape = box\nname = A\ncaption = C\n"
#define ARROW                                                                                                         \
    "[arrow r]\nstep = 1\nfrom = a\nto = a\nkind = request\nroute = 1 1 9 9\nlabel = L\nlabel_at = start 5 top 5 90 " \
    "1\n"

static void
the_built_in_diagram_is_whole(void **state)
{
    const Diagram *diagram = diagram_signin();

    (void)state;
    assert_int_equal(diagram->box_count, 8);
    assert_int_equal(diagram->arrow_count, 12);
    assert_int_equal(diagram->legend_count, 7);
    assert_int_equal(diagram->zone_count, 3);
    ASSERT_STR(diagram_words(diagram, LANGUAGE_en, LIT("box.api.name")), "Application API");
    ASSERT_STR(diagram_words(diagram, LANGUAGE_en, LIT("arrow.token.label2")), "authorization code + PKCE verifier");
    ASSERT_STR(diagram_words(diagram, LANGUAGE_en, LIT("legend.1")),
               "User opens the app and starts sign-in in the browser.");
    ASSERT_STR(diagram_words(diagram, LANGUAGE_en, LIT("title")), "OAuth 2 Flow");
    ASSERT_STR(diagram_words(diagram, LANGUAGE_en, LIT("no.such.key")), "");
    for (int language = 0; language < LANGUAGES; language++)
        ASSERT_STR(diagram_words(diagram, (LanguageId)language, LIT("arrow.token.label")), "POST /token");
}

static void
a_file_brings_its_own_translations(void **state)
{
    const Diagram *diagram;
    Str text = LIT("# a comment\r\n" HEAD "title[de] = Titel\r\n" BOX_A ARROW "label[de] = Pfeil\nconstant = label\n");

    (void)state;
    ASSERT_OK(diagram_parse(arena, text, "mine.diagram", &diagram));
    ASSERT_STR(diagram_words(diagram, LANGUAGE_de, LIT("title")), "Titel");
    ASSERT_STR(diagram_words(diagram, LANGUAGE_fr, LIT("title")), "T");
    ASSERT_STR(diagram_words(diagram, LANGUAGE_de, LIT("arrow.r.label")), "L"); /* constant: never translated */
}

static const struct {
    const char *text, *says;
} wrong[] = {
    { "", "there is no section [diagram]" },
    { "[diagram]\nid = x\n", "f:3: the section before this line, [diagram ], has no \"title\"" },
    { HEAD "[bxo a]\n", "f:4: there is no section [bxo]; the nearest is [box]" },
    { HEAD "titel = x\n", "f:4: [diagram] knows no \"titel\"; the nearest is \"title\"" },
    { HEAD "zzzzzzzzzzzz = x\n", "f:4: [diagram] knows no \"zzzzzzzzzzzz\"" },
    { HEAD "title = again\n", "stands a second time" },
    { HEAD "[diagram]\n", "f:4: [diagram] stands a second time" },
    { HEAD BOX_A BOX_A, "[box a] stands a second time" },
    { HEAD "[box]\n", "takes an id" },
    { HEAD "[box A]\n", "takes an id" },
    { HEAD "[key k]\n", "takes no id" },
    { HEAD "[box a\n", "a section ends with" },
    { "title = x\n", "f:1: a section must come first" },
    { HEAD "nothing\n", "neither \"[section]\" nor \"key = value\"" },
    { HEAD "title[xx-none] = x\n", "names no language" },
    { HEAD "title[de = x\n", "names no language" },
    { HEAD "id[de] = x\n", "is no text" },
    { HEAD "subtitle = \x01\n", "f:4: a diagram is UTF-8 text without control characters" },
    { HEAD "subtitle = \xff\n", "UTF-8" },
    { HEAD "subtitle = \xef\xbf\xbf\n", "UTF-8" },
    { HEAD "subtitle =\n", "at most 400 bytes" },
    { HEAD "[box a]\nplace = 1 2 3\n", "\"place\" is x y width height" },
    { HEAD "[box a]\nplace = 1 2 3 4 5\n", "\"place\" is x y width height" },
    { HEAD "[box a]\nplace = 1500 10 200 50\n", "inside of 1600 x 1000" },
    { HEAD "[box a]\nplace = 1e2 10 200 50\n", "\"place\" is" },
    { HEAD "[box a]\nplace = 1. 10 200 50\n", "\"place\" is" },
    { HEAD "[box a]\nshape = round\n", "box, hero, flat, tall or cloud" },
    { HEAD "[box a]\nicon = aws 50\n", "browser, shield" },
    { HEAD "[box a]\nicon = browser 999\n", "browser, shield" },
    { HEAD "[box a]\nchip = 1 2\n", "x y and a text" },
    { HEAD "[box a]\nstale = no\n", "\"stale\" is yes" },
    { HEAD BOX_A "[arrow r]\nstep = 0\n", "from 1 to 99" },
    { HEAD BOX_A "[arrow r]\nroute = 1 1\n", "2 to 8 corners" },
    { HEAD BOX_A "[arrow r]\nroute = 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9\n", "2 to 8 corners" },
    { HEAD BOX_A "[arrow r]\nlabel_at = middle 5 left 5 90 1\n", "\"label_at\" is" },
    { HEAD BOX_A "[arrow r]\nbadge = 1 5 5 huge\n", "\"badge\" is" },
    { HEAD BOX_A ARROW "label2 = x\n", "needs both label2 and label2_at" },
    { HEAD BOX_A ARROW "constant = title\n", "names no text of it" },
    { HEAD BOX_A "[milestone m]\nmeaning = x\n" ARROW, "has no milestone" },
    { HEAD ARROW, "a box that is not there" },
    { HEAD "[legend 2]\ntext = x\n", "numbered from 1" },
    { HEAD "[legend 1]\ntext = x\nmilestone = none\n", "there is no [milestone none]" },
    { HEAD "[note a]\nplace = 1 1 50 50\ntilt = 45\n", "degrees" },
};

static void
what_is_wrong_is_said_with_its_line(void **state)
{
    const Diagram *diagram = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        Error *error = diagram_parse(arena, str_from_c(wrong[i].text), "f", &diagram);
        ASSERT_CODE(error, E_CONFIG, wrong[i].text);
        if (!strstr(error->text, wrong[i].says))
            fail_msg("\"%s\" does not say \"%s\"", error->text, wrong[i].says);
        assert_null(diagram);
    }
}

static void
too_large_is_refused(void **state)
{
    const Diagram *diagram;
    char *memory = arena_alloc(arena, DIAGRAM_LIMIT + 1);

    (void)state;
    memset(memory, '#', DIAGRAM_LIMIT + 1);
    ASSERT_CODE(diagram_parse(arena, (Str){ memory, DIAGRAM_LIMIT + 1 }, "f", &diagram), E_CONFIG, "a byte too many");
}

static void
one_section_too_many_is_refused(void **state)
{
    const Diagram *diagram;
    Buf buf = buf_new(arena, 65536);

    (void)state;
    buf_add(&buf, LIT(HEAD));
    for (int i = 0; i <= DIAGRAM_ZONES; i++)
        buf_addf(&buf, "[zone z%d]\nplace = 1 1 90 90\nfill = zone1\nname = Z\n", i);
    Error *error = diagram_parse(arena, buf_str(&buf), "f", &diagram);
    ASSERT_CODE(error, E_CONFIG, "seven zones");
    assert_non_null(strstr(error->text, "at most 6 fit"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_built_in_diagram_is_whole),       UNIT(a_file_brings_its_own_translations),
        UNIT(what_is_wrong_is_said_with_its_line), UNIT(too_large_is_refused),
        UNIT(one_section_too_many_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
