/* raw_client.h -- a client that sends bytes as they are and reads replies; no call waits longer than ten seconds.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_RAW_CLIENT_H
#define LATCHSTRING_RAW_CLIENT_H

#include "base/base.h"

typedef struct RawReply {
    int status; /* 0: the connection ended before a reply */
    char head[2048];
    char body[1024]; /* its beginning */
    size_t body_length;
} RawReply;

/* A connected socket, -1 when it is refused. */
int raw_connect(uint16_t port);

/* The same with a receive buffer of this size. */
int raw_connect_narrow(uint16_t port, int receive_buffer);

/* Send all of it; false when the peer does not take it. */
bool raw_send(int socket, Str bytes);

/* Read one reply, whose length its head tells; without a body when the request was a HEAD. */
RawReply raw_read(int socket, bool head_only);

/* send and read. */
RawReply raw_ask(int socket, const char *request);

/* Whether the peer closes without sending anything more (within ten seconds). */
bool raw_is_closed(int socket);

/* Whether nothing comes, not even an end, for a short while. */
bool raw_is_silent(int socket);

#endif
