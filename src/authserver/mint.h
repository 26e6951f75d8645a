/* mint.h -- the one place where tokens are made. It looks at the user again each time.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_MINT_H
#define LATCHSTRING_MINT_H

#include "authserver/authserver.h"
#include "oauth/token_answer.h"

/* Access token, and with the scope openid an ID token. E_INVALID_GRANT when the user is gone or disabled. */
Error *mint_tokens(Request *request, const Grant *grant, TokenAnswer *answer, User *user) MUST_USE;

/* A first refresh token for the grant. */
Error *mint_refresh(Request *request, const Grant *grant, TokenAnswer *answer) MUST_USE;

#define REFRESH_TOKEN_LIFETIME (30 * DAY)

#endif
