/* fetch_test.c -- our requests to others, over real loopback sockets: no waiting without end, no answer without limit, no redirect
 * followed; and to ourselves, in process, one level deep (attacks.md 69).
 * SPDX-License-Identifier: ISC */
#include "made_request.h"

#include "base/log.h"
#include "crypto/random.h"
#include "http/fetch.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define REQUEST_MAX 65536

/* A server that answers one request after the other, each by what its path says. */
static int listener, stop_pipe[2];
static uint16_t port;
static pthread_t server;
static char seen[REQUEST_MAX]; /* the last request */
static int requests_seen;

static const struct {
    const char *path, *reply;
    bool hold; /* keep the connection open without another byte until the peer leaves */
} replies[] = {
    { "/ok", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", false },
    { "/empty", "HTTP/1.1 204 No Content\r\n\r\n", false },
    { "/refused", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\n\r\nno!", false },
    { "/redirect", "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n", false },
    { "/ten", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", false },
    { "/ten-chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n",
      false },
    { "/cut", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789", false },
    { "/silent", "", true },
    { "/half", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789", true },
    { "/garbage", "SSH-2.0-OpenSSH_9.2\r\n", false },
    { "/nothing", "", false },
};

/* Read one request: its head, and the body that its length tells. */
static void
read_request(int peer)
{
    size_t length = 0, wanted = REQUEST_MAX - 1;

    memset(seen, 0, sizeof seen);
    while (length < wanted) {
        ssize_t more = recv(peer, seen + length, REQUEST_MAX - 1 - length, 0);
        if (more <= 0)
            return;
        length += (size_t)more;
        const char *end = strstr(seen, "\r\n\r\n"), *told = strstr(seen, "Content-Length: ");
        if (end)
            wanted = (size_t)(end + 4 - seen) + (told && told < end ? strtoul(told + 16, NULL, 10) : 0);
    }
}

static void
answer_peer(int peer)
{
    char path[64] = "";

    read_request(peer);
    requests_seen++;
    (void)sscanf(seen, "%*s %63s", path);
    for (size_t i = 0; i < COUNT_OF(replies); i++) {
        if (strcmp(path, replies[i].path) != 0)
            continue;
        (void)send(peer, replies[i].reply, strlen(replies[i].reply), MSG_NOSIGNAL);
        char byte;
        if (replies[i].hold)
            (void)recv(peer, &byte, 1, 0);
    }
}

static void *
serve(void *arg)
{
    struct pollfd watched[2] = { { .fd = listener, .events = POLLIN }, { .fd = stop_pipe[0], .events = POLLIN } };

    while (poll(watched, 2, -1) > 0 && !(watched[1].revents & POLLIN)) {
        int peer = accept(listener, NULL, NULL);
        answer_peer(peer);
        (void)close(peer);
    }
    return arg;
}

static int
start_server(void **state)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;

    (void)state;
    log_configure(LOG_FORMAT_NONE);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (random_init() || bind(listener, (const struct sockaddr *)&address, size) || listen(listener, 8) ||
        getsockname(listener, (struct sockaddr *)&address, &size) || pipe(stop_pipe))
        return -1;
    port = ntohs(address.sin_port);
    return pthread_create(&server, NULL, serve, NULL);
}

static int
stop_server(void **state)
{
    (void)state;
    (void)close(listener);
    return write(stop_pipe[1], "x", 1) == 1 ? pthread_join(server, NULL) : -1;
}

/* Our own side, in process. */
static Fetch *fetch;
static Router *router;
static Clock test_clock;

static Error *
say_what_came(Request *request, const void *input, Reply *reply)
{
    (void)input;
    assert_true(request->local);
    assert_true(request->secure);
    Str authorization = request_header(request, LIT("Authorization")), accept = request_header(request, LIT("Accept"));
    reply_json(reply, 201,
               str_format(request->arena, "%.*s %.*s?%.*s [%.*s] [%.*s] [%.*s] %.*s", STR_ARG(request->method),
                          STR_ARG(request->path), STR_ARG(request->query), STR_ARG(accept), STR_ARG(authorization),
                          STR_ARG(request->content_type), STR_ARG(request->body)));
    return NULL;
}

static Error *
refuse(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    (void)reply;
    FAIL(E_INVALID_GRANT, "no");
}

static Error *
eat_memory(Request *request, const void *input, Reply *reply)
{
    (void)input;
    (void)reply;
    for (;;)
        (void)arena_alloc(request->arena, 4096);
    return NULL;
}

static Error *
ask_ourselves_again(Request *request, const void *input, Reply *reply)
{
    FetchRequest again = { .inside = true, .method = LIT("GET"), .url = LIT("https://id.example/came") };
    FetchReply inner;

    (void)input;
    (void)reply;
    return fetch_send(fetch, request->arena, &again, &inner);
}

static const Route routes[] = {
    { "GET", LIT_INIT("/came"), LANE_STORE, NULL, 0, say_what_came, ROUTE_JSON },
    { "POST", LIT_INIT("/came"), LANE_STORE, NULL, 0, say_what_came, ROUTE_JSON },
    { "POST", LIT_INIT("/refuse"), LANE_STORE, NULL, 0, refuse, ROUTE_JSON },
    { "GET", LIT_INIT("/eat"), LANE_STORE, NULL, 0, eat_memory, ROUTE_JSON },
    { "GET", LIT_INIT("/again"), LANE_STORE, NULL, 0, ask_ourselves_again, ROUTE_JSON },
    ROUTE_END,
};

static int
begin(void **state)
{
    static const Str origins[] = { LIT_INIT("https://id.example") };

    test_clock = clock_fake(DAY);
    RouterOptions options = { .clock = &test_clock, .origins = origins, .origin_count = 1 };
    router = router_new(&options);
    router_mount(router, routes, NULL);
    FetchOptions fetch_options = { .router = router, .origins = origins, .origin_count = 1 };
    requests_seen = 0;
    return unit_set_up(state) || fetch_open(&fetch_options, &fetch) ? -1 : 0;
}

static int
end(void **state)
{
    int result = unit_tear_down(state); /* transfers hang on the arena */

    fetch_close(fetch);
    router_free(router);
    return result;
}

static Error *
get(const char *path, size_t limit, FetchReply *reply)
{
    FetchRequest request = { .method = LIT("GET"),
                             .url = str_format(arena, "http://127.0.0.1:%u%s", port, path),
                             .deadline = 300 * MILLISECOND,
                             .limit = limit };

    return fetch_send(fetch, arena, &request, reply);
}

static void
answers_of_every_status(void **state)
{
    static const struct {
        const char *path;
        int status;
        const char *type, *body;
    } rows[] = {
        { "/ok", 200, "application/json", "{}" },
        { "/empty", 204, "", "" },
        { "/refused", 401, "", "no!" },
        { "/redirect", 302, "", "" },
        { "/ten-chunked", 200, "", "0123456789" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        FetchReply reply;
        ASSERT_CODE(get(rows[i].path, 1000, &reply), E_OK, rows[i].path);
        assert_int_equal(reply.status, rows[i].status);
        ASSERT_STR(reply.content_type, rows[i].type);
        ASSERT_STR(reply.body, rows[i].body);
        assert_true(reply.took > 0);
    }
    assert_int_equal(requests_seen, COUNT_OF(rows)); /* the redirect was not followed */
}

static void
a_post_as_it_goes_out(void **state)
{
    FetchRequest request = { .method = LIT("POST"),
                             .url = str_format(arena, "http://127.0.0.1:%u/ok", port),
                             .content_type = LIT("application/x-www-form-urlencoded"),
                             .body = LIT("a=1&b=2"),
                             .accept = LIT("application/json"),
                             .authorization = { LIT_INIT("Basic eDp5") },
                             .deadline = 5 * SECOND,
                             .limit = 1000 };
    FetchReply reply;

    (void)state;
    ASSERT_OK(fetch_send(fetch, arena, &request, &reply));
    assert_non_null(strstr(seen, "POST /ok HTTP/1.1\r\n"));
    assert_non_null(strstr(seen, "\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
    assert_non_null(strstr(seen, "\r\nAuthorization: Basic eDp5\r\n"));
    assert_non_null(strstr(seen, "\r\nAccept: application/json\r\n"));
    assert_non_null(strstr(seen, "\r\n\r\na=1&b=2"));
}

/* A handle that is used again carries nothing of the request before. */
static void
the_next_request_is_a_new_one(void **state)
{
    FetchReply reply;

    a_post_as_it_goes_out(state);
    ASSERT_OK(get("/ok", 1000, &reply));
    assert_non_null(strstr(seen, "GET /ok HTTP/1.1\r\n"));
    assert_null(strstr(seen, "Authorization"));
    assert_null(strstr(seen, "Content-Type"));
    assert_null(strstr(seen, "a=1"));
}

static void
who_does_not_answer_in_time(void **state)
{
    static const char *const paths[] = { "/silent", "/half" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        FetchReply reply = { .status = 77 };
        Micros start = clock_monotonic();
        ASSERT_CODE(get(paths[i], 1000, &reply), E_TIMEOUT, paths[i]);
        assert_true(clock_monotonic() - start < 5 * SECOND);
        assert_int_equal(reply.status, 77);
    }
}

/* To curl a timeout of zero means none. */
static void
no_time_at_all(void **state)
{
    static const Micros deadlines[] = { 0, 999, -1, -SECOND };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(deadlines); i++) {
        FetchRequest request = { .method = LIT("GET"),
                                 .url = str_format(arena, "http://127.0.0.1:%u/ok", port),
                                 .deadline = deadlines[i],
                                 .limit = 1000 };
        FetchReply reply;
        ASSERT_CODE(fetch_send(fetch, arena, &request, &reply), E_TIMEOUT, "no time");
    }
    assert_int_equal(requests_seen, 0);
}

static void
an_answer_has_its_limit(void **state)
{
    static const struct {
        const char *path;
        size_t limit;
        ErrorCode code;
    } rows[] = { { "/ten", 10, E_OK },         { "/ten", 9, E_PROVIDER },         { "/ten", 0, E_PROVIDER },
                 { "/ten-chunked", 10, E_OK }, { "/ten-chunked", 9, E_PROVIDER }, { "/empty", 0, E_OK } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        FetchReply reply;
        ASSERT_CODE(get(rows[i].path, rows[i].limit, &reply), rows[i].code, rows[i].path);
    }
}

static void
what_is_no_answer(void **state)
{
    static const char *const paths[] = { "/cut", "/garbage", "/nothing" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        FetchReply reply;
        ASSERT_CODE(get(paths[i], 1000, &reply), E_PROVIDER, paths[i]);
    }
}

static void
addresses_that_are_not_asked(void **state)
{
    static const struct {
        const char *url;
        ErrorCode code;
    } rows[] = {
        { "http://192.0.2.1/", E_PROVIDER }, /* plain http leaves this machine only when it is allowed */
        { "http://127.0.0.1.example/", E_PROVIDER },
        { "file:///etc/passwd", E_INVALID_REQUEST },
        { "gopher://127.0.0.1/", E_INVALID_REQUEST },
        { "ftp://127.0.0.1/", E_INVALID_REQUEST },
        { "http://user@127.0.0.1/", E_INVALID_REQUEST },
        { "http://127.0.0.1/\r\nX: y", E_INVALID_REQUEST },
        { "", E_INVALID_REQUEST },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        FetchRequest request = {
            .method = LIT("GET"), .url = str_from_c(rows[i].url), .deadline = SECOND, .limit = 10
        };
        FetchReply reply;
        ASSERT_CODE(fetch_send(fetch, arena, &request, &reply), rows[i].code, rows[i].url);
    }
}

static void
a_header_is_never_split(void **state)
{
    FetchRequest request = { .method = LIT("GET"),
                             .url = str_format(arena, "http://127.0.0.1:%u/ok", port),
                             .authorization = { LIT_INIT("Bearer x\r\nX-Evil: 1") },
                             .deadline = SECOND,
                             .limit = 10 };
    FetchReply reply;

    (void)state;
    ASSERT_CODE(fetch_send(fetch, arena, &request, &reply), E_PROVIDER, "CRLF");
    assert_int_equal(requests_seen, 0);
}

static void
nobody_listens(void **state)
{
    FetchRequest request = { .method = LIT("GET"), .url = LIT("http://127.0.0.1:1/"), .deadline = SECOND, .limit = 10 };
    FetchReply reply;

    (void)state;
    ASSERT_CODE(fetch_send(fetch, arena, &request, &reply), E_PROVIDER, "port 1");
}

static FetchRequest
own(const char *method, const char *url)
{
    return (FetchRequest){ .inside = true, .method = str_from_c(method), .url = str_from_c(url), .deadline = SECOND };
}

/* Nothing listens at https://id.example: it is us. */
static void
ourselves_without_a_socket(void **state)
{
    FetchRequest get_request = own("GET", "https://id.example/came?q=1"), post = own("POST", "https://id.example/came");
    FetchReply reply;

    (void)state;
    get_request.accept = LIT("application/json");
    get_request.authorization = (Secret){ LIT("Bearer t") };
    ASSERT_OK(fetch_send(fetch, arena, &get_request, &reply));
    assert_int_equal(reply.status, 201);
    ASSERT_STR(reply.content_type, "application/json");
    ASSERT_STR(reply.body, "GET /came?q=1 [application/json] [Bearer t] [] ");
    post.content_type = LIT("application/x-www-form-urlencoded");
    post.body = LIT("a=1");
    ASSERT_OK(fetch_send(fetch, arena, &post, &reply));
    ASSERT_STR(reply.body, "POST /came? [] [] [application/x-www-form-urlencoded] a=1");
}

static void
our_own_errors_are_answers(void **state)
{
    static const struct {
        const char *method, *url;
        int status;
    } rows[] = {
        { "POST", "https://id.example/refuse", 400 },
        { "GET", "https://id.example/nowhere", 404 },
        { "GET", "https://id.example", 404 },
        { "GET", "https://id.example/refuse", 405 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        FetchRequest request = own(rows[i].method, rows[i].url);
        FetchReply reply;
        ASSERT_OK(fetch_send(fetch, arena, &request, &reply));
        assert_int_equal(reply.status, rows[i].status);
    }
}

/* An address in a stranger's document does not lead inside, and what is meant for us does not leave. */
static void
inside_is_for_those_who_say_so(void **state)
{
    static const struct {
        bool inside;
        const char *url;
    } rows[] = {
        { false, "https://id.example/came" },     { false, "https://id.example:443/came" },
        { true, "https://id.example.evil/came" }, { true, "https://id.example:8443/came" },
        { true, "http://id.example/came" },       { true, "http://127.0.0.1:1/came" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        FetchRequest request = own("GET", rows[i].url);
        FetchReply reply;
        request.inside = rows[i].inside;
        ASSERT_CODE(fetch_send(fetch, arena, &request, &reply), E_PROVIDER, rows[i].url);
    }
}

/* Memory that runs out inside is an answer, and the next call in process still goes. */
static void
memory_runs_out_inside(void **state)
{
    FetchRequest eat = own("GET", "https://id.example/eat"), came = own("GET", "https://id.example/came");
    Arena *small = arena_new((size_t)1 << 20);
    FetchReply reply;

    (void)state;
    ASSERT_OK(fetch_send(fetch, small, &eat, &reply));
    assert_int_equal(reply.status, 503);
    arena_free(small);
    ASSERT_OK(fetch_send(fetch, arena, &came, &reply));
    assert_int_equal(reply.status, 201);
}

static void
only_one_level_deep(void **state)
{
    FetchRequest again = own("GET", "https://id.example/again");
    FetchReply reply;
    int status;

    (void)state;
    pid_t child = fork();
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL);
        (void)freopen("/dev/null", "w", stderr);
        Error *error = fetch_send(fetch, arena, &again, &reply);
        _exit(error ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

#define FETCHED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FETCHED(answers_of_every_status),
        FETCHED(a_post_as_it_goes_out),
        FETCHED(the_next_request_is_a_new_one),
        FETCHED(who_does_not_answer_in_time),
        FETCHED(no_time_at_all),
        FETCHED(an_answer_has_its_limit),
        FETCHED(what_is_no_answer),
        FETCHED(addresses_that_are_not_asked),
        FETCHED(a_header_is_never_split),
        FETCHED(nobody_listens),
        FETCHED(ourselves_without_a_socket),
        FETCHED(our_own_errors_are_answers),
        FETCHED(inside_is_for_those_who_say_so),
        FETCHED(memory_runs_out_inside),
        FETCHED(only_one_level_deep),
    };

    return cmocka_run_group_tests_name("fetch", tests, start_server, stop_server);
}
