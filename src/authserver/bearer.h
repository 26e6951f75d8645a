/* bearer.h -- an access token that somebody shows.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BEARER_H
#define LATCHSTRING_BEARER_H

#include "authserver/authserver.h"
#include "oauth/access_token.h"

/* The checked token of the Authorization header, and its user. E_INVALID_TOKEN. */
Error *bearer_check(Request *request, AccessClaims *claims, User *user) MUST_USE;

/* The payload of a token that we signed, of one of these types. E_INVALID_TOKEN. */
Error *bearer_verify(Request *request, Str types, Str token, Str *payload) MUST_USE;

#endif
