/* sessions_login.c -- what the Application API remembers between /login and the callback.
 * SPDX-License-Identifier: ISC */
#include "crypto/secret.h"
#include "sessions/sessions_act.h"
#include "sessions/sessions_flow.h"

#include "base/str.h"

Error *
sessions_begin_login(Sessions *sessions, const LoginState *login, const Flow *flow)
{
    RecordBytes login_bytes, flow_bytes;
    SessionsPut puts[] = { { .optional = false }, { .optional = true } };

    puts[0].key = sessions_act_key(KIND_LOGIN, login->state);
    TRY(sessions_flow_key(login->client_id, login->state, &puts[1].key));
    TRY(sessions_flow_write(flow, flow->started + FLOW_LIFETIME, &flow_bytes));
    TRY(sessions_record_write(&sessions_record_login, login, login->created + LOGIN_LIFETIME, &login_bytes));
    puts[0].bytes = (Str){ login_bytes.bytes, login_bytes.len };
    puts[1].bytes = (Str){ flow_bytes.bytes, flow_bytes.len };
    Error *error = sessions->ops->put(sessions, puts, COUNT_OF(puts), login->created);
    secret_wipe(login_bytes.bytes, login_bytes.len);
    return error;
}

//= rfc6749#10.12  The client MUST implement CSRF protection for its redirection URI.
Error *
sessions_take_login(Sessions *sessions, Arena *arena, Str state, const unsigned char binding[32], Micros now,
                    LoginState *login)
{
    SessionsAsk ask = { &sessions_record_login, sessions_act_key(KIND_LOGIN, state), now, binding };
    LoginState found;
    Standing standing;

    TRY(sessions_act_take(sessions, &ask, arena, &found, &standing));
    TRY(sessions_act_one_time(standing, "sign-in"));
    found.state = str_copy(arena, state);
    *login = found;
    return NULL;
}
