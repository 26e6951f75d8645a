/* server_fixture.c -- the routes of the tests, and the gate that makes a handler wait without a clock.
 * SPDX-License-Identifier: ISC */
#include "server_fixture.h"

#include "base/str.h"

#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static bool gate_open;
static unsigned came;

static char large[FIXTURE_LARGE];
static char wide[40000];

static Error *
answer_hello(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_text(reply, 200, LIT("text/plain"), LIT("hello"));
    return NULL;
}

static Error *
answer_echo(Request *request, const void *input, Reply *reply)
{
    (void)input;
    reply_text(reply, 200, LIT("text/plain"), request->body);
    return NULL;
}

static Error *
answer_hash(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_text(reply, 200, LIT("text/plain"), LIT("hashed"));
    return NULL;
}

static Error *
answer_gate(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    pthread_mutex_lock(&lock);
    came++;
    pthread_cond_broadcast(&moved);
    while (!gate_open)
        pthread_cond_wait(&moved, &lock);
    pthread_mutex_unlock(&lock);
    reply_text(reply, 200, LIT("text/plain"), LIT("through"));
    return NULL;
}

static Error *
answer_large(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_text(reply, 200, LIT("text/plain"), (Str){ large, sizeof large });
    return NULL;
}

static Error *
answer_close(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_text(reply, 200, LIT("text/plain"), LIT("bye"));
    reply->close = true;
    return NULL;
}

static Error *
answer_wide(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_text(reply, 200, LIT("text/plain"), LIT("never sent"));
    reply_header(reply, LIT("X-Wide"), (Str){ wide, sizeof wide });
    return NULL;
}

static Error *
answer_peer(Request *request, const void *input, Reply *reply)
{
    (void)input;
    reply_text(reply, 200, LIT("text/plain"), request->peer);
    return NULL;
}

static const Route routes[] = {
    { "GET", LIT_INIT("/"), LANE_FAST, NULL, 0, answer_hello, ROUTE_QUIET },
    { "POST", LIT_INIT("/echo"), LANE_FAST, NULL, 0, answer_echo, ROUTE_QUIET },
    { "POST", LIT_INIT("/store"), LANE_STORE, NULL, 0, answer_echo, ROUTE_QUIET },
    { "GET", LIT_INIT("/hash"), LANE_HASH, NULL, 0, answer_hash, ROUTE_QUIET },
    { "GET", LIT_INIT("/gate"), LANE_STORE, NULL, 0, answer_gate, ROUTE_QUIET },
    { "GET", LIT_INIT("/large"), LANE_STORE, NULL, 0, answer_large, ROUTE_QUIET },
    { "GET", LIT_INIT("/close"), LANE_FAST, NULL, 0, answer_close, ROUTE_QUIET },
    { "GET", LIT_INIT("/wide"), LANE_FAST, NULL, 0, answer_wide, ROUTE_QUIET },
    { "GET", LIT_INIT("/peer"), LANE_FAST, NULL, 0, answer_peer, ROUTE_QUIET },
    ROUTE_END,
};

Router *
fixture_router(Str origin)
{
    static Str origins[2];

    memset(large, 'l', sizeof large);
    memset(wide, 'w', sizeof wide);
    origins[0] = LIT("http://a.example");
    origins[1] = origin;
    Router *router =
        router_new(&(RouterOptions){ .clock = &clock_system, .origins = origins, .origin_count = origin.len ? 2 : 1 });
    router_mount(router, routes, NULL);
    return router;
}

ServerOptions
fixture_options(void)
{
    return (ServerOptions){
        .listen = LIT("127.0.0.1:0"),
        .loops = 2,
        .lanes = { { 0, 0 }, { 2, 4 }, { 2, 4 }, { 2, 4 } },
        .read_deadline = 10 * SECOND,
        .write_deadline = 10 * SECOND,
        .idle_deadline = 10 * SECOND,
    };
}

void
fixture_close_gate(void)
{
    pthread_mutex_lock(&lock);
    gate_open = false;
    came = 0;
    pthread_mutex_unlock(&lock);
}

void
fixture_open_gate(void)
{
    pthread_mutex_lock(&lock);
    gate_open = true;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
}

void
fixture_wait_at_gate(unsigned count)
{
    pthread_mutex_lock(&lock);
    while (came < count)
        pthread_cond_wait(&moved, &lock);
    pthread_mutex_unlock(&lock);
}

unsigned
fixture_came_to_gate(void)
{
    pthread_mutex_lock(&lock);
    unsigned count = came;
    pthread_mutex_unlock(&lock);
    return count;
}
