/* pkce.h -- Proof Key for Code Exchange (RFC 7636), S256 only.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PKCE_H
#define LATCHSTRING_PKCE_H

#include "base/arena.h"
#include "base/error.h"

/* BASE64URL(SHA-256(verifier)), 43 characters. */
Str pkce_challenge(Arena *arena, Str verifier);

/* Whether it can be an S256 challenge at all: 43 characters of base64url. */
bool pkce_is_challenge(Str challenge);

/* Whether the verifier is well-formed (43 to 128 unreserved characters) and the challenge's. E_PKCE_MISMATCH. */
Error *pkce_check(Arena *arena, Str challenge, Str verifier) MUST_USE;

#endif
