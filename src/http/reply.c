/* reply.c -- building a reply.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "http/request.h"

#include <assert.h>

/* A control byte in a header would let a stranger write headers of his own (response splitting). */
static bool
is_clean(Str value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7f)
            return false;
    return true;
}

void
reply_header(Reply *reply, Str name, Str value)
{
    assert(reply->header_count < REPLY_HEADERS_MAX);
    assert(is_clean(name) && is_clean(value));
    reply->headers[reply->header_count++] = (Header){ name, value };
}

void
reply_text(Reply *reply, int status, Str content_type, Str body)
{
    reply->status = status;
    reply->content_type = content_type;
    reply->body = body;
}

void
reply_html(Reply *reply, int status, Str body)
{
    reply_text(reply, status, LIT("text/html; charset=utf-8"), body);
}

void
reply_json(Reply *reply, int status, Str body)
{
    reply_text(reply, status, LIT("application/json"), body);
}

void
reply_redirect(Request *request, Reply *reply, Str location)
{
    //= rfc9700#4.12  the status code 307 […] the user agent resends the credentials: 303 turns a POST into a GET.
    reply->status = str_equal(request->method, LIT("POST")) ? 303 : 302;
    reply_header(reply, LIT("Location"), location);
}

void
reply_cookie(Request *request, Reply *reply, Str name, Str value, int64_t max_age)
{
    Buf buf = buf_new(request->arena, 4096);

    buf_add(&buf, name);
    buf_add_byte(&buf, '=');
    buf_add(&buf, value);
    buf_addf(&buf, "; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", (long long)max_age,
             request->secure ? "; Secure" : "");
    assert(!buf.overflow);
    reply_header(reply, LIT("Set-Cookie"), buf_str(&buf));
}
