/* id_token.c -- the claims of an ID token, both directions.
 * SPDX-License-Identifier: ISC */
#include "oauth/id_token.h"

#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/hash.h"
#include "crypto/secret.h"

#define PAYLOAD_LIMIT 32768
#define SECONDS_MAX   ((int64_t)1 << 40)

static const JsonField id_fields[] = {
    JSON_FIELD(IdClaims, iss, JSON_STR, true),
    JSON_FIELD(IdClaims, sub, JSON_STR, true),
    JSON_FIELD(IdClaims, aud, JSON_STR_LIST, true),
    JSON_FIELD(IdClaims, exp, JSON_INT, true),
    JSON_FIELD(IdClaims, iat, JSON_INT, true),
    JSON_FIELD(IdClaims, nbf, JSON_INT, false),
    JSON_FIELD(IdClaims, auth_time, JSON_INT, false),
    JSON_FIELD(IdClaims, azp, JSON_STR, false),
    JSON_FIELD(IdClaims, nonce, JSON_STR, false),
    JSON_FIELD(IdClaims, at_hash, JSON_STR, false),
    JSON_FIELD(IdClaims, sid, JSON_STR, false),
    JSON_FIELD(IdClaims, name, JSON_STR, false),
    JSON_FIELD(IdClaims, preferred_username, JSON_STR, false),
    JSON_FIELD(IdClaims, email, JSON_STR, false),
    JSON_FIELD(IdClaims, email_verified, JSON_BOOLEAN, false),
    JSON_FIELD_END,
};

Str
id_token_at_hash(Arena *arena, Str access_token)
{
    unsigned char digest[HASH_SIZE];

    hash_sha256(access_token, digest);
    return base64url_encode(arena, (Str){ (const char *)digest, HASH_SIZE / 2 });
}

static void
write_person(JsonOut *out, Str scope, const User *user)
{
    if (str_has_word(scope, LIT("profile"))) {
        if (user->display_name.len)
            json_member_str(out, "name", user->display_name);
        if (user->name.len)
            json_member_str(out, "preferred_username", user->name);
    }
    if (str_has_word(scope, LIT("email")) && user->email.len) {
        json_member_str(out, "email", user->email);
        json_member_bool(out, "email_verified", user->email_verified);
    }
}

Str
id_token_payload(Arena *arena, Str issuer, const Grant *grant, const User *user, Str access_token, Micros now)
{
    Buf buf = buf_new(arena, PAYLOAD_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "iss", issuer);
    json_member_str(&out, "sub", user->subject);
    json_member_str(&out, "aud", grant->client_id);
    json_member_int(&out, "exp", (now + ID_TOKEN_LIFETIME) / SECOND);
    json_member_int(&out, "iat", now / SECOND);
    json_member_int(&out, "auth_time", grant->auth_time / SECOND);
    //= openid-connect-core#2  If present in the Authentication Request, Authorization Servers MUST include a nonce Claim in the
    //= ID Token
    if (grant->nonce.len)
        json_member_str(&out, "nonce", grant->nonce);
    json_member_str(&out, "at_hash", id_token_at_hash(arena, access_token));
    if (grant->sso.len)
        json_member_str(&out, "sid", grant->sso);
    write_person(&out, grant->scope, user);
    json_close(&out, '}');
    return buf_str(&buf);
}

static Error *
check_audience(const IdClaims *claims, Str client_id)
{
    bool found = false;

    for (size_t i = 0; i < claims->aud.count; i++)
        found = found || str_equal(claims->aud.items[i], client_id);
    //= openid-connect-core#3.1.3.7  The ID Token MUST be rejected if the ID Token does not list the Client as a valid audience
    if (!found)
        FAIL(E_ID_TOKEN_AUDIENCE, "the ID token is not for client %.*s", STR_ARG(client_id));
    if (claims->aud.count > 1 && claims->azp.len == 0)
        FAIL(E_ID_TOKEN_AUDIENCE, "the ID token has several audiences and no azp");
    if (claims->azp.len && !str_equal(claims->azp, client_id))
        FAIL(E_ID_TOKEN_AUDIENCE, "the ID token was made for another azp");
    return NULL;
}

static bool
is_time(int64_t seconds)
{
    return seconds > 0 && seconds < SECONDS_MAX;
}

static Error *
check_times(const IdClaims *claims, Micros now)
{
    int64_t seconds = now / SECOND;

    if (!is_time(claims->exp) || !is_time(claims->iat))
        FAIL(E_ID_TOKEN_EXPIRED, "the ID token's exp or iat is no time");
    //= openid-connect-core#3.1.3.7  The current time MUST be before the time represented by the exp Claim.
    if (claims->exp <= seconds - ID_TOKEN_SKEW)
        FAIL(E_ID_TOKEN_EXPIRED, "the ID token expired %lld s ago: is a clock wrong?",
             (long long)(seconds - claims->exp));
    if (claims->iat > seconds + ID_TOKEN_SKEW || claims->nbf > seconds + ID_TOKEN_SKEW)
        FAIL(E_ID_TOKEN_EXPIRED, "the ID token comes from the future: is a clock wrong?");
    return NULL;
}

Error *
id_token_check(Arena *arena, Str payload, const IdExpected *expected, IdClaims *claims)
{
    IdClaims read = { 0 };

    TRY(json_decode(arena, E_ID_TOKEN_SIGNATURE, payload, id_fields, &read));
    //= openid-connect-core#3.1.3.7  The Issuer Identifier […] MUST exactly match the value of the iss (issuer) Claim.
    if (!str_equal(read.iss, expected->issuer))
        FAIL(E_ID_TOKEN_ISSUER, "the ID token comes from another issuer than %.*s", STR_ARG(expected->issuer));
    TRY(check_audience(&read, expected->client_id));
    TRY(check_times(&read, expected->now));
    //= openid-connect-core#3.1.3.7  If a nonce value was sent in the Authentication Request, a nonce Claim MUST be present and
    //= its value checked
    if (!secret_equal(read.nonce, expected->nonce))
        FAIL(E_ID_TOKEN_NONCE, "the ID token's nonce is not the one we sent");
    if (read.at_hash.len && !secret_equal(read.at_hash, id_token_at_hash(arena, expected->access_token)))
        FAIL(E_ID_TOKEN_SIGNATURE, "the ID token's at_hash is not the access token's");
    //= openid-connect-core#2  It MUST NOT exceed 255 ASCII characters in length.
    if (read.sub.len == 0 || read.sub.len > 255)
        FAIL(E_ID_TOKEN_SIGNATURE, "the ID token's sub is empty or longer than 255 characters");
    *claims = read;
    return NULL;
}
