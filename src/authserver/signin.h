/* signin.h -- the sign-in page.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SIGNIN_H
#define LATCHSTRING_SIGNIN_H

#include "authserver/sso.h"

/* Begin an interaction and show its page. */
Error *signin_begin(Request *request, const AuthRequest *asked, Reply *reply) MUST_USE;

#endif
