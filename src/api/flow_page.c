/* flow_page.c -- /flow and /flow.json: the diagram's connections with the figures of the last 24 hours.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/session.h"
#include "base/str.h"
#include "http/request_language.h"
#include "pages/pages.h"
#include "text/message.h"
#include "text/number.h"

#define LOST_MIN 5 /* fewer are not worth a remark */

static Error *
may_see(Request *request, bool *allowed)
{
    const Api *api = request->app;
    Error *error = api->flow_open ? NULL : session_require(request, PERMISSION_REPORTS);

    *allowed = error == NULL;
    return error && error->code != E_UNAUTHENTICATED && error->code != E_FORBIDDEN ? error : NULL;
}

/* How many were lost on the way to this connection from the one before. */
static Str
lost_before(Arena *arena, LanguageId language, const Figures *figures, int connection)
{
    MilestoneId to = flow_connections[connection].milestone;
    MilestoneId from = connection ? flow_connections[connection - 1].milestone : to;
    int64_t lost = figures_lost(figures, from, to);

    return lost >= LOST_MIN ? number_count(arena, language, lost) : LIT("");
}

static FlowRow
make_row(Arena *arena, LanguageId language, const FigureSet *set, int i)
{
    const Connection *connection = &flow_connections[i];
    FlowRow row = { .id = str_from_c(connection->id),
                    .step = connection->step,
                    .from = str_from_c(flow_boxes[connection->from].heading),
                    .to = str_from_c(flow_boxes[connection->to].heading),
                    .label = str_from_c(connection->label),
                    .second_label = str_from_c(connection->second_label) };

    if (!set)
        return row;
    row.count = number_count(arena, language, set->figures.passed[connection->milestone]);
    row.median = number_duration(arena, language, set->figures.median[i]);
    row.lost = lost_before(arena, language, &set->figures, i);
    row.state = figures_state(set, (ConnectionId)i);
    row.state_words = str_equal(row.state, LIT("ok")) ? message(language, MESSAGE_flow_state_ok)
                                                      : message(language, MESSAGE_flow_state_idle);
    return row;
}

static Str
box_figure(Arena *arena, LanguageId language, const FigureSet *set, BoxId box)
{
    if (!set)
        return LIT("");
    if (box == BOX_db)
        return message_fill(arena, language, MESSAGE_flow_users, MESSAGE_NUMBER("count", set->users));
    if (box == BOX_cache)
        return message_fill(arena, language, MESSAGE_flow_open, MESSAGE_NUMBER("count", set->open_sessions));
    if (box == BOX_queue)
        return message_fill(arena, language, MESSAGE_flow_waiting, MESSAGE_NUMBER("count", set->waiting));
    if (box == BOX_sink && set->figures.newest)
        return message_fill(arena, language, MESSAGE_flow_age,
                            MESSAGE_TEXT("age", number_duration(arena, language, set->now - set->figures.newest)));
    return LIT("");
}

static void
add_tables(Arena *arena, const Api *api, const FigureSet *set, FlowPage *page)
{
    FlowRow *rows = ARENA_NEW(arena, FlowRow, CONNECTIONS);
    FlowStepRow *steps = ARENA_NEW(arena, FlowStepRow, STEPS);
    BoxRow *boxes = ARENA_NEW(arena, BoxRow, BOXES);

    for (int i = 0; i < CONNECTIONS; i++)
        rows[i] = make_row(arena, page->frame.language, set, i);
    for (int i = 0; i < STEPS; i++)
        steps[i] = (FlowStepRow){ flow_steps[i].number, str_from_c(flow_steps[i].legend) };
    for (int i = 0; i < BOXES; i++)
        boxes[i] = (BoxRow){ str_from_c(flow_boxes[i].heading), str_from_c(flow_boxes[i].caption),
                             str_from_c(api->engines.of[i]), box_figure(arena, page->frame.language, set, (BoxId)i) };
    page->rows = rows;
    page->row_count = CONNECTIONS;
    page->steps = steps;
    page->step_count = STEPS;
    page->boxes = boxes;
    page->box_count = BOXES;
}

static void
add_notes(Arena *arena, const FigureSet *set, FlowPage *page)
{
    const Figures *figures = &set->figures;
    LanguageId language = page->frame.language;

    page->figures = true;
    page->verdict = message(language, figures->started ? MESSAGE_flow_verdict_working : MESSAGE_flow_verdict_waiting);
    if (figures->started && figures->completed == 0 && figures->failed > 0)
        page->verdict = message(language, MESSAGE_flow_verdict_nobody);
    page->updated = message_fill(arena, language, MESSAGE_flow_time_utc,
                                 MESSAGE_TEXT("time", number_clock_seconds(arena, language, set->now, 0)));
    page->started = number_count(arena, language, figures->started);
    page->completed_share =
        number_part(arena, language, figures->completed, figures->completed + figures->failed + figures->abandoned);
    page->typical = number_duration(arena, language, figures->median_signin);
}

Error *
flow_page_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    FlowPage page = { .frame = page_frame(request->arena, &api->brand, request_language(request), LIT("/flow")) };
    Buf buf = buf_new(request->arena, PAGE_LIMIT);
    FigureSet set;
    bool allowed;
    Str html;

    (void)input;
    TRY(may_see(request, &allowed));
    if (allowed) {
        TRY(figures_collect(&api->figures, request->arena, LIT("24h"), request->now, &set));
        add_notes(request->arena, &set, &page);
    }
    add_tables(request->arena, api, allowed ? &set : NULL, &page);
    page_flow(&buf, &page);
    TRY(buf_finish(&buf, "/flow", &html));
    reply_html(reply, 200, html);
    return NULL;
}

Error *
flow_page_get_json(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    FigureSet set;
    Str json;

    (void)input;
    if (!api->flow_open)
        TRY(session_require(request, PERMISSION_REPORTS));
    TRY(figures_collect(&api->figures, request->arena, LIT("24h"), request->now, &set));
    TRY(figures_flow_json(request->arena, &set, &json));
    reply_json(reply, 200, json);
    return NULL;
}
