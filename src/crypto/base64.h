/* base64.h -- standard base64 with padding (RFC 4648 4), by libsodium: for HTTP Basic authentication.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BASE64_H
#define LATCHSTRING_BASE64_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

/* Both results lie in wiped memory: what Basic carries is a secret. */
Str base64_encode(Arena *arena, Str bytes);
Error *base64_decode(Arena *arena, Str text, Str *bytes) MUST_USE; /* E_BAD_REQUEST */

#endif
