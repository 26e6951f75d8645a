/* flow_page.c -- the page /flow: the picture, and the same figures as a table.
 * SPDX-License-Identifier: ISC */
#include "api/flow_sight.h"
#include "api/complaint.h"
#include "api/handlers.h"
#include "base/str.h"
#include "http/request_language.h"
#include "pages/pages.h"
#include "text/message.h"
#include "text/number.h"

#define PAGE_REFRESH LIT("60") /* seconds, when the reader asked for it */

static const char *const state_ids[PICTURE_STATES] = { "ok", "slow", "failing", "idle" };

static const MessageId state_messages[PICTURE_STATES] = { MESSAGE_flow_state_ok, MESSAGE_flow_state_slow,
                                                          MESSAGE_flow_state_failing, MESSAGE_flow_state_idle };

static Str
diagram_word(LanguageId language, const char *key)
{
    return diagram_words(diagram_signin(), language, str_from_c(key));
}

static Str
box_word(Arena *arena, LanguageId language, BoxId box, const char *key)
{
    return flow_words_diagram(arena, language, "box", flow_boxes[box].id, key);
}

static void
add_row_figures(const FlowSight *sight, ConnectionId connection, FlowRow *row)
{
    const ConnectionHealth *health = &sight->view.health.of[connection];
    PictureState state = flow_words_state(&sight->view, connection);
    FlowLoss none = { 0, 0, 0 }; /* before the first */
    FlowLoss loss = connection ? flow_words_loss(&sight->view, (ConnectionId)(connection - 1)) : none;
    Arena *arena = sight->arena;

    row->count =
        number_count(arena, sight->language, sight->view.set.figures.passed[flow_connections[connection].milestone]);
    row->median = number_duration(arena, sight->language, sight->view.set.figures.median[connection]);
    row->left = loss.left;
    row->refused = loss.refused;
    row->system = loss.system;
    row->lost = loss.left + loss.refused + loss.system;
    row->state = str_from_c(state_ids[state]);
    row->state_words = message(sight->language, state_messages[state]);
    row->cause = flow_words_cause(arena, sight->language, health);
    row->code = str_from_c(error_info(error_from_cause(health->cause))->oauth);
}

static void
add_rows(const FlowSight *sight, FlowPage *page)
{
    FlowRow *rows = ARENA_NEW(sight->arena, FlowRow, CONNECTIONS);

    for (int i = 0; i < CONNECTIONS; i++) {
        const Connection *connection = &flow_connections[i];
        rows[i] =
            (FlowRow){ .id = str_from_c(connection->id),
                       .step = connection->step,
                       .from = box_word(sight->arena, sight->language, connection->from, "name"),
                       .to = box_word(sight->arena, sight->language, connection->to, "name"),
                       .label = flow_words_diagram(sight->arena, sight->language, "arrow", connection->id, "label"),
                       .second_label =
                           flow_words_diagram(sight->arena, sight->language, "arrow", connection->id, "label2") };
        if (sight->allowed)
            add_row_figures(sight, (ConnectionId)i, &rows[i]);
    }
    page->rows = rows;
    page->row_count = CONNECTIONS;
}

static void
add_steps(const FlowSight *sight, FlowPage *page)
{
    FlowStepRow *steps = ARENA_NEW(sight->arena, FlowStepRow, STEPS);

    for (int i = 0; i < STEPS; i++) {
        Str key = str_format(sight->arena, "legend.%d", flow_steps[i].number);
        steps[i] = (FlowStepRow){ flow_steps[i].number, diagram_words(diagram_signin(), sight->language, key) };
    }
    page->steps = steps;
    page->step_count = STEPS;
}

static void
add_boxes(const FlowSight *sight, FlowPage *page)
{
    BoxRow *boxes = ARENA_NEW(sight->arena, BoxRow, BOXES);

    for (int i = 0; i < BOXES; i++) {
        BoxId box = (BoxId)i;
        boxes[i] = (BoxRow){ .heading = box_word(sight->arena, sight->language, box, "name"),
                             .caption = box_word(sight->arena, sight->language, box, "caption"),
                             .engine = sight->engines->of[box] };
        if (sight->allowed)
            boxes[i].figure = flow_words_box(sight->arena, sight->language, &sight->view, box);
    }
    page->boxes = boxes;
    page->box_count = BOXES;
}

static void
add_notes(const FlowSight *sight, FlowPage *page)
{
    PictureFigures figures;

    flow_words_picture(sight->arena, sight->language, &sight->view, sight->engines, &figures);
    page->figures = true;
    page->verdict = figures.verdict;
    page->started = figures.notes[0].figure;
    page->completed_share = figures.notes[1].figure;
    page->typical = figures.notes[2].figure;
    page->open = sight->view.set.figures.open;
    page->refused = sight->view.refused;
}

/* What stands below the picture: its attributes, and how to take it along. */
static void
add_attributes(const Api *api, const FlowSight *sight, FlowPage *page)
{
    LanguageId language = sight->language;

    page->heading = diagram_word(language, "title");
    page->topic = diagram_word(language, "topic");
    page->archetype = diagram_word(language, "archetype");
    page->style = diagram_word(language, "style");
    page->palette = diagram_word(language, "palette");
    page->audience = diagram_word(language, "audience");
    page->language_name = languages[language].name;
    page->picture_path = flow_sight_path(sight, "svg", "&text=live");
    page->svg_path = flow_sight_path(sight, "svg", "");
    page->embed = str_format(sight->arena, "<img src=\"%.*s%.*s\" width=\"1600\" height=\"1000\" alt=\"%.*s\">",
                             STR_ARG(api->origin), STR_ARG(page->svg_path), STR_ARG(page->heading));
    page->embed_open = api->flow_open;
}

static Error *
write_page(Request *request, const FlowSight *sight, const FlowForm *form, Str *html)
{
    const Api *api = request->app;
    FlowPage page = { .frame = page_frame(request->arena, &api->brand, sight->language, LIT("/flow")) };
    Buf buf = buf_new(request->arena, PAGE_LIMIT);

    if (sight->allowed)
        add_notes(sight, &page);
    add_rows(sight, &page);
    add_steps(sight, &page);
    add_boxes(sight, &page);
    add_attributes(api, sight, &page);
    page.refreshing = form->refresh.len > 0;
    page.script_path = page_board_script_path;
    page.style_extra = page_board_style_path;
    page.complaint = complaint_form(complaint_picture());
    page_flow(&buf, &page);
    return buf_finish(&buf, "/flow", html);
}

Error *
flow_page_get(Request *request, const void *input, Reply *reply)
{
    const FlowForm *form = input;
    FlowSight sight;
    Str html;

    TRY(flow_sight(request, request_language(request), &sight));
    if (form->refresh.len)
        reply_header(reply, LIT("Refresh"), PAGE_REFRESH);
    if (flow_sight_unchanged(request, &sight, form->refresh.len ? LIT("minute") : LIT("page"), reply))
        return NULL;
    TRY(write_page(request, &sight, form, &html));
    reply_html(reply, 200, html);
    reply->script = true; /* and the drawing as an <object> */
    return NULL;
}
