/* server.h -- sockets: libuv loops that read whole requests, hand them to lanes, and write replies.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SERVER_H
#define LATCHSTRING_SERVER_H

#include "base/error.h"
#include "http/route.h"

typedef struct LaneOptions {
    unsigned threads;
    unsigned queue; /* requests that may wait; one more is answered 503 with Retry-After */
} LaneOptions;

typedef struct ServerOptions {
    Str listen;                 /* "127.0.0.1:8080", "[::1]:8080" */
    unsigned loops;             /* 0: one per core */
    LaneOptions lanes[LANES];   /* LANE_FAST is not used */
    unsigned connections_total; /* 0: no cap */
    unsigned
        connections_per_address; /* of an IPv4 address or an IPv6 /64; 0: no cap. Over a cap: accepted and closed at once */
    const Str *exempt;           /* addresses of proxies that the cap per address does not count */
    size_t exempt_count;
    Micros read_deadline;  /* header and body complete, in total: 10 s */
    Micros write_deadline; /* the reply taken by the peer: 30 s */
    Micros idle_deadline;  /* a kept connection without a request: 75 s */
} ServerOptions;

typedef struct Server Server;

/* Bind, listen and start the threads. E_CONFIG with a sentence when the address is busy or wrong. */
Error *server_start(const ServerOptions *options, Router *router, Server **server) MUST_USE;

/* The port that is bound (when listen said 0). */
uint16_t server_port(const Server *server);

typedef struct LaneFigures {
    size_t jobs;            /* waiting and running now */
    uint64_t done, refused; /* since the start */
} LaneFigures;

typedef struct ServerFigures {
    size_t connections;         /* open now */
    uint64_t accepted, refused; /* connections since the start; refused: over a cap */
    LaneFigures lanes[LANES];   /* LANE_FAST: zero */
} ServerFigures;

/* What the server is doing now; from any thread. */
void server_figures(const Server *server, ServerFigures *figures);

/* Stop accepting, close idle connections, finish the requests in flight (at most `grace`; what runs in a lane then is waited
 * for, its reply is dropped), close, join the threads, free. NULL is allowed. */
void server_stop(Server *server, Micros grace);

#endif
