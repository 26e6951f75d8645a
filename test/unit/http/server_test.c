/* server_test.c -- requests and replies over real sockets: kept connections, pipelines, bodies, refusals.
 * SPDX-License-Identifier: ISC */
#include "base/log.h"
#include "base/str.h"
#include "crypto/random.h"
#include "http/connection.h"
#include "http_cases.h"
#include "raw_client.h"
#include "server_fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOST      "Host: a.example\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"

static Router *router;
static Server *server;
static int client;

static int
set_up(void **state)
{
    ServerOptions options = fixture_options();

    (void)state;
    assert_null(server_start(&options, router, &server));
    client = raw_connect(server_port(server));
    assert_true(client >= 0);
    fixture_close_gate();
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    (void)close(client);
    fixture_open_gate();
    server_stop(server, SECOND);
    return 0;
}

static void
assert_reply(RawReply reply, int status, const char *body)
{
    assert_int_equal(reply.status, status);
    assert_string_equal(reply.body, body);
}

static void
keeps_the_connection(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        assert_reply(raw_ask(client, GET("/")), 200, "hello");
}

static void
answers_by_a_lane(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++)
        assert_reply(raw_ask(client, GET("/hash")), 200, "hashed");
}

static void
names_the_peer(void **state)
{
    (void)state;
    assert_reply(raw_ask(client, GET("/peer")), 200, "127.0.0.1");
}

static void
sends_HEAD_no_body(void **state)
{
    (void)state;
    assert_true(raw_send(client, LIT("HEAD / HTTP/1.1\r\n" HOST "\r\n")));
    RawReply reply = raw_read(client, true);
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.head, "Content-Length: 5\r\n"));
    assert_reply(raw_ask(client, GET("/")), 200, "hello");
}

typedef struct Closing {
    const char *name, *request;
    int status;
} Closing;

static const Closing closings[] = {
    { "closes when the client says so", "GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 200 },
    { "closes after HTTP/1.0", "GET / HTTP/1.0\r\n" HOST "\r\n", 200 },
    { "closes when the reply says so", GET("/close"), 200 },
    { "closes after a lane's reply", "GET /hash HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 200 },
    { "closes after a bad request", "GET / HTTP/1.1\r\n\r\n", 400 },
    { "closes after what is not HTTP", "\x16\x03\x01", 400 },
    { "closes after a bad chunk", "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nx", 400 },
    { "closes after a large length", "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 65537\r\n\r\n", 413 },
    { "closes after an unknown expectation", "POST /echo HTTP/1.1\r\n" HOST "Expect: x\r\n\r\n", 417 },
    { "closes after a header too large to send", GET("/wide"), 500 },
};

static void
closes(void **state)
{
    const Closing *row = *state;
    void *none = NULL;

    (void)set_up(&none);
    RawReply reply = raw_ask(client, row->request);
    assert_int_equal(reply.status, row->status);
    assert_non_null(strstr(reply.head, "\r\nConnection: close\r\n"));
    assert_true(raw_is_closed(client));
    (void)tear_down(&none);
}

static void
keeps_after_a_route_s_error(void **state)
{
    (void)state;
    assert_int_equal(raw_ask(client, GET("/nowhere")).status, 404);
    assert_int_equal(raw_ask(client, "DELETE / HTTP/1.1\r\n" HOST "\r\n").status, 405);
    assert_int_equal(raw_ask(client, "GET / HTTP/1.1\r\nHost: b.example\r\n\r\n").status, 421);
    assert_reply(raw_ask(client, GET("/")), 200, "hello");
}

/* The answer must reach a client that is still sending what we will not read. */
static void
lets_the_answer_be_read(void **state)
{
    static char body[200000];

    (void)state;
    assert_true(raw_send(client, LIT("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 200000\r\n\r\n")));
    (void)raw_send(client, (Str){ body, sizeof body });
    assert_int_equal(raw_read(client, false).status, 413);
}

static void
does_not_drain_for_ever(void **state)
{
    static char body[65536];
    bool taken = true;

    (void)state;
    assert_true(raw_send(client, LIT("nonsense\r\n")));
    for (int i = 0; i < 1000 && taken; i++)
        taken = raw_send(client, (Str){ body, sizeof body });
    assert_false(taken);
}

static void
answers_a_pipeline_in_order(void **state)
{
    static const char requests[] = "POST /store HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nfirst" GET("/hash")
        GET("/") "POST /echo HTTP/1.1\r\n" HOST
                 "Transfer-Encoding: chunked\r\n\r\n3\r\nfou\r\n3\r\nrth\r\n0\r\n\r\n" GET("/hash") GET("/");

    (void)state;
    assert_true(raw_send(client, str_from_c(requests)));
    assert_reply(raw_read(client, false), 200, "first");
    assert_reply(raw_read(client, false), 200, "hashed");
    assert_reply(raw_read(client, false), 200, "hello");
    assert_reply(raw_read(client, false), 200, "fourth");
    assert_reply(raw_read(client, false), 200, "hashed");
    assert_reply(raw_read(client, false), 200, "hello");
}

static void
answers_a_long_pipeline(void **state)
{
    enum { COUNT = 2000 };
    static char requests[COUNT * sizeof GET("/hash")];
    Buf buf = buf_fixed(requests, sizeof requests);

    (void)state;
    for (int i = 0; i < COUNT; i++)
        buf_add(&buf, i % 2 ? LIT(GET("/hash")) : LIT(GET("/")));
    assert_true(raw_send(client, buf_str(&buf)));
    for (int i = 0; i < COUNT; i++)
        assert_reply(raw_read(client, false), 200, i % 2 ? "hashed" : "hello");
}

static void
stops_a_pipeline_at_a_bad_request(void **state)
{
    (void)state;
    assert_true(raw_send(client, LIT(GET("/hash") "nonsense\r\n" GET("/"))));
    assert_reply(raw_read(client, false), 200, "hashed");
    assert_int_equal(raw_read(client, false).status, 400);
    assert_true(raw_is_closed(client));
}

static void
reads_requests_in_any_pieces(void **state)
{
    static const char requests[] =
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello"
        "POST /store HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nchunk\r\n0\r\nA: b\r\n\r\n";

    (void)state;
    for (size_t i = 0; i < sizeof requests - 1; i++)
        assert_true(raw_send(client, (Str){ requests + i, 1 }));
    assert_reply(raw_read(client, false), 200, "hello");
    assert_reply(raw_read(client, false), 200, "chunk");
}

static void
takes_the_largest_body(void **state)
{
    static char body[65536];

    (void)state;
    memset(body, 'b', sizeof body);
    assert_true(raw_send(client, LIT("POST /store HTTP/1.1\r\n" HOST "Content-Length: 65536\r\n\r\n")));
    assert_true(raw_send(client, (Str){ body, sizeof body }));
    assert_int_equal(raw_read(client, false).body_length, sizeof body);
    assert_true(raw_send(client, LIT("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n")));
    for (int i = 0; i < 65536 / 16; i++)
        assert_true(raw_send(client, LIT("10\r\n0123456789abcdef\r\n")));
    assert_true(raw_send(client, LIT("0\r\n\r\n")));
    assert_int_equal(raw_read(client, false).body_length, sizeof body);
}

static void
tells_to_continue(void **state)
{
    (void)state;
    assert_true(
        raw_send(client, LIT("POST /echo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")));
    RawReply reply = raw_read(client, false);
    assert_int_equal(reply.status, 100);
    assert_string_equal(reply.head, "HTTP/1.1 100 Continue\r\n\r\n");
    assert_true(raw_send(client, LIT("hello")));
    assert_reply(raw_read(client, false), 200, "hello");
}

static void
sends_a_large_reply(void **state)
{
    int narrow = raw_connect_narrow(server_port(server), 4096);

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(raw_ask(client, GET("/large")).body_length, FIXTURE_LARGE);
    assert_int_equal(raw_ask(narrow, GET("/large")).body_length, FIXTURE_LARGE);
    assert_reply(raw_ask(narrow, GET("/")), 200, "hello");
    (void)close(narrow);
}

static void
gives_each_request_an_id(void **state)
{
    char ids[100][17] = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        RawReply reply = raw_ask(client, GET("/"));
        const char *field = strstr(reply.head, "\r\nX-Request-Id: ");
        assert_non_null(field);
        memcpy(ids[i], field + strlen("\r\nX-Request-Id: "), 16);
        assert_int_equal(strspn(ids[i], "0123456789abcdef"), 16);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(ids[i], ids[j]);
    }
}

static void
answers_after_a_half_close(void **state)
{
    (void)state;
    assert_true(raw_send(client, LIT(GET("/hash"))));
    assert_int_equal(shutdown(client, SHUT_WR), 0);
    assert_reply(raw_read(client, false), 200, "hashed");
    assert_true(raw_is_closed(client));
}

static void
outlives_clients_that_go(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        int gone = raw_connect(server_port(server));
        assert_true(raw_send(gone, LIT(GET("/gate") GET("/") GET("/large"))));
        fixture_wait_at_gate((unsigned)i + 1);
        struct linger reset = { 1, 0 };
        if (i == 1)
            (void)setsockopt(gone, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        (void)close(gone);
    }
    fixture_open_gate();
    int reader = raw_connect(server_port(server));
    assert_true(raw_send(reader, LIT(GET("/large"))));
    (void)close(reader);
    assert_reply(raw_ask(client, GET("/hash")), 200, "hashed");
}

static void
holds_little_for_an_idle_connection(void **state)
{
    (void)state;
    assert_true(connection_size() < 1024);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_the_connection, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_by_a_lane, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_the_peer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sends_HEAD_no_body, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keeps_after_a_route_s_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lets_the_answer_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_not_drain_for_ever, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_a_pipeline_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_a_long_pipeline, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stops_a_pipeline_at_a_bad_request, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_requests_in_any_pieces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(takes_the_largest_body, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_to_continue, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sends_a_large_reply, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_each_request_an_id, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_after_a_half_close, set_up, tear_down),
        cmocka_unit_test_setup_teardown(outlives_clients_that_go, set_up, tear_down),
        cmocka_unit_test(holds_little_for_an_idle_connection),
    };

    log_configure(LOG_FORMAT_NONE);
    if (random_init())
        return 1;
    router = fixture_router(LIT(""));
    for (size_t i = 0; i < COUNT_OF(tests); i++)
        cases_add_test(tests[i]);
    CASES_ADD(closings, closes);
    int failed = cases_run("server");
    router_free(router);
    return failed;
}
