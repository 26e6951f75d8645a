/* grant.h -- what must hold when a code is redeemed (RFC 6749 4.1.3, RFC 7636 4.6).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_GRANT_H
#define LATCHSTRING_GRANT_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

/* E_CODE_EXPIRED, E_CLIENT_MISMATCH, E_REDIRECT_MISMATCH, E_PKCE_MISMATCH. */
Error *grant_check(Arena *arena, const Grant *grant, const Client *client, Str redirect_uri, Str code_verifier,
                   Micros now) MUST_USE;

#endif
