/* login.c -- GET /login: a signed-in person is sent on; else state, nonce and verifier are saved and the browser goes to the issuer.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "api/session.h"
#include "api/test_signin.h"
#include "base/clock.h"
#include "base/str.h"
#include "client/signin_client.h"
#include "codec/uri.h"
#include "events/event_make.h"
#include "http/binding.h"

#define DEADLINE (10 * SECOND)

/* A browser that comes without it has tried nothing for 30 minutes: its flow is its visitor's first. It is the same for everybody. */
#define VISIT_COOKIE   LIT("visit")
#define VISIT_LIFETIME (30 * MINUTE / SECOND)

const Field login_fields[] = {
    FIELD(LoginForm, provider, NAME_LIMIT, OPTIONAL),
    FIELD(LoginForm, return_to, URI_LIMIT, OPTIONAL),
    FIELD(LoginForm, prompt, 16, OPTIONAL),
    FIELD(LoginForm, test, 1, OPTIONAL),
    FIELD_END,
};

/* A browser that only looks ahead starts no sign-in. */
static bool
is_prefetch(const Request *request)
{
    Str purpose = request_header(request, LIT("Sec-Purpose"));

    if (purpose.len == 0)
        purpose = request_header(request, LIT("Purpose"));
    return str_equal(request->method, LIT("HEAD")) || str_starts(purpose, LIT("prefetch"));
}

Error *
login_check_return_to(const Api *api, Str asked, Str *path)
{
    Str local = asked;

    if (asked.len == 0) {
        *path = LIT("/");
        return NULL;
    }
    if (str_starts(asked, api->origin))
        local = str_slice(asked, api->origin.len, asked.len);
    if (local.len == 0 && asked.len)
        local = LIT("/");
    if (!uri_is_local_path(local))
        FAIL(E_INVALID_REQUEST, "return_to leads away from this site");
    *path = local;
    return NULL;
}

static Error *
find_provider(const Api *api, Str name, Provider **provider)
{
    for (size_t i = 0; i < api->provider_count; i++)
        if (name.len == 0 || str_equal(provider_options(api->providers[i])->name, name)) {
            *provider = api->providers[i];
            return NULL;
        }
    FAIL(E_NOT_FOUND, "no provider has this name");
}

static Flow
make_flow(Request *request, const ProviderOptions *provider, bool test)
{
    FlowKind kind = provider->own ? FLOW_OWN : FLOW_FOREIGN;
    Flow flow = event_make_flow(request->arena, kind, provider->name, LIT(""), request->now);

    flow.first = request_cookie(request, VISIT_COOKIE).len == 0;
    flow.test = test;
    return flow;
}

/* Save what the callback will need, and open the flow; then note how long that took. */
static Error *
save(Request *request, const LoginState *login, const Flow *flow)
{
    const Api *api = request->app;
    Micros start = clock_monotonic();

    TRY(sessions_begin_login(api->sessions, login, flow));
    Micros now = clock_monotonic();
    FlowMark marks[] = { { MILESTONE_login, now - request->begun },
                         { MILESTONE_store, now - start },
                         { MILESTONE_r302, now - request->begun } };
    return sessions_mark_flow(api->sessions, login->client_id, login->state, marks, COUNT_OF(marks), request->now);
}

static Error *
start_flow(Request *request, Provider *provider, const LoginForm *wanted, bool test, Reply *reply)
{
    const Api *api = request->app;
    const ProviderOptions *options = provider_options(provider);
    Flow flow = make_flow(request, options, test);
    LoginState login = { .provider = options->name,
                         .return_to = wanted->return_to,
                         .client_id = options->client_id,
                         .created = request->now };
    Str url;

    signin_client_fresh(request->arena, &login);
    TRY(signin_client_start(provider, request->arena, &login, wanted->prompt, clock_monotonic() + DEADLINE, &url));
    binding_make(request, reply, api->binding_cookie, login.binding);
    TRY(save(request, &login, &flow));
    if (flow.first)
        reply_cookie(request, reply, VISIT_COOKIE, LIT("1"), VISIT_LIFETIME);
    reply_redirect(request, reply, url);
    return NULL;
}

/* The lane is chosen by what the handler will read, and by the same reader: nobody gets into the stores' lane by another
 * spelling. What cannot be read is refused at once, and needs no lane of its own. */
static Lane
lane_of(const Request *request, const Api *api)
{
    LoginForm form = { .provider = LIT("") };
    Provider *provider = NULL;

    if (form_decode(request->arena, request->query, login_fields, &form) != NULL ||
        find_provider(api, form.provider, &provider) != NULL)
        return LANE_STORE;
    return provider_options(provider)->own ? LANE_STORE : LANE_UPSTREAM;
}

Lane
login_lane(const Request *request, const void *app)
{
    jmp_buf guard;
    jmp_buf *before = arena_guard(request->arena, &guard);
    Lane lane = setjmp(guard) == 0 ? lane_of(request, app) : LANE_UPSTREAM;

    arena_guard(request->arena, before);
    return lane;
}

/* A sign-in that is left out of the reports: by permission only, also where everyone may see them. */
static bool
is_test(const Request *request, const LoginForm *form, const Current *current, bool found)
{
    const unsigned needed = PERMISSION_REPORTS | PERMISSION_ADMIN;

    if (test_signin_is(request))
        return true;
    return form->test.len > 0 && found && (current->user.permissions & needed) != 0;
}

Error *
login_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    const LoginForm *form = input;
    bool again = str_equal(form->prompt, LIT("login")), found;
    Provider *provider = NULL;
    LoginForm wanted = { .prompt = again ? LIT("login") : LIT("") };
    Current current;

    if (is_prefetch(request)) {
        reply_text(reply, 204, LIT(""), LIT(""));
        return NULL;
    }
    TRY(login_check_return_to(api, form->return_to, &wanted.return_to));
    TRY(find_provider(api, form->provider, &provider));
    TRY(session_find(request, &current, &found));
    if (found && !again) {
        reply_redirect(request, reply, wanted.return_to);
        return NULL;
    }
    return start_flow(request, provider, &wanted, is_test(request, form, &current, found), reply);
}
