/* jwks.h -- a set of public keys (RFC 7517 5), read from JSON.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_JWKS_H
#define LATCHSTRING_JWKS_H

#include "base/arena.h"
#include "base/error.h"
#include "crypto/sign.h"

#define JWKS_MAX 100

typedef struct Jwks Jwks;

/* Keys of kinds that we do not know are passed over; a set without any usable key, or with more than JWKS_MAX, is E_PROVIDER.
 * Owned by the caller: jwks_free. */
Error *jwks_read(Arena *arena, Str json, Jwks **jwks) MUST_USE;
void jwks_free(Jwks *jwks);

/* The key with this kid; without a kid, the only key there is. NULL when there is none. */
const VerifyKey *jwks_find(const Jwks *jwks, Str kid);

#endif
