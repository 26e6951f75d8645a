/* flow_sight.c -- what one request may see of the flow.
 * SPDX-License-Identifier: ISC */
#include "api/flow_sight.h"

#include "api/session.h"
#include "base/str.h"
#include "http/reply_gzip.h"

#include <string.h>

static Error *
may_see(Request *request, bool *allowed)
{
    const Api *api = request->app;
    Error *error = api->flow_open ? NULL : session_require(request, PERMISSION_REPORTS);

    *allowed = error == NULL;
    return error && error->code != E_UNAUTHENTICATED && error->code != E_FORBIDDEN ? error : NULL;
}

Error *
flow_sight(Request *request, LanguageId language, FlowSight *sight)
{
    const Api *api = request->app;
    FlowSight made;

    memset(&made, 0, sizeof made);
    made.arena = request->arena;
    made.language = language;
    made.engines = &api->engines;
    made.view.health.worst = -1;
    TRY(may_see(request, &made.allowed));
    if (made.allowed)
        TRY(flow_now_get(api->flow_now, request->arena, request->now, &made.view));
    made.view.offset = zone_offset(&api->zone, request->now) * SECOND;
    *sight = made;
    return NULL;
}

/* The tag names the figures, the language, the variant, and this start of the program: what an upgrade changes has another one. */
static Str
make_tag(const Api *api, const FlowSight *sight, Str variant)
{
    return str_format(sight->arena, "\"%016llx-%.*s-%.*s-%.*s\"", (unsigned long long)sight->view.version,
                      STR_ARG(languages[sight->language].code), STR_ARG(variant), STR_ARG(api->start_id));
}

//= rfc9110#13.1.2  A recipient MUST use the weak comparison function when comparing entity tags for If-None-Match
static bool
has_tag(Str list, Str tag)
{
    Str one;

    while (list.len) {
        list = str_cut(list, ',', &one);
        one = str_trim(one);
        if (str_starts(one, LIT("W/")))
            one = str_slice(one, 2, one.len);
        if (str_equal(one, tag) || str_equal(one, LIT("*")))
            return true;
    }
    return false;
}

bool
flow_sight_matches(const Request *request, const FlowSight *sight, const Api *api, Str variant)
{
    Str tag = make_tag(api, sight, variant);

    return has_tag(request_header(request, LIT("If-None-Match")), reply_gzip_tag(request, tag));
}

bool
flow_sight_unchanged(Request *request, const FlowSight *sight, Str variant, Reply *reply)
{
    reply->compress = true; /* figures, and words of the diagram: no secret */
    reply_header(reply, LIT("ETag"), make_tag(request->app, sight, variant));
    reply_header(reply, LIT("Cache-Control"), LIT("private, no-cache"));
    if (!flow_sight_matches(request, sight, request->app, variant))
        return false;
    reply_text(reply, 304, LIT(""), LIT(""));
    return true;
}

Str
flow_sight_path(const FlowSight *sight, const char *ending, const char *more)
{
    return str_format(sight->arena, "/flow.%s?lang=%.*s%s", ending, STR_ARG(languages[sight->language].code), more);
}
