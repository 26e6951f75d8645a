/* wire.h -- the grammar of HTTP/1.1 (RFC 9110, RFC 9112), strict and pure: bytes in, a Request out; a Reply in, bytes out.
 * Whatever is ambiguous is refused.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_WIRE_H
#define LATCHSTRING_WIRE_H

#include "http/request.h"

#define WIRE_LINE_LIMIT    8192  /* request line, without its CRLF */
#define WIRE_HEAD_LIMIT    16384 /* request line and headers together, with every CRLF */
#define WIRE_BODY_LIMIT    65536
#define WIRE_TRAILER_LIMIT 4096 /* of a chunked body */

typedef struct WireHead {
    Request *request;   /* what to fill; its Strs point into the bytes given */
    size_t head_length; /* bytes of the head with its last empty line */
    bool chunked;
    uint64_t body_length; /* when not chunked */
    bool keep_alive;
    bool expect_continue; /* Expect: 100-continue, and there is a body to wait for */
    /* Where the next call goes on: zero before the first one. */
    size_t parsed; /* bytes whose lines were read */
    bool begun;    /* the request line was read */
    bool version_1_0;
} WireHead;

/* Look at the bytes received so far: all of them, from the request's first. *complete is false when the head has not ended yet
 * (and may still become valid); call again with more. The bytes must stay where they are from call to call; when they have to
 * move, begin anew with a head that is zero but for its request, and with that zero too.
 * However the bytes were cut, the result is the same. Errors are final, answer and close: E_BAD_REQUEST, E_URI_TOO_LONG,
 * E_HEADERS_TOO_LARGE, E_BODY_TOO_LARGE, E_EXPECTATION, E_NOT_IMPLEMENTED, E_HTTP_VERSION. An error may be known before the
 * head is complete. */
Error *wire_read_head(Str bytes, WireHead *head, bool *complete) MUST_USE;

/* A chunked body (RFC 9112 7.1), decoded in place, incrementally: same limits and refusals; chunk extensions are refused,
 * trailers are read, bounded and dropped. Zero it before the first call. */
typedef struct WireChunks {
    size_t state, left, decoded, trailer;
    unsigned digits; /* of the size being read */
} WireChunks;
/* Consume from bytes[*used..length); decoded bytes are moved to bytes[0..chunks->decoded). The caller may move what is not yet
 * used down to chunks->decoded and set *used to it. */
Error *wire_read_chunks(WireChunks *chunks, char *bytes, size_t length, size_t *used, bool *complete) MUST_USE;

/* Whether this reply's content is sent: not for HEAD, 204 and 304. */
bool wire_has_content(const Request *request, const Reply *reply);

/* The reply's bytes: status line, Date (of request->now), Content-Length, Content-Type, Connection, the headers; the content
 * unless head_only or !wire_has_content. Asserts that no header can split the reply and none repeats these. E_TOO_LARGE. */
Error *wire_write(const Request *request, const Reply *reply, bool head_only, bool keep_alive, Buf *out) MUST_USE;

#endif
