/* wire_refuse_test.c -- every request that the grammar refuses, whole and byte by byte.
 * SPDX-License-Identifier: ISC */
#include "base/error.h"
#include "base/str.h"
#include "http/wire.h"
#include "http_cases.h"

#include <stdlib.h>
#include <string.h>

typedef struct Case {
    const char *name;
    Str bytes;
    ErrorCode code; /* E_OK: accepted */
} Case;

#define LINE    "GET / HTTP/1.1\r\n"
#define HOST    "Host: a.example\r\n"
#define POST    "POST / HTTP/1.1\r\n" HOST
#define END     "\r\n"
#define BAD     E_BAD_REQUEST
#define S(text) LIT_INIT(text)

#define TARGET(name, target, code)                            \
    {                                                         \
        name, S("GET " target " HTTP/1.1\r\n" HOST END), code \
    }
#define HOST_IS(name, host, code)                   \
    {                                               \
        name, S(LINE "Host:" host "\r\n" END), code \
    }
#define HEADER(name, header, code)          \
    {                                       \
        name, S(LINE HOST header END), code \
    }
#define LENGTH(name, value, code)                              \
    {                                                          \
        name, S(POST "Content-Length:" value "\r\n" END), code \
    }
#define ENCODING(name, value, code)                               \
    {                                                             \
        name, S(POST "Transfer-Encoding:" value "\r\n" END), code \
    }

/* clang-format off */
static const Case cases[] = {
    { "the simplest request",              S(LINE HOST END),                                        E_OK },
    { "one empty line before it",          S("\r\n" LINE HOST END),                                 E_OK },
    { "HTTP/1.0 with Host",                S("GET / HTTP/1.0\r\n" HOST END),                        E_OK },
    { "an unknown method",                 S("FETCH-THIS / HTTP/1.1\r\n" HOST END),                 E_OK },
    { "a method in lower case",            S("get / HTTP/1.1\r\n" HOST END),                        E_OK },
    { "OPTIONS *",                         S("OPTIONS * HTTP/1.1\r\n" HOST END),                    E_OK },

    { "two empty lines before it",         S("\r\n\r\n" LINE HOST END),                             BAD },
    { "a bare LF before it",               S("\n" LINE HOST END),                                   BAD },
    { "a space before it",                 S(" " LINE HOST END),                                    BAD },
    { "TLS",                               S("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n"),   BAD },
    { "a NUL first",                       S("\0" LINE HOST END),                                   BAD },
    { "bare LF after the request line",    S("GET / HTTP/1.1\n" HOST END),                          BAD },
    { "bare LF after a header",            S(LINE "Host: a.example\n" END),                         BAD },
    { "bare LF at the end",                S(LINE HOST "\n"),                                       BAD },
    { "LF LF",                             S(LINE "Host: a.example\n\n"),                           BAD },
    { "bare CR in the request line",       S("GET /\r HTTP/1.1\r\n" HOST END),                      BAD },
    { "bare CR in a header's value",       S(LINE HOST "A: b\rc\r\n" END),                          BAD },
    { "bare CR before CRLF",               S(LINE HOST "A: b\r\r\n" END),                           BAD },
    { "bare CR in a header's name",        S(LINE HOST "A\rB: c\r\n" END),                          BAD },
    { "bare CR alone in a line",           S(LINE HOST "\r\r\n" END),                               BAD },
    { "NUL in the request line",           S("GET /\0 HTTP/1.1\r\n" HOST END),                      BAD },

    { "no version (HTTP/0.9)",             S("GET /\r\n" HOST END),                                 BAD },
    { "no target",                         S("GET HTTP/1.1\r\n" HOST END),                          BAD },
    { "only a method",                     S("GET\r\n" HOST END),                                   BAD },
    { "two spaces before the target",      S("GET  / HTTP/1.1\r\n" HOST END),                       BAD },
    { "two spaces before the version",     S("GET /  HTTP/1.1\r\n" HOST END),                       BAD },
    { "a tab for a space",                 S("GET\t/ HTTP/1.1\r\n" HOST END),                       BAD },
    { "a space after the version",         S("GET / HTTP/1.1 \r\n" HOST END),                       BAD },
    { "something after the version",       S("GET / HTTP/1.1 x\r\n" HOST END),                      BAD },
    { "a version in lower case",           S("GET / http/1.1\r\n" HOST END),                        BAD },
    { "a version of two digits",           S("GET / HTTP/1.10\r\n" HOST END),                       BAD },
    { "a version without minor",           S("GET / HTTP/1\r\n" HOST END),                          BAD },
    { "a version of letters",              S("GET / HTTP/x.y\r\n" HOST END),                        BAD },
    { "HTTP/2.0",                          S("GET / HTTP/2.0\r\n" HOST END),                        E_HTTP_VERSION },
    { "HTTP/2's preface",                  S("PRI * HTTP/2.0\r\n" END),                             E_HTTP_VERSION },
    { "HTTP/0.9 written out",              S("GET / HTTP/0.9\r\n" HOST END),                        E_HTTP_VERSION },
    { "HTTP/1.2",                          S("GET / HTTP/1.2\r\n" HOST END),                        E_HTTP_VERSION },
    { "a method with a slash",             S("GE/T / HTTP/1.1\r\n" HOST END),                       BAD },
    { "a method with a byte above 127",    S("G\xc3\x84T / HTTP/1.1\r\n" HOST END),                 BAD },
    { "a method with a colon",             S("GET: / HTTP/1.1\r\n" HOST END),                       BAD },

    TARGET("all that a path may have",     "/a-._~!$&'()*+,;=:@/%20",                               E_OK),
    TARGET("all that a query may have",    "/?a=b&c[]={|}^`/?:@%00",                                E_OK),
    TARGET("UTF-8 in escapes",             "/%C3%A4/%e2%82%ac/%F0%9F%98%80",                        E_OK),
    TARGET("three dots and dot files",     "/.../.well-known/a..b/..c",                             E_OK),
    TARGET("a fragment",                   "/a#b",                                                  BAD),
    TARGET("a fragment in the query",      "/a?b#c",                                                BAD),
    TARGET("a quote",                      "/a\"b",                                                 BAD),
    TARGET("a less-than",                  "/<script>",                                             BAD),
    TARGET("a backslash",                  "/a\\b",                                                 BAD),
    TARGET("a backslash in the query",     "/?a\\b",                                                BAD),
    TARGET("a brace in the path",          "/{a}",                                                  BAD),
    TARGET("a byte above 127",             "/\xc3\xa4",                                             BAD),
    TARGET("a byte above 127, in query",   "/?\xc3\xa4",                                            BAD),
    TARGET("a DEL",                        "/\x7f",                                                 BAD),
    TARGET("a control byte",               "/\x01",                                                 BAD),
    TARGET("a tab in the query",           "/?a\tb",                                                BAD),
    TARGET("%00 in the path",              "/a%00b",                                                BAD),
    TARGET("%0A in the path",              "/a%0Ab",                                                BAD),
    TARGET("%7f in the path",              "/a%7f",                                                 BAD),
    TARGET("a broken escape",              "/a%zz",                                                 BAD),
    TARGET("a cut escape",                 "/a%4",                                                  BAD),
    TARGET("a cut escape in the query",    "/?a=50%",                                               BAD),
    TARGET("UTF-8: overlong",              "/%c0%af",                                               BAD),
    TARGET("UTF-8: surrogate",             "/%ed%a0%80",                                            BAD),
    TARGET("UTF-8: a lone continuation",   "/%80",                                                  BAD),
    TARGET("UTF-8: cut",                   "/%e2%82",                                               BAD),
    TARGET("UTF-8: cut by a letter",       "/%e2%82a",                                              BAD),
    TARGET("UTF-8: beyond U+10FFFF",       "/%f4%90%80%80",                                         BAD),
    TARGET("dot segments",                 "/a/../b",                                               BAD),
    TARGET("a dot segment at the end",     "/a/..",                                                 BAD),
    TARGET("a single dot segment",         "/./a",                                                  BAD),
    TARGET("escaped dot segments",         "/a/%2e%2E/b",                                           BAD),
    TARGET("half-escaped dot segments",    "/a/.%2e/b",                                             BAD),
    TARGET("a relative path",              "a/b",                                                   BAD),
    TARGET("only a query",                 "?a",                                                    BAD),
    TARGET("an asterisk with GET",         "*",                                                     BAD),
    TARGET("authority-form with GET",      "a.example:80",                                          BAD),
    TARGET("absolute-form",                "http://a.example/x",                                    E_OK),
    TARGET("absolute-form in any case",    "HTTP://A.Example",                                      E_OK),
    TARGET("absolute-form, another host",  "http://b.example/x",                                    BAD),
    TARGET("absolute-form, another port",  "http://a.example:81/x",                                 BAD),
    TARGET("absolute-form with a user",    "http://u@a.example/x",                                  BAD),
    TARGET("absolute-form without host",   "http:///x",                                             BAD),
    TARGET("another scheme",               "ftp://a.example/x",                                     BAD),
    { "CONNECT",                           S("CONNECT a.example:443 HTTP/1.1\r\n" HOST END),        E_NOT_IMPLEMENTED },
    { "OPTIONS *x",                        S("OPTIONS *x HTTP/1.1\r\n" HOST END),                   BAD },

    { "no Host",                           S(LINE END),                                             BAD },
    { "no Host in HTTP/1.0",               S("GET / HTTP/1.0\r\n" END),                             BAD },
    { "two Hosts",                         S(LINE HOST "Host: b.example\r\n" END),                  BAD },
    { "two equal Hosts",                   S(LINE HOST HOST END),                                   BAD },
    { "two Hosts in two cases",            S(LINE HOST "hOST: a.example\r\n" END),                  BAD },
    HOST_IS("a Host with port",            " a.example:8080",                                       E_OK),
    HOST_IS("a Host with spaces around",   " \t a.example\t ",                                      E_OK),
    HOST_IS("an IPv4 Host",                "127.0.0.1:80",                                          E_OK),
    HOST_IS("an IPv6 Host",                "[::1]:80",                                              E_OK),
    HOST_IS("a Host with a dot at its end", "a.example.",                                           E_OK),
    HOST_IS("an empty Host",               "",                                                      BAD),
    HOST_IS("a Host of spaces",            "  ",                                                    BAD),
    HOST_IS("a Host with a space",         "a b",                                                   BAD),
    HOST_IS("a list of Hosts",             "a.example, b.example",                                  BAD),
    HOST_IS("a Host with a path",          "a.example/x",                                           BAD),
    HOST_IS("a Host with a user",          "u@a.example",                                           BAD),
    HOST_IS("a Host with a scheme",        "http://a.example",                                      BAD),
    HOST_IS("a Host with an empty port",   "a.example:",                                            BAD),
    HOST_IS("a Host with a port of letters", "a.example:x",                                         BAD),
    HOST_IS("a Host with a large port",    "a.example:65536",                                       BAD),
    HOST_IS("a Host with two ports",       "a.example:80:80",                                       BAD),
    HOST_IS("a Host with an empty label",  "a..example",                                            BAD),
    HOST_IS("a Host that starts with a dot", ".a.example",                                          BAD),
    HOST_IS("a Host with an escape",       "a%2eexample",                                           BAD),
    HOST_IS("a Host above 127",            "\xc3\xa4.example",                                      BAD),
    HOST_IS("a Host with a NUL",           "a\0b",                                                  BAD),
    HOST_IS("an open bracket",             "[::1",                                                  BAD),
    HOST_IS("a bracket with no IPv6",      "[a.example]",                                           BAD),
    HOST_IS("IPv6 with a zone",            "[fe80::1%25eth0]",                                      BAD),
    HOST_IS("something after a bracket",   "[::1]x",                                                BAD),

    HEADER("a header without a value",     "A:\r\n",                                                E_OK),
    HEADER("a tab in a value",             "A: b\tc\r\n",                                           E_OK),
    HEADER("bytes above 127 in a value",   "A: \xc3\xa4\xff\r\n",                                   E_OK),
    HEADER("every byte of a token",        "!#$%&'*+-.^_`|~09azAZ: x\r\n",                          E_OK),
    HEADER("a folded line",                "A: b\r\n c\r\n",                                        BAD),
    HEADER("a line folded by a tab",       "A: b\r\n\tc\r\n",                                       BAD),
    HEADER("a line of spaces",             "  \r\n",                                                BAD),
    HEADER("a space before the colon",     "A : b\r\n",                                             BAD),
    HEADER("a tab before the colon",       "A\t: b\r\n",                                            BAD),
    HEADER("no colon",                     "A b\r\n",                                               BAD),
    HEADER("no name",                      ": b\r\n",                                               BAD),
    HEADER("a space in a name",            "A B: c\r\n",                                            BAD),
    HEADER("a name with a slash",          "A/B: c\r\n",                                            BAD),
    HEADER("a name with a parenthesis",    "A(B): c\r\n",                                           BAD),
    HEADER("a name above 127",             "\xc3\x84: c\r\n",                                       BAD),
    HEADER("a NUL in a name",              "A\0B: c\r\n",                                           BAD),
    HEADER("a NUL in a value",             "A: b\0c\r\n",                                           BAD),
    HEADER("a control byte in a value",    "A: b\x01\r\n",                                          BAD),
    HEADER("a vertical tab in a value",    "A: b\x0b\r\n",                                          BAD),
    HEADER("a DEL in a value",             "A: b\x7f\r\n",                                          BAD),
    HEADER("an escape byte in a value",    "A: \x1b[2J\r\n",                                        BAD),
    { "a space before the first header",   S(LINE " " HOST END),                                    BAD },
    HEADER("two Content-Types",            "Content-Type: a/b\r\nContent-Type: a/b\r\n",            BAD),
    HEADER("two Authorizations",           "Authorization: a\r\nAuthorization: b\r\n",              BAD),
    HEADER("two Origins",                  "Origin: null\r\nOrigin: null\r\n",                      BAD),
    HEADER("two Cookies",                  "Cookie: a=b\r\nCookie: c=d\r\n",                        E_OK),

    LENGTH("a length of nothing",          " 0",                                                    E_OK),
    LENGTH("the largest length",           " 65536",                                                E_OK),
    LENGTH("a length above the limit",     " 65537",                                                E_BODY_TOO_LARGE),
    LENGTH("the largest number there is",  " 18446744073709551615",                                 E_BODY_TOO_LARGE),
    LENGTH("a number beyond it",           " 18446744073709551616",                                 BAD),
    LENGTH("a number far beyond it",       " 99999999999999999999999999",                           BAD),
    LENGTH("a plus",                       " +5",                                                   BAD),
    LENGTH("a minus",                      " -1",                                                   BAD),
    LENGTH("hexadecimal",                  " 0x5",                                                  BAD),
    LENGTH("a leading zero",               " 05",                                                   BAD),
    LENGTH("a fraction",                   " 5.0",                                                  BAD),
    LENGTH("an exponent",                  " 5e1",                                                  BAD),
    LENGTH("a space inside",               " 1 0",                                                  BAD),
    LENGTH("an empty length",              "",                                                      BAD),
    LENGTH("a list of lengths",            " 5, 5",                                                 BAD),
    LENGTH("a quoted length",              " \"5\"",                                                BAD),
    LENGTH("two equal lengths",            " 5\r\nContent-Length: 5",                               BAD),
    LENGTH("two lengths",                  " 5\r\nContent-Length: 6",                               BAD),
    LENGTH("length and encoding",          " 5\r\nTransfer-Encoding: chunked",                      BAD),
    LENGTH("length and unknown encoding",  " 5\r\nTransfer-Encoding: x",                            BAD),

    ENCODING("chunked",                    " chunked",                                              E_OK),
    ENCODING("chunked in any case",        " Chunked",                                              E_OK),
    ENCODING("gzip",                       " gzip",                                                 E_NOT_IMPLEMENTED),
    ENCODING("gzip, chunked",              " gzip, chunked",                                        E_NOT_IMPLEMENTED),
    ENCODING("chunked, gzip",              " chunked, gzip",                                        BAD),
    ENCODING("chunked twice",              " chunked, chunked",                                     BAD),
    ENCODING("chunked and a comma",        " chunked,",                                             BAD),
    ENCODING("a comma and chunked",        " ,chunked",                                             BAD),
    ENCODING("identity",                   " identity",                                             BAD),
    ENCODING("identity, chunked",          " identity, chunked",                                    BAD),
    ENCODING("xchunked",                   " xchunked",                                             BAD),
    ENCODING("chunked with a parameter",   " chunked;q=1",                                          BAD),
    ENCODING("quoted chunked",             " \"chunked\"",                                          BAD),
    ENCODING("chunked after a VT",         " \x0b" "chunked",                                       BAD),
    ENCODING("an empty encoding",          "",                                                      BAD),
    ENCODING("two encodings",              " chunked\r\nTransfer-Encoding: chunked",                BAD),
    ENCODING("two unlike encodings",       " chunked\r\ntransfer-encoding: identity",               BAD),
    ENCODING("encoding and length",        " chunked\r\nContent-Length: 5",                         BAD),
    { "chunked in HTTP/1.0",               S("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n" END), BAD },

    HEADER("Expect: 100-continue",         "Expect: 100-Continue\r\n",                              E_OK),
    HEADER("another expectation",          "Expect: 200-ok\r\n",                                    E_EXPECTATION),
    HEADER("a list of expectations",       "Expect: 100-continue, x\r\n",                           E_EXPECTATION),
    HEADER("an empty expectation",         "Expect:\r\n",                                           E_EXPECTATION),
    { "an expectation in HTTP/1.0",        S("GET / HTTP/1.0\r\n" HOST "Expect: x\r\n" END),        E_OK },
};
/* clang-format on */

typedef struct Outcome {
    ErrorCode code;
    bool complete;
    size_t length;
} Outcome;

/* Feed the first `first` bytes, then one more each time; each time from memory of exactly that size when it may move. */
static Outcome
read_from(Str bytes, size_t first, bool moves)
{
    Request request = { 0 };
    WireHead head = { .request = &request };
    Outcome outcome = { 0 };

    for (size_t length = first; length <= bytes.len && !outcome.complete && outcome.code == E_OK; length++) {
        char *exact = moves ? malloc(length + !length) : NULL;
        if (moves) {
            memcpy(exact, bytes.ptr, length);
            request = (Request){ 0 };
            head = (WireHead){ .request = &request };
        }
        Error *error = wire_read_head((Str){ moves ? exact : bytes.ptr, length }, &head, &outcome.complete);
        outcome.code = error ? error->code : E_OK;
        outcome.length = head.head_length;
        free(exact);
    }
    return outcome;
}

static void
check(Str bytes, ErrorCode code)
{
    Outcome whole = read_from(bytes, bytes.len, false);

    if (whole.code != code)
        fail_msg("expected %s, got %s", error_info(code)->name, error_info(whole.code)->name);
    assert_int_equal(whole.complete, code == E_OK);
    Outcome others[] = { read_from(bytes, 0, false), read_from(bytes, bytes.len, true),
                         bytes.len < 1000 ? read_from(bytes, 0, true) : whole };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(others[i].code, whole.code);
        assert_int_equal(others[i].complete, whole.complete);
        assert_int_equal(others[i].length, whole.length);
    }
    if (code == E_OK)
        assert_int_equal(whole.length, bytes.len);
}

static void
refuse(void **state)
{
    const Case *row = *state;

    check(row->bytes, row->code);
}

/* A request made of `before`, `count` times 'x', and `after`. */
static void
check_long(const char *before, size_t count, const char *after, ErrorCode code)
{
    size_t lead = strlen(before), tail = strlen(after);
    char *text = malloc(lead + count + tail);

    assert_non_null(text);
    memcpy(text, before, lead);
    memset(text + lead, 'x', count);
    memcpy(text + lead + count, after, tail);
    check((Str){ text, lead + count + tail }, code);
    free(text);
}

typedef struct Long {
    const char *name;
    const char *before;
    size_t line; /* length of the whole line, or of the whole head when 0 < head */
    size_t head;
    const char *after;
    ErrorCode code;
} Long;

#define TAIL " HTTP/1.1\r\n" HOST END
static const Long longs[] = {
    { "the longest request line", "GET /", 8192, 0, TAIL, E_OK },
    { "a request line one byte longer", "GET /", 8193, 0, TAIL, E_URI_TOO_LONG },
    { "a request line that never ends", "GET /", 20000, 0, "", E_URI_TOO_LONG },
    { "a first word that never ends", "GET", 20000, 0, "", E_URI_TOO_LONG },
    { "a bad first byte before all that", "{", 20000, 0, "", E_BAD_REQUEST },
    { "the longest head", LINE HOST "A: ", 0, 16384, "\r\n\r\n", E_OK },
    { "a head one byte longer", LINE HOST "A: ", 0, 16385, "\r\n\r\n", E_HEADERS_TOO_LARGE },
    { "a header that never ends", LINE HOST "A: ", 0, 40000, "", E_HEADERS_TOO_LARGE },
    { "a bad header beyond the limit", LINE HOST "A: ", 0, 17000, "\n\n", E_HEADERS_TOO_LARGE },
};

static void
refuse_long(void **state)
{
    const Long *row = *state;
    size_t fixed = strlen(row->before) + (row->head ? strlen(row->after) : strcspn(row->after, "\r"));

    check_long(row->before, (row->head ? row->head : row->line) - fixed, row->after, row->code);
}

typedef struct Many {
    const char *name;
    size_t count; /* header fields, Host among them */
    const char *last;
    ErrorCode code;
} Many;

static const Many manies[] = {
    { "a hundred fields", 100, "", E_OK },
    { "a hundred and one fields", 101, "", E_HEADERS_TOO_LARGE },
    { "a bad field as the hundredth", 99, "A : b\r\n", E_BAD_REQUEST },
    { "a bad field beyond the hundredth", 100, "A : b\r\n", E_HEADERS_TOO_LARGE },
};

static void
refuse_many(void **state)
{
    const Many *row = *state;
    char memory[4096];
    Buf buf = buf_fixed(memory, sizeof memory);

    buf_add(&buf, LIT(LINE HOST));
    for (size_t i = 1; i < row->count; i++)
        buf_add(&buf, LIT("A: b\r\n"));
    buf_add(&buf, str_from_c(row->last));
    buf_add(&buf, LIT(END));
    assert_false(buf.overflow);
    check(buf_str(&buf), row->code);
}

int
main(void)
{
    CASES_ADD(cases, refuse);
    CASES_ADD(longs, refuse_long);
    CASES_ADD(manies, refuse_many);
    return cases_run("wire_refuse");
}
