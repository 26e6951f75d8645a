/* draw.c -- latchstring draw: any diagram file on the whiteboard, as SVG or PNG.
 * SPDX-License-Identifier: ISC */
#include "app/command.h"
#include "app/picture_file.h"

#include "base/str.h"
#include "picture/diagram.h"
#include "picture/picture.h"
#include "text/language.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static Error *
read_file(Arena *arena, Str path, Str *text)
{
    FILE *file = str_equal(path, LIT("-")) ? stdin : fopen(str_to_c(arena, path), "rb");
    char *memory = arena_alloc(arena, DIAGRAM_LIMIT + 1);

    if (!file)
        FAIL(E_IO, "%.*s cannot be read: %s", STR_ARG(path), strerror(errno));
    size_t length = fread(memory, 1, DIAGRAM_LIMIT + 1, file);
    bool failed = ferror(file) != 0;
    if (file != stdin)
        (void)fclose(file);
    if (failed)
        FAIL(E_IO, "%.*s cannot be read", STR_ARG(path));
    *text = (Str){ memory, length };
    return NULL;
}

/* The diagram of a file; without one the built-in. */
static Error *
read_diagram(Arena *arena, const CommandLine *line, const Diagram **diagram)
{
    Str text;

    *diagram = diagram_signin();
    if (!line->word_count)
        return NULL;
    TRY(read_file(arena, line->words[0], &text));
    return diagram_parse(arena, text, str_to_c(arena, line->words[0]), diagram);
}

static Error *
draw(Arena *arena, const CommandLine *line, const Picture *picture)
{
    Str svg, faults;
    size_t count;

    TRY(picture_draw(picture, arena, NULL, &svg));
    TRY(picture_file_write(arena, line->output, svg));
    TRY(picture_lint(picture, arena, NULL, &faults, &count));
    if (count)
        fprintf(stderr, "latchstring draw: %zu places that look wrong (docs/picture.md):\n%.*s", count,
                STR_ARG(faults));
    return NULL;
}

Error *
draw_run(Arena *arena, const CommandLine *line, char **environment)
{
    LanguageId language = LANGUAGE_en;
    const Diagram *diagram;
    Picture *picture;

    (void)environment;
    if (line->language.len && !language_find(line->language, &language))
        FAIL(E_USAGE, "\"%.*s\" is no language that is spoken here; --lang takes codes like de or pt-BR",
             STR_ARG(line->language));
    TRY(read_diagram(arena, line, &diagram));
    TRY(picture_prepare(diagram, language, PICTURE_OUTLINE, &picture));
    Error *error = draw(arena, line, picture);
    picture_free(picture);
    return error;
}
