/* report.c -- latchstring flow and latchstring report: the same figures as /flow.json and /reports.json.
 * SPDX-License-Identifier: ISC */
#include "app/user.h"

#include "api/words.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

#define OUTPUT_LIMIT ((size_t)1 << 20)
#define BAR_WIDTH    40

static void
print_flow(Arena *arena, const FigureSet *set, Buf *buf)
{
    for (int i = 0; i < CONNECTIONS; i++) {
        const Connection *connection = &flow_connections[i];
        buf_addf(buf, "%d  %-38s %10.*s  %s\n", connection->step, connection->label,
                 STR_ARG(words_count(arena, set->figures.passed[connection->milestone])),
                 str_to_c(arena, words_duration(arena, set->figures.median[i])));
    }
}

static void
print_bar(Buf *buf, int64_t part, int64_t whole)
{
    int64_t width = whole ? BAR_WIDTH * part / whole : 0;

    for (int64_t i = 0; i < BAR_WIDTH; i++)
        buf_add_byte(buf, i < width ? '#' : '.');
}

static void
print_report(Arena *arena, const FigureSet *set, Buf *buf)
{
    const Figures *figures = &set->figures;

    buf_addf(buf, "%.*s: %lld started, %lld completed, %lld failed, %lld abandoned, %lld open\n\n",
             STR_ARG(set->range.name), (long long)figures->started, (long long)figures->completed,
             (long long)figures->failed, (long long)figures->abandoned, (long long)figures->open);
    for (int i = 0; i < STEPS; i++) {
        int64_t flows = figures->passed[flow_steps[i].milestone];
        buf_addf(buf, "%d  %-36s ", flow_steps[i].number, flow_steps[i].words);
        print_bar(buf, flows, figures->started);
        buf_addf(buf, " %.*s\n", STR_ARG(words_count(arena, flows)));
    }
    for (size_t i = 0; i < figures->cause_count; i++)
        buf_addf(buf, "%sfailed: %.*s  %lld\n", i ? "" : "\n", STR_ARG(figures->causes[i].cause),
                 (long long)figures->causes[i].flows);
    for (size_t i = 0; i < figures->refused_count; i++)
        buf_addf(buf, "%sattempts refused: %.*s  %lld\n", i ? "" : "\n", STR_ARG(figures->refused[i].cause),
                 (long long)figures->refused[i].flows);
}

typedef struct Printing {
    Error *(*json)(Arena *arena, const FigureSet *set, Str *json);
    void (*words)(Arena *arena, const FigureSet *set, Buf *buf);
} Printing;

static Error *
print(Arena *arena, const CommandLine *line, const House *house, const Printing *printing)
{
    FigureSources sources = house_figures(house);
    Buf buf = buf_new(arena, OUTPUT_LIMIT);
    FigureSet set;
    Str text;

    TRY(figures_collect(&sources, arena, line->range, clock_now(&clock_system), &set));
    if (line->json) {
        TRY(printing->json(arena, &set, &text));
        buf_add(&buf, text);
        buf_add_byte(&buf, '\n');
    } else {
        printing->words(arena, &set, &buf);
    }
    TRY(buf_finish(&buf, "the figures", &text));
    return command_print(text);
}

static Error *
run(Arena *arena, const CommandLine *line, char **environment, const Printing *printing)
{
    Config config;
    House house;

    TRY(user_open(arena, line, environment, &config, &house));
    Error *error = print(arena, line, &house, printing);
    house_close(&house);
    return error;
}

Error *
report_flow_run(Arena *arena, const CommandLine *line, char **environment)
{
    static const Printing printing = { figures_flow_json, print_flow };

    return run(arena, line, environment, &printing);
}

/* A wrong word is a matter of usage, and said before anything is opened. */
static Error *
check_range(Str name)
{
    ReportRange range;

    if (name.len && reports_range(name, 0, &range))
        FAIL(E_USAGE, "--range is 1h, 24h, 7d, 30d or 90d, not \"%.*s\"", STR_ARG(str_slice(name, 0, 40)));
    return NULL;
}

Error *
report_run(Arena *arena, const CommandLine *line, char **environment)
{
    static const Printing printing = { figures_report_json, print_report };

    TRY(check_range(line->range));
    return run(arena, line, environment, &printing);
}
