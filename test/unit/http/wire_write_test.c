/* wire_write_test.c -- the bytes of a reply, and the replies that must never be written.
 * SPDX-License-Identifier: ISC */
#include "base/error.h"
#include "base/str.h"
#include "http/wire.h"
#include "http_cases.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW  ((Micros)784111777 * SECOND) /* Sun, 06 Nov 1994 08:49:37 GMT, RFC 9110's example */
#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

static void
assert_written(Reply reply, const char *method, bool head_only, bool keep_alive, const char *expected)
{
    char memory[1024];
    Request request = { .method = str_from_c(method), .now = NOW };
    Buf out = buf_fixed(memory, sizeof memory - 1);

    assert_null(wire_write(&request, &reply, head_only, keep_alive, &out));
    memory[out.len] = '\0';
    assert_string_equal(memory, expected);
}

static void
writes_a_reply(void **state)
{
    Reply reply = { .status = 200, .content_type = LIT("text/plain"), .body = LIT("hello") };

    (void)state;
    reply.headers[reply.header_count++] = (Header){ LIT("X-Request-Id"), LIT("0123456789abcdef") };
    assert_written(reply, "GET", false, true,
                   "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 5\r\nContent-Type: text/plain\r\n"
                   "Connection: keep-alive\r\nX-Request-Id: 0123456789abcdef\r\n\r\nhello");
    assert_written(reply, "GET", true, false,
                   "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 5\r\nContent-Type: text/plain\r\n"
                   "Connection: close\r\nX-Request-Id: 0123456789abcdef\r\n\r\n");
}

static void
sends_no_content_for_HEAD(void **state)
{
    Reply reply = { .status = 200, .body = LIT("hello") };

    (void)state;
    assert_written(reply, "HEAD", false, true,
                   "HTTP/1.1 200 OK\r\n" DATE "Content-Length: 5\r\nConnection: keep-alive\r\n\r\n");
}

static void
sends_no_length_where_there_is_no_content(void **state)
{
    Reply reply = { .status = 204, .body = LIT("never sent") };

    (void)state;
    assert_written(reply, "GET", false, true, "HTTP/1.1 204 No Content\r\n" DATE "Connection: keep-alive\r\n\r\n");
    reply.status = 304;
    assert_written(reply, "GET", false, true, "HTTP/1.1 304 Not Modified\r\n" DATE "Connection: keep-alive\r\n\r\n");
}

static void
writes_a_status_it_has_no_words_for(void **state)
{
    (void)state;
    assert_written((Reply){ .status = 599 }, "GET", false, true,
                   "HTTP/1.1 599 \r\n" DATE "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n");
}

/* Every status that errors.def can answer has its words. */
static void
knows_the_words_of_every_error(void **state)
{
    (void)state;
    for (int code = 1; code < E_CODES; code++) {
        char memory[512];
        Request request = { .now = NOW };
        Reply reply = { .status = error_info((ErrorCode)code)->status };
        Buf out = buf_fixed(memory, sizeof memory);
        assert_null(wire_write(&request, &reply, true, true, &out));
        assert_true(str_find(buf_str(&out), LIT(" \r\n")) == out.len);
    }
}

static void
says_when_it_does_not_fit(void **state)
{
    char memory[64];
    Request request = { .now = NOW };
    Reply reply = { .status = 200 };
    Buf out = buf_fixed(memory, sizeof memory);

    (void)state;
    Error *error = wire_write(&request, &reply, false, true, &out);
    assert_non_null(error);
    assert_int_equal(error->code, E_TOO_LARGE);
}

static void
shows_the_date_of_each_request(void **state)
{
    static const struct {
        Micros now;
        const char *date;
    } rows[] = {
        { 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
        { (Micros)951827696 * SECOND, "Tue, 29 Feb 2000 12:34:56 GMT" },
        { (Micros)951827696 * SECOND + 999999, "Tue, 29 Feb 2000 12:34:56 GMT" },
        { (Micros)4102444799 * SECOND, "Thu, 31 Dec 2099 23:59:59 GMT" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char memory[512];
        Request request = { .now = rows[i].now };
        Reply reply = { .status = 200 };
        Buf out = buf_fixed(memory, sizeof memory);
        assert_null(wire_write(&request, &reply, true, true, &out));
        assert_true(str_find(buf_str(&out), str_from_c(rows[i].date)) < out.len);
    }
}

typedef struct Forbidden {
    const char *name;
    int status;
    Str header, value, content_type;
} Forbidden;

#define SPLIT(name, header, value)                                 \
    {                                                              \
        name, 200, LIT_INIT(header), LIT_INIT(value), LIT_INIT("") \
    }
static const Forbidden forbidden[] = {
    SPLIT("a reply split by CRLF", "Location", "/x\r\nSet-Cookie: a=b"),
    SPLIT("a reply split by LF", "Location", "/x\nSet-Cookie: a=b"),
    SPLIT("a reply split by CR", "Location", "/x\rSet-Cookie: a=b"),
    SPLIT("a NUL in a value", "Location", "/x\0y"),
    SPLIT("a DEL in a value", "Location", "/x\x7f"),
    SPLIT("a name with a colon", "A: b", "c"),
    SPLIT("a name with CRLF", "A\r\nB", "c"),
    SPLIT("an empty name", "", "c"),
    SPLIT("a second Content-Length", "Content-length", "5"),
    SPLIT("a Transfer-Encoding", "Transfer-Encoding", "chunked"),
    SPLIT("a second Connection", "Connection", "close"),
    { "a type with CRLF", 200, LIT_INIT("A"), LIT_INIT("b"), LIT_INIT("text/html\r\nA: b") },
    { "a status that is none", 0, LIT_INIT("A"), LIT_INIT("b"), LIT_INIT("") },
    { "an informational status", 100, LIT_INIT("A"), LIT_INIT("b"), LIT_INIT("") },
};

/* Writing it is our mistake, so the process ends: try it in a child. */
static void
never_writes(void **state)
{
    const Forbidden *row = *state;
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        char memory[512];
        Request request = { 0 };
        Reply reply = { .status = row->status, .content_type = row->content_type };
        Buf out = buf_fixed(memory, sizeof memory);
        reply.headers[reply.header_count++] = (Header){ row->header, row->value };
        (void)close(STDERR_FILENO);
        (void)signal(SIGABRT, SIG_DFL);
        Error *error = wire_write(&request, &reply, false, true, &out);
        _exit(error ? 2 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_reply),
        cmocka_unit_test(sends_no_content_for_HEAD),
        cmocka_unit_test(sends_no_length_where_there_is_no_content),
        cmocka_unit_test(writes_a_status_it_has_no_words_for),
        cmocka_unit_test(knows_the_words_of_every_error),
        cmocka_unit_test(says_when_it_does_not_fit),
        cmocka_unit_test(shows_the_date_of_each_request),
    };

    CASES_ADD(forbidden, never_writes);
    for (size_t i = 0; i < COUNT_OF(tests); i++)
        cases_add_test(tests[i]);
    return cases_run("wire_write");
}
