/* connection.h -- one socket with a peer, from accept to close. All of it runs in the thread of its loop.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CONNECTION_H
#define LATCHSTRING_CONNECTION_H

#include "http/loop.h"

/* Take over an accepted socket; over a cap, or without memory, it is closed at once. */
void connection_open(Loop *loop, int socket, const struct sockaddr *address);

/* A lane handed the job of a connection back: write the reply, go on. */
void connection_resume(LaneJob *job);

/* Close those that wait for a request. */
void connection_close_idle(Loop *loop);

/* Close all; those whose request is in a lane end when it comes back. */
void connection_close_all(Loop *loop);

/* How many bytes an idle connection holds. */
size_t connection_size(void);

#endif
