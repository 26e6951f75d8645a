/* loop.h -- one thread with one libuv loop: it accepts, owns its connections, and is woken when a lane hands a request back.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LOOP_H
#define LATCHSTRING_LOOP_H

#include "http/lane.h"
#include "http/peers.h"

#include <pthread.h>
#include <uv.h>

#define LOOP_READ_SIZE  ((size_t)16384) /* one read from a socket */
#define LOOP_REPLY_SIZE ((size_t)32768) /* the head of a reply */
#define LOOP_ID_LENGTH  ((size_t)16)
#define LOOP_ID_BYTES   (LOOP_ID_LENGTH / 2)

typedef struct Loop Loop;
struct Connection;

/* What every loop of a server uses; nothing of it changes while they run. */
typedef struct LoopShared {
    Router *router;
    Peers *peers;
    LanePool *lanes[LANES];
    uint64_t read_deadline, write_deadline, idle_deadline; /* milliseconds */
} LoopShared;

struct Loop {
    uv_loop_t uv;
    uv_poll_t listener; /* over a copy of the listening socket */
    uv_async_t wake;
    uv_timer_t grace, pause;
    const LoopShared *shared;
    int socket;
    pthread_t thread;
    pthread_mutex_t lock; /* over the next four */
    LaneJob *done, **done_last;
    bool asked_to_stop;
    uint64_t grace_period; /* milliseconds */
    /* Of the loop's own thread: */
    bool stopping;
    struct Connection *connections;
    unsigned char random[64 * LOOP_ID_BYTES];
    size_t random_left;
    char in[LOOP_READ_SIZE];
    char out[LOOP_REPLY_SIZE];
};

/* A loop that runs in a thread of its own and accepts from a copy of the socket. */
Error *loop_start(const LoopShared *shared, int socket_shared, Loop **loop) MUST_USE;

/* From any thread: accept no more, finish what is in flight within the grace period, end. */
void loop_ask_to_stop(Loop *loop, Micros grace);

/* Wait for its end and free it, after loop_ask_to_stop. */
void loop_join(Loop *loop);

/* From a lane's thread: the job is done; connection_resume gets it in the loop's thread. */
void loop_hand_back(Loop *loop, LaneJob *job);

/* In the loop's thread: LOOP_ID_LENGTH random characters. */
void loop_request_id(Loop *loop, char *id);

/* In the loop's thread: a connection is gone; the last one may end a loop that stops. */
void loop_end_if_empty(Loop *loop);

#endif
