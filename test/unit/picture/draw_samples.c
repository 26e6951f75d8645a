/* draw_samples.c -- writes pictures in every state into a folder: draw_samples FOLDER LANGUAGE live|outline, for people and browsers to look at
 * (test/browser/gallery.mjs).
 * SPDX-License-Identifier: ISC */
#include "samples.h"

#include "text/font.h"

#include <stdio.h>
#include <time.h>

static Error *
write_file(Arena *arena, const char *folder, Str name, Str bytes)
{
    Str path = str_format(arena, "%s/%.*s", folder, STR_ARG(name));
    FILE *file = fopen(str_to_c(arena, path), "wb");

    if (!file || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len || fclose(file) != 0)
        FAIL(E_IO, "%.*s cannot be written", STR_ARG(path));
    return NULL;
}

/* The stylesheet and fonts that live drawings ask for. */
static Error *
write_fonts(Arena *arena, LanguageId language, const char *folder)
{
    size_t count;
    const FontFile *files = font_files(&count);

    TRY(write_file(arena, folder, font_css_path(language), font_css(language)));
    for (size_t i = 0; i < count; i++)
        TRY(write_file(arena, folder, files[i].path, files[i].bytes));
    return NULL;
}

static Error *
write_sample(Arena *arena, const Picture *picture, LanguageId language, Sample sample, const char *folder)
{
    PictureFigures figures = sample_figures(arena, diagram_signin(), language, sample);
    Str name = str_format(arena, "%.*s-%s.svg", STR_ARG(languages[language].code), sample_names[sample]);
    Str svg, faults;
    size_t count;

    TRY(picture_draw(picture, arena, &figures, &svg));
    TRY(write_file(arena, folder, name, svg));
    TRY(picture_lint(picture, arena, &figures, &faults, &count));
    printf("%.*s: %zu bytes, %zu faults\n%.*s", STR_ARG(name), svg.len, count, STR_ARG(faults));
    return NULL;
}

static void
measure(const Picture *picture, LanguageId language)
{
    Arena *arena = arena_new((size_t)64 << 20);
    PictureFigures figures = sample_figures(arena, diagram_signin(), language, SAMPLE_OK);
    struct timespec from, to;
    Str svg;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < 100; i++) {
        Arena *one = arena_new((size_t)16 << 20);
        Error *error = picture_draw(picture, one, &figures, &svg);
        (void)error;
        arena_free(one);
    }
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    printf("%.3f ms a drawing\n",
           ((double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6) / 100);
    arena_free(arena);
}

int
main(int argc, char **argv)
{
    Arena *arena = arena_new((size_t)256 << 20);
    LanguageId language;
    Picture *picture;

    if (argc != 4 || !language_find(str_from_c(argv[2]), &language))
        return 2;
    PictureText mode = strcmp(argv[3], "live") == 0 ? PICTURE_LIVE : PICTURE_OUTLINE;
    Error *error = picture_prepare(diagram_signin(), language, mode, &picture);
    for (int i = 0; !error && i < SAMPLES; i++)
        error = write_sample(arena, picture, language, (Sample)i, argv[1]);
    if (!error && mode == PICTURE_LIVE)
        error = write_fonts(arena, language, argv[1]);
    if (error) {
        fprintf(stderr, "draw_samples: %s\n", error->text);
        return 1;
    }
    measure(picture, language);
    picture_free(picture);
    arena_free(arena);
    return 0;
}
