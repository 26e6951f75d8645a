/* signin_client.h -- a sign-in at a provider, in three acts.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SIGNIN_CLIENT_H
#define LATCHSTRING_SIGNIN_CLIENT_H

#include "client/provider.h"
#include "model/model.h"
#include "oauth/id_token.h"
#include "oauth/token_answer.h"

/* Fill state, nonce and verifier with fresh randomness (arena). */
void signin_client_fresh(Arena *arena, LoginState *login);

/* The address of the authorization request. prompt may be "". */
Error *signin_client_start(Provider *provider, Arena *arena, const LoginState *login, Str prompt, Micros deadline,
                           Str *url) MUST_USE;

/* What the callback said of its issuer (RFC 9207): E_WRONG_ISSUER. */
Error *signin_client_check_issuer(Provider *provider, Arena *arena, Str iss, Micros deadline) MUST_USE;

/* POST /token. */
Error *signin_client_exchange(Provider *provider, Arena *arena, Str code, Str verifier, Micros deadline,
                              TokenAnswer *answer) MUST_USE;

/* Check the tokens, ask userinfo when name or e-mail are missing though asked for. */
Error *signin_client_identify(Provider *provider, Arena *arena, const TokenAnswer *answer, const IdExpected *expected,
                              Micros deadline, IdClaims *claims) MUST_USE;

#endif
