/* draw_samples.c -- writes pictures in every state into a folder: draw_samples FOLDER LANGUAGE live|outline, for people and browsers to look at.
 * SPDX-License-Identifier: ISC */
#include "samples.h"

#include <stdio.h>
#include <time.h>

static Error *
write_sample(Arena *arena, const Picture *picture, LanguageId language, Sample sample, const char *folder)
{
    PictureFigures figures = sample_figures(arena, diagram_signin(), language, sample);
    Str path = str_format(arena, "%s/%.*s-%s.svg", folder, STR_ARG(languages[language].code), sample_names[sample]);
    FILE *file = fopen(str_to_c(arena, path), "wb");
    Str svg, faults;
    size_t count;

    if (!file)
        FAIL(E_IO, "%.*s cannot be written", STR_ARG(path));
    TRY(picture_draw(picture, arena, &figures, &svg));
    (void)fwrite(svg.ptr, 1, svg.len, file);
    (void)fclose(file);
    TRY(picture_lint(picture, arena, &figures, &faults, &count));
    printf("%.*s: %zu bytes, %zu faults\n%.*s", STR_ARG(path), svg.len, count, STR_ARG(faults));
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
    if (error) {
        fprintf(stderr, "draw_samples: %s\n", error->text);
        return 1;
    }
    measure(picture, language);
    picture_free(picture);
    arena_free(arena);
    return 0;
}
