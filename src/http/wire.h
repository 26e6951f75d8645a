/* wire.h -- the grammar of HTTP/1.1 (RFC 9110, RFC 9112), strict and pure: bytes in, a Request out; a Reply in, bytes out.
 * Whatever is ambiguous is refused.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_WIRE_H
#define LATCHSTRING_WIRE_H

#include "http/request.h"

#define WIRE_LINE_LIMIT 8192  /* request line */
#define WIRE_HEAD_LIMIT 16384 /* request line and headers together */
#define WIRE_BODY_LIMIT 65536

typedef struct WireHead {
    Request *request;   /* what to fill; its Strs point into the bytes given */
    size_t head_length; /* bytes of the head with its last empty line */
    bool chunked;
    uint64_t body_length; /* when not chunked */
    bool keep_alive;
    bool expect_continue; /* Expect: 100-continue */
} WireHead;

/* Look at the bytes received so far. *complete is false when the head has not ended yet (and may still become valid).
 * Errors are final, answer and close: E_BAD_REQUEST, E_URI_TOO_LONG, E_HEADERS_TOO_LARGE, E_BODY_TOO_LARGE, E_EXPECTATION,
 * E_NOT_IMPLEMENTED, E_HTTP_VERSION. An error may be known before the head is complete. */
Error *wire_read_head(Str bytes, WireHead *head, bool *complete) MUST_USE;

/* A chunked body (RFC 9112 7.1), decoded in place, incrementally: same limits and refusals; trailers are read and dropped. */
typedef struct WireChunks {
    size_t state, left, decoded, trailer;
} WireChunks;
/* Consume from bytes[*used..length); decoded bytes are moved to bytes[0..chunks->decoded). */
Error *wire_read_chunks(WireChunks *chunks, char *bytes, size_t length, size_t *used, bool *complete) MUST_USE;

/* The reply's bytes: status line, Date, Content-Length, Connection, the headers; the body unless head_only. */
Error *wire_write(const Request *request, const Reply *reply, bool head_only, bool keep_alive, Buf *out) MUST_USE;

#endif
