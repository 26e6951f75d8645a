/* access_token.h -- the claims of our access tokens (RFC 9068).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ACCESS_TOKEN_H
#define LATCHSTRING_ACCESS_TOKEN_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

typedef struct AccessClaims {
    Str iss, sub, aud, client_id, scope, jti;
    Str gid; /* ours: the grant that it came from, for revocation */
    int64_t exp, iat;
    int64_t auth_us; /* ours: when the person proved who they are, in µs: a new password ends what is older */
} AccessClaims;

/* lifetime and now in µs. */
Str access_token_payload(Arena *arena, Str issuer, const Grant *grant, const User *user, Micros lifetime, Micros now);

/* Of a token whose signature was verified with typ at+jwt: E_INVALID_TOKEN. */
Error *access_token_check(Arena *arena, Str payload, Str issuer, Micros now, AccessClaims *claims) MUST_USE;

#endif
