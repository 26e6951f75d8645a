/* client_auth.h -- who the client is (RFC 6749 2.3).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CLIENT_AUTH_H
#define LATCHSTRING_CLIENT_AUTH_H

#include "authserver/endpoints.h"

/* By client_secret_basic, client_secret_post, or, for public clients only, by name alone. E_INVALID_CLIENT, E_INVALID_REQUEST. */
Error *client_auth_check(Request *request, const TokenForm *form, Client *client) MUST_USE;

#endif
