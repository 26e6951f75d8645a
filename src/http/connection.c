/* connection.c -- reading a request, having it answered, writing the reply, and again; each wait with its deadline.
 *
 *   IDLE -> READING -> (WORKING ->) (WRITING ->) IDLE, or -> LINGERING -> CLOSED
 *
 * Only IDLE, READING and LINGERING read from the socket. What a peer sent beyond a request waits in `surplus`.
 * SPDX-License-Identifier: ISC */
#include "http/connection.h"

#include "base/str.h"
#include "http/incoming.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINGER_MS    2000
#define LINGER_BYTES ((size_t)256 * 1024)

typedef enum State { STATE_IDLE, STATE_READING, STATE_WORKING, STATE_WRITING, STATE_LINGERING, STATE_CLOSED } State;

typedef struct Connection Connection;
struct Connection {
    uv_tcp_t tcp;
    uv_timer_t timer;
    LaneJob job;
    Loop *loop;
    Connection *next, **link; /* in loop->connections */
    Incoming *incoming;       /* the request, from its first byte to the reply's last */
    char *surplus;
    size_t surplus_length;
    uint64_t deadline; /* in the loop's time; 0: none */
    size_t drained;    /* bytes read while lingering */
    State state;
    unsigned char handles; /* that are not closed yet */
    bool in_lane;
    bool keep_alive;
    PeerKey key;
    char id[LOOP_ID_LENGTH];
    char peer_text[INET6_ADDRSTRLEN];
};

/* The rest of a reply that the socket did not take at once. */
typedef struct Writing {
    uv_write_t request;
    Connection *connection;
    char head[];
} Writing;

static void consume(Connection *connection, Str bytes);

static uv_stream_t *
stream_of(Connection *connection)
{
    return (uv_stream_t *)&connection->tcp;
}

static void
destroy(Connection *connection)
{
    Loop *loop = connection->loop;

    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    peers_release(loop->shared->peers, &connection->key);
    incoming_free(connection->incoming);
    free(connection->surplus);
    free(connection);
    loop_end_if_empty(loop);
}

/* A connection ends when libuv has let go of its handles and no lane works for it. */
static void
destroy_if_unused(Connection *connection)
{
    if (connection->handles == 0 && !connection->in_lane)
        destroy(connection);
}

static void
on_handle_closed(uv_handle_t *handle)
{
    Connection *connection = handle->data;

    connection->handles--;
    destroy_if_unused(connection);
}

static void
close_now(Connection *connection)
{
    if (connection->state == STATE_CLOSED)
        return;
    connection->state = STATE_CLOSED;
    uv_close((uv_handle_t *)&connection->tcp, on_handle_closed);
    uv_close((uv_handle_t *)&connection->timer, on_handle_closed);
}

/* The timer is moved only when it would come too late: most deadlines are replaced before they pass. */
static void
on_timer(uv_timer_t *timer)
{
    Connection *connection = timer->data;
    uint64_t now = uv_now(timer->loop);

    if (connection->deadline == 0)
        return;
    if (connection->deadline > now)
        (void)uv_timer_start(timer, on_timer, connection->deadline - now, 0);
    else
        close_now(connection);
}

static void
set_deadline(Connection *connection, uint64_t milliseconds)
{
    uv_timer_t *timer = &connection->timer;

    connection->deadline = uv_now(&connection->loop->uv) + milliseconds;
    if (!uv_is_active((const uv_handle_t *)timer) || uv_timer_get_due_in(timer) > milliseconds)
        (void)uv_timer_start(timer, on_timer, milliseconds, 0);
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    Connection *connection = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(connection->loop->in, sizeof connection->loop->in);
}

static void
on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    Connection *connection = stream->data;

    if (count < 0) {
        close_now(connection);
        return;
    }
    if (connection->state != STATE_LINGERING) {
        consume(connection, (Str){ buffer->base, (size_t)count });
        return;
    }
    connection->drained += (size_t)count;
    if (connection->drained > LINGER_BYTES)
        close_now(connection);
}

//= rfc9112#9.6  First, the server performs a half-close by closing only the write side of the read/write connection. The server
// then continues to read from the connection until it receives a corresponding close by the client
static void
linger(Connection *connection)
{
    uv_os_fd_t fd;

    connection->state = STATE_LINGERING;
    if (uv_fileno((const uv_handle_t *)&connection->tcp, &fd) != 0 || shutdown(fd, SHUT_WR) != 0) {
        close_now(connection);
        return;
    }
    set_deadline(connection, LINGER_MS);
    (void)uv_read_start(stream_of(connection), on_alloc, on_read);
}

/* The reply is with the kernel: the request's memory ends. */
static void
reply_sent(Connection *connection)
{
    incoming_free(connection->incoming);
    connection->incoming = NULL;
    if (!connection->keep_alive || connection->loop->stopping) {
        linger(connection);
        return;
    }
    connection->state = STATE_IDLE;
    set_deadline(connection, connection->loop->shared->idle_deadline);
}

/* Go on after a wait: first what came with the last request, then the socket. */
static void
go_on(Connection *connection)
{
    char *surplus = connection->surplus;

    if (connection->state == STATE_IDLE && surplus) {
        connection->surplus = NULL;
        consume(connection, (Str){ surplus, connection->surplus_length });
        free(surplus);
    }
    if (connection->state == STATE_IDLE || connection->state == STATE_READING)
        (void)uv_read_start(stream_of(connection), on_alloc, on_read);
}

static void
on_written(uv_write_t *request, int status)
{
    Writing *writing = (Writing *)request;
    Connection *connection = writing->connection;

    free(writing);
    if (status != 0) {
        close_now(connection);
        return;
    }
    reply_sent(connection);
    go_on(connection);
}

static uv_buf_t
buffer_of(Str text)
{
    return (uv_buf_t){ .base = (char *)(uintptr_t)text.ptr, .len = text.len };
}

/* The head lies in the loop's memory, so its rest is copied; the body lives with the request. */
static void
write_rest(Connection *connection, Str head, Str body)
{
    Writing *writing = malloc(sizeof *writing + head.len);
    uv_buf_t buffers[2];

    if (!writing) {
        close_now(connection);
        return;
    }
    if (head.len)
        memcpy(writing->head, head.ptr, head.len);
    writing->connection = connection;
    buffers[0] = uv_buf_init(writing->head, (unsigned)head.len);
    buffers[1] = buffer_of(body);
    connection->state = STATE_WRITING;
    (void)uv_read_stop(stream_of(connection));
    if (uv_write(&writing->request, stream_of(connection), buffers, 2, on_written) != 0) {
        free(writing);
        close_now(connection);
        return;
    }
    set_deadline(connection, connection->loop->shared->write_deadline);
}

static void
write_bytes(Connection *connection, Str head, Str body)
{
    uv_buf_t buffers[2] = { buffer_of(head), buffer_of(body) };
    int count = uv_try_write(stream_of(connection), buffers, body.len ? 2 : 1);
    size_t written = count > 0 ? (size_t)count : 0;

    if (count < 0 && count != UV_EAGAIN)
        close_now(connection);
    else if (written == head.len + body.len)
        reply_sent(connection);
    else
        write_rest(connection, str_slice(head, written, head.len),
                   str_slice(body, written > head.len ? written - head.len : 0, body.len));
}

static Error *
write_head(Connection *connection, Buf *out)
{
    Incoming *incoming = connection->incoming;

    *out = buf_fixed(connection->loop->out, sizeof connection->loop->out);
    return wire_write(incoming->request, incoming->reply, true, connection->keep_alive, out);
}

static void
send_reply(Connection *connection)
{
    Incoming *incoming = connection->incoming;
    Buf out;

    connection->keep_alive &= !incoming->reply->close && !connection->loop->stopping;
    Error *error = write_head(connection, &out);
    if (error) {
        connection->keep_alive = false;
        router_refuse(connection->loop->shared->router, incoming->request, error, incoming->reply);
        error = write_head(connection, &out);
    }
    if (error) {
        close_now(connection);
        return;
    }
    bool has_content = wire_has_content(incoming->request, incoming->reply);
    write_bytes(connection, buf_str(&out), has_content ? incoming->reply->body : LIT(""));
}

static Connection *
connection_of(LaneJob *job)
{
    return (Connection *)(void *)((char *)job - offsetof(Connection, job));
}

/* These two in the lane's thread. The connection stays as it is until the job is handed back. */
static void
run_in_lane(LaneJob *job)
{
    const Connection *connection = connection_of(job);

    router_answer(connection->loop->shared->router, connection->incoming->request, connection->incoming->reply);
}

static void
hand_back(LaneJob *job)
{
    loop_hand_back(connection_of(job)->loop, job);
}

void
connection_resume(LaneJob *job)
{
    Connection *connection = connection_of(job);

    connection->in_lane = false;
    if (connection->state == STATE_CLOSED) {
        destroy_if_unused(connection);
        return;
    }
    send_reply(connection);
    go_on(connection);
}

/* The request is whole: answer it here, or let its lane do it. */
static void
answer(Connection *connection)
{
    const LoopShared *shared = connection->loop->shared;
    Request *request = connection->incoming->request;
    Reply *reply = connection->incoming->reply;
    Lane lane = router_lane(shared->router, request);

    connection->keep_alive = connection->incoming->head.keep_alive;
    if (lane == LANE_FAST) {
        router_answer(shared->router, request, reply);
        send_reply(connection);
        return;
    }
    connection->state = STATE_WORKING;
    connection->deadline = 0;
    connection->job.run = run_in_lane;
    connection->job.hand_back = hand_back;
    connection->in_lane = lane_push(shared->lanes[lane], &connection->job);
    if (connection->in_lane) {
        (void)uv_read_stop(stream_of(connection));
        return;
    }
    Error *error = ERROR_NEW(E_OVERLOADED, "lane %d has no room for one more request", (int)lane);
    router_refuse(shared->router, request, error, reply);
    send_reply(connection);
}

static void
refuse(Connection *connection, const Error *error)
{
    Incoming *incoming = connection->incoming;

    connection->keep_alive = false;
    router_refuse(connection->loop->shared->router, incoming->request, error, incoming->reply);
    send_reply(connection);
}

static void
begin(Connection *connection)
{
    Incoming *incoming = incoming_new();

    if (!incoming) {
        close_now(connection);
        return;
    }
    connection->incoming = incoming;
    connection->state = STATE_READING;
    loop_request_id(connection->loop, connection->id);
    incoming->request->id = (Str){ connection->id, LOOP_ID_LENGTH };
    incoming->request->peer = str_from_c(connection->peer_text);
    set_deadline(connection, connection->loop->shared->read_deadline);
}

//= rfc9110#10.1.1  Upon receiving an HTTP/1.1 (or later) request that has a method, target URI, and complete header section that
// contains a 100-continue expectation and indicates that request content will follow, an origin server MUST send either
static void
send_continue(Connection *connection)
{
    static const Str line = LIT_INIT("HTTP/1.1 100 Continue\r\n\r\n");
    uv_buf_t buffer = buffer_of(line);

    if (uv_try_write(stream_of(connection), &buffer, 1) != (int)line.len)
        close_now(connection);
}

/* Keep what belongs to later requests until this one is answered. */
static void
keep_surplus(Connection *connection, Str bytes)
{
    connection->surplus = malloc(bytes.len);
    if (!connection->surplus) {
        close_now(connection);
        return;
    }
    memcpy(connection->surplus, bytes.ptr, bytes.len);
    connection->surplus_length = bytes.len;
}

//= rfc9112#9.3.2  it MUST send the corresponding responses in the same order that the requests were received.
static void
consume(Connection *connection, Str bytes)
{
    while (bytes.len && connection->state <= STATE_READING) {
        size_t taken;
        bool whole;
        if (connection->state == STATE_IDLE)
            begin(connection);
        if (connection->state == STATE_CLOSED)
            return;
        Error *error = incoming_feed(connection->incoming, bytes, &taken, &whole);
        bytes = str_slice(bytes, taken, bytes.len);
        if (error)
            refuse(connection, error);
        else if (whole)
            answer(connection);
        else if (incoming_wants_continue(connection->incoming))
            send_continue(connection);
    }
    bool waits = connection->state == STATE_WORKING || connection->state == STATE_WRITING;
    if (bytes.len && waits && connection->keep_alive)
        keep_surplus(connection, bytes);
}

static void
link_in(Connection *connection, Loop *loop)
{
    connection->loop = loop;
    connection->next = loop->connections;
    connection->link = &loop->connections;
    if (connection->next)
        connection->next->link = &connection->next;
    loop->connections = connection;
}

void
connection_open(Loop *loop, int socket, const struct sockaddr *address)
{
    PeerKey key = peers_key(address);

    if (!peers_admit(loop->shared->peers, &key)) {
        (void)close(socket);
        return;
    }
    Connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        peers_release(loop->shared->peers, &key);
        (void)close(socket);
        return;
    }
    link_in(connection, loop);
    connection->key = key;
    (void)peers_text(address, connection->peer_text);
    (void)uv_tcp_init(&loop->uv, &connection->tcp);
    (void)uv_timer_init(&loop->uv, &connection->timer);
    connection->tcp.data = connection->timer.data = connection;
    connection->handles = 2;
    if (uv_tcp_open(&connection->tcp, socket) != 0) {
        (void)close(socket);
        close_now(connection);
        return;
    }
    set_deadline(connection, loop->shared->read_deadline);
    (void)uv_read_start(stream_of(connection), on_alloc, on_read);
}

void
connection_close_idle(Loop *loop)
{
    for (Connection *connection = loop->connections; connection; connection = connection->next)
        if (connection->state == STATE_IDLE)
            close_now(connection);
}

void
connection_close_all(Loop *loop)
{
    for (Connection *connection = loop->connections; connection; connection = connection->next)
        close_now(connection);
}

size_t
connection_size(void)
{
    return sizeof(Connection);
}
