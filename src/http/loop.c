/* loop.c -- accepting, waking, stopping. What happens on a connection is in connection.c.
 * SPDX-License-Identifier: ISC */
#include "http/loop.h"

#include "base/log.h"
#include "crypto/random.h"
#include "http/connection.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ACCEPTS_AT_ONCE 8   /* then the other loops may take some */
#define PAUSE_MS        100 /* out of descriptors or memory: wait for connections to close */

static Loop *
loop_of(const uv_loop_t *uv)
{
    return uv->data;
}

static void on_acceptable(uv_poll_t *handle, int status, int events);

static void
on_pause_over(uv_timer_t *timer)
{
    Loop *loop = loop_of(timer->loop);

    (void)uv_poll_start(&loop->listener, UV_READABLE, on_acceptable);
}

/* The backlog keeps what cannot be accepted now; polling on would spin. */
static void
pause_accepting(Loop *loop, int number)
{
    LOG_ERROR("accept", KV("text", strerror(number)));
    (void)uv_poll_stop(&loop->listener);
    (void)uv_timer_start(&loop->pause, on_pause_over, PAUSE_MS, 0);
}

static void
on_acceptable(uv_poll_t *handle, int status, int events)
{
    Loop *loop = loop_of(handle->loop);

    (void)status;
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        struct sockaddr_storage address;
        socklen_t length = sizeof address;
        int accepted = accept4(loop->socket, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted >= 0) {
            connection_open(loop, accepted, (const struct sockaddr *)&address);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            pause_accepting(loop, errno);
        if (errno != ECONNABORTED && errno != EINTR)
            return;
    }
}

static void
on_grace_over(uv_timer_t *timer)
{
    Loop *loop = loop_of(timer->loop);

    for (int lane = 0; lane < LANES; lane++)
        if (loop->shared->lanes[lane])
            lane_drop(loop->shared->lanes[lane]);
    connection_close_all(loop);
}

static void
begin_to_stop(Loop *loop, uint64_t grace)
{
    loop->stopping = true;
    uv_close((uv_handle_t *)&loop->listener, NULL);
    uv_close((uv_handle_t *)&loop->pause, NULL);
    (void)close(loop->socket);
    loop->socket = -1;
    (void)uv_timer_start(&loop->grace, on_grace_over, grace, 0);
    connection_close_idle(loop);
    loop_end_if_empty(loop);
}

static void
on_wake(uv_async_t *handle)
{
    Loop *loop = loop_of(handle->loop);

    pthread_mutex_lock(&loop->lock);
    LaneJob *job = loop->done;
    loop->done = NULL;
    loop->done_last = &loop->done;
    bool stop = loop->asked_to_stop && !loop->stopping;
    uint64_t grace = loop->grace_period;
    pthread_mutex_unlock(&loop->lock);
    if (stop)
        begin_to_stop(loop, grace);
    while (job) {
        LaneJob *next = job->next;
        connection_resume(job);
        job = next;
    }
}

void
loop_end_if_empty(Loop *loop)
{
    if (!loop->stopping || loop->connections || uv_is_closing((const uv_handle_t *)&loop->wake))
        return;
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_close((uv_handle_t *)&loop->grace, NULL);
}

/* uv_async_send under the lock: once the loop has taken the job it may end, and the handle with it. */
void
loop_hand_back(Loop *loop, LaneJob *job)
{
    pthread_mutex_lock(&loop->lock);
    job->next = NULL;
    *loop->done_last = job;
    loop->done_last = &job->next;
    (void)uv_async_send(&loop->wake);
    pthread_mutex_unlock(&loop->lock);
}

void
loop_ask_to_stop(Loop *loop, Micros grace)
{
    pthread_mutex_lock(&loop->lock);
    loop->asked_to_stop = true;
    loop->grace_period = grace > 0 ? (uint64_t)(grace / MILLISECOND) : 0;
    (void)uv_async_send(&loop->wake);
    pthread_mutex_unlock(&loop->lock);
}

void
loop_request_id(Loop *loop, char *id)
{
    static const char digits[] = "0123456789abcdef";

    if (loop->random_left == 0) {
        random_bytes(loop->random, sizeof loop->random);
        loop->random_left = sizeof loop->random;
    }
    for (size_t i = 0; i < LOOP_ID_BYTES; i++) {
        unsigned char byte = loop->random[--loop->random_left];
        id[2 * i] = digits[byte >> 4];
        id[2 * i + 1] = digits[byte & 15];
    }
}

static void *
run(void *arg)
{
    Loop *loop = arg;

    (void)uv_run(&loop->uv, UV_RUN_DEFAULT);
    return NULL;
}

static void
loop_free(Loop *loop)
{
    int status = uv_loop_close(&loop->uv);

    assert(status == 0);
    if (loop->socket >= 0)
        (void)close(loop->socket);
    pthread_mutex_destroy(&loop->lock);
    free(loop);
}

/* The handles, none of which can fail but the one over the socket and the one that wakes. */
static int
open_handles(Loop *loop)
{
    int status = uv_async_init(&loop->uv, &loop->wake, on_wake);

    if (status != 0)
        return status;
    (void)uv_timer_init(&loop->uv, &loop->grace);
    (void)uv_timer_init(&loop->uv, &loop->pause);
    status = uv_poll_init(&loop->uv, &loop->listener, loop->socket);
    if (status == 0)
        return uv_poll_start(&loop->listener, UV_READABLE, on_acceptable);
    uv_close((uv_handle_t *)&loop->wake, NULL);
    uv_close((uv_handle_t *)&loop->grace, NULL);
    uv_close((uv_handle_t *)&loop->pause, NULL);
    (void)uv_run(&loop->uv, UV_RUN_DEFAULT);
    return status;
}

static Loop *
loop_new(const LoopShared *shared, int socket_own)
{
    Loop *loop = calloc(1, sizeof *loop);

    if (!loop)
        return NULL;
    if (uv_loop_init(&loop->uv) != 0) {
        free(loop);
        return NULL;
    }
    loop->uv.data = loop;
    loop->shared = shared;
    loop->socket = socket_own;
    loop->done_last = &loop->done;
    pthread_mutex_init(&loop->lock, NULL);
    return loop;
}

Error *
loop_start(const LoopShared *shared, int socket_shared, Loop **loop)
{
    int own = fcntl(socket_shared, F_DUPFD_CLOEXEC, 0);
    Loop *made = own >= 0 ? loop_new(shared, own) : NULL;

    if (!made) {
        if (own >= 0)
            (void)close(own);
        FAIL(E_IO, "no descriptors or memory for one more event loop");
    }
    int status = open_handles(made);
    if (status != 0) {
        loop_free(made);
        FAIL(E_IO, "an event loop cannot watch the listening socket: %s", uv_strerror(status));
    }
    status = pthread_create(&made->thread, NULL, run, made);
    if (status != 0) {
        begin_to_stop(made, 0);
        (void)uv_run(&made->uv, UV_RUN_DEFAULT);
        loop_free(made);
        FAIL(E_IO, "an event loop's thread cannot be started: %s", strerror(status));
    }
    *loop = made;
    return NULL;
}

void
loop_join(Loop *loop)
{
    pthread_join(loop->thread, NULL);
    loop_free(loop);
}
