/* flow_shelf_test.c -- pictures at hand: drawn once per version, given to many readers at once, each language has its own.
 * SPDX-License-Identifier: ISC */
#include "api/flow_shelf.h"
#include "../unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define READERS 4
#define ROUNDS  12

static FlowShelf *shelf;

static int
set_up(void **state)
{
    shelf = flow_shelf_new();
    return shelf ? unit_set_up(state) : -1;
}

static int
tear_down(void **state)
{
    (void)unit_tear_down(state); /* readers let go before the shelf ends */
    flow_shelf_free(shelf);
    return 0;
}

static PictureFigures
figures_of(const char *count)
{
    PictureFigures figures = { .verdict = LIT_INIT("Sign-in is working"), .window = LIT_INIT("last 24 hours") };

    for (int i = 0; i < PICTURE_ARROWS; i++)
        figures.arrows[i] =
            (PictureArrow){ .count = str_from_c(count), .time = LIT("1 ms"), .loss = LIT(""), .label = LIT("x") };
    for (int i = 0; i < PICTURE_NOTES; i++)
        figures.notes[i].figure = str_from_c(count);
    return figures;
}

static Str
draw(Arena *own, LanguageId language, const char *count, uint64_t version)
{
    PictureFigures figures = figures_of(count);
    FlowWish wish = { .language = language, .mode = PICTURE_LIVE, .version = version };
    FlowDrawing drawing;

    ASSERT_CODE(flow_shelf_draw(shelf, own, &wish, &figures, &drawing), E_OK, count);
    assert_false(drawing.gzip);
    return drawing.bytes;
}

static bool
has(Str text, const char *part)
{
    return str_find(text, str_from_c(part)) < text.len;
}

static void
one_version_is_drawn_once(void **state)
{
    (void)state;
    Str first = draw(arena, LANGUAGE_en, "1,111", 1);
    Str again = draw(arena, LANGUAGE_en, "2,222", 1); /* the same version: the figures are not looked at */
    assert_ptr_equal(first.ptr, again.ptr);
    assert_true(has(first, "1,111"));
    Str next = draw(arena, LANGUAGE_en, "2,222", 2);
    assert_true(has(next, "2,222") && !has(next, "1,111"));
    assert_true(has(first, "1,111")); /* whoever read it before still holds it */
}

static void
every_language_has_its_own(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int language = 0; language < LANGUAGES; language++) {
            Str svg = draw(arena, (LanguageId)language, "77", 5);
            char lang[24];
            (void)snprintf(lang, sizeof lang, "lang=\"%s\"", str_to_c(arena, languages[language].code));
            assert_true(has(svg, lang) && has(svg, "77"));
        }
}

static void
without_figures_plain_and_packed(void **state)
{
    FlowWish wish = { .language = LANGUAGE_en, .mode = PICTURE_OUTLINE };
    FlowDrawing plain, packed;

    (void)state;
    ASSERT_CODE(flow_shelf_draw(shelf, arena, &wish, NULL, &plain), E_OK, "plain");
    wish.gzip = true;
    ASSERT_CODE(flow_shelf_draw(shelf, arena, &wish, NULL, &packed), E_OK, "packed");
    assert_true(plain.bytes.len > 10000 && !plain.gzip && packed.gzip && packed.bytes.len < plain.bytes.len / 2);
}

/* Each reader asks for languages and versions in an order of his own, with memory of his own, and looks at what he got. */
static void *
read_many(void *arg)
{
    int number = *(int *)arg;

    for (int i = 0; i < ROUNDS; i++) {
        Arena *own = arena_new((size_t)1 << 20);
        char count[16];
        uint64_t version = (uint64_t)(i + 1);
        (void)snprintf(count, sizeof count, "%d99", i + 1);
        Str svg = draw(own, (LanguageId)((number + i) % 3), count, version);
        assert_true(has(svg, count) && has(svg, "</svg>"));
        arena_free(own);
    }
    return NULL;
}

static void
many_readers_at_once(void **state)
{
    pthread_t threads[READERS];
    int numbers[READERS];

    (void)state;
    for (int i = 0; i < READERS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, read_many, &numbers[i]), 0);
    }
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

#define SHELF(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SHELF(one_version_is_drawn_once),
        SHELF(every_language_has_its_own),
        SHELF(without_figures_plain_and_packed),
        SHELF(many_readers_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
