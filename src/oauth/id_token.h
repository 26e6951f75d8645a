/* id_token.h -- the claims of an ID token: written by the Authorization Server, checked by the client.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ID_TOKEN_H
#define LATCHSTRING_ID_TOKEN_H

#include "base/arena.h"
#include "base/error.h"
#include "codec/json.h"
#include "model/model.h"

#define ID_TOKEN_LIFETIME (10 * MINUTE)
#define ID_TOKEN_SKEW     60 /* seconds that two clocks may differ */

typedef struct IdClaims {
    Str iss, sub, azp, nonce, at_hash, sid;
    JsonStrList aud;
    int64_t exp, iat, nbf, auth_time; /* seconds since 1970; nbf and auth_time 0 when absent */
    Str name, preferred_username, email;
    bool email_verified;
} IdClaims;

/* What the client knows beforehand. */
typedef struct IdExpected {
    Str issuer, client_id, nonce;
    Str access_token; /* for at_hash */
    Micros now;
} IdExpected;

/* The payload of an ID token for one client; profile and e-mail only as the scope allows. */
Str id_token_payload(Arena *arena, Str issuer, const Grant *grant, const User *user, Str access_token, Micros now);

/* Read and check the payload of a token whose signature was verified (OpenID Connect Core 3.1.3.7): E_ID_TOKEN_ISSUER,
 * _AUDIENCE, _EXPIRED, _NONCE, _SIGNATURE (what cannot be read, at_hash). */
Error *id_token_check(Arena *arena, Str payload, const IdExpected *expected, IdClaims *claims) MUST_USE;

/* at_hash of an access token for tokens signed with SHA-256 (OpenID Connect Core 3.1.3.6). */
Str id_token_at_hash(Arena *arena, Str access_token);

#endif
