/* route.c -- from a request to its route's function; and the one place that answers errors and writes the log line.
 * SPDX-License-Identifier: ISC */
#include "http/route.h"

#include "base/log.h"
#include "base/str.h"
#include "codec/json.h"
#include "http/network.h"
#include "http/reply_gzip.h"
#include "http/request_language.h"

#include <assert.h>
#include <stdlib.h>

#define TABLES_MAX 16

typedef struct Table {
    const Route *routes;
    void *app;
} Table;

struct Router {
    RouterOptions options;
    Table tables[TABLES_MAX];
    size_t table_count;
};

typedef struct Found {
    const Route *route;
    void *app;
    Str tail;
    bool path_known; /* another method has it */
} Found;

Router *
router_new(const RouterOptions *options)
{
    Router *router = calloc(1, sizeof *router);

    assert(router);
    router->options = *options;
    return router;
}

void
router_free(Router *router)
{
    free(router);
}

void
router_mount(Router *router, const Route *routes, void *app)
{
    assert(router->table_count < TABLES_MAX);
    router->tables[router->table_count++] = (Table){ routes, app };
}

/* Whether the route's path is the request's; a "*" at its end takes the rest. */
static bool
path_matches(const Route *route, Str path, Str *tail)
{
    Str pattern = route->path;

    *tail = LIT("");
    if (pattern.len == 0 || pattern.ptr[pattern.len - 1] != '*')
        return str_equal(pattern, path);
    pattern.len--;
    *tail = str_slice(path, pattern.len, path.len);
    return str_starts(path, pattern);
}

static bool
method_matches(const Route *route, Str method)
{
    Str own = str_from_c(route->method);

    return str_equal(own, method) || (str_equal(method, LIT("HEAD")) && str_equal(own, LIT("GET")));
}

static Found
route_find(const Router *router, const Request *request)
{
    Found found = { 0 };

    for (size_t i = 0; i < router->table_count; i++)
        for (const Route *route = router->tables[i].routes; route->method; route++) {
            Str tail;
            if (!path_matches(route, request->path, &tail))
                continue;
            found.path_known = true;
            if (method_matches(route, request->method))
                return (Found){ route, router->tables[i].app, tail, true };
        }
    return found;
}

Lane
router_lane(const Router *router, Request *request)
{
    Found found = route_find(router, request);

    request->now = clock_now(router->options.clock);
    if (!found.route)
        return LANE_FAST;
    return found.route->choose ? found.route->choose(request, found.app) : found.route->lane;
}

/* The part of an origin that a Host header repeats. */
static Str
origin_authority(Str origin)
{
    return str_slice(origin, str_find(origin, LIT("://")) + 3, origin.len);
}

//= rfc9110#15.5.20  421: the request was directed at a server that is unable or unwilling to produce an authoritative response.
static Error *
check_host(const Router *router, Request *request, const Route *route)
{
    for (size_t i = 0; i < router->options.origin_count; i++) {
        Str origin = router->options.origins[i];
        if (str_equal_nocase(origin_authority(origin), request->host)) {
            request->secure = str_starts(origin, LIT("https://"));
            return NULL;
        }
    }
    if (route && (route->flags & ROUTE_ANY_HOST))
        return NULL;
    FAIL(E_MISDIRECTED, "the request is for a Host that is not public_url's");
}

/* A form may be sent only by a page of the same origin. Browsers say so in Sec-Fetch-Site, or else in Origin; under our own
 * Referrer-Policy a page on plain http says "null". A request without both does not come from a browser's form. */
Error *
router_check_origin(const Request *request)
{
    Str site = request_header(request, LIT("Sec-Fetch-Site")), origin = request_header(request, LIT("Origin"));

    if (site.len) {
        if (!str_equal(site, LIT("same-origin")) && !str_equal(site, LIT("none")))
            FAIL(E_CROSS_ORIGIN, "a form came from another site (Sec-Fetch-Site)");
        return NULL;
    }
    if (origin.len == 0 || (!request->secure && str_equal(origin, LIT("null"))))
        return NULL;
    Str own = str_format(request->arena, "http%s://%.*s", request->secure ? "s" : "", STR_ARG(request->host));
    if (!str_equal(origin, own))
        FAIL(E_CROSS_ORIGIN, "a form came from another site (Origin)");
    return NULL;
}

static Error *
read_input(Request *request, const Route *route, void **input)
{
    static const Str form_type = LIT_INIT("application/x-www-form-urlencoded");
    bool posts = str_equal(request->method, LIT("POST"));
    Str type;

    *input = arena_alloc(request->arena, route->size ? route->size : 1);
    if (!route->fields)
        return NULL;
    if (!posts)
        return form_decode(request->arena, request->query, route->fields, *input);
    //= rfc6749#2.3.1  The parameters can only be transmitted in the request-body and MUST NOT be included in the request URI.
    if (request->query.len)
        FAIL(E_INVALID_REQUEST, "a POST with parameters in its address");
    (void)str_cut(request->content_type, ';', &type);
    if (request->body.len && !str_equal_nocase(str_trim(type), form_type))
        FAIL(E_MEDIA_TYPE, "a body that is not application/x-www-form-urlencoded");
    return form_decode(request->arena, request->body, route->fields, *input);
}

/* The steps of every request, in their order. */
static Error *
answer(Router *router, Request *request, const Found *found, Reply *reply)
{
    void *input;

    TRY(check_host(router, request, found->route));
    if (!found->route && found->path_known)
        FAIL(E_METHOD, "this method is not for this path");
    if (!found->route)
        FAIL(E_NOT_FOUND, "no route has this path");
    request->app = found->app;
    request->tail = found->tail;
    if (found->route->flags & ROUTE_SAME_ORIGIN)
        TRY(router_check_origin(request));
    TRY(read_input(request, found->route, &input));
    return found->route->answer(request, input, reply);
}

/* answer(), with memory running out turned into an error. */
static Error *
answer_guarded(Router *router, Request *request, const Found *found, Reply *reply)
{
    jmp_buf guard;
    jmp_buf *before = arena_guard(request->arena, &guard);
    Error *error;

    if (setjmp(guard) == 0)
        error = answer(router, request, found, reply);
    else
        error = ERROR_NEW(E_MEMORY, "the request needed more memory than it may have");
    arena_guard(request->arena, before);
    return error;
}

static void
answer_error_json(Request *request, const Error *error, Reply *reply)
{
    const ErrorInfo *info = error_info(error->code);
    Buf buf = buf_new(request->arena, 2048);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "error", str_from_c(info->oauth));
    json_member_str(&out, "error_description", str_from_c(info->sentence));
    json_member_str(&out, "reference", request->id);
    json_close(&out, '}');
    reply_json(reply, info->status, buf_str(&buf));
}

/* What a client or a person has to show, beside a status of 401; NULL for no header. */
static const char *
challenge(ErrorCode code, int status)
{
    //= rfc6749#5.2  the authorization server MUST respond with an HTTP 401 (Unauthorized) status code and include the
    //= "WWW-Authenticate" response header field
    if (code == E_INVALID_CLIENT && status == 401)
        return "Basic realm=\"token\"";
    //= rfc6750#3  the resource server MUST include the HTTP "WWW-Authenticate" response header field
    if (code == E_INVALID_TOKEN)
        return "Bearer error=\"invalid_token\"";
    if (code == E_INSUFFICIENT_SCOPE)
        return "Bearer error=\"insufficient_scope\"";
    if (code == E_NO_TOKEN)
        return "Bearer";
    //= rfc9110#15.5.2  The server generating a 401 response MUST send a WWW-Authenticate header field
    return status == 401 ? "Cookie realm=\"session\"" : NULL;
}

/* The methods that the routes of this path have. */
static Str
allowed_methods(const Router *router, const Request *request)
{
    Buf methods = buf_new(request->arena, 64);

    for (size_t i = 0; i < router->table_count; i++)
        for (const Route *route = router->tables[i].routes; route->method; route++) {
            Str tail, method = str_from_c(route->method);
            if (!path_matches(route, request->path, &tail) || str_find(buf_str(&methods), method) < methods.len)
                continue;
            buf_add(&methods, methods.len ? LIT(", ") : LIT(""));
            buf_add(&methods, str_equal(method, LIT("GET")) ? LIT("GET, HEAD") : method);
        }
    return buf_str(&methods);
}

static void
answer_error(Router *router, Request *request, const Route *route, const Error *error, Reply *reply)
{
    *reply = (Reply){ .error = error->code };
    if ((route && (route->flags & ROUTE_JSON)) || !router->options.error_page)
        answer_error_json(request, error, reply);
    else
        router->options.error_page(router->options.context, request, error, reply);
    if (reply->status == 503 || reply->status == 429)
        reply_header(reply, LIT("Retry-After"), reply->status == 503 ? LIT("1") : LIT("60"));
    //= rfc9110#15.5.6  The origin server MUST generate an Allow header field in a 405 response
    const char *needed = challenge(error->code, reply->status);
    if (needed)
        reply_header(reply, LIT("WWW-Authenticate"), str_from_c(needed));
    if (error->code == E_METHOD)
        reply_header(reply, LIT("Allow"), allowed_methods(router, request));
}

static bool
has_header(const Reply *reply, Str name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (str_equal_nocase(reply->headers[i].name, name))
            return true;
    return false;
}

/* A drawing may use our fonts and stylesheets, and stand in a page of ours (as an <object>); in an <img> anywhere. */
static const Str svg_policy =
    LIT_INIT("default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'self'");

static void
add_page_headers(const Request *request, Reply *reply)
{
    /* The page says itself what it is written in, when it is not what the request asked for. */
    if (!has_header(reply, LIT("Content-Language")))
        reply_header(reply, LIT("Content-Language"), languages[request_language(request)].code);
    reply_header(reply, LIT("Vary"), LIT("Accept-Language, Cookie"));
    Str scripts =
        reply->script ? LIT("script-src 'self'; connect-src 'self'; object-src 'self'; frame-src 'self'; ") : LIT("");

    //= rfc9700#4.16  authorization servers MUST prevent clickjacking attacks
    reply_header(reply, LIT("X-Frame-Options"), LIT("DENY"));
    reply_header(
        reply, LIT("Content-Security-Policy"),
        str_format(request->arena,
                   "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; %.*sbase-uri 'none'; "
                   "frame-ancestors 'none'; form-action 'self'%s%.*s",
                   STR_ARG(scripts), reply->form_action.len ? " " : "", STR_ARG(reply->form_action)));
}

/* What every reply says. */
static void
add_common_headers(const Request *request, Reply *reply)
{
    reply_header(reply, LIT("X-Request-Id"), request->id);
    reply_header(reply, LIT("X-Content-Type-Options"), LIT("nosniff"));
    reply_header(reply, LIT("Referrer-Policy"), LIT("no-referrer"));
    if (!has_header(reply, LIT("Cache-Control")))
        reply_header(reply, LIT("Cache-Control"), LIT("no-store"));
    if (request->secure)
        reply_header(reply, LIT("Strict-Transport-Security"), LIT("max-age=31536000"));
    if (str_starts(reply->content_type, LIT("image/svg+xml")))
        reply_header(reply, LIT("Content-Security-Policy"), svg_policy);
    if (str_starts(reply->content_type, LIT("text/html")))
        add_page_headers(request, reply);
}

static void
log_request(const Request *request, const Error *error, const Reply *reply, Micros took)
{
    char path[512];
    Str shown = str_slice(request->path, 0, 128);

    if (!error && reply->error == E_OK) {
        LOG_INFO("request", KV("id", request->id), KV("method", request->method), KV("path", shown),
                 KV("status", reply->status), KV("us", took), KV("peer", request->peer));
        return;
    }
    if (!error) { /* answered by a redirect that says so */
        LOG_INFO("request", KV("id", request->id), KV("method", request->method), KV("path", shown),
                 KV("status", reply->status), KV("us", took), KV("peer", request->peer),
                 KV("refused", error_info(reply->error)->cause));
        return;
    }
    LogLevel level = reply->status >= 500 ? LOG_LEVEL_ERROR : LOG_LEVEL_INFO;
    LOG(level, "request", KV("id", request->id), KV("method", request->method), KV("path", shown),
        KV("status", reply->status), KV("us", took), KV("peer", request->peer),
        KV("error", error_info(error->code)->cause), KV("text", (const char *)error->text),
        KV("at", log_error_path(error, path, sizeof path)));
}

/* The answer to an error and what every answer says. When even for that no memory is left, a reply that needs none. */
static void
finish(Router *router, Request *request, const Route *route, const Error *error, Reply *reply)
{
    jmp_buf guard;
    jmp_buf *before = arena_guard(request->arena, &guard);

    if (setjmp(guard) == 0) {
        if (error)
            answer_error(router, request, route, error, reply);
        add_common_headers(request, reply);
        reply_gzip(request, reply);
    } else {
        *reply = (Reply){ .error = E_MEMORY, .close = true };
        reply_text(reply, 503, LIT("text/plain"), LIT("This site is very busy. Please try again in a few seconds.\n"));
        reply_header(reply, LIT("Retry-After"), LIT("1"));
    }
    arena_guard(request->arena, before);
}

void
router_answer(Router *router, Request *request, Reply *reply)
{
    Micros start = clock_monotonic();

    request->now = clock_now(router->options.clock);
    request->begun = start;
    request->language = router->options.language;
    network_apply_proxies(request, router->options.proxies, router->options.proxy_count);
    *reply = (Reply){ 0 };
    Found found = route_find(router, request);
    Error *error = answer_guarded(router, request, &found, reply);
    finish(router, request, found.route, error, reply);
    bool quiet = !error && (request->local || (found.route && (found.route->flags & ROUTE_QUIET)));
    if (!quiet)
        log_request(request, error, reply, clock_monotonic() - start);
}

void
router_refuse(Router *router, Request *request, const Error *error, Reply *reply)
{
    *reply = (Reply){ 0 };
    if (request->now == 0)
        request->now = clock_now(router->options.clock);
    request->language = router->options.language;
    finish(router, request, NULL, error, reply);
    log_request(request, error, reply, 0);
}
