/* sessions_person.c -- who is signed in: the Application API's sessions, and the Authorization Server's single sign-on.
 * Two kinds with keys of their own: the handle of one opens nothing of the other.
 * SPDX-License-Identifier: ISC */
#include "codec/base64url.h"
#include "sessions/sessions_act.h"

#include <string.h>

static Error *
person_error(Standing standing)
{
    if (standing == STANDING_LIVE)
        return NULL;
    FAIL(E_UNAUTHENTICATED,
         standing == STANDING_EXPIRED ? "this session has expired" : "no such session is in the cache");
}

Error *
sessions_put_app(Sessions *sessions, Str handle, const AppSession *session)
{
    SessionsAsk ask = { &sessions_record_app, sessions_act_key(KIND_APP, handle), session->created, NULL };

    TRY(sessions_act_put(sessions, &ask, session, session->expires));
    return NULL;
}

Error *
sessions_get_app(Sessions *sessions, Arena *arena, Str handle, Micros now, AppSession *session)
{
    SessionsAsk ask = { &sessions_record_app, sessions_act_key(KIND_APP, handle), now, NULL };
    AppSession found;
    Standing standing;

    TRY(sessions_act_see(sessions, &ask, arena, &found, &standing));
    TRY(person_error(standing));
    *session = found;
    return NULL;
}

Error *
sessions_end_app(Sessions *sessions, Arena *arena, Str handle, Micros now, AppSession *session)
{
    SessionsAsk ask = { &sessions_record_app, sessions_act_key(KIND_APP, handle), now, NULL };
    AppSession found;
    Standing standing;

    TRY(sessions_act_end(sessions, &ask, arena, &found, &standing));
    TRY(person_error(standing));
    *session = found;
    return NULL;
}

Error *
sessions_count_app(Sessions *sessions, Micros now, int64_t *count)
{
    return sessions->ops->count(sessions, KIND_APP, now, count);
}

Error *
sessions_put_sso(Sessions *sessions, Str handle, const SsoSession *session)
{
    SessionsAsk ask = { &sessions_record_sso, sessions_act_key(KIND_SSO, handle), session->created, NULL };

    TRY(sessions_act_put(sessions, &ask, session, session->expires));
    return NULL;
}

Error *
sessions_get_sso(Sessions *sessions, Arena *arena, Str handle, Micros now, SsoSession *session)
{
    SessionsAsk ask = { &sessions_record_sso, sessions_act_key(KIND_SSO, handle), now, NULL };
    SsoSession found;
    Standing standing;

    TRY(sessions_act_see(sessions, &ask, arena, &found, &standing));
    TRY(person_error(standing));
    *session = found;
    return NULL;
}

Error *
sessions_end_sso(Sessions *sessions, Str handle)
{
    SessionsKey key = sessions_act_key(KIND_SSO, handle);

    return sessions_act_forget(sessions, &key);
}

Error *
sessions_end_sso_named(Sessions *sessions, Arena *arena, Str name)
{
    SessionsKey key;
    Str digest;

    TRY(base64url_decode(arena, name, &digest));
    if (digest.len != HASH_SIZE)
        FAIL(E_CACHE, "the name of a single sign-on session is not a SHA-256");
    key.bytes[0] = KIND_SSO;
    memcpy(key.bytes + 1, digest.ptr, HASH_SIZE);
    return sessions_act_forget(sessions, &key);
}
