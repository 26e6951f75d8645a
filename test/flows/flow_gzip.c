/* flow_gzip.c -- unpacking by zlib, which is not what the server packs with.
 * SPDX-License-Identifier: ISC */
#include "flow_gzip.h"

#include <string.h>
#include <zlib.h>

#define BODY_MAX ((size_t)4 << 20)

Error *
gzip_unpack(Arena *arena, Str packed, Str *body)
{
    z_stream stream = { 0 };
    unsigned char *in = arena_alloc(arena, packed.len + 1), *out = arena_alloc(arena, BODY_MAX);

    memcpy(in, packed.ptr, packed.len);
    stream.next_in = in;
    stream.avail_in = (unsigned)packed.len;
    stream.next_out = out;
    stream.avail_out = (unsigned)BODY_MAX;
    int status = inflateInit2(&stream, 16 + MAX_WBITS);
    if (status == Z_OK)
        status = inflate(&stream, Z_FINISH);
    (void)inflateEnd(&stream);
    if (status != Z_STREAM_END || stream.avail_in)
        FAIL(E_SERVER_ERROR, "a body that is not one whole gzip member (zlib says %d)", status);
    *body = (Str){ (const char *)out, stream.total_out };
    return NULL;
}
