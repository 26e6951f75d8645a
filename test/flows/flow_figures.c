/* flow_figures.c -- what a script expects of the figures and of the events.
 * SPDX-License-Identifier: ISC */
#include "flow_figures.h"

#include "base/str.h"
#include "flow_match.h"

#include <inttypes.h>

#define EVENTS_MAX 10000

static Error *
collect(Play *play, FigureSet *set)
{
    FigureSources sources = house_figures(&play->world.house);

    return figures_collect(&sources, play->arena, LIT("24h"), play->world.clock.fixed, set);
}

/* "login=3" as "connections.login.count=3". */
static Str
with_connection(Arena *arena, Str word)
{
    Str path;

    (void)str_cut(word, '=', &path);
    for (int i = 0; i < CONNECTIONS; i++)
        if (str_equal(path, str_from_c(flow_connections[i].id)))
            return str_format(arena, "connections.%s.count%.*s", flow_connections[i].id,
                              STR_ARG(str_slice(word, path.len, word.len)));
    return word;
}

Error *
figures_expect_flow(Play *play, const Str *words, size_t count)
{
    static const Health healthy; /* alerts have a test of their own */
    FigureSet set;
    Str json;

    TRY(collect(play, &set));
    TRY(figures_flow_json(play->arena, &set, &healthy, &json));
    for (size_t i = 0; i < count; i++) {
        Str word = with_connection(play->arena, words[i]);
        TRY(match_json(play->arena, json, &word, 1));
    }
    return NULL;
}

Error *
figures_expect_report(Play *play, const Str *words, size_t count)
{
    FigureSet set;
    Str json;

    TRY(collect(play, &set));
    TRY(figures_report_json(play->arena, &set, &json));
    return match_json(play->arena, json, words, count);
}

static Error *
collect_clients(Play *play, FigureSet *set)
{
    set->now = play->world.clock.fixed;
    TRY(reports_range(LIT("24h"), set->now, &set->range));
    set->range.clients = true;
    return reports_figures(play->world.house.reports, play->arena, &set->range, &set->figures);
}

Error *
figures_expect_clients(Play *play, const Str *words, size_t count)
{
    FigureSet set = { .now = 0 };
    Str json;

    TRY(collect_clients(play, &set));
    TRY(figures_report_json(play->arena, &set, &json));
    return match_json(play->arena, json, words, count);
}

/* ---- sums ---- */

/* Between each two connections that follow each other, as a reader of /flow would check it. */
static Error *
check_connections(const Figures *figures)
{
    for (int i = 0; i + 1 < CONNECTIONS; i++) {
        const Connection *a = &flow_connections[i], *b = &flow_connections[i + 1];
        int64_t sent = figures->passed[a->milestone], accepted = figures->passed[b->milestone], lost = 0;
        for (int m = a->milestone; m < (int)b->milestone; m++)
            lost += figures->failed_at[m] + figures->abandoned_at[m] + figures->open_at[m];
        if (accepted > sent)
            FAIL(E_SERVER_ERROR, "the count grows from %s (%" PRId64 ") to %s (%" PRId64 ")", a->id, sent, b->id,
                 accepted);
        if (sent - accepted != lost)
            FAIL(E_SERVER_ERROR, "between %s and %s: %" PRId64 " sent, %" PRId64 " accepted, %" PRId64 " lost", a->id,
                 b->id, sent, accepted, lost);
    }
    return NULL;
}

Error *
figures_expect_reconcile(Play *play, const Str *words, size_t count)
{
    FigureSet own, clients = { .now = 0 };

    (void)words;
    (void)count;
    TRY(collect(play, &own));
    TRY(check_connections(&own.figures));
    TRY(reports_reconcile(&own.figures));
    TRY(collect_clients(play, &clients));
    TRY(check_connections(&clients.figures));
    return reports_reconcile(&clients.figures);
}

/* ---- events ---- */

static Error *
count_events(Play *play, Str type, const Str *words, size_t count, size_t *found)
{
    Str like_type = str_format(play->arena, "type=%.*s", STR_ARG(type));
    EventRow *rows;
    size_t row_count;

    *found = 0;
    TRY(events_fetch(play->world.house.events, play->arena, 0, EVENTS_MAX, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++)
        if (match_json(play->arena, rows[i].json, &like_type, 1) == NULL &&
            match_json(play->arena, rows[i].json, words, count) == NULL)
            ++*found;
    return NULL;
}

Error *
figures_expect_event(Play *play, const Str *words, size_t count)
{
    size_t found;

    TRY(count_events(play, words[0], words + 1, count - 1, &found));
    if (found == 0)
        FAIL(E_SERVER_ERROR, "expected an event %.*s like that; there is none", STR_ARG(words[0]));
    return NULL;
}

Error *
figures_expect_events(Play *play, const Str *words, size_t count)
{
    uint64_t expected;
    size_t found;

    if (!str_to_uint(words[1], EVENTS_MAX, &expected))
        FAIL(E_USAGE, "how many events? %.*s is no number", STR_ARG(words[1]));
    TRY(count_events(play, words[0], words + 2, count - 2, &found));
    if (found != expected)
        FAIL(E_SERVER_ERROR, "expected %" PRIu64 " events %.*s like that; there are %zu", expected, STR_ARG(words[0]),
             found);
    return NULL;
}
