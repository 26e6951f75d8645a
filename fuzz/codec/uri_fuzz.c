/* uri_fuzz.c -- any bytes as a URI and as a path of our own: what is accepted has one reading, and its parts lie inside it.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/uri.h"
#include "model/model.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_clean(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        assert(text.ptr[i] > 0x20 && text.ptr[i] < 0x7f && text.ptr[i] != '\\' && text.ptr[i] != '#');
}

static void
check_inside(Str part, Str text)
{
    assert(part.len == 0 || (part.ptr >= text.ptr && part.ptr + part.len <= text.ptr + text.len));
}

/* An origin that is written out is read as itself. */
static void
check_origin(Arena *arena, const Uri *uri)
{
    Uri again;
    Str origin = uri_origin(arena, uri);
    Error *error = uri_parse(origin, &again);

    assert(!error);
    assert(str_equal(again.host, uri->host) && str_equal(again.scheme, uri->scheme) && again.port == uri->port);
    assert(again.path.len == 0 && again.query.len == 0);
    assert(str_equal(uri_origin(arena, &again), origin));
}

static void
check_uri(Arena *arena, Str text, const Uri *uri)
{
    assert(text.len <= URI_LIMIT);
    check_clean(text);
    check_inside(uri->host, text);
    check_inside(uri->authority, text);
    check_inside(uri->path, text);
    check_inside(uri->query, text);
    assert(uri->host.len > 0 && uri->port > 0);
    assert(str_find_byte(uri->authority, '@') == uri->authority.len);
    assert(uri->path.len == 0 || uri->path.ptr[0] == '/');
    for (size_t i = 0; i < uri->host.len; i++)
        assert(uri->host.ptr[i] < 'A' || uri->host.ptr[i] > 'Z');
    check_origin(arena, uri);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new((size_t)1 << 20);
    Str text = { (const char *)data, size };
    Uri uri;

    assert(arena);
    Error *error = uri_parse(text, &uri);
    if (error)
        assert(error->code == E_INVALID_REQUEST);
    else
        check_uri(arena, text, &uri);
    if (uri_is_local_path(text)) {
        assert(text.len <= URI_LIMIT && text.ptr[0] == '/' && (text.len == 1 || text.ptr[1] != '/'));
        check_clean(text);
        assert(!str_ends(text, LIT("/..")) || str_find_byte(text, '?') < text.len);
    }
    if (uri_host_is_loopback(text))
        assert(str_equal(text, LIT("localhost")) || str_equal(text, LIT("::1")) || str_starts(text, LIT("127.")));
    arena_free(arena);
    return 0;
}
