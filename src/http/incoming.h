/* incoming.h -- one request while it comes in: its arena, the bytes so far, how far they were understood. No sockets.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_INCOMING_H
#define LATCHSTRING_INCOMING_H

#include "http/wire.h"

typedef struct Incoming Incoming;
struct Incoming {
    Arena *arena; /* everything here lives in it */
    Request *request;
    Reply *reply; /* for whoever answers it */
    WireHead head;
    enum { INCOMING_HEAD, INCOMING_BODY, INCOMING_CHUNKS, INCOMING_WHOLE } stage;
    char *head_bytes;
    size_t head_length, head_room;
    char *body_bytes;
    size_t body_length, body_room;
    WireChunks chunks;
};

/* A request that begins. NULL when there is no memory. */
Incoming *incoming_new(void);

/* NULL is allowed. */
void incoming_free(Incoming *incoming);

/* Take bytes from the socket: *taken of them, fewer only when *whole (the others belong to the next request). The refusals of
 * wire.h, and E_MEMORY. */
Error *incoming_feed(Incoming *incoming, Str bytes, size_t *taken, bool *whole) MUST_USE;

/* Whether the peer waits for "100 Continue" now; says so once. */
bool incoming_wants_continue(Incoming *incoming);

#endif
