/* uri.c -- taking http and https URIs apart (RFC 3986), and nothing that two readers could read in two ways.
 * SPDX-License-Identifier: ISC */
#include "codec/uri.h"

#include "base/str.h"
#include "model/model.h"

#include <string.h>

static bool
is_host_byte(char c, bool bracketed)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.')
        return true;
    return bracketed ? c == ':' : c == '-' || c == '_';
}

/* Bytes that a URI may hold at all (RFC 3986 2); a fragment has no business here. */
static bool
has_only_uri_bytes(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= 0x20 || c >= 0x7f || strchr("\\<>\"^`{|}#", c))
            return false;
    }
    return true;
}

static Error *
parse_port(Str text, Uri *uri)
{
    uint64_t port;

    if (!str_to_uint(text, 65535, &port) || port == 0 || text.ptr[0] == '0')
        FAIL(E_INVALID_REQUEST, "the port of a URI is not a number from 1 to 65535");
    uri->port = (uint16_t)port;
    uri->port_written = true;
    return NULL;
}

static Error *
parse_authority(Str authority, Uri *uri)
{
    bool bracketed = authority.len && authority.ptr[0] == '[';
    Str rest;

    uri->authority = authority;
    if (bracketed) {
        rest = str_cut(str_slice(authority, 1, authority.len), ']', &uri->host);
        if (uri->host.len + 2 > authority.len || (rest.len && rest.ptr[0] != ':'))
            FAIL(E_INVALID_REQUEST, "the host of a URI is not closed by ']'");
        rest = str_slice(rest, 1, rest.len);
    } else {
        rest = str_cut(authority, ':', &uri->host);
    }
    for (size_t i = 0; i < uri->host.len; i++)
        if (!is_host_byte(uri->host.ptr[i], bracketed))
            FAIL(E_INVALID_REQUEST, "the host of a URI has a byte that is not allowed (write it in lower case)");
    if (uri->host.len == 0)
        FAIL(E_INVALID_REQUEST, "a URI without a host");
    bool has_port = authority.len > uri->host.len + (bracketed ? 2 : 0);
    return has_port ? parse_port(rest, uri) : NULL;
}

Error *
uri_parse(Str text, Uri *uri)
{
    Uri parsed = { 0 };
    Str rest;

    if (text.len > URI_LIMIT)
        FAIL(E_INVALID_REQUEST, "a URI of more than %d bytes", URI_LIMIT);
    if (!has_only_uri_bytes(text))
        FAIL(E_INVALID_REQUEST, "a URI with a byte that is not allowed");
    if (str_starts(text, LIT("https://"))) {
        parsed.scheme = LIT("https");
        parsed.port = 443;
    } else if (str_starts(text, LIT("http://"))) {
        parsed.scheme = LIT("http");
        parsed.port = 80;
    } else {
        FAIL(E_INVALID_REQUEST, "a URI that does not begin with http:// or https://");
    }
    rest = str_slice(text, parsed.scheme.len + 3, text.len);
    size_t end = 0;
    while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?')
        end++;
    TRY(parse_authority(str_slice(rest, 0, end), &parsed));
    rest = str_slice(rest, end, rest.len);
    parsed.query = str_cut(rest, '?', &parsed.path);
    *uri = parsed;
    return NULL;
}

Str
uri_origin(Arena *arena, const Uri *uri)
{
    bool is_default = uri->port == (str_equal(uri->scheme, LIT("https")) ? 443 : 80);
    const char *open = str_find_byte(uri->host, ':') < uri->host.len ? "[" : "", *close = *open ? "]" : "";

    if (is_default)
        return str_format(arena, "%.*s://%s%.*s%s", STR_ARG(uri->scheme), open, STR_ARG(uri->host), close);
    return str_format(arena, "%.*s://%s%.*s%s:%u", STR_ARG(uri->scheme), open, STR_ARG(uri->host), close, uri->port);
}

/* Whether a path has a segment "." or "..", written or escaped. */
static bool
has_dot_segment(Str path)
{
    while (path.len) {
        Str segment;
        path = str_cut(path, '/', &segment);
        size_t dots = 0;
        while (segment.len) {
            size_t step = segment.ptr[0] == '.' ? 1 : 3;
            if (step == 3 && !str_equal_nocase(str_slice(segment, 0, 3), LIT("%2e")))
                break;
            segment = str_slice(segment, step, segment.len);
            dots++;
        }
        if (dots > 0 && dots <= 2 && segment.len == 0)
            return true;
    }
    return false;
}

bool
uri_is_local_path(Str text)
{
    Str path;

    if (text.len == 0 || text.len > URI_LIMIT || text.ptr[0] != '/' || !has_only_uri_bytes(text))
        return false;
    if (text.len > 1 && text.ptr[1] == '/')
        return false;
    (void)str_cut(text, '?', &path);
    return str_find(path, LIT("//")) == path.len && !has_dot_segment(path);
}

/* 127.a.b.c, written out; nothing that a resolver would still have to make something of. */
static bool
is_loopback_ipv4(Str host)
{
    uint64_t number;
    int numbers = 0;

    for (Str part; host.len > 0; numbers++) {
        bool last = str_find_byte(host, '.') == host.len;
        host = str_cut(host, '.', &part);
        if (!str_to_uint(part, 255, &number) || part.len > 3 || (numbers == 0 && number != 127) ||
            last != (numbers == 3))
            return false;
    }
    return numbers == 4;
}

bool
uri_host_is_loopback(Str host)
{
    return str_equal(host, LIT("localhost")) || str_equal(host, LIT("::1")) || is_loopback_ipv4(host);
}
