/* logo.h -- a site's own logo: an SVG or a PNG that can do nothing but be drawn, or it is refused. Pure; parsers of foreign bytes.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LOGO_H
#define LATCHSTRING_LOGO_H

#include "base/base.h"
#include "base/error.h"

#define LOGO_LIMIT  65536 /* bytes */
#define LOGO_DEPTH  32    /* of elements in an SVG */
#define LOGO_USES   64    /* <use> in an SVG */
#define LOGO_PIXELS 2048  /* width and height of a PNG, at most */

typedef enum LogoKind { LOGO_SVG, LOGO_PNG } LogoKind;

/* What the bytes are. E_CONFIG with one sentence that begins with the name (and the line, in an SVG) and says what is not allowed.
 * An SVG has elements and attributes of a list, and nothing else: no script, no event handler, no foreignObject, no style, no
 * address but "#id" inside of itself, no entity, no document type, no processing instruction, no <use> but directly in the root, no mask
 * or clip of a mask or clip. A PNG is its chunks, whole. */
Error *logo_check(const char *name, Str bytes, LogoKind *kind) MUST_USE;

/* logo_svg.c: the SVG alone. */
Error *logo_svg_check(const char *name, Str text) MUST_USE;

#endif
