/* reports_page.c -- /reports and /reports.json.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/session.h"
#include "api/words.h"
#include "base/str.h"
#include "pages/pages.h"

static const struct {
    Str name, words;
} ranges[] = {
    { LIT_INIT("1h"), LIT_INIT("Last hour") },     { LIT_INIT("24h"), LIT_INIT("Last 24 hours") },
    { LIT_INIT("7d"), LIT_INIT("Last 7 days") },   { LIT_INIT("30d"), LIT_INIT("Last 30 days") },
    { LIT_INIT("90d"), LIT_INIT("Last 90 days") },
};

static void
add_ranges(Arena *arena, const FigureSet *set, ReportsPage *page)
{
    RangeLink *links = ARENA_NEW(arena, RangeLink, COUNT_OF(ranges));

    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        bool current = str_equal(ranges[i].name, set->range.name);
        links[i] = (RangeLink){ ranges[i].name, ranges[i].words, current };
        if (current)
            page->range_words = ranges[i].words;
    }
    page->ranges = links;
    page->range_count = COUNT_OF(ranges);
}

static void
add_funnel(Arena *arena, const Figures *figures, ReportsPage *page)
{
    FunnelRow *rows = ARENA_NEW(arena, FunnelRow, STEPS);

    for (int i = 0; i < STEPS; i++) {
        int64_t flows = figures->passed[flow_steps[i].milestone];
        int64_t lost = i ? figures_lost(figures, flow_steps[i - 1].milestone, flow_steps[i].milestone) : 0;
        rows[i] = (FunnelRow){ .step = flow_steps[i].number,
                               .words = str_from_c(flow_steps[i].words),
                               .flows = words_count(arena, flows),
                               .share = words_share(arena, flows, figures->started),
                               .lost = lost ? words_count(arena, lost) : LIT(""),
                               .width = figures->started ? 100 * flows / figures->started : 0 };
    }
    page->funnel = rows;
    page->funnel_count = STEPS;
}

static const CauseRow *
make_causes(Arena *arena, const CauseCount *causes, size_t count)
{
    CauseRow *rows = ARENA_NEW(arena, CauseRow, count + 1);

    for (size_t i = 0; i < count; i++) {
        const ErrorInfo *info = error_info(error_from_cause(causes[i].cause));
        rows[i] = (CauseRow){ .cause = causes[i].cause,
                              .group = str_from_c(error_group_words(info->group)),
                              .meaning = str_from_c(info->sentence),
                              .flows = words_count(arena, causes[i].flows) };
    }
    return rows;
}

static void
add_answers(Arena *arena, const FigureSet *set, ReportsPage *page)
{
    const Figures *figures = &set->figures;

    page->updated = words_clock(arena, set->now);
    /* Nothing waits: then the figures are of now, however old the newest event is. */
    page->lag = set->waiting ? words_duration(arena, set->now - figures->newest) : LIT("");
    page->started = words_count(arena, figures->started);
    page->completed = words_count(arena, figures->completed);
    page->failed = words_count(arena, figures->failed);
    page->abandoned = words_count(arena, figures->abandoned);
    page->open = words_count(arena, figures->open);
    page->success = words_share(arena, figures->completed, figures->completed + figures->failed + figures->abandoned);
    page->typical = words_duration(arena, figures->median_signin);
}

Error *
reports_page_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    const RangeForm *form = input;
    ReportsPage page = { .site_name = api->site_name };
    Arena *arena = request->arena;
    Buf buf = buf_new(arena, PAGE_LIMIT);
    FigureSet set;
    Str html;

    if (!api->reports_open)
        TRY(session_require(request, PERMISSION_REPORTS));
    TRY(figures_collect(&api->figures, arena, form->range, request->now, &set));
    add_answers(arena, &set, &page);
    add_ranges(arena, &set, &page);
    if (set.figures.started)
        add_funnel(arena, &set.figures, &page);
    page.causes = make_causes(arena, set.figures.causes, set.figures.cause_count);
    page.cause_count = set.figures.cause_count;
    page.refused = make_causes(arena, set.figures.refused, set.figures.refused_count);
    page.refused_count = set.figures.refused_count;
    page_reports(&buf, &page);
    TRY(buf_finish(&buf, "/reports", &html));
    reply_html(reply, 200, html);
    return NULL;
}

Error *
reports_page_get_json(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    const RangeForm *form = input;
    FigureSet set;
    Str json;

    if (!api->reports_open)
        TRY(session_require(request, PERMISSION_REPORTS));
    TRY(figures_collect(&api->figures, request->arena, form->range, request->now, &set));
    TRY(figures_report_json(request->arena, &set, &json));
    reply_json(reply, 200, json);
    return NULL;
}
