/* shape_bench.c -- what it costs to set the texts of the picture, language by language, beside the floor: HarfBuzz once over each text
 * with its first face. Prints CPU ms for all texts of one language, the quickest of the rounds; asserts nothing.
 * Usage: shape_bench [ROUNDS].
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "text/face.h"
#include "text/message_table.h"
#include "text/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TEXTS_MAX 200

typedef struct Bench {
    LanguageId language;
    Str texts[TEXTS_MAX];
    size_t count;
    size_t glyphs; /* of the last round */
} Bench;

static double
cpu_now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* The picture's messages: names, captions, labels, legend. */
static void
read_texts(Bench *bench)
{
    const MessageTable *table = &message_tables[bench->language];
    bench->count = 0;
    for (size_t id = 0; id < MESSAGES && bench->count < TEXTS_MAX; id++) {
        Str text = table->first[id] < table->first[id + 1] ? table->forms[table->first[id]] : LIT("");
        if (str_starts(message_keys[id], LIT("picture.")) && text.len > 0 && text.len < 400)
            bench->texts[bench->count++] = text;
    }
}

static void
set_text(Bench *bench, Arena *arena, Str text)
{
    TextStyle style = { .language = bench->language, .size = 14.6, .min_size = 4, .max_width = 200, .max_lines = 7 };
    TextBlock block = { 0 };
    Error *error = shape_fit(arena, &style, text, &block);
    if (error)
        fprintf(stderr, "shape_bench: %s\n", error->text);
    for (size_t i = 0; !error && i < block.line_count; i++)
        bench->glyphs += block.lines[i].glyph_count;
}

static double
set_all(Bench *bench)
{
    double start = cpu_now();
    Arena *arena = arena_new((size_t)64 << 20);
    if (!arena)
        abort();
    bench->glyphs = 0;
    for (size_t i = 0; i < bench->count; i++)
        set_text(bench, arena, bench->texts[i]);
    arena_free(arena);
    return cpu_now() - start;
}

static double
floor_all(Bench *bench)
{
    double start = cpu_now();
    hb_font_t *font = face_font(face_find(bench->language, FONT_REGULAR, false, 'a'));
    for (size_t i = 0; i < bench->count; i++) {
        hb_buffer_t *buffer = hb_buffer_create();
        hb_buffer_add_utf8(buffer, bench->texts[i].ptr, (int)bench->texts[i].len, 0, (int)bench->texts[i].len);
        hb_buffer_guess_segment_properties(buffer);
        hb_shape(font, buffer, NULL, 0);
        hb_buffer_destroy(buffer);
    }
    return cpu_now() - start;
}

int
main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 10;

    printf("CPU on one thread, ms for the picture's texts of a language\n%-10s %6s %7s %8s %8s %8s\n", "language",
           "texts", "glyphs", "first", "best", "floor");
    for (LanguageId language = 0; language < LANGUAGES; language++) {
        Bench bench = { .language = language };
        double first, best = 1e12, least = 1e12;
        read_texts(&bench);
        first = set_all(&bench);
        for (int round = 0; round < rounds; round++) {
            double once = set_all(&bench), bare = floor_all(&bench);
            best = once < best ? once : best;
            least = bare < least ? bare : least;
        }
        printf("%-10.*s %6zu %7zu %8.2f %8.2f %8.2f\n", STR_ARG(languages[language].code), bench.count, bench.glyphs,
               first, best, least);
    }
    return 0;
}
