/* raw_client.c -- plain blocking sockets with a time limit.
 * SPDX-License-Identifier: ISC */
#include "raw_client.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define LIMIT_SECONDS 10
#define SILENCE_MS    100

int
raw_connect_narrow(uint16_t port, int receive_buffer)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    struct timeval limit = { LIMIT_SECONDS, 0 };
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (receive_buffer)
        (void)setsockopt(made, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    (void)setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    (void)setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(made, (const struct sockaddr *)&address, sizeof address) == 0)
        return made;
    (void)close(made);
    return -1;
}

int
raw_connect(uint16_t port)
{
    return raw_connect_narrow(port, 0);
}

bool
raw_send(int socket, Str bytes)
{
    while (bytes.len) {
        ssize_t count = send(socket, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes = str_slice(bytes, (size_t)count, bytes.len);
    }
    return true;
}

/* Byte by byte, so that nothing of a next reply is taken. */
static bool
read_head(int socket, RawReply *reply)
{
    size_t length = 0;

    while (length < sizeof reply->head - 1) {
        if (recv(socket, reply->head + length, 1, 0) != 1)
            return false;
        reply->head[++length] = '\0';
        if (length >= 4 && memcmp(reply->head + length - 4, "\r\n\r\n", 4) == 0)
            return true;
    }
    return false;
}

static size_t
content_length(const char *head)
{
    const char *field = strstr(head, "\r\nContent-Length: ");

    return field ? strtoul(field + strlen("\r\nContent-Length: "), NULL, 10) : 0;
}

RawReply
raw_read(int socket, bool head_only)
{
    RawReply reply = { 0 };
    char piece[65536];

    if (!read_head(socket, &reply))
        return (RawReply){ 0 };
    size_t length = head_only ? 0 : content_length(reply.head);
    while (reply.body_length < length) {
        size_t wanted = length - reply.body_length < sizeof piece ? length - reply.body_length : sizeof piece;
        ssize_t count = recv(socket, piece, wanted, 0);
        if (count <= 0)
            return (RawReply){ .body_length = reply.body_length };
        if (reply.body_length < sizeof reply.body - 1) {
            size_t room = sizeof reply.body - 1 - reply.body_length;
            memcpy(reply.body + reply.body_length, piece, (size_t)count < room ? (size_t)count : room);
        }
        reply.body_length += (size_t)count;
    }
    reply.status = atoi(reply.head + strlen("HTTP/1.1 "));
    return reply;
}

RawReply
raw_ask(int socket, const char *request)
{
    if (!raw_send(socket, str_from_c(request)))
        return (RawReply){ 0 };
    return raw_read(socket, false);
}

bool
raw_is_closed(int socket)
{
    struct pollfd wait = { .fd = socket, .events = POLLIN };
    char byte;

    return poll(&wait, 1, LIMIT_SECONDS * 1000) == 1 && recv(socket, &byte, 1, 0) <= 0;
}

bool
raw_is_silent(int socket)
{
    struct pollfd wait = { .fd = socket, .events = POLLIN };

    return poll(&wait, 1, SILENCE_MS) == 0;
}
