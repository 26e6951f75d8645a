/* jws.h -- inside this room only: a compact JWS cut at its dots.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_JWS_H
#define LATCHSTRING_JWS_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

/* The longest token that is signed or looked at, in bytes. */
#define JWS_LIMIT 16384

/* Slices of the token, still base64url. */
typedef struct Jws {
    Str signed_text; /* header.payload */
    Str header;
    Str payload; /* may be empty */
    Str signature;
} Jws;

/* Fails with code unless the token is three parts, of which the first and the last are not empty, within the limit. */
Error *jws_split(Str token, ErrorCode code, Jws *jws) MUST_USE;

/* A part's bytes. Fails with code, naming the part. */
Error *jws_decode(Arena *arena, ErrorCode code, const char *name, Str part, Str *bytes) MUST_USE;

#endif
