/* health.c -- /health/live: the program runs. /health/ready: every store answers.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "base/log.h"
#include "base/str.h"

Error *
health_get_live(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_json(reply, 200, LIT("{\"status\":\"live\"}"));
    return NULL;
}

/* One real question to each store, whose cost does not grow with what is in it. */
static Error *
ask_stores(Request *request)
{
    const Api *api = request->app;
    int64_t position;
    bool found;
    User user;

    TRY(userdb_find_identity(api->users, request->arena, api->origin, LIT("nobody"), true, &user, &found));
    TRY(sessions_is_revoked(api->sessions, LIT("nothing"), request->now, &found));
    return reports_position(api->figures.reports, request->arena, &position);
}

Error *
health_get_ready(Request *request, const void *input, Reply *reply)
{
    (void)input;
    Error *error = ask_stores(request);
    if (error) {
        LOG_ERROR("health.ready", KV("id", request->id), KV("text", (const char *)error->text));
        reply_json(reply, 503, LIT("{\"status\":\"not ready\"}"));
        return NULL;
    }
    reply_json(reply, 200, LIT("{\"status\":\"ready\"}"));
    return NULL;
}
