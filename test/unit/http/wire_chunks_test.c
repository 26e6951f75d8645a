/* wire_chunks_test.c -- decoding chunked bodies: whole, byte by byte, and moved down between the pieces.
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
    Str body;
    ErrorCode code;
    bool incomplete;
} Case;

#define S(text) LIT_INIT(text)
#define GOOD(name, in, out)              \
    {                                    \
        name, S(in), S(out), E_OK, false \
    }
#define PART(name, in, out)             \
    {                                   \
        name, S(in), S(out), E_OK, true \
    }
#define WRONG(name, in)                          \
    {                                            \
        name, S(in), S(""), E_BAD_REQUEST, false \
    }
#define FAILS(name, in, err)           \
    {                                  \
        name, S(in), S(""), err, false \
    }

/* clang-format off */
static const Case cases[] = {
    GOOD("nothing",                       "0\r\n\r\n",                                  ""),
    GOOD("one chunk",                     "5\r\nhello\r\n0\r\n\r\n",                    "hello"),
    GOOD("two chunks",                    "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n",    "hello, world"),
    GOOD("hexadecimal in both cases",     "a\r\n0123456789\r\nA\r\nabcdefghij\r\n0\r\n\r\n", "0123456789abcdefghij"),
    GOOD("eight digits",                  "00000001\r\nx\r\n00000000\r\n\r\n",          "x"),
    GOOD("CRLF as data",                  "4\r\n\r\n\r\n\r\n0\r\n\r\n",                 "\r\n\r\n"),
    GOOD("trailers",                      "1\r\nx\r\n0\r\nA: b\r\nC:\r\n\r\n",          "x"),
    PART("no size yet",                   "",                                           ""),
    PART("half a chunk",                  "5\r\nhel",                                   "hel"),
    PART("no last chunk",                 "5\r\nhello\r\n",                             "hello"),
    PART("no last line",                  "5\r\nhello\r\n0\r\n",                        "hello"),
    PART("half the last line",            "0\r\n\r",                                    ""),
    WRONG("no digits",                    "\r\nx"),
    WRONG("a bare LF after the size",     "5\nhello\r\n0\r\n\r\n"),
    WRONG("a bare CR after the size",     "5\rhello\r\n0\r\n\r\n"),
    WRONG("a space before the size",      " 5\r\nhello\r\n0\r\n\r\n"),
    WRONG("a space after the size",       "5 \r\nhello\r\n0\r\n\r\n"),
    WRONG("an extension",                 "5;a=b\r\nhello\r\n0\r\n\r\n"),
    WRONG("an empty extension",           "5;\r\nhello\r\n0\r\n\r\n"),
    WRONG("an extension with a bare LF",  "5;\nhello\r\n0\r\n\r\n"),
    WRONG("an extension of the last",     "0;a\r\n\r\n"),
    WRONG("0x",                           "0x5\r\nhello\r\n0\r\n\r\n"),
    WRONG("a plus",                       "+5\r\nhello\r\n0\r\n\r\n"),
    WRONG("a minus",                      "-1\r\nhello\r\n0\r\n\r\n"),
    WRONG("no digit",                     "g\r\nhello\r\n0\r\n\r\n"),
    WRONG("a NUL in the size",            "5\0\r\nhello\r\n0\r\n\r\n"),
    WRONG("nine digits",                  "000000005\r\nhello\r\n0\r\n\r\n"),
    WRONG("data longer than its size",    "4\r\nhello\r\n0\r\n\r\n"),
    WRONG("data shorter than its size",   "6\r\nhello\r\n0\r\n\r\n"),
    WRONG("no CRLF after the data",       "5\r\nhello0\r\n\r\n"),
    WRONG("a bare LF after the data",     "5\r\nhello\n0\r\n\r\n"),
    WRONG("a bare CR after the data",     "5\r\nhello\r0\r\n\r\n"),
    WRONG("a bare LF at the end",         "0\r\n\n"),
    WRONG("a bare CR at the end",         "0\r\n\rx"),
    WRONG("a trailer without a colon",    "0\r\nAb\r\n\r\n"),
    WRONG("a trailer without a name",     "0\r\n: b\r\n\r\n"),
    WRONG("a space before its colon",     "0\r\nA : b\r\n\r\n"),
    WRONG("a folded trailer",             "0\r\nA: b\r\n c\r\n\r\n"),
    WRONG("a NUL in a trailer",           "0\r\nA: b\0\r\n\r\n"),
    WRONG("a bare LF in a trailer",       "0\r\nA: b\n\r\n"),
    WRONG("a bare CR in a trailer",       "0\r\nA: b\rc\r\n\r\n"),
    FAILS("a chunk above the limit",      "10001\r\n",                                  E_BODY_TOO_LARGE),
    FAILS("the largest size",             "ffffffff\r\n",                               E_BODY_TOO_LARGE),
    FAILS("chunks above the limit",       "1\r\nx\r\n10000\r\n",                        E_BODY_TOO_LARGE),
};
/* clang-format on */

typedef struct Outcome {
    ErrorCode code;
    bool complete;
    size_t decoded;
} Outcome;

/* Feed `step` bytes at a time into `memory`, behind what was decoded or behind all of it. */
static Outcome
decode(Str bytes, size_t step, bool move_down, char *memory)
{
    WireChunks chunks = { 0 };
    Outcome outcome = { 0 };
    size_t used = 0, length = 0;

    for (size_t at = 0; at < bytes.len && outcome.code == E_OK && !outcome.complete;) {
        size_t count = bytes.len - at < step ? bytes.len - at : step;
        if (move_down)
            used = length = chunks.decoded;
        memcpy(memory + length, bytes.ptr + at, count);
        length += count;
        at += count;
        Error *error = wire_read_chunks(&chunks, memory, length, &used, &outcome.complete);
        outcome.code = error ? error->code : E_OK;
        assert_true(error || outcome.complete || used == length);
    }
    outcome.decoded = chunks.decoded;
    return outcome;
}

static void
check_step(const Case *row, size_t step, bool move_down)
{
    char *memory = malloc(row->bytes.len + 1);

    assert_non_null(memory);
    Outcome outcome = decode(row->bytes, step, move_down, memory);
    if (outcome.code != row->code)
        fail_msg("expected %s, got %s", error_info(row->code)->name, error_info(outcome.code)->name);
    assert_int_equal(outcome.complete, row->code == E_OK && !row->incomplete);
    if (row->code == E_OK)
        assert_true(str_equal((Str){ memory, outcome.decoded }, row->body));
    free(memory);
}

static void
decodes(void **state)
{
    const Case *row = *state;

    for (size_t step = 1; step <= row->bytes.len + 1; step++) {
        check_step(row, step, false);
        check_step(row, step, true);
    }
}

static void
stops_before_the_next_request(void **state)
{
    char text[] = "1\r\nx\r\n0\r\n\r\nGET / HTTP/1.1\r\n";
    WireChunks chunks = { 0 };
    size_t used = 0;
    bool complete;

    (void)state;
    assert_null(wire_read_chunks(&chunks, text, sizeof text - 1, &used, &complete));
    assert_true(complete);
    assert_int_equal(used, strlen("1\r\nx\r\n0\r\n\r\n"));
}

/* size bytes of data as one chunk, then the end. */
static ErrorCode
decode_large(size_t size, const char *end)
{
    char *text = malloc(size + 8192), line[32];
    Buf buf = buf_fixed(line, sizeof line);

    assert_non_null(text);
    buf_addf(&buf, "%zx\r\n", size);
    memcpy(text, line, buf.len);
    memset(text + buf.len, 'x', size);
    memcpy(text + buf.len + size, end, strlen(end));
    WireChunks chunks = { 0 };
    size_t used = 0;
    bool complete;
    Error *error = wire_read_chunks(&chunks, text, buf.len + size + strlen(end), &used, &complete);
    free(text);
    return error ? error->code : E_OK;
}

static void
takes_64_KiB_and_no_more(void **state)
{
    (void)state;
    assert_int_equal(decode_large(65536, "\r\n0\r\n\r\n"), E_OK);
    assert_int_equal(decode_large(65537, "\r\n0\r\n\r\n"), E_BODY_TOO_LARGE);
    assert_int_equal(decode_large(65536, "\r\n1\r\nx\r\n0\r\n\r\n"), E_BODY_TOO_LARGE);
}

static void
bounds_trailers(void **state)
{
    char end[6000] = "\r\n0\r\nA: ";

    (void)state;
    size_t lead = strlen(end);
    memset(end + lead, 'x', 4000);
    memcpy(end + lead + 4000, "\r\n\r\n", 5);
    assert_int_equal(decode_large(1, end), E_OK);
    memset(end + lead, 'x', 5000);
    memcpy(end + lead + 5000, "\r\n\r\n", 5);
    assert_int_equal(decode_large(1, end), E_HEADERS_TOO_LARGE);
}

int
main(void)
{
    CASES_ADD(cases, decodes);
    cases_add_test((struct CMUnitTest)cmocka_unit_test(stops_before_the_next_request));
    cases_add_test((struct CMUnitTest)cmocka_unit_test(takes_64_KiB_and_no_more));
    cases_add_test((struct CMUnitTest)cmocka_unit_test(bounds_trailers));
    return cases_run("wire_chunks");
}
