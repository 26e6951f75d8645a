/* made_request.h -- requests made by hand, for what needs no socket.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_MADE_REQUEST_H
#define LATCHSTRING_MADE_REQUEST_H

#include "../unit.h"

#include "http/request.h"

static inline Request *
made_request(const char *method, const char *path, const char *query)
{
    Request *request = ARENA_NEW(arena, Request, 1);

    *request = (Request){ .arena = arena,
                          .id = LIT("0123456789abcdef"),
                          .method = str_from_c(method),
                          .target = str_from_c(path),
                          .path = str_from_c(path),
                          .query = str_from_c(query),
                          .host = LIT("id.example"),
                          .peer = LIT("192.0.2.7") };
    return request;
}

static inline void
made_header(Request *request, const char *name, Str value)
{
    request->headers[request->header_count++] = (Header){ str_from_c(name), value };
}

/* The only header of this name in the reply; "" when there is none. */
static inline Str
made_reply_header(const Reply *reply, const char *name)
{
    Str value = LIT("");
    int count = 0;

    for (size_t i = 0; i < reply->header_count; i++)
        if (str_equal_nocase(reply->headers[i].name, str_from_c(name))) {
            value = reply->headers[i].value;
            count++;
        }
    assert_true(count <= 1);
    return value;
}

#endif
