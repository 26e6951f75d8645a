/* metadata.h -- the discovery document (RFC 8414, OpenID Connect Discovery), both directions.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_METADATA_H
#define LATCHSTRING_METADATA_H

#include "base/arena.h"
#include "base/error.h"
#include "codec/json.h"

typedef struct Metadata {
    Str issuer, authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint, end_session_endpoint;
    JsonStrList token_endpoint_auth_methods_supported, code_challenge_methods_supported;
    bool authorization_response_iss_parameter_supported;
} Metadata;

/* Ours. */
Str metadata_encode(Arena *arena, Str issuer);

/* Another's; its issuer must be, byte for byte, the one that was asked for, and its endpoints URIs. E_PROVIDER. */
Error *metadata_decode(Arena *arena, Str json, Str issuer, Metadata *metadata) MUST_USE;

#endif
