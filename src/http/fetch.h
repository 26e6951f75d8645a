/* fetch.h -- requests of ours to other servers, by libcurl; and to ourselves, in process: a request for our own origin is handed
 * to our own router in the caller's thread, one level deep (asserted), never through a lane.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FETCH_H
#define LATCHSTRING_FETCH_H

#include "crypto/secret.h"
#include "http/route.h"

typedef struct Fetch Fetch;

typedef struct FetchOptions {
    Router *router;     /* our own; NULL: never in process */
    const Str *origins; /* ours, scheme://host[:port] */
    size_t origin_count;
    bool allow_http; /* plain http to other hosts than loopback is refused unless this is set */
    Str ca_file;     /* "" for the system's */
} FetchOptions;

Error *fetch_open(const FetchOptions *options, Fetch **fetch) MUST_USE;
void fetch_close(Fetch *fetch);

typedef struct FetchHeader {
    Str name, value;
} FetchHeader;

typedef struct FetchRequest {
    bool inside; /* to ourselves: handed to our own router; refused when the address is not ours */
    Str method;  /* GET or POST */
    Str url;
    Str content_type; /* of the body */
    Str body;
    Str accept;
    Secret authorization;       /* value of the Authorization header; empty for none */
    const FetchHeader *headers; /* more of them */
    size_t header_count;
    bool guarded; /* to an address that somebody typed: http only by allow_http, also to loopback … */
    bool private; /* … and, unless this is set, refused (E_PROVIDER) where it leads to a private network: address_guard.h */
    bool cut;        /* an answer that is longer than the limit is cut there, and the transfer ended */
    Micros deadline; /* how long it may take in all: a duration */
    size_t limit;    /* of the answer's body, in bytes */
} FetchRequest;

typedef struct FetchReply {
    int status;
    Str content_type;
    Str body;
    Micros retry_after; /* what Retry-After asks for, as a duration from now; 0 for none */
    Micros took;
} FetchReply;

/* Redirects are not followed. E_TIMEOUT; E_PROVIDER when it cannot be reached or its answer is too large or not HTTP. The reply
 * lives in the arena. */
Error *fetch_send(Fetch *fetch, Arena *arena, const FetchRequest *request, FetchReply *reply) MUST_USE;

#endif
