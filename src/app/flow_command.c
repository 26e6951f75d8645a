/* flow_command.c -- latchstring flow: the picture with its figures, in any language; or the figures alone.
 * SPDX-License-Identifier: ISC */
#include "app/picture_file.h"
#include "app/site.h"
#include "app/user.h"

#include "api/flow_now.h"
#include "api/flow_words.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "text/number.h"

#define FIGURES_LIMIT 65536

static void
print_connections(Arena *arena, const FlowView *view, Buf *buf)
{
    PictureState state;

    buf_addf(buf, "%.*s\n\n", STR_ARG(flow_words_verdict(arena, LANGUAGE_en, view, &state)));
    for (int i = 0; i < CONNECTIONS; i++) {
        const Connection *connection = &flow_connections[i];
        Str cause = flow_words_cause(arena, LANGUAGE_en, &view->health.of[i]);
        buf_addf(buf, "%d  %-38s %10.*s  %-10.*s %.*s\n", connection->step, connection->label,
                 STR_ARG(number_count(arena, LANGUAGE_en, view->set.figures.passed[connection->milestone])),
                 STR_ARG(number_duration(arena, LANGUAGE_en, view->set.figures.median[i])), STR_ARG(cause));
    }
}

static Error *
print_figures(Arena *arena, const FlowView *view, bool json)
{
    Buf buf = buf_new(arena, FIGURES_LIMIT);
    Str text;

    if (json) {
        TRY(figures_flow_json(arena, &view->set, &view->health, &text));
        buf_add(&buf, text);
        buf_add_byte(&buf, '\n');
    } else {
        print_connections(arena, view, &buf);
    }
    TRY(buf_finish(&buf, "the figures", &text));
    return command_print(text);
}

static Error *
draw(Arena *arena, LanguageId language, const FlowView *view, const Engines *engines, Str *svg)
{
    PictureFigures figures;
    Picture *picture;

    TRY(picture_prepare(diagram_signin(), language, PICTURE_OUTLINE, &picture));
    flow_words_picture(arena, language, view, engines, &figures);
    Error *error = picture_draw(picture, arena, &figures, svg);
    picture_free(picture);
    return error;
}

static Error *
write_flow(Arena *arena, const CommandLine *line, const House *house, LanguageId language)
{
    FigureSources sources = house_figures(house);
    Engines engines;
    FlowView view;
    Zone zone;
    Str svg;

    TRY(flow_now_collect(&sources, arena, clock_now(&clock_system), &view));
    TRY(zone_open(arena, house->config->reports_time_zone, &zone));
    view.offset = zone_offset(&zone, view.set.now) * SECOND;
    if (!line->output.len && !line->language.len)
        return print_figures(arena, &view, line->json);
    site_engines(house, &engines);
    TRY(draw(arena, language, &view, &engines, &svg));
    return picture_file_write(arena, line->output, svg);
}

Error *
flow_command_run(Arena *arena, const CommandLine *line, char **environment)
{
    LanguageId language = LANGUAGE_en;
    Config config;
    House house;

    if (line->language.len && !language_find(line->language, &language))
        FAIL(E_USAGE, "\"%.*s\" is no language that is spoken here; --lang takes codes like de or pt-BR",
             STR_ARG(line->language));
    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = write_flow(arena, line, &house, language);
    house_close(&house);
    return error;
}
