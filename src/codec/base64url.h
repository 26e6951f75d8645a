/* base64url.h -- bytes as URL-safe text without padding (RFC 4648 5).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BASE64URL_H
#define LATCHSTRING_BASE64URL_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

Str base64url_encode(Arena *arena, Str bytes);

/* Strict: no padding, no line breaks, no other alphabet, no stray bits at the end. E_BAD_REQUEST. */
Error *base64url_decode(Arena *arena, Str text, Str *bytes) MUST_USE;

#endif
