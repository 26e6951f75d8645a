/* server.c -- starting and stopping: the listening socket, the lanes, the loops, in this order and back.
 * SPDX-License-Identifier: ISC */
#include "http/server.h"

#include "http/lane.h"
#include "http/listener.h"
#include "http/loop.h"
#include "http/peers.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define LOOPS_MAX 64

struct Server {
    LoopShared shared;
    int socket;
    uint16_t port;
    unsigned loop_count;
    Loop *loops[LOOPS_MAX];
};

static Error *
start_lanes(Server *server, const ServerOptions *options)
{
    for (int lane = LANE_FAST + 1; lane < LANES; lane++)
        TRY(lane_start(&options->lanes[lane], &server->shared.lanes[lane]));
    return NULL;
}

static Error *
start_loops(Server *server, unsigned loops)
{
    if (loops == 0)
        loops = uv_available_parallelism();
    if (loops > LOOPS_MAX)
        loops = LOOPS_MAX;
    for (unsigned i = 0; i < loops; i++) {
        TRY(loop_start(&server->shared, server->socket, &server->loops[i]));
        server->loop_count++;
    }
    return NULL;
}

/* Signals are for the thread that started us; what a thread itself does wrong stays with that thread. */
static Error *
start_threads(Server *server, const ServerOptions *options)
{
    static const int own[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGPROF };
    sigset_t blocked, before;

    sigfillset(&blocked);
    for (size_t i = 0; i < COUNT_OF(own); i++)
        sigdelset(&blocked, own[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    Error *error = start_lanes(server, options);
    if (!error)
        error = start_loops(server, options->loops);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

static Error *
start(Server *server, const ServerOptions *options)
{
    TRY(peers_new(options, &server->shared.peers));
    TRY(listener_open(options->listen, &server->socket, &server->port));
    TRY(start_threads(server, options));
    return NULL;
}

Error *
server_start(const ServerOptions *options, Router *router, Server **server)
{
    Server *made = calloc(1, sizeof *made);

    if (!made)
        FAIL(E_MEMORY, "no memory for a server");
    made->socket = -1;
    made->shared.router = router;
    made->shared.read_deadline = (uint64_t)(options->read_deadline / MILLISECOND);
    made->shared.write_deadline = (uint64_t)(options->write_deadline / MILLISECOND);
    made->shared.idle_deadline = (uint64_t)(options->idle_deadline / MILLISECOND);
    (void)signal(SIGPIPE, SIG_IGN); /* a peer that is gone is an error of write, not our end */
    Error *error = start(made, options);
    if (error) {
        server_stop(made, 0);
        return error_pass(error, __FILE__, __LINE__);
    }
    *server = made;
    return NULL;
}

uint16_t
server_port(const Server *server)
{
    return server->port;
}

void
server_figures(const Server *server, ServerFigures *figures)
{
    *figures = (ServerFigures){ 0 };
    peers_figures(server->shared.peers, figures);
    for (int lane = LANE_FAST + 1; lane < LANES; lane++)
        figures->lanes[lane] = lane_figures(server->shared.lanes[lane]);
}

void
server_stop(Server *server, Micros grace)
{
    if (!server)
        return;
    if (server->socket >= 0)
        (void)close(server->socket);
    for (unsigned i = 0; i < server->loop_count; i++)
        loop_ask_to_stop(server->loops[i], grace);
    for (unsigned i = 0; i < server->loop_count; i++)
        loop_join(server->loops[i]);
    for (int lane = 0; lane < LANES; lane++)
        lane_stop(server->shared.lanes[lane]);
    peers_free(server->shared.peers);
    free(server);
}
