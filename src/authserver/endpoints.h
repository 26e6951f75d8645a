/* endpoints.h -- the handlers behind the table of routes.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ENDPOINTS_H
#define LATCHSTRING_ENDPOINTS_H

#include "authserver/authserver.h"

/* The interaction that a page shows. */
typedef struct InteractionForm {
    Str interaction;
} InteractionForm;

typedef struct SigninForm {
    Str interaction, username, password;
} SigninForm;

typedef struct ConsentForm {
    Str interaction, decision;
} ConsentForm;

typedef struct TokenForm {
    Str grant_type, code, redirect_uri, code_verifier, client_id, client_secret, refresh_token, scope;
} TokenForm;

typedef struct EndSessionForm {
    Str id_token_hint, client_id, post_logout_redirect_uri, state, confirm;
} EndSessionForm;

Error *discovery_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *discovery_get_keys(Request *request, const void *input, Reply *reply) MUST_USE;
Error *authorize_answer(Request *request, const void *input, Reply *reply) MUST_USE;
Error *signin_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *signin_post(Request *request, const void *input, Reply *reply) MUST_USE;
Error *consent_get(Request *request, const void *input, Reply *reply) MUST_USE;
Error *consent_post(Request *request, const void *input, Reply *reply) MUST_USE;
Error *token_post(Request *request, const void *input, Reply *reply) MUST_USE;
Error *userinfo_endpoint_answer(Request *request, const void *input, Reply *reply) MUST_USE;
Error *end_session_answer(Request *request, const void *input, Reply *reply) MUST_USE;

#endif
