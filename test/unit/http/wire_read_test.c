/* wire_read_test.c -- what the grammar makes of good requests, and of requests that are not all there.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "http/wire.h"
#include "http_cases.h"

#include <string.h>

static void
assert_str(Str text, const char *expected)
{
    assert_true(str_equal(text, str_from_c(expected)));
}

static void
read_whole(const char *text, Request *request, WireHead *head)
{
    bool complete;

    *request = (Request){ 0 };
    *head = (WireHead){ .request = request };
    assert_null(wire_read_head(str_from_c(text), head, &complete));
    assert_true(complete);
}

static void
fills_every_field(void **state)
{
    static const char text[] = "POST /token?a=b?c HTTP/1.1\r\nhost:\tid.example:8080 \r\nContent-Type: x/y; z\r\nX:\r\n"
                               "Cookie:  a=b \r\nContent-Length: 12\r\n\r\nthe body too";
    Request request;
    WireHead head;

    (void)state;
    read_whole(text, &request, &head);
    assert_str(request.method, "POST");
    assert_str(request.target, "/token?a=b?c");
    assert_str(request.path, "/token");
    assert_str(request.query, "a=b?c");
    assert_str(request.host, "id.example:8080");
    assert_str(request.content_type, "x/y; z");
    assert_int_equal(request.header_count, 5);
    assert_str(request.headers[0].name, "host");
    assert_str(request.headers[2].value, "");
    assert_str(request.headers[3].value, "a=b");
    assert_int_equal(head.head_length, sizeof text - 1 - 12);
    assert_int_equal(head.body_length, 12);
    assert_false(head.chunked);
    assert_true(head.keep_alive);
    assert_false(head.expect_continue);
}

static void
reads_absolute_form(void **state)
{
    Request request;
    WireHead head;

    (void)state;
    read_whole("GET http://a.example/x/y?z HTTP/1.1\r\nHost: a.example\r\n\r\n", &request, &head);
    assert_str(request.target, "http://a.example/x/y?z");
    assert_str(request.path, "/x/y");
    assert_str(request.query, "z");
    read_whole("GET https://a.example HTTP/1.1\r\nHost: a.example\r\n\r\n", &request, &head);
    assert_str(request.path, "/");
    read_whole("OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n", &request, &head);
    assert_str(request.path, "*");
}

static void
knows_when_to_close(void **state)
{
    static const struct {
        const char *version, *connection;
        bool keep_alive;
    } rows[] = {
        { "1.1", "", true },
        { "1.1", "Connection: close\r\n", false },
        { "1.1", "Connection: CLOSE\r\n", false },
        { "1.1", "Connection: x , close ,y\r\n", false },
        { "1.1", "Connection: x\r\nConnection: close\r\n", false },
        { "1.1", "Connection: closed\r\n", true },
        { "1.1", "Connection: keep-alive\r\n", true },
        { "1.0", "", false },
        { "1.0", "Connection: keep-alive\r\n", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[256];
        Request request;
        WireHead head;
        Buf buf = buf_fixed(text, sizeof text - 1);
        buf_addf(&buf, "GET / HTTP/%s\r\nHost: a\r\n%s\r\n", rows[i].version, rows[i].connection);
        text[buf.len] = '\0';
        read_whole(text, &request, &head);
        assert_int_equal(head.keep_alive, rows[i].keep_alive);
    }
}

static void
expects_only_with_a_body(void **state)
{
    Request request;
    WireHead head;

    (void)state;
    read_whole("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", &request, &head);
    assert_true(head.expect_continue);
    read_whole("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n", &request,
               &head);
    assert_true(head.expect_continue);
    assert_true(head.chunked);
    read_whole("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n", &request, &head);
    assert_false(head.expect_continue);
    read_whole("POST / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", &request, &head);
    assert_false(head.expect_continue);
}

/* Every beginning of a good request is incomplete and no error; the bytes may arrive in any two pieces. */
static void
waits_for_the_rest(void **state)
{
    static const char text[] = "\r\nGET /a?b HTTP/1.1\r\nHost: a.example\r\nA: b\r\n\r\n";
    bool complete;

    (void)state;
    for (size_t cut = 0; cut < sizeof text - 1; cut++) {
        Request request = { 0 };
        WireHead head = { .request = &request };
        assert_null(wire_read_head((Str){ text, cut }, &head, &complete));
        assert_false(complete);
        assert_null(wire_read_head(str_from_c(text), &head, &complete));
        assert_true(complete);
        assert_int_equal(request.header_count, 2);
        assert_str(request.path, "/a");
        assert_int_equal(head.head_length, sizeof text - 1);
    }
}

static void
leaves_the_next_request_alone(void **state)
{
    Request request;
    WireHead head;

    (void)state;
    read_whole("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nnonsense", &request, &head);
    assert_str(request.path, "/1");
    assert_int_equal(head.head_length, strlen("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_every_field),   cmocka_unit_test(reads_absolute_form),
        cmocka_unit_test(knows_when_to_close), cmocka_unit_test(expects_only_with_a_body),
        cmocka_unit_test(waits_for_the_rest),  cmocka_unit_test(leaves_the_next_request_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
