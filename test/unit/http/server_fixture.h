/* server_fixture.h -- a real server over a real router with a few small routes, for tests and the echo server.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SERVER_FIXTURE_H
#define LATCHSTRING_SERVER_FIXTURE_H

#include "http/server.h"

#define FIXTURE_LARGE ((size_t)16 << 20)

/* GET /            "hello" (LANE_FAST)
 * POST /echo       the body (LANE_FAST)
 * POST /store      the body, by LANE_STORE
 * GET /hash        "hashed", by LANE_HASH
 * GET /gate        waits for fixture_open_gate, by LANE_STORE; "through"
 * GET /large       FIXTURE_LARGE bytes, by LANE_STORE
 * GET /close       a reply that closes
 * GET /wide        a header too large to send
 * GET /peer        the peer's address
 * The Hosts served are a.example and, when given, one more origin. */
Router *fixture_router(Str origin);

/* Two loops, lanes of two threads with a queue of four, deadlines of ten seconds, any free port of 127.0.0.1. */
ServerOptions fixture_options(void);

/* The gate is closed at first. */
void fixture_close_gate(void);
void fixture_open_gate(void);

/* Wait until so many requests, in all since fixture_close_gate, have come to the gate. */
void fixture_wait_at_gate(unsigned count);
unsigned fixture_came_to_gate(void);

#endif
