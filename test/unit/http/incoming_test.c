/* incoming_test.c -- a stream of requests gives the same requests however it is cut, and takes no byte of the next.
 * SPDX-License-Identifier: ISC */
#include "base/error.h"
#include "base/str.h"
#include "http/incoming.h"
#include "http_cases.h"

#include <stdlib.h>
#include <string.h>

#define POST "POST /x HTTP/1.1\r\nHost: a.example\r\n"

typedef struct Stream {
    const char *name;
    Str bytes;
    size_t count; /* of requests */
    Str bodies;   /* joined by '|' */
} Stream;

static const Stream streams[] = {
    { "one request", LIT_INIT("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), 1, LIT_INIT("") },
    { "a body", LIT_INIT(POST "Content-Length: 5\r\n\r\nhello"), 1, LIT_INIT("hello") },
    { "chunks", LIT_INIT(POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"), 1,
      LIT_INIT("hello!") },
    { "three requests",
      LIT_INIT(POST "Content-Length: 1\r\n\r\na" POST
                    "Transfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nX: y\r\n\r\n" POST "Content-Length: 2\r\n\r\ncd"),
      3, LIT_INIT("a|b|cd") },
    { "empty bodies",
      LIT_INIT(POST "Content-Length: 0\r\n\r\n" POST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" POST "\r\n"), 3,
      LIT_INIT("||") },
};

/* Feed the stream in pieces of `step` bytes; collect the bodies. */
static size_t
feed_all(Str bytes, size_t step, Buf *bodies)
{
    Incoming *incoming = incoming_new();
    size_t count = 0;

    while (bytes.len) {
        Str piece = str_slice(bytes, 0, step);
        size_t taken;
        bool whole;
        assert_null(incoming_feed(incoming, piece, &taken, &whole));
        assert_true(whole || taken == piece.len);
        bytes = str_slice(bytes, taken, bytes.len);
        if (!whole)
            continue;
        if (count++ > 0)
            buf_add_byte(bodies, '|');
        buf_add(bodies, incoming->request->body);
        assert_true(str_equal(incoming->request->host, LIT("a.example")));
        incoming_free(incoming);
        incoming = incoming_new();
    }
    incoming_free(incoming);
    return count;
}

static void
gives_the_same_requests(void **state)
{
    const Stream *row = *state;

    for (size_t step = 1; step <= row->bytes.len; step++) {
        char memory[64];
        Buf bodies = buf_fixed(memory, sizeof memory);
        assert_int_equal(feed_all(row->bytes, step, &bodies), row->count);
        assert_true(str_equal(buf_str(&bodies), row->bodies));
    }
}

/* A head that outgrows its memory is read anew from where it moved to. */
static void
survives_a_head_that_moves(void **state)
{
    static char text[16384];
    Buf buf = buf_fixed(text, sizeof text);

    (void)state;
    buf_add(&buf, LIT("GET /path?query HTTP/1.1\r\nHost: a.example\r\n"));
    for (int i = 0; i < 90; i++)
        buf_addf(&buf, "X-%02d: %0160d\r\n", i, i);
    buf_add(&buf, LIT("\r\n"));
    assert_false(buf.overflow);
    for (size_t step = 1; step < 9000; step = step * 3 + 1) {
        Incoming *incoming = incoming_new();
        Request *request = incoming->request;
        request->id = LIT("0123456789abcdef");
        size_t taken;
        bool whole = false;
        for (size_t at = 0; at < buf.len; at += step) {
            assert_false(whole);
            assert_null(incoming_feed(incoming, str_slice(buf_str(&buf), at, at + step), &taken, &whole));
        }
        assert_true(whole);
        assert_int_equal(request->header_count, 91);
        assert_true(str_equal(request->query, LIT("query")));
        assert_true(str_equal(request->headers[90].name, LIT("X-89")));
        assert_true(str_equal(request->id, LIT("0123456789abcdef")));
        assert_ptr_equal(request->arena, incoming->arena);
        incoming_free(incoming);
    }
}

/* What was announced is not allocated before it comes. */
static void
takes_memory_as_bytes_come(void **state)
{
    Incoming *incoming = incoming_new();
    size_t taken;
    bool whole;

    (void)state;
    assert_null(incoming_feed(incoming, LIT("G"), &taken, &whole));
    assert_true(arena_used(incoming->arena) < 8192);
    assert_null(
        incoming_feed(incoming, LIT("ET / HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\nx"), &taken, &whole));
    assert_false(whole);
    assert_true(arena_used(incoming->arena) < 16384);
    incoming_free(incoming);
}

static void
asks_to_continue_once(void **state)
{
    Incoming *incoming = incoming_new();
    size_t taken;
    bool whole;

    (void)state;
    assert_null(incoming_feed(incoming, LIT(POST "Expect: 100-continue\r\nContent-Length: 2\r\n\r"), &taken, &whole));
    assert_false(incoming_wants_continue(incoming));
    assert_null(incoming_feed(incoming, LIT("\n"), &taken, &whole));
    assert_true(incoming_wants_continue(incoming));
    assert_false(incoming_wants_continue(incoming));
    assert_null(incoming_feed(incoming, LIT("ab"), &taken, &whole));
    assert_true(whole);
    incoming_free(incoming);
}

int
main(void)
{
    CASES_ADD(streams, gives_the_same_requests);
    cases_add_test((struct CMUnitTest)cmocka_unit_test(survives_a_head_that_moves));
    cases_add_test((struct CMUnitTest)cmocka_unit_test(takes_memory_as_bytes_come));
    cases_add_test((struct CMUnitTest)cmocka_unit_test(asks_to_continue_once));
    return cases_run("incoming");
}
