/* test_signin.h -- a sign-in that nobody makes: the whole way through our own issuer, in process, marked as a test.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_TEST_SIGNIN_H
#define LATCHSTRING_TEST_SIGNIN_H

#include "api/api.h"

/* Walk /login, /authorize, /signin, /consent and /callback with the account `test-sign-in`, which exists for this only: it has no
 * permission and no e-mail, is enabled with a random password for the length of the walk, and disabled again whatever happens.
 * took: from the first request to the session. E_OVERLOADED when another walk is under way; E_EXISTS when the account's name is
 * somebody else's; else what went wrong on the way. Checks passwords: for LANE_HASH. */
Error *test_signin_run(Request *request, Micros *took) MUST_USE;

/* At the start of the program: close the account if one that was killed in the middle of a walk left it open. */
Error *test_signin_tidy(Userdb *users, Arena *arena, Micros now) MUST_USE;

/* Whether a request is a step of such a walk: nobody from outside can make one. */
bool test_signin_is(const Request *request);

#endif
