/* server_limits_test.c -- what the server does not let happen: full lanes, slow peers, too many connections, endless stops.
 * SPDX-License-Identifier: ISC */
#include "base/log.h"
#include "base/str.h"
#include "crypto/random.h"
#include "http_cases.h"
#include "raw_client.h"
#include "server_fixture.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define HOST      "Host: a.example\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"
#define SHORT     (150 * MILLISECOND)

static Router *router;

static Server *
start(const ServerOptions *options)
{
    Server *server;

    fixture_close_gate();
    assert_null(server_start(options, router, &server));
    return server;
}

static void
stop(Server *server)
{
    fixture_open_gate();
    server_stop(server, SECOND);
}

/* Wait until so many connections are open; the test's time limit is the limit. */
static void
wait_for_connections(const Server *server, size_t count)
{
    ServerFigures figures;

    for (server_figures(server, &figures); figures.connections != count; server_figures(server, &figures))
        (void)usleep(1000);
}

static void
wait_for_jobs(const Server *server, Lane lane, size_t count)
{
    ServerFigures figures;

    for (server_figures(server, &figures); figures.lanes[lane].jobs != count; server_figures(server, &figures))
        (void)usleep(1000);
}

static void
refuses_what_a_lane_cannot_hold(void **state)
{
    ServerOptions options = fixture_options();
    int waiting[3];

    (void)state;
    options.lanes[LANE_STORE] = (LaneOptions){ .threads = 1, .queue = 2 };
    Server *server = start(&options);
    for (size_t i = 0; i < COUNT_OF(waiting); i++) {
        waiting[i] = raw_connect(server_port(server));
        assert_true(raw_send(waiting[i], LIT(GET("/gate"))));
    }
    wait_for_jobs(server, LANE_STORE, 3);
    int late = raw_connect(server_port(server));
    RawReply reply = raw_ask(late, GET("/gate"));
    assert_int_equal(reply.status, 503);
    assert_non_null(strstr(reply.head, "\r\nRetry-After: 1\r\n"));
    assert_int_equal(raw_ask(late, GET("/")).status, 200);
    assert_int_equal(raw_ask(late, GET("/hash")).status, 200);
    fixture_open_gate();
    for (size_t i = 0; i < COUNT_OF(waiting); i++) {
        assert_string_equal(raw_read(waiting[i], false).body, "through");
        (void)close(waiting[i]);
    }
    assert_int_equal(raw_ask(late, GET("/gate")).status, 200);
    ServerFigures figures;
    server_figures(server, &figures);
    assert_int_equal(figures.lanes[LANE_STORE].refused, 1);
    assert_int_equal(figures.lanes[LANE_STORE].done, 4);
    (void)close(late);
    stop(server);
}

/* A lane without a queue still takes one request after the other. */
static void
does_not_refuse_the_next_request(void **state)
{
    ServerOptions options = fixture_options();

    (void)state;
    options.lanes[LANE_HASH] = (LaneOptions){ .threads = 1, .queue = 0 };
    Server *server = start(&options);
    int client = raw_connect(server_port(server));
    for (int i = 0; i < 2000; i++)
        assert_int_equal(raw_ask(client, GET("/hash")).status, 200);
    (void)close(client);
    stop(server);
}

typedef struct Slow {
    const char *name;
    Str first; /* sent at once */
    Str drip;  /* then this, a byte at a time, until the server closes */
} Slow;

static const Slow slows[] = {
    { "closes a connection that says nothing", LIT_INIT(""), LIT_INIT("") },
    { "closes a request line that drips", LIT_INIT("GET /"), LIT_INIT("x") },
    { "closes headers that drip", LIT_INIT("GET / HTTP/1.1\r\nA: "), LIT_INIT("x") },
    { "closes a head that stops", LIT_INIT("GET / HTTP/1.1\r\n" HOST), LIT_INIT("") },
    { "closes a body that drips", LIT_INIT("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 60000\r\n\r\n"),
      LIT_INIT("x") },
    { "closes a body that stops", LIT_INIT("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhell"),
      LIT_INIT("") },
    { "closes chunks that drip", LIT_INIT("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nffff\r\n"),
      LIT_INIT("x") },
    { "closes a second request that drips", LIT_INIT(GET("/") "GET /"), LIT_INIT("x") },
};

static void
closes_slow_senders(void **state)
{
    const Slow *row = *state;
    ServerOptions options = fixture_options();

    options.read_deadline = SHORT;
    Server *server = start(&options);
    int client = raw_connect(server_port(server));
    assert_true(raw_send(client, row->first));
    ServerFigures figures = { .connections = 1 };
    wait_for_connections(server, 1);
    for (int i = 0; i < 1000 && figures.connections; i++) {
        (void)raw_send(client, row->drip);
        (void)usleep(10000);
        server_figures(server, &figures);
    }
    assert_int_equal(figures.connections, 0);
    (void)close(client);
    stop(server);
}

static void
closes_slow_readers(void **state)
{
    ServerOptions options = fixture_options();

    (void)state;
    options.write_deadline = SHORT;
    Server *server = start(&options);
    int client = raw_connect_narrow(server_port(server), 4096);
    assert_true(raw_send(client, LIT(GET("/large"))));
    wait_for_connections(server, 1);
    wait_for_connections(server, 0);
    RawReply reply = raw_read(client, false);
    assert_true(reply.status == 0 && reply.body_length < FIXTURE_LARGE);
    (void)close(client);
    stop(server);
}

static void
closes_idle_connections(void **state)
{
    ServerOptions options = fixture_options();

    (void)state;
    options.idle_deadline = SHORT;
    Server *server = start(&options);
    int client = raw_connect(server_port(server));
    assert_int_equal(raw_ask(client, GET("/")).status, 200);
    assert_true(raw_is_closed(client));
    (void)close(client);
    stop(server);
}

/* The deadline for reading must not end a request that a lane works on, nor an idle connection's wait. */
static void
waits_for_its_own_lanes(void **state)
{
    ServerOptions options = fixture_options();

    (void)state;
    options.read_deadline = options.write_deadline = options.idle_deadline = SHORT;
    Server *server = start(&options);
    int client = raw_connect(server_port(server));
    assert_true(raw_send(client, LIT(GET("/gate"))));
    (void)usleep(3 * SHORT);
    fixture_open_gate();
    assert_string_equal(raw_read(client, false).body, "through");
    (void)close(client);
    stop(server);
}

static void
keeps_an_idle_connection_longer_than_a_slow_one(void **state)
{
    ServerOptions options = fixture_options();

    (void)state;
    options.read_deadline = SHORT;
    Server *server = start(&options);
    int client = raw_connect(server_port(server));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(raw_ask(client, GET("/")).status, 200);
        (void)usleep(3 * SHORT);
    }
    assert_int_equal(raw_ask(client, GET("/")).status, 200);
    (void)close(client);
    stop(server);
}

typedef struct Cap {
    const char *name;
    unsigned total, per_address;
    const char *exempt;
    size_t admitted; /* of four connections */
} Cap;

static const Cap caps[] = {
    { "no cap", 0, 0, NULL, 4 },
    { "a cap in total", 2, 0, NULL, 2 },
    { "a cap per address", 0, 3, NULL, 3 },
    { "an exempt address", 0, 1, "127.0.0.1", 4 },
    { "another exempt address", 0, 1, "127.0.0.2", 1 },
    { "an exempt address and a cap in total", 3, 1, "::ffff:127.0.0.1", 3 },
};

static void
caps_connections(void **state)
{
    const Cap *row = *state;
    ServerOptions options = fixture_options();
    Str exempt = str_from_c(row->exempt);
    int clients[4];

    options.connections_total = row->total;
    options.connections_per_address = row->per_address;
    options.exempt = &exempt;
    options.exempt_count = row->exempt ? 1 : 0;
    Server *server = start(&options);
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        clients[i] = raw_connect(server_port(server));
        assert_int_equal(raw_ask(clients[i], GET("/")).status, i < row->admitted ? 200 : 0);
    }
    ServerFigures figures;
    server_figures(server, &figures);
    assert_int_equal(figures.connections, row->admitted);
    assert_int_equal(figures.accepted, row->admitted);
    assert_int_equal(figures.refused, 4 - row->admitted);
    (void)close(clients[0]);
    wait_for_connections(server, row->admitted - 1);
    clients[0] = raw_connect(server_port(server));
    assert_int_equal(raw_ask(clients[0], GET("/")).status, 200);
    for (size_t i = 0; i < COUNT_OF(clients); i++)
        (void)close(clients[i]);
    wait_for_connections(server, 0);
    stop(server);
}

typedef struct Listen {
    const char *name, *listen, *says;
} Listen;

static const Listen listens[] = {
    { "no port", "127.0.0.1", "ADDRESS:PORT" },
    { "no address", ":8080", "ADDRESS:PORT" },
    { "nothing", "", "ADDRESS:PORT" },
    { "a name", "localhost:8080", "ADDRESS:PORT" },
    { "a large port", "127.0.0.1:65536", "ADDRESS:PORT" },
    { "a port of letters", "127.0.0.1:http", "ADDRESS:PORT" },
    { "IPv6 without brackets", "::1:8080", "ADDRESS:PORT" },
    { "an open bracket", "[::1:8080", "ADDRESS:PORT" },
    { "an address of others", "192.0.2.1:8080", "no such address" },
};

static void
refuses_to_listen(void **state)
{
    const Listen *row = *state;
    ServerOptions options = fixture_options();
    Server *server = NULL;

    options.listen = str_from_c(row->listen);
    Error *error = server_start(&options, router, &server);
    assert_non_null(error);
    assert_int_equal(error->code, E_CONFIG);
    assert_non_null(strstr(error->text, row->says));
    assert_null(server);
}

static void
refuses_a_busy_port(void **state)
{
    ServerOptions options = fixture_options();
    char text[64];
    Buf listen = buf_fixed(text, sizeof text);
    Server *second = NULL;

    (void)state;
    Server *server = start(&options);
    buf_addf(&listen, "127.0.0.1:%u", server_port(server));
    options.listen = buf_str(&listen);
    Error *error = server_start(&options, router, &second);
    assert_non_null(error);
    assert_int_equal(error->code, E_CONFIG);
    assert_true(str_find(str_from_c(error->text), options.listen) < strlen(error->text));
    stop(server);
    server = start(&options); /* and takes it over as soon as it is free */
    stop(server);
}

/* An IPv4 address written as IPv6 takes the way of IPv6, and its peers are shown as what they are. */
static void
listens_on_ipv6(void **state)
{
    ServerOptions options = fixture_options();
    Server *server;

    (void)state;
    fixture_close_gate();
    options.listen = LIT("[::ffff:127.0.0.1]:0");
    Error *error = server_start(&options, router, &server);
    if (error && error->code == E_IO)
        skip(); /* a kernel without IPv6 */
    assert_null(error);
    int client = raw_connect(server_port(server));
    assert_string_equal(raw_ask(client, GET("/peer")).body, "127.0.0.1");
    (void)close(client);
    stop(server);
}

/* Without descriptors a connection waits in the backlog until there are some. */
static void
outlives_running_out_of_descriptors(void **state)
{
    ServerOptions options = fixture_options();
    struct rlimit before, tight;

    (void)state;
    Server *server = start(&options);
    int next = dup(STDERR_FILENO);
    (void)close(next);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    tight = (struct rlimit){ (rlim_t)next + 1, before.rlim_max };
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &tight), 0);
    int client = raw_connect(server_port(server));
    assert_int_equal(client, next);
    assert_true(raw_send(client, LIT(GET("/"))));
    assert_true(raw_is_silent(client));
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(raw_read(client, false).status, 200);
    (void)close(client);
    stop(server);
}

static void
refuses_other_options(void **state)
{
    ServerOptions options = fixture_options();
    Str exempt = LIT("not-an-address");
    Server *server;

    (void)state;
    options.exempt = &exempt;
    options.exempt_count = 1;
    Error *error = server_start(&options, router, &server);
    assert_non_null(error);
    assert_int_equal(error->code, E_CONFIG);
    options = fixture_options();
    options.lanes[LANE_UPSTREAM].threads = 0;
    error = server_start(&options, router, &server);
    assert_non_null(error);
    assert_int_equal(error->code, E_CONFIG);
}

/* Wait until nobody listens any more. */
static void
wait_until_refused(uint16_t port)
{
    for (int client = raw_connect(port); client >= 0; client = raw_connect(port))
        (void)close(client);
}

typedef struct Stop {
    Server *server;
    Micros grace;
} Stop;

static void *
run_stop(void *arg)
{
    const Stop *what = arg;

    server_stop(what->server, what->grace);
    return NULL;
}

static void
finishes_requests_when_it_stops(void **state)
{
    ServerOptions options = fixture_options();
    pthread_t thread;

    (void)state;
    Server *server = start(&options);
    uint16_t port = server_port(server);
    int busy = raw_connect(port), idle = raw_connect(port), fresh = raw_connect(port), half = raw_connect(port);
    assert_int_equal(raw_ask(idle, GET("/")).status, 200);
    assert_true(raw_send(half, LIT("GET / HTTP/1.1\r\n")));
    assert_true(raw_send(busy, LIT(GET("/gate"))));
    fixture_wait_at_gate(1);
    wait_for_connections(server, 4);
    Stop what = { server, 60 * SECOND };
    assert_int_equal(pthread_create(&thread, NULL, run_stop, &what), 0);
    assert_true(raw_is_closed(idle));
    assert_true(raw_is_closed(fresh));
    wait_until_refused(port);
    fixture_open_gate();
    RawReply reply = raw_read(busy, false);
    assert_string_equal(reply.body, "through");
    assert_non_null(strstr(reply.head, "\r\nConnection: close\r\n"));
    assert_int_equal(raw_ask(half, HOST "\r\n").status, 200);
    (void)close(busy);
    (void)close(half);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)close(idle);
    (void)close(fresh);
}

static void
stops_when_the_grace_is_over(void **state)
{
    ServerOptions options = fixture_options();
    pthread_t thread;
    int clients[4];

    (void)state;
    options.lanes[LANE_STORE] = (LaneOptions){ .threads = 1, .queue = 8 };
    Server *server = start(&options);
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        clients[i] = raw_connect(server_port(server));
        assert_true(raw_send(clients[i], LIT(GET("/gate"))));
    }
    wait_for_jobs(server, LANE_STORE, COUNT_OF(clients));
    Stop what = { server, 20 * MILLISECOND };
    assert_int_equal(pthread_create(&thread, NULL, run_stop, &what), 0);
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        assert_true(raw_is_closed(clients[i]));
        (void)close(clients[i]);
    }
    fixture_open_gate();
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(fixture_came_to_gate(), 1); /* those that waited in the queue were not run */
}

typedef struct Crowd {
    uint16_t port;
    unsigned answered;
} Crowd;

static void *
run_crowd(void *arg)
{
    Crowd *crowd = arg;
    static const char *const asked[] = { GET("/"), GET("/hash"),
                                         "POST /store HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello" };

    for (int connection = 0; connection < 20; connection++) {
        int client = raw_connect(crowd->port);
        for (size_t i = 0; i < 30; i++)
            crowd->answered += raw_ask(client, asked[i % COUNT_OF(asked)]).status == 200;
        (void)close(client);
    }
    return NULL;
}

static void
serves_a_crowd(void **state)
{
    ServerOptions options = fixture_options();
    pthread_t threads[8];
    Crowd crowds[8];

    (void)state;
    options.loops = 4;
    options.lanes[LANE_STORE].queue = options.lanes[LANE_HASH].queue = 64;
    Server *server = start(&options);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        crowds[i] = (Crowd){ server_port(server), 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, run_crowd, &crowds[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(crowds[i].answered, 600);
    }
    stop(server);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_a_lane_cannot_hold),
        cmocka_unit_test(does_not_refuse_the_next_request),
        cmocka_unit_test(closes_slow_readers),
        cmocka_unit_test(closes_idle_connections),
        cmocka_unit_test(waits_for_its_own_lanes),
        cmocka_unit_test(keeps_an_idle_connection_longer_than_a_slow_one),
        cmocka_unit_test(refuses_a_busy_port),
        cmocka_unit_test(refuses_other_options),
        cmocka_unit_test(listens_on_ipv6),
        cmocka_unit_test(outlives_running_out_of_descriptors),
        cmocka_unit_test(finishes_requests_when_it_stops),
        cmocka_unit_test(stops_when_the_grace_is_over),
        cmocka_unit_test(serves_a_crowd),
    };

    log_configure(LOG_FORMAT_NONE);
    if (random_init())
        return 1;
    router = fixture_router(LIT(""));
    for (size_t i = 0; i < COUNT_OF(tests); i++)
        cases_add_test(tests[i]);
    CASES_ADD(slows, closes_slow_senders);
    CASES_ADD(caps, caps_connections);
    CASES_ADD(listens, refuses_to_listen);
    int failed = cases_run("server_limits");
    router_free(router);
    return failed;
}
