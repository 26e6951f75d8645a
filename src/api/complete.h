/* complete.h -- the last act of a sign-in.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_COMPLETE_H
#define LATCHSTRING_COMPLETE_H

#include "api/api.h"
#include "oauth/id_token.h"
#include "oauth/token_answer.h"

/* Session into the cache, user and event committed in one transaction, cookie sent, on to return_to. flow has what was passed
 * so far, and on failure what was passed here. E_SIGNUP_REFUSED, E_LOCKED, E_DB, E_CACHE. */
Error *complete_signin(Request *request, const ProviderOptions *provider, const LoginState *login,
                       const IdClaims *claims, Flow *flow, Reply *reply) MUST_USE;

#endif
