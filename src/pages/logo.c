/* logo.c -- which kind of picture a logo is, and whether a PNG is whole.
 * SPDX-License-Identifier: ISC */
#include "pages/logo.h"

#include "base/str.h"

#define PNG_SIGNATURE LIT("\x89PNG\r\n\x1a\n")
#define CHUNK_EXTRA   12 /* bytes of a chunk beside its data: length, type, checksum */

static uint32_t
number_at(Str bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr + at;

    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* IHDR first, with a size that we show; IEND last, and nothing behind it. */
static Error *
check_png(const char *name, Str bytes)
{
    size_t at = PNG_SIGNATURE.len;

    if (bytes.len < at + CHUNK_EXTRA + 13 || number_at(bytes, at) != 13 ||
        !str_equal(str_slice(bytes, at + 4, at + 8), LIT("IHDR")))
        FAIL(E_CONFIG, "%s: this PNG does not begin with its header", name);
    uint32_t width = number_at(bytes, at + 8), height = number_at(bytes, at + 12);
    if (width == 0 || height == 0 || width > LOGO_PIXELS || height > LOGO_PIXELS)
        FAIL(E_CONFIG, "%s: this PNG has %u x %u pixels; at most %d x %d are shown", name, width, height, LOGO_PIXELS,
             LOGO_PIXELS);
    while (bytes.len - at >= CHUNK_EXTRA) {
        size_t length = number_at(bytes, at);
        bool end = str_equal(str_slice(bytes, at + 4, at + 8), LIT("IEND"));
        if (length > bytes.len - at - CHUNK_EXTRA)
            break;
        at += length + CHUNK_EXTRA;
        if (end && at == bytes.len)
            return NULL;
        if (end)
            break;
    }
    FAIL(E_CONFIG, "%s: this PNG is cut off, or something stands behind its end", name);
}

Error *
logo_check(const char *name, Str bytes, LogoKind *kind)
{
    if (bytes.len > LOGO_LIMIT)
        FAIL(E_CONFIG, "%s: a logo has at most %d bytes, this one has %zu", name, LOGO_LIMIT, bytes.len);
    if (str_starts(bytes, PNG_SIGNATURE)) {
        TRY(check_png(name, bytes));
        *kind = LOGO_PNG;
        return NULL;
    }
    TRY(logo_svg_check(name, bytes));
    *kind = LOGO_SVG;
    return NULL;
}
