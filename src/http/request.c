/* request.c -- reading a request's headers and cookies.
 * SPDX-License-Identifier: ISC */
#include "http/request.h"

#include "base/str.h"

Str
request_header(const Request *request, Str name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (str_equal_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return LIT("");
}

/* Look for the cookie in one Cookie header; count how often it is there. */
static void
find_cookie(Str pairs, Str name, Str *value, int *count)
{
    while (pairs.len) {
        Str pair, key;
        pairs = str_cut(pairs, ';', &pair);
        Str rest = str_cut(str_trim(pair), '=', &key);
        if (str_equal(key, name)) {
            *value = rest;
            ++*count;
        }
    }
}

Str
request_cookie(const Request *request, Str name)
{
    Str value = LIT("");
    int count = 0;

    for (size_t i = 0; i < request->header_count; i++)
        if (str_equal_nocase(request->headers[i].name, LIT("Cookie")))
            find_cookie(request->headers[i].value, name, &value, &count);
    return count == 1 ? value : LIT("");
}
