/* wire_framing.c -- Host, Content-Length, Transfer-Encoding, Connection and Expect: each at most once, each beyond doubt. This is
 * where requests are smuggled, so nothing here is repaired or guessed.
 * SPDX-License-Identifier: ISC */
#include "http/wire_framing.h"

#include "base/str.h"
#include "http/wire_target.h"

/* The fields of which two would leave it open which one counts. */
typedef enum Single {
    SINGLE_AUTHORIZATION,
    SINGLE_CONTENT_LENGTH,
    SINGLE_CONTENT_TYPE,
    SINGLE_EXPECT,
    SINGLE_HOST,
    SINGLE_ORIGIN,
    SINGLE_TRANSFER_ENCODING,
    SINGLES
} Single;

static const Str single_names[SINGLES] = {
    [SINGLE_AUTHORIZATION] = LIT_INIT("Authorization"),
    [SINGLE_CONTENT_LENGTH] = LIT_INIT("Content-Length"),
    [SINGLE_CONTENT_TYPE] = LIT_INIT("Content-Type"),
    [SINGLE_EXPECT] = LIT_INIT("Expect"),
    [SINGLE_HOST] = LIT_INIT("Host"),
    [SINGLE_ORIGIN] = LIT_INIT("Origin"),
    [SINGLE_TRANSFER_ENCODING] = LIT_INIT("Transfer-Encoding"),
};

/* The values found; ptr is NULL where a field is not there. */
typedef struct Fields {
    Str values[SINGLES];
    bool close;
} Fields;

static Single
single_of(Str name)
{
    int i = 0;

    while (i < SINGLES && !str_equal_nocase(single_names[i], name))
        i++;
    return (Single)i;
}

/* Whether a comma-separated list has the word, in any case. */
static bool
list_has(Str list, Str word)
{
    while (list.len) {
        Str member;
        list = str_cut(list, ',', &member);
        if (str_equal_nocase(str_trim(member), word))
            return true;
    }
    return false;
}

static Error *
collect(const Request *request, Fields *fields)
{
    for (size_t i = 0; i < request->header_count; i++) {
        const Header *header = &request->headers[i];
        Single single = single_of(header->name);
        if (single < SINGLES && fields->values[single].ptr)
            FAIL(E_BAD_REQUEST, "two fields %.*s; a client sends one", STR_ARG(single_names[single]));
        if (single < SINGLES)
            fields->values[single] = header->value;
        if (str_equal_nocase(header->name, LIT("Connection")))
            fields->close |= list_has(header->value, LIT("close"));
    }
    return NULL;
}

/* HTTP/1.0 had no Host, but we serve names, so it is asked of everyone. */
static Error *
read_host(Request *request, const Fields *fields)
{
    Str host = fields->values[SINGLE_HOST], authority = wire_target_authority(request->target);

    //= rfc9112#3.2  A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a
    // Host header field and to any request message that contains more than one Host header field line or a Host header field
    // with an invalid field value.
    if (!host.ptr)
        FAIL(E_BAD_REQUEST, "no Host field");
    if (!wire_target_is_host(host))
        FAIL(E_BAD_REQUEST, "the Host field is empty or no host[:port]");
    //= rfc9112#3.2  If the target URI includes an authority component, then a client MUST send a field value for Host that is
    // identical to that authority component
    if (request->target.ptr[0] != '/' && request->target.ptr[0] != '*' && !str_equal_nocase(authority, host))
        FAIL(E_BAD_REQUEST, "the target names another host than the Host field");
    request->host = host;
    return NULL;
}

static bool
is_known_coding(Str coding)
{
    static const Str known[] = { LIT_INIT("gzip"), LIT_INIT("x-gzip"), LIT_INIT("compress"), LIT_INIT("x-compress"),
                                 LIT_INIT("deflate") };

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_equal_nocase(coding, known[i]))
            return true;
    return false;
}

/* Only "chunked" is done. A registered coding, alone or before it, is honest but not done here: 501. Everything else is taken
 * for an attempt to be read in two ways: 400. */
static Error *
read_transfer_encoding(WireHead *head, Str value)
{
    Str coding;
    Str rest = str_trim(str_cut(value, ',', &coding));

    //= rfc9112#6.1  A server or client that receives an HTTP/1.0 message containing a Transfer-Encoding header field MUST treat
    // the message as if the framing is faulty
    if (head->version_1_0)
        FAIL(E_BAD_REQUEST, "Transfer-Encoding in HTTP/1.0");
    head->chunked = str_equal_nocase(value, LIT("chunked"));
    if (head->chunked)
        return NULL;
    //= rfc9112#6.1  A server that receives a request message with a transfer coding it does not understand SHOULD respond with
    // 501 (Not Implemented).
    if (is_known_coding(str_trim(coding)) && (rest.len == 0 || str_equal_nocase(rest, LIT("chunked"))))
        FAIL(E_NOT_IMPLEMENTED, "a transfer coding other than chunked");
    FAIL(E_BAD_REQUEST, "Transfer-Encoding is not chunked");
}

/* Digits only; a leading zero is octal to some. */
static Error *
read_content_length(WireHead *head, Str value)
{
    uint64_t length;

    //= rfc9112#6.3  If a message is received without Transfer-Encoding and with an invalid Content-Length header field, then the
    // message framing is invalid and the recipient MUST treat it as an unrecoverable error
    if (!str_to_uint(value, UINT64_MAX, &length) || (value.len > 1 && value.ptr[0] == '0'))
        FAIL(E_BAD_REQUEST, "Content-Length is no number, or written oddly");
    if (length > WIRE_BODY_LIMIT)
        FAIL(E_BODY_TOO_LARGE, "Content-Length %llu is above the limit of %d", (unsigned long long)length,
             WIRE_BODY_LIMIT);
    head->body_length = length;
    return NULL;
}

static Error *
read_body_framing(WireHead *head, const Fields *fields)
{
    Str encoding = fields->values[SINGLE_TRANSFER_ENCODING], length = fields->values[SINGLE_CONTENT_LENGTH];

    //= rfc9112#6.1  A server MAY reject a request that contains both Content-Length and Transfer-Encoding
    if (encoding.ptr && length.ptr)
        FAIL(E_BAD_REQUEST, "both Content-Length and Transfer-Encoding");
    if (encoding.ptr)
        return read_transfer_encoding(head, encoding);
    return length.ptr ? read_content_length(head, length) : NULL;
}

static Error *
read_expect(WireHead *head, Str value)
{
    //= rfc9110#10.1.1  A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that expectation.
    if (!value.ptr || head->version_1_0)
        return NULL;
    //= rfc9110#10.1.1  A server that receives an Expect field value containing a member other than 100-continue MAY respond with
    // a 417 (Expectation Failed) status code
    if (!str_equal_nocase(value, LIT("100-continue")))
        FAIL(E_EXPECTATION, "Expect is not 100-continue");
    head->expect_continue = head->chunked || head->body_length > 0;
    return NULL;
}

Error *
wire_framing_read(WireHead *head)
{
    Fields fields = { 0 };

    TRY(collect(head->request, &fields));
    TRY(read_host(head->request, &fields));
    TRY(read_body_framing(head, &fields));
    TRY(read_expect(head, fields.values[SINGLE_EXPECT]));
    if (fields.values[SINGLE_CONTENT_TYPE].ptr)
        head->request->content_type = fields.values[SINGLE_CONTENT_TYPE];
    //= rfc9112#9.3  If the received protocol is HTTP/1.1 (or later), the connection will persist after the current response
    /* HTTP/1.0 persists only by agreement, and we make none. */
    head->keep_alive = !head->version_1_0 && !fields.close;
    return NULL;
}
