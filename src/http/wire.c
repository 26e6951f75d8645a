/* wire.c -- reading the head of a request, line by line, as the lines arrive.
 * SPDX-License-Identifier: ISC */
#include "http/wire.h"

#include "base/str.h"
#include "http/wire_framing.h"
#include "http/wire_target.h"
#include "http/wire_text.h"

static Error *
read_version(WireHead *head, Str version)
{
    if (str_equal(version, LIT("HTTP/1.1")))
        return NULL;
    head->version_1_0 = str_equal(version, LIT("HTTP/1.0"));
    if (head->version_1_0)
        return NULL;
    bool well_formed = version.len == 8 && str_starts(version, LIT("HTTP/")) && version.ptr[5] >= '0' &&
                       version.ptr[5] <= '9' && version.ptr[6] == '.' && version.ptr[7] >= '0' && version.ptr[7] <= '9';
    //= rfc9110#15.6.6  the server does not support, or refuses to support, the major version of HTTP that was used in the request
    // message.
    if (well_formed)
        FAIL(E_HTTP_VERSION, "the request is neither HTTP/1.1 nor HTTP/1.0");
    FAIL(E_BAD_REQUEST, "the request line does not end in a version of HTTP");
}

/* method SP request-target SP HTTP-version: exactly one space each. Which methods there are is the router's business. */
static Error *
read_request_line(WireHead *head, Str line)
{
    Request *request = head->request;
    Str method, target;
    Str version = str_cut(str_cut(line, ' ', &method), ' ', &target);

    //= rfc9112#3  Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error
    if (!wire_is_token(method))
        FAIL(E_BAD_REQUEST, "the request line does not start with a method");
    TRY(read_version(head, version));
    request->method = method;
    TRY(wire_target_read(request, target));
    head->begun = true;
    return NULL;
}

static Error *
read_header(Request *request, Str line)
{
    Str name, value = str_cut(line, ':', &name);

    if (request->header_count == HEADERS_MAX)
        FAIL(E_HEADERS_TOO_LARGE, "more than %d header fields", HEADERS_MAX);
    //= rfc9112#5.2  A server that receives an obs-fold in a request message that is not within a "message/http" container MUST
    // either reject the message by sending a 400 (Bad Request)
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        FAIL(E_BAD_REQUEST, "header line %zu starts with a space", request->header_count + 1);
    //= rfc9112#5.1  A server MUST reject, with a response status code of 400 (Bad Request), any received request message that
    // contains whitespace between a header field name and colon.
    if (name.len == line.len || !wire_is_token(name))
        FAIL(E_BAD_REQUEST, "header line %zu has no valid name before a colon", request->header_count + 1);
    //= rfc9112#2.2  A recipient of such a bare CR MUST consider that element to be invalid
    //= rfc9110#5.5  a recipient of CR, LF, or NUL within a field value MUST either reject the message or replace each of those
    // characters
    if (!wire_is_value(value))
        FAIL(E_BAD_REQUEST, "header line %zu has a control byte", request->header_count + 1);
    request->headers[request->header_count++] = (Header){ name, str_trim(value) };
    return NULL;
}

/* One line without its CRLF. *complete after the empty line that ends the head. */
static Error *
read_line(WireHead *head, Str line, bool *complete)
{
    if (!head->begun && line.len == 0) {
        //= rfc9112#2.2  a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line
        // (CRLF) received prior to the request-line.
        if (head->parsed > 0)
            FAIL(E_BAD_REQUEST, "two empty lines before the request line");
        return NULL;
    }
    if (!head->begun)
        return read_request_line(head, line);
    if (line.len > 0)
        return read_header(head->request, line);
    TRY(wire_framing_read(head));
    *complete = true;
    return NULL;
}

/* The limits, for a line of that length that may not have ended yet; end is where it ends at the earliest, with its LF. */
static Error *
check_limits(const WireHead *head, size_t line_length, size_t end)
{
    //= rfc9112#3  A server that receives a request-target longer than any URI it wishes to parse MUST respond with a 414 (URI
    // Too Long) status code
    if (!head->begun && line_length > WIRE_LINE_LIMIT)
        FAIL(E_URI_TOO_LONG, "the request line is longer than %d bytes", WIRE_LINE_LIMIT);
    //= rfc6585#5  The 431 status code indicates that the server is unwilling to process the request because its header fields are
    // too large.
    if (end > WIRE_HEAD_LIMIT)
        FAIL(E_HEADERS_TOO_LARGE, "the head is longer than %d bytes", WIRE_HEAD_LIMIT);
    return NULL;
}

/* The limits of a line that has not ended. A CR at its end may turn out to be no part of it. */
static Error *
check_unfinished(const WireHead *head, Str rest)
{
    bool may_end_in_cr = rest.len && rest.ptr[rest.len - 1] == '\r';

    return check_limits(head, rest.len - may_end_in_cr, head->parsed + rest.len + 1);
}

/* Somebody who speaks TLS to this port, say, is told at his first byte. */
static Error *
check_first_byte(const WireHead *head, Str rest)
{
    if (!head->begun && rest.len && rest.ptr[0] != '\r' && !wire_is_token_byte(rest.ptr[0]))
        FAIL(E_BAD_REQUEST, "this is not HTTP");
    return NULL;
}

Error *
wire_read_head(Str bytes, WireHead *head, bool *complete)
{
    *complete = false;
    while (!*complete) {
        Str rest = str_slice(bytes, head->parsed, bytes.len);
        size_t newline = str_find_byte(rest, '\n');
        TRY(check_first_byte(head, rest));
        if (newline == rest.len)
            return check_unfinished(head, rest);
        bool has_cr = newline > 0 && rest.ptr[newline - 1] == '\r';
        Str line = str_slice(rest, 0, newline - has_cr);
        TRY(check_limits(head, line.len, head->parsed + newline + 1));
        /* RFC 9112 2.2 lets us accept a bare LF; two readings of one line are what smugglers live on. */
        if (!has_cr)
            FAIL(E_BAD_REQUEST, "a line ends in a bare LF");
        TRY(read_line(head, line, complete));
        head->parsed += newline + 1;
    }
    head->head_length = head->parsed;
    return NULL;
}
