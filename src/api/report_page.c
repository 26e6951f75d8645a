/* report_page.c -- /reports, /reports.json, /reports.csv, and the button of the test sign-in.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/report_view.h"
#include "api/report_write.h"
#include "api/session.h"
#include "api/test_signin.h"
#include "base/log.h"
#include "base/str.h"
#include "codec/zone.h"
#include "http/request_language.h"
#include "pages/pages.h"
#include "text/number.h"

static const struct {
    Str name;
    MessageId words;
} ranges[] = {
    { LIT_INIT("1h"), MESSAGE_reports_range_1h },   { LIT_INIT("24h"), MESSAGE_reports_range_24h },
    { LIT_INIT("7d"), MESSAGE_reports_range_7d },   { LIT_INIT("30d"), MESSAGE_reports_range_30d },
    { LIT_INIT("90d"), MESSAGE_reports_range_90d },
};

/* What the page shows, in its order. */
static const PanelId shown[] = { PANEL_FUNNEL,  PANEL_FAILURES,  PANEL_SERIES,   PANEL_CAUSES,
                                 PANEL_REFUSED, PANEL_PROVIDERS, PANEL_APPS,     PANEL_TIMES,
                                 PANEL_PEOPLE,  PANEL_ACTIVE,    PANEL_SESSIONS, PANEL_PIPELINE };

/* Who may see the figures at all, and who sees small groups. */
static Error *
find_reader(Request *request, ReportAsker *asker)
{
    const Api *api = request->app;
    Current current;
    bool found;

    if (!api->reports_open)
        TRY(session_require(request, PERMISSION_REPORTS));
    TRY(session_find(request, &current, &found));
    *asker = (ReportAsker){ .zone = api->reports_zone,
                            .now = request->now,
                            .admin = found && (current.user.permissions & PERMISSION_ADMIN) };
    return NULL;
}

static Error *
collect(Request *request, Arena *room, const ReportForm *form, ReportSet **set)
{
    const Api *api = request->app;
    ReportSet *made = ARENA_NEW(room, ReportSet, 1);
    ReportAsker asker;

    TRY(find_reader(request, &asker));
    TRY(report_set_collect(&api->figures, room, form, &asker, made));
    *set = made;
    return NULL;
}

static void
add_ranges(const ReportView *view, ReportsPage *page)
{
    PageOption *options = ARENA_NEW(view->arena, PageOption, COUNT_OF(ranges));
    ReportView plain = *view;
    ReportSet *set = ARENA_NEW(view->arena, ReportSet, 1);

    *set = *view->set;
    set->form.from = set->form.to = set->form.step = LIT("");
    plain.set = set;
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        bool current = str_equal(ranges[i].name, view->set->range.name);
        options[i] = (PageOption){ ranges[i].name, message(view->language, ranges[i].words),
                                   report_view_url(&plain, "/reports", "range", ranges[i].name), current };
        if (current)
            page->range_words = options[i].words;
    }
    page->ranges = options;
    page->range_count = COUNT_OF(ranges);
}

static Str
moment_of(const ReportView *view, Micros moment)
{
    return number_moment(view->arena, view->language, moment, SECOND * zone_offset(&view->set->range.zone, moment));
}

static Str
field_of(const ReportView *view, Micros moment)
{
    ZoneTime at = zone_time(&view->set->range.zone, moment);

    return str_format(view->arena, "%04d-%02d-%02dT%02d:%02d", at.year, at.month, at.day, at.hour, at.minute);
}

/* The names to choose from: not that under which small groups were put together. */
static const PageOption *
make_options(const ReportView *view, const ReportName *names, size_t *count, Str current)
{
    PageOption *options = ARENA_NEW(view->arena, PageOption, *count + 1);
    size_t made = 0;

    for (size_t i = 0; i < *count; i++)
        if (view->set->admin || !str_equal(names[i].name, LIT("other")))
            options[made++] = (PageOption){ names[i].name, names[i].name, LIT(""), str_equal(names[i].name, current) };
    *count = made;
    return options;
}

static void
add_head(const ReportView *view, ReportsPage *page)
{
    const ReportSet *set = view->set;
    const Zone *zone = &set->range.zone;
    Micros lag = report_set_lag(set);

    add_ranges(view, page);
    page->custom = str_equal(set->range.name, LIT("custom"));
    if (page->custom)
        page->range_words = message_fill(view->arena, view->language, MESSAGE_reports_range_dates,
                                         MESSAGE_TEXT("from", moment_of(view, set->range.since)),
                                         MESSAGE_TEXT("to", moment_of(view, set->range.until)));
    page->updated = number_clock_seconds(view->arena, view->language, set->now, SECOND * zone_offset(zone, set->now));
    page->lag = lag ? number_duration(view->arena, view->language, lag) : LIT("");
    page->zone = zone->name.len ? zone->name : LIT("UTC");
    page->from = field_of(view, set->range.since);
    page->to = field_of(view, set->range.until);
    page->compare = set->compared;
    page->tests = set->range.tests == REPORT_WITH_TESTS;
    page->filtered = page->custom || page->compare || page->tests || set->form.provider.len || set->form.app.len;
    page->rounded = set->report.since + MINUTE < set->range.since;
    page->suppressed = !set->admin;
    page->provider_count = set->range.clients ? 0 : set->report.provider_count;
    page->providers = make_options(view, set->report.providers, &page->provider_count, set->form.provider);
    page->app_count = set->report.app_count;
    page->apps = make_options(view, set->report.apps, &page->app_count, set->form.app);
    page->json_url = report_view_url(view, "/reports.json", NULL, LIT(""));
}

static void
add_panels(const ReportView *view, ReportsPage *page)
{
    PagePanel *panels = ARENA_NEW(view->arena, PagePanel, COUNT_OF(shown));

    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        bool left_out = (shown[i] == PANEL_FAILURES && view->set->step == 0) ||
                        (shown[i] == PANEL_APPS && view->set->report.app_count == 0);
        if (!left_out)
            report_view_panel(view, shown[i], &panels[page->panel_count++]);
    }
    page->panels = panels;
}

/* What a test sign-in gave, as it came back in the address: "ok-240", or a cause of errors.def. Anything else says nothing. */
static Str
test_words(const ReportView *view)
{
    Str said = view->set->form.test;
    uint64_t took;

    if (str_starts(said, LIT("ok-")) && str_to_uint(str_slice(said, 3, said.len), 600000, &took))
        return message_fill(
            view->arena, view->language, MESSAGE_reports_test_done,
            MESSAGE_TEXT("time", number_duration(view->arena, view->language, (Micros)took * MILLISECOND)));
    ErrorCode code = error_from_cause(said);
    if (said.len == 0 || code == E_OK)
        return LIT("");
    return message_fill(view->arena, view->language, MESSAGE_reports_test_failed,
                        MESSAGE_TEXT("reason", message_of_error(view->language, code)));
}

static bool
may_test(Request *request)
{
    return session_require(request, PERMISSION_REPORTS) == NULL;
}

static void
add_test(Request *request, const ReportView *view, ReportsPage *page)
{
    const Api *api = request->app;

    page->message = test_words(view);
    page->may_test = may_test(request);
    page->command = str_format(request->arena, "curl -X POST -H 'Origin: %.*s' -b '%.*s=…' %.*s/reports/test",
                               STR_ARG(api->origin), STR_ARG(api->app_cookie), STR_ARG(api->origin));
}

Error *
report_page_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    Arena *room;
    ReportSet *set;
    ReportView view = { .language = request_language(request) };
    ReportsPage page = { .script_path = page_reports_script_path, .style_extra = page_reports_style_path };
    Str html;

    TRY(report_set_room(request, &room));
    TRY(collect(request, room, input, &set));
    view.arena = room;
    view.set = set;
    page.frame = page_frame(room, &api->brand, view.language, report_view_url(&view, "/reports", NULL, LIT("")));
    add_head(&view, &page);
    add_test(request, &view, &page);
    if (set->report.figures.started || set->report.figures.refused_count) {
        FlowView now; /* the picture's states are of now, whatever the range */
        TRY(flow_now_get(api->flow_now, room, request->now, &now));
        page.answer_count = report_view_answers(&view, now.health.needing_attention, &page.answers);
        add_panels(&view, &page);
    }
    Buf buf = buf_new(room, PAGE_REPORTS_LIMIT);
    page_reports(&buf, &page);
    TRY(buf_finish(&buf, "/reports", &html));
    reply->script = true;
    reply->compress = true; /* figures, and of nobody by name */
    reply_html(reply, 200, html);
    return NULL;
}

Error *
report_page_get_json(Request *request, const void *input, Reply *reply)
{
    Arena *room;
    ReportSet *set;
    Str json;

    TRY(report_set_room(request, &room));
    TRY(collect(request, room, input, &set));
    TRY(report_write_json(room, set, &json));
    reply_json(reply, 200, json);
    reply->compress = true;
    return NULL;
}

Error *
report_page_get_csv(Request *request, const void *input, Reply *reply)
{
    const ReportForm *form = input;
    PanelId id = PANEL_FUNNEL;
    Arena *room;
    ReportSet *set;
    Str csv;

    if (form->panel.len && !panel_find(form->panel, &id))
        FAIL(E_INVALID_REQUEST, "there is no panel of this name");
    TRY(report_set_room(request, &room));
    TRY(collect(request, room, form, &set));
    TRY(report_write_csv(room, set, id, &csv));
    reply_text(reply, 200, LIT("text/csv; charset=utf-8; header=present"), csv);
    reply->compress = true;
    reply_header(reply, LIT("Content-Disposition"),
                 str_format(request->arena, "attachment; filename=\"latchstring-%s-%.*s.csv\"", panel_name(id),
                            STR_ARG(set->range.name)));
    return NULL;
}

/* The test sign-in; then the page again, which says how it went. */
Error *
report_page_post_test(Request *request, const void *input, Reply *reply)
{
    Micros took = 0;

    (void)input;
    TRY(session_require(request, PERMISSION_REPORTS));
    Error *error = test_signin_run(request, &took);
    if (error)
        LOG_ERROR("reports.test", KV("id", request->id), KV("text", (const char *)error->text));
    Str said = error ? str_from_c(error_info(error->code)->cause)
                     : str_format(request->arena, "ok-%lld", (long long)(took / MILLISECOND));
    reply_redirect(request, reply, str_format(request->arena, "/reports?tests=1&test=%.*s", STR_ARG(said)));
    return NULL;
}
