/* uri.h -- the one place that takes a URI apart (RFC 3986).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_URI_H
#define LATCHSTRING_URI_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

/* Parts are slices of the text that was parsed. */
typedef struct Uri {
    Str scheme;    /* "http" or "https", lower case as written */
    Str host;      /* name or address; IPv6 without brackets */
    uint16_t port; /* the scheme's own when none is written */
    bool port_written;
    Str authority; /* host[:port] as written */
    Str path;      /* may be empty */
    Str query;     /* without '?' */
} Uri;

/* An absolute http or https URI. Refused (E_INVALID_REQUEST): user information, fragment, control bytes, spaces, '\', '<', '>',
 * '"', non-ASCII, empty host, upper case in scheme or host, '@' anywhere in the authority, port 0, over URI_LIMIT bytes. */
Error *uri_parse(Str text, Uri *uri) MUST_USE;

/* scheme://host[:port], without the default port. */
Str uri_origin(Arena *arena, const Uri *uri);

/* Whether the text is a path of our own to send someone to: starts with one '/', not "//" nor "/\", no control bytes, no
 * '\', ASCII, no dot segments, at most URI_LIMIT bytes. */
bool uri_is_local_path(Str text);

/* Whether the host is loopback: localhost, 127.0.0.0/8, ::1. */
bool uri_host_is_loopback(Str host);

#endif
