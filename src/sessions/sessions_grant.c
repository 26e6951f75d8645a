/* sessions_grant.c -- authorization codes, and the grants that were revoked.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_act.h"

/* Tokens that were being issued while their grant was revoked are still to be refused: a little longer than they live. */
#define REVOKED_LIFETIME (ACCESS_TOKEN_LIFETIME + MINUTE)

Error *
sessions_put_grant(Sessions *sessions, Str code, const Grant *grant)
{
    SessionsAsk ask = { &sessions_record_grant, sessions_act_key(KIND_GRANT, code), grant->issued, NULL };

    TRY(sessions_act_put(sessions, &ask, grant, grant->expires));
    return NULL;
}

//= rfc6749#4.1.2  The client MUST NOT use the authorization code more than once.
//= rfc6749#4.1.2  If an authorization code is used more than once, the authorization server MUST deny the request and SHOULD
//= revoke (when possible) all tokens previously issued based on that authorization code.
Error *
sessions_take_grant(Sessions *sessions, Arena *arena, Str code, Micros now, Grant *grant)
{
    SessionsAsk ask = { &sessions_record_grant, sessions_act_key(KIND_GRANT, code), now, NULL };
    Standing standing;
    Grant found;

    TRY(sessions_act_take(sessions, &ask, arena, &found, &standing));
    switch (standing) {
    case STANDING_LIVE:
        *grant = found;
        return NULL;
    case STANDING_SPENT:
        *grant = (Grant){ .grant_id = found.grant_id };
        FAIL(E_CODE_REUSED, "this code was redeemed before");
    case STANDING_EXPIRED:
        FAIL(E_CODE_EXPIRED, "this code has expired");
    case STANDING_MISMATCH:
    case STANDING_UNKNOWN:
        break;
    }
    FAIL(E_INVALID_GRANT, "no such code is in the cache");
}

Error *
sessions_revoke_grant(Sessions *sessions, Str grant_id, Micros now)
{
    SessionsAsk ask = { &sessions_record_revocation, sessions_act_key(KIND_REVOKED, grant_id), now, NULL };
    Revocation revocation = { .revoked = true };

    TRY(sessions_act_put(sessions, &ask, &revocation, now + REVOKED_LIFETIME));
    return NULL;
}

/* That a record is there is all that counts: one of another version revokes too. */
Error *
sessions_is_revoked(Sessions *sessions, Str grant_id, Micros now, bool *revoked)
{
    SessionsKey key = sessions_act_key(KIND_REVOKED, grant_id);
    RecordBytes bytes;

    TRY(sessions->ops->see(sessions, &key, &bytes));
    *revoked = bytes.len > 0 && sessions_record_expires((Str){ bytes.bytes, bytes.len }) > now;
    return NULL;
}
