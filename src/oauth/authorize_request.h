/* authorize_request.h -- what may be asked of /authorize (RFC 6749 4.1.1, 7636 4.3, OpenID Connect Core 3.1.2), and the redirect
 * that answers it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_AUTHORIZE_REQUEST_H
#define LATCHSTRING_AUTHORIZE_REQUEST_H

#include "base/arena.h"
#include "base/error.h"
#include "codec/form.h"
#include "model/model.h"

typedef struct AuthorizeForm {
    Str response_type, client_id, redirect_uri, scope, state, nonce, code_challenge, code_challenge_method;
    Str prompt, max_age, login_hint, response_mode, request, request_uri;
} AuthorizeForm;

extern const Field authorize_request_fields[];

/* Whether the client may be answered at this address at all: byte for byte one of those registered; for a native client's
 * loopback address only the port may differ. Until this holds nobody is redirected. E_REDIRECT_MISMATCH. */
Error *authorize_request_check_redirect(const Client *client, Str redirect_uri) MUST_USE;

/* The rest, whose errors are answered by a redirect: E_UNSUPPORTED_RESPONSE, E_INVALID_REQUEST, E_INVALID_SCOPE. */
Error *authorize_request_check(Arena *arena, const AuthorizeForm *form, AuthRequest *request) MUST_USE;

/* The redirect with the code, or with the protocol's word for an error; state and iss are in both (RFC 9207). */
Str authorize_request_answer(Arena *arena, const AuthRequest *request, Str issuer, Str code);
Str authorize_request_refusal(Arena *arena, const AuthRequest *request, Str issuer, ErrorCode code);

#endif
