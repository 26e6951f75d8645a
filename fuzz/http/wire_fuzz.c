/* wire_fuzz.c -- a stranger's bytes as a stream of requests: whatever they are, cutting them differently changes nothing, every Str
 * lies within the bytes given, and what is accepted keeps the grammar's promises. The first byte is the size of the pieces.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "http/incoming.h"
#include "http/wire_target.h"
#include "http/wire_text.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Outcome {
    size_t requests, taken;
    ErrorCode code;
    uint64_t sum; /* of what the requests say */
} Outcome;

static void
add(Outcome *outcome, Str text)
{
    outcome->sum = outcome->sum * 31 + text.len;
    for (size_t i = 0; i < text.len; i++)
        outcome->sum = outcome->sum * 31 + (unsigned char)text.ptr[i];
}

/* The promises of wire.h to whoever handles the request. */
static void
check(const Request *request, Outcome *outcome)
{
    size_t hosts = 0;

    assert(wire_is_token(request->method) && wire_target_is_host(request->host));
    assert(request->path.len && (request->path.ptr[0] == '/' || str_equal(request->path, LIT("*"))));
    assert(request->header_count <= HEADERS_MAX && request->body.len <= WIRE_BODY_LIMIT);
    for (size_t i = 0; i < request->header_count; i++) {
        assert(wire_is_token(request->headers[i].name) && wire_is_value(request->headers[i].value));
        hosts += str_equal_nocase(request->headers[i].name, LIT("Host"));
        add(outcome, request->headers[i].name);
        add(outcome, request->headers[i].value);
    }
    assert(hosts == 1);
    for (size_t i = 0; i < request->target.len; i++)
        assert(request->target.ptr[i] > 0x20 && request->target.ptr[i] < 0x7f);
    add(outcome, request->target);
    add(outcome, request->query);
    add(outcome, request->body);
}

/* Requests one after the other, in pieces of `step` bytes, until the first refusal. */
static Outcome
read_stream(Str bytes, size_t step)
{
    Outcome outcome = { 0 };
    Incoming *incoming = incoming_new();

    while (bytes.len && outcome.code == E_OK) {
        size_t taken = 0;
        bool whole = false;
        Error *error = incoming_feed(incoming, str_slice(bytes, 0, step), &taken, &whole);
        outcome.code = error ? error->code : E_OK;
        assert(error || taken > 0);
        bytes = str_slice(bytes, taken, bytes.len);
        if (!whole)
            continue;
        check(incoming->request, &outcome);
        outcome.requests++;
        incoming_free(incoming);
        incoming = incoming_new();
    }
    incoming_free(incoming);
    return outcome;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    Str bytes = { (const char *)data + 1, size - 1 };
    Outcome whole = read_stream(bytes, bytes.len ? bytes.len : 1), pieces = read_stream(bytes, 1 + (size_t)data[0]);
    assert(whole.requests == pieces.requests && whole.code == pieces.code && whole.sum == pieces.sum);
    return 0;
}
