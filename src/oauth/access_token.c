/* access_token.c -- the claims of our access tokens (RFC 9068), both directions.
 * SPDX-License-Identifier: ISC */
#include "oauth/access_token.h"

#include "base/str.h"
#include "codec/json.h"
#include "crypto/random.h"

#define PAYLOAD_LIMIT 16384

static const JsonField access_fields[] = {
    JSON_FIELD(AccessClaims, iss, JSON_STR, true),
    JSON_FIELD(AccessClaims, sub, JSON_STR, true),
    JSON_FIELD(AccessClaims, aud, JSON_STR, true),
    JSON_FIELD(AccessClaims, client_id, JSON_STR, true),
    JSON_FIELD(AccessClaims, scope, JSON_STR, true),
    JSON_FIELD(AccessClaims, jti, JSON_STR, true),
    JSON_FIELD(AccessClaims, gid, JSON_STR, true),
    JSON_FIELD(AccessClaims, exp, JSON_INT, true),
    JSON_FIELD(AccessClaims, iat, JSON_INT, true),
    JSON_FIELD(AccessClaims, auth_us, JSON_INT, true),
    JSON_FIELD_END,
};

Str
access_token_payload(Arena *arena, Str issuer, const Grant *grant, const User *user, Micros lifetime, Micros now)
{
    Buf buf = buf_new(arena, PAYLOAD_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "iss", issuer);
    json_member_str(&out, "sub", user->subject);
    json_member_str(&out, "aud", issuer);
    json_member_str(&out, "client_id", grant->client_id);
    json_member_str(&out, "scope", grant->scope);
    json_member_str(&out, "jti", random_token(arena));
    json_member_str(&out, "gid", grant->grant_id);
    json_member_int(&out, "exp", (now + lifetime) / SECOND);
    json_member_int(&out, "iat", now / SECOND);
    json_member_int(&out, "auth_us", grant->auth_time);
    json_close(&out, '}');
    return buf_str(&buf);
}

Error *
access_token_check(Arena *arena, Str payload, Str issuer, Micros now, AccessClaims *claims)
{
    AccessClaims read = { 0 };

    TRY(json_decode(arena, E_INVALID_TOKEN, payload, access_fields, &read));
    //= rfc9068#4  The issuer identifier […] MUST exactly match the value of the "iss" claim.
    if (!str_equal(read.iss, issuer) || !str_equal(read.aud, issuer))
        FAIL(E_INVALID_TOKEN, "the access token is not of this issuer or not for it");
    //= rfc9068#4  The current time MUST be before the time represented by the "exp" claim.
    if (read.exp <= now / SECOND)
        FAIL(E_INVALID_TOKEN, "the access token has expired");
    *claims = read;
    return NULL;
}
