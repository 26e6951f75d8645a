/* wire_write.c -- writing the head of a reply; the one place where a reply's framing is decided.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "http/wire.h"
#include "http/wire_text.h"

#include <assert.h>
#include <time.h>

static const struct {
    int status;
    Str line;
} status_lines[] = {
    { 200, LIT_INIT("HTTP/1.1 200 OK\r\n") },
    { 201, LIT_INIT("HTTP/1.1 201 Created\r\n") },
    { 204, LIT_INIT("HTTP/1.1 204 No Content\r\n") },
    { 302, LIT_INIT("HTTP/1.1 302 Found\r\n") },
    { 303, LIT_INIT("HTTP/1.1 303 See Other\r\n") },
    { 304, LIT_INIT("HTTP/1.1 304 Not Modified\r\n") },
    { 400, LIT_INIT("HTTP/1.1 400 Bad Request\r\n") },
    { 401, LIT_INIT("HTTP/1.1 401 Unauthorized\r\n") },
    { 403, LIT_INIT("HTTP/1.1 403 Forbidden\r\n") },
    { 404, LIT_INIT("HTTP/1.1 404 Not Found\r\n") },
    { 405, LIT_INIT("HTTP/1.1 405 Method Not Allowed\r\n") },
    { 409, LIT_INIT("HTTP/1.1 409 Conflict\r\n") },
    { 413, LIT_INIT("HTTP/1.1 413 Content Too Large\r\n") },
    { 414, LIT_INIT("HTTP/1.1 414 URI Too Long\r\n") },
    { 415, LIT_INIT("HTTP/1.1 415 Unsupported Media Type\r\n") },
    { 417, LIT_INIT("HTTP/1.1 417 Expectation Failed\r\n") },
    { 421, LIT_INIT("HTTP/1.1 421 Misdirected Request\r\n") },
    { 429, LIT_INIT("HTTP/1.1 429 Too Many Requests\r\n") },
    { 431, LIT_INIT("HTTP/1.1 431 Request Header Fields Too Large\r\n") },
    { 500, LIT_INIT("HTTP/1.1 500 Internal Server Error\r\n") },
    { 501, LIT_INIT("HTTP/1.1 501 Not Implemented\r\n") },
    { 502, LIT_INIT("HTTP/1.1 502 Bad Gateway\r\n") },
    { 503, LIT_INIT("HTTP/1.1 503 Service Unavailable\r\n") },
    { 504, LIT_INIT("HTTP/1.1 504 Gateway Timeout\r\n") },
    { 505, LIT_INIT("HTTP/1.1 505 HTTP Version Not Supported\r\n") },
};

static void
add_status_line(Buf *out, int status)
{
    for (size_t i = 0; i < COUNT_OF(status_lines); i++)
        if (status_lines[i].status == status) {
            buf_add(out, status_lines[i].line);
            return;
        }
    //= rfc9112#4  A server MUST send the space that separates the status-code from the reason-phrase even when the
    // reason-phrase is absent
    buf_addf(out, "HTTP/1.1 %d \r\n", status);
}

//= rfc9110#6.6.1  An origin server with a clock MUST generate a Date header field in all 2xx (Successful), 3xx (Redirection),
// and 4xx (Client Error) responses
static void
add_date(Buf *out, Micros now)
{
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static _Thread_local char text[64]; /* of this second: gmtime_r takes a lock of the C library */
    static _Thread_local size_t length;
    static _Thread_local time_t shown;
    time_t seconds = (time_t)(now / SECOND);

    if (length == 0 || seconds != shown) {
        struct tm parts;
        (void)gmtime_r(&seconds, &parts);
        Buf line = buf_fixed(text, sizeof text);
        buf_addf(&line, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n", days + (size_t)parts.tm_wday * 3,
                 parts.tm_mday, months + (size_t)parts.tm_mon * 3, parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
                 parts.tm_sec);
        length = line.len;
        shown = seconds;
    }
    buf_add(out, (Str){ text, length });
}

/* The fields that only this file writes. */
static bool
is_ours(Str name)
{
    static const Str ours[] = { LIT_INIT("Date"), LIT_INIT("Content-Length"), LIT_INIT("Connection"),
                                LIT_INIT("Transfer-Encoding"), LIT_INIT("Content-Type") };

    for (size_t i = 0; i < COUNT_OF(ours); i++)
        if (str_equal_nocase(name, ours[i]))
            return true;
    return false;
}

/* A control byte here would be a header, or a reply, of a stranger's making: our mistake, so the process ends. */
static void
add_header(Buf *out, Str name, Str value)
{
    assert(wire_is_token(name) && wire_is_value(value));
    buf_add(out, name);
    buf_add(out, LIT(": "));
    buf_add(out, value);
    buf_add(out, LIT("\r\n"));
}

bool
wire_has_content(const Request *request, const Reply *reply)
{
    //= rfc9110#9.3.2  The HEAD method is identical to GET except that the server MUST NOT send content in the response.
    return reply->status != 204 && reply->status != 304 && !str_equal(request->method, LIT("HEAD"));
}

Error *
wire_write(const Request *request, const Reply *reply, bool head_only, bool keep_alive, Buf *out)
{
    Str written;

    assert(reply->status >= 200 && reply->status <= 599 && reply->header_count <= REPLY_HEADERS_MAX);
    add_status_line(out, reply->status);
    add_date(out, request->now);
    //= rfc9110#8.6  A server MUST NOT send a Content-Length header field in any response with a status code of 1xx
    // (Informational) or 204 (No Content).
    if (reply->status != 204 && reply->status != 304)
        buf_addf(out, "Content-Length: %zu\r\n", reply->body.len);
    if (reply->content_type.len)
        add_header(out, LIT("Content-Type"), reply->content_type);
    buf_add(out, keep_alive ? LIT("Connection: keep-alive\r\n") : LIT("Connection: close\r\n"));
    for (size_t i = 0; i < reply->header_count; i++) {
        assert(!is_ours(reply->headers[i].name));
        add_header(out, reply->headers[i].name, reply->headers[i].value);
    }
    buf_add(out, LIT("\r\n"));
    if (!head_only && wire_has_content(request, reply))
        buf_add(out, reply->body);
    return buf_finish(out, "the reply", &written);
}
