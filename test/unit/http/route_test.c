/* route_test.c -- from a request to its function: hosts, methods, origins, declared fields; and how every error is answered.
 * SPDX-License-Identifier: ISC */
#include "made_request.h"

#include "base/log.h"
#include "codec/json.h"
#include "http/route.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

typedef struct Input {
    Str name, note;
} Input;

static const Field input_fields[] = {
    FIELD(Input, name, 8, REQUIRED),
    FIELD(Input, note, 8, OPTIONAL),
    FIELD_END,
};

static Clock test_clock;
static Router *router;
static int answered;

static Error *
say_name(Request *request, const void *input, Reply *reply)
{
    const Input *form = input;

    (void)request;
    answered++;
    reply_text(reply, 200, LIT("text/plain"), form->name);
    return NULL;
}

static Error *
say_tail(Request *request, const void *input, Reply *reply)
{
    (void)input;
    answered++;
    reply_text(reply, 200, LIT("text/plain"), request->tail);
    return NULL;
}

static Error *
say_app(Request *request, const void *input, Reply *reply)
{
    (void)input;
    assert_int_equal(request->now, 5 * DAY);
    reply_html(reply, 200, str_from_c(request->app));
    reply->form_action = LIT("https://shop.example");
    return NULL;
}

static Error *
say_cached(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_json(reply, 200, LIT("{}"));
    reply_header(reply, LIT("Cache-Control"), LIT("public, max-age=300"));
    return NULL;
}

/* Fails with the code whose cause the query names. */
static Error *
fail_as_asked(Request *request, const void *input, Reply *reply)
{
    (void)input;
    reply_cookie(request, reply, LIT("left"), LIT("over"), 60);
    FAIL(error_from_cause(request->query), "for the operator alone: secret-detail");
}

static Error *
eat_large_pieces(Request *request, const void *input, Reply *reply)
{
    (void)input;
    (void)reply;
    for (;;)
        (void)arena_alloc(request->arena, 100000);
    return NULL;
}

static Error *
eat_every_byte(Request *request, const void *input, Reply *reply)
{
    (void)input;
    (void)reply;
    for (;;)
        (void)arena_alloc(request->arena, 1);
    return NULL;
}

static const Route routes[] = {
    { "GET", LIT_INIT("/form"), LANE_FAST, input_fields, sizeof(Input), say_name, 0 },
    { "POST", LIT_INIT("/form"), LANE_STORE, input_fields, sizeof(Input), say_name, 0 },
    { "POST", LIT_INIT("/same"), LANE_HASH, input_fields, sizeof(Input), say_name, ROUTE_SAME_ORIGIN },
    { "GET", LIT_INIT("/tail/*"), LANE_UPSTREAM, NULL, 0, say_tail, 0 },
    { "GET", LIT_INIT("/any"), LANE_FAST, NULL, 0, say_tail, ROUTE_ANY_HOST },
    { "GET", LIT_INIT("/fail"), LANE_FAST, NULL, 0, fail_as_asked, 0 },
    { "GET", LIT_INIT("/fail.json"), LANE_FAST, NULL, 0, fail_as_asked, ROUTE_JSON },
    { "GET", LIT_INIT("/eat"), LANE_FAST, NULL, 0, eat_large_pieces, 0 },
    { "GET", LIT_INIT("/eat.json"), LANE_FAST, NULL, 0, eat_large_pieces, ROUTE_JSON },
    { "GET", LIT_INIT("/eat.all"), LANE_FAST, NULL, 0, eat_every_byte, 0 },
    ROUTE_END,
};

static const Route more_routes[] = {
    { "GET", LIT_INIT("/app"), LANE_FAST, NULL, 0, say_app, 0 },
    { "GET", LIT_INIT("/cached"), LANE_FAST, NULL, 0, say_cached, 0 },
    { "POST", LIT_INIT("/app/*"), LANE_FAST, NULL, 0, say_tail, 0 },
    ROUTE_END,
};

static void
draw_error(void *context, Request *request, const Error *error, Reply *reply)
{
    assert_string_equal(context, "pages");
    reply_html(reply, error_info(error->code)->status,
               str_format(request->arena, "<p>%s", error_info(error->code)->sentence));
}

static int
begin(void **state)
{
    static const Str origins[] = { LIT_INIT("https://id.example"), LIT_INIT("http://localhost:8080") };
    static char context[] = "pages", app[] = "the app";

    test_clock = clock_fake(5 * DAY);
    RouterOptions options = { .clock = &test_clock,
                              .origins = origins,
                              .origin_count = COUNT_OF(origins),
                              .error_page = draw_error,
                              .context = context };
    log_configure(LOG_FORMAT_NONE);
    answered = 0;
    router = router_new(&options);
    router_mount(router, routes, NULL);
    router_mount(router, more_routes, app);
    return unit_set_up(state);
}

static int
end(void **state)
{
    router_free(router);
    return unit_tear_down(state);
}

static Reply
answer(Request *request)
{
    Reply reply;

    router_answer(router, request, &reply);
    return reply;
}

static Reply
answer_get(const char *path, const char *query)
{
    return answer(made_request("GET", path, query));
}

static Request *
made_post(const char *path, const char *body)
{
    Request *request = made_request("POST", path, "");

    request->content_type = LIT(FORM_TYPE);
    request->body = str_from_c(body);
    return request;
}

static void
finds_the_route(void **state)
{
    static const struct {
        const char *method, *path;
        int status;
        Lane lane;
    } rows[] = {
        { "GET", "/form", 400, LANE_FAST }, /* its fields are missing */
        { "HEAD", "/form", 400, LANE_FAST },
        { "POST", "/form", 400, LANE_STORE },
        { "POST", "/same", 400, LANE_HASH },
        { "GET", "/tail/x", 200, LANE_UPSTREAM },
        { "HEAD", "/tail/x", 200, LANE_UPSTREAM },
        { "GET", "/tail/", 200, LANE_UPSTREAM },
        { "GET", "/tail", 404, LANE_FAST },
        { "GET", "/form/", 404, LANE_FAST },
        { "GET", "/Form", 404, LANE_FAST },
        { "GET", "/", 404, LANE_FAST },
        { "GET", "", 404, LANE_FAST },
        { "GET", "/%66orm", 404, LANE_FAST },
        { "POST", "/tail/x", 405, LANE_FAST },
        { "DELETE", "/form", 405, LANE_FAST },
        { "OPTIONS", "/form", 405, LANE_FAST },
        { "get", "/form", 405, LANE_FAST },
        { "GET", "/same", 405, LANE_FAST },
        { "HEAD", "/same", 405, LANE_FAST },
        { "DELETE", "/nowhere", 404, LANE_FAST },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_request(rows[i].method, rows[i].path, "");
        assert_int_equal(router_lane(router, request), rows[i].lane);
        Reply reply = answer(request);
        if (reply.status != rows[i].status)
            fail_msg("%s %s: %d", rows[i].method, rows[i].path, reply.status);
    }
}

static void
a_star_takes_the_rest(void **state)
{
    (void)state;
    ASSERT_STR(answer_get("/tail/a/b", "").body, "a/b");
    ASSERT_STR(answer_get("/tail/", "").body, "");
    ASSERT_STR(answer_get("/app", "").body, "the app");
}

//= rfc9110#15.5.6  The origin server MUST generate an Allow header field in a 405 response containing a list of the target
//= resource's currently supported methods.
static void
a_405_says_which_methods_there_are(void **state)
{
    static const struct {
        const char *method, *path, *allow;
    } rows[] = {
        { "DELETE", "/form", "GET, HEAD, POST" },
        { "GET", "/same", "POST" },
        { "POST", "/tail/x", "GET, HEAD" },
        { "GET", "/app/x", "POST" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Reply reply = answer(made_request(rows[i].method, rows[i].path, ""));
        assert_int_equal(reply.status, 405);
        ASSERT_STR(made_reply_header(&reply, "Allow"), rows[i].allow);
    }
}

static void
only_for_our_own_hosts(void **state)
{
    static const struct {
        const char *host, *path;
        int status;
        bool secure;
    } rows[] = {
        { "id.example", "/app", 200, true },
        { "ID.example", "/app", 200, true },
        { "localhost:8080", "/app", 200, false },
        { "localhost", "/app", 421, false },
        { "id.example:443", "/app", 421, false },
        { "evil.example", "/app", 421, false },
        { "id.example.evil.example", "/app", 421, false },
        { "", "/app", 421, false },
        { "evil.example", "/nowhere", 421, false },
        { "evil.example", "/any", 200, false },
        { "id.example", "/any", 200, true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_request("GET", rows[i].path, "");
        request->host = str_from_c(rows[i].host);
        Reply reply = answer(request);
        if (reply.status != rows[i].status)
            fail_msg("%s %s: %d", rows[i].host, rows[i].path, reply.status);
        assert_int_equal(made_reply_header(&reply, "Strict-Transport-Security").len > 0, rows[i].secure);
    }
}

/* attacks.md 57 */
static void
a_form_comes_from_our_own_page(void **state)
{
    static const struct {
        const char *host, *site, *origin; /* NULL: no such header */
        int status;
    } rows[] = {
        { "id.example", NULL, NULL, 200 },
        { "id.example", "same-origin", NULL, 200 },
        { "id.example", "none", NULL, 200 },
        { "id.example", "same-site", NULL, 403 },
        { "id.example", "cross-site", NULL, 403 },
        { "id.example", "Same-Origin", NULL, 403 },
        { "id.example", "whatever", NULL, 403 },
        { "id.example", "cross-site", "https://id.example", 403 },
        { "id.example", "same-origin", "https://id.example", 200 },
        { "id.example", NULL, "https://id.example", 200 },
        { "id.example", NULL, "http://id.example", 403 },
        { "id.example", NULL, "https://id.example:8443", 403 },
        { "id.example", NULL, "https://id.example/", 403 },
        { "id.example", NULL, "https://evil.example", 403 },
        { "id.example", NULL, "https://id.example.evil.example", 403 },
        { "id.example", NULL, "https://evil-id.example", 403 },
        { "id.example", NULL, "null", 403 },
        { "localhost:8080", NULL, "null", 200 }, /* our own Referrer-Policy says so on plain http */
        { "localhost:8080", "cross-site", "null", 403 },
        { "localhost:8080", NULL, "http://localhost:8080", 200 },
        { "localhost:8080", NULL, "https://id.example", 403 }, /* another of our origins is another site */
        { "localhost:8080", NULL, "http://localhost:9090", 403 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_post("/same", "name=x");
        request->host = str_from_c(rows[i].host);
        if (rows[i].site)
            made_header(request, "Sec-Fetch-Site", str_from_c(rows[i].site));
        if (rows[i].origin)
            made_header(request, "Origin", str_from_c(rows[i].origin));
        answered = 0;
        Reply reply = answer(request);
        if (reply.status != rows[i].status)
            fail_msg("row %zu: %d", i, reply.status);
        assert_int_equal(answered, rows[i].status == 200);
    }
}

static void
fields_of_a_get_come_from_the_query(void **state)
{
    static const struct {
        const char *query;
        int status;
        const char *name;
    } rows[] = {
        { "name=a%20b", 200, "a b" }, { "name=a&x=1", 200, "a" },     { "", 400, NULL },
        { "name=", 400, NULL },       { "name=a&name=b", 400, NULL }, { "name=123456789", 400, NULL },
        { "name=%ff", 400, NULL },    { "name=%", 400, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        answered = 0;
        Reply reply = answer_get("/form", rows[i].query);
        assert_int_equal(reply.status, rows[i].status);
        assert_int_equal(answered, rows[i].status == 200);
        if (rows[i].name)
            ASSERT_STR(reply.body, rows[i].name);
    }
}

static void
fields_of_a_post_come_from_the_body(void **state)
{
    static const struct {
        const char *what, *type, *query, *body;
        int status;
    } rows[] = {
        { "as it must be", FORM_TYPE, "", "name=x", 200 },
        { "with a charset", FORM_TYPE "; charset=UTF-8", "", "name=x", 200 },
        { "in upper case", "Application/X-WWW-Form-URLencoded", "", "name=x", 200 },
        { "blanks before the ;", FORM_TYPE " ;x=y", "", "name=x", 200 },
        { "without a type", "", "", "name=x", 415 },
        { "JSON", "application/json", "", "{\"name\":\"x\"}", 415 },
        { "multipart", "multipart/form-data; boundary=x", "", "name=x", 415 },
        { "text, as a form without preflight may send", "text/plain", "", "name=x", 415 },
        { "a type that begins alike", FORM_TYPE "x", "", "name=x", 415 },
        { "parameters in the address", FORM_TYPE, "note=y", "name=x", 400 },
        { "all parameters in the address", FORM_TYPE, "name=x", "", 400 },
        { "nothing", "", "", "", 400 },
        { "twice", FORM_TYPE, "", "name=x&name=x", 400 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_post("/form", rows[i].body);
        request->content_type = str_from_c(rows[i].type);
        request->query = str_from_c(rows[i].query);
        Reply reply = answer(request);
        if (reply.status != rows[i].status)
            fail_msg("%s: %d", rows[i].what, reply.status);
    }
}

typedef struct Refusal {
    Str error, error_description, reference;
} Refusal;

static const JsonField refusal_fields[] = {
    JSON_FIELD(Refusal, error, JSON_STR, true),
    JSON_FIELD(Refusal, error_description, JSON_STR, true),
    JSON_FIELD(Refusal, reference, JSON_STR, true),
    JSON_FIELD_END,
};

static void
errors_of_a_json_route(void **state)
{
    (void)state;
    for (int code = 1; code < E_CODES; code++) {
        const ErrorInfo *info = error_info((ErrorCode)code);
        Refusal refusal = { 0 };
        Reply reply = answer_get("/fail.json", info->cause);
        assert_int_equal(reply.status, info->status);
        assert_int_equal(reply.error, code);
        ASSERT_STR(reply.content_type, "application/json");
        ASSERT_OK(json_decode(arena, E_IO, reply.body, refusal_fields, &refusal));
        ASSERT_STR(refusal.error, info->oauth);
        ASSERT_STR(refusal.error_description, info->sentence);
        ASSERT_STR(refusal.reference, "0123456789abcdef");
        assert_int_equal(str_find(reply.body, LIT("secret-detail")), reply.body.len);
        ASSERT_STR(made_reply_header(&reply, "Set-Cookie"), "");
    }
}

static void
errors_of_a_page(void **state)
{
    (void)state;
    for (int code = 1; code < E_CODES; code++) {
        Reply reply = answer_get("/fail", error_info((ErrorCode)code)->cause);
        assert_int_equal(reply.status, error_info((ErrorCode)code)->status);
        ASSERT_STR(reply.content_type, "text/html; charset=utf-8");
        assert_int_equal(str_find(reply.body, LIT("secret-detail")), reply.body.len);
        assert_true(made_reply_header(&reply, "Content-Security-Policy").len > 0);
    }
}

static void
headers_of_some_errors(void **state)
{
    static const struct {
        const char *cause, *name, *value;
    } rows[] = {
        { "invalid_client", "WWW-Authenticate", "Basic realm=\"token\"" },
        { "invalid_token", "WWW-Authenticate", "Bearer error=\"invalid_token\"" },
        { "invalid_grant", "WWW-Authenticate", "" },
        { "overloaded", "Retry-After", "1" },
        { "db", "Retry-After", "1" },
        { "rate_limited", "Retry-After", "60" },
        { "bad_password", "Retry-After", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Reply reply = answer_get("/fail.json", rows[i].cause);
        ASSERT_STR(made_reply_header(&reply, rows[i].name), rows[i].value);
    }
}

/* attacks.md 7, 10 */
static void
what_every_reply_says(void **state)
{
    static const char *const paths[] = { "/app", "/cached", "/nowhere", "/fail", "/fail.json" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        Reply reply = answer_get(paths[i], "db");
        ASSERT_STR(made_reply_header(&reply, "X-Request-Id"), "0123456789abcdef");
        ASSERT_STR(made_reply_header(&reply, "X-Content-Type-Options"), "nosniff");
        ASSERT_STR(made_reply_header(&reply, "Referrer-Policy"), "no-referrer");
        ASSERT_STR(made_reply_header(&reply, "Strict-Transport-Security"), "max-age=31536000");
        ASSERT_STR(made_reply_header(&reply, "Cache-Control"), i == 1 ? "public, max-age=300" : "no-store");
    }
}

static void
a_page_cannot_be_framed_nor_scripted(void **state)
{
    Reply page = answer_get("/app", ""), json = answer_get("/cached", "");

    (void)state;
    ASSERT_STR(made_reply_header(&page, "X-Frame-Options"), "DENY");
    ASSERT_STR(made_reply_header(&page, "Content-Security-Policy"),
               "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
               "frame-ancestors 'none'; form-action 'self' https://shop.example");
    ASSERT_STR(made_reply_header(&json, "Content-Security-Policy"), "");
    ASSERT_STR(made_reply_header(&page, "Content-Language"), "en");
    ASSERT_STR(made_reply_header(&page, "Vary"), "Accept-Language, Cookie");
    ASSERT_STR(made_reply_header(&json, "Content-Language"), "");
}

/* A request in an arena of the server's size. */
static Reply
answer_in_small_arena(const char *path, Arena **small)
{
    Request *request = made_request("GET", path, "");
    Reply reply;

    *small = arena_new((size_t)1 << 20);
    request->arena = *small;
    router_answer(router, request, &reply);
    assert_null(arena_guard(*small, NULL));
    return reply;
}

static void
out_of_memory_is_an_answer(void **state)
{
    static const char *const paths[] = { "/eat", "/eat.json", "/eat.all" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        Arena *small;
        Reply reply = answer_in_small_arena(paths[i], &small);
        assert_int_equal(reply.status, 503);
        assert_int_equal(reply.error, E_MEMORY);
        assert_true(reply.body.len > 0);
        ASSERT_STR(made_reply_header(&reply, "Retry-After"), "1");
        arena_free(small);
    }
}

static void
what_never_became_a_request(void **state)
{
    Request *request = ARENA_NEW(arena, Request, 1);
    Reply reply;

    (void)state;
    request->arena = arena;
    request->id = LIT("fedcba9876543210");
    router_refuse(router, request, ERROR_NEW(E_HEADERS_TOO_LARGE, "too large"), &reply);
    assert_int_equal(reply.status, 431);
    ASSERT_STR(made_reply_header(&reply, "X-Request-Id"), "fedcba9876543210");
    assert_int_equal(request->now, 5 * DAY);
}

#define ROUTED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROUTED(finds_the_route),
        ROUTED(a_star_takes_the_rest),
        ROUTED(a_405_says_which_methods_there_are),
        ROUTED(only_for_our_own_hosts),
        ROUTED(a_form_comes_from_our_own_page),
        ROUTED(fields_of_a_get_come_from_the_query),
        ROUTED(fields_of_a_post_come_from_the_body),
        ROUTED(errors_of_a_json_route),
        ROUTED(errors_of_a_page),
        ROUTED(headers_of_some_errors),
        ROUTED(what_every_reply_says),
        ROUTED(a_page_cannot_be_framed_nor_scripted),
        ROUTED(out_of_memory_is_an_answer),
        ROUTED(what_never_became_a_request),
    };

    return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
