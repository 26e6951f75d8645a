/* sso.h -- the Authorization Server's single sign-on session, behind its own cookie.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SSO_H
#define LATCHSTRING_SSO_H

#include "authserver/authserver.h"

/* A person who is signed in here. */
typedef struct Signed {
    User user;
    Str sso;          /* the session's public name: the hash of its handle */
    Micros auth_time; /* when the person last proved who they are */
    Micros shown;     /* when the first page of this sign-in was shown; 0: none was */
} Signed;

/* Who is signed in by the cookie; *found says whether anyone is. A disabled user is not. */
Error *sso_find(Request *request, Signed *person, bool *found) MUST_USE;

/* The person has just proved who they are: a new session with a new handle; the one before ends. */
Error *sso_begin(Request *request, Reply *reply, const User *user, Signed *person) MUST_USE;

/* End the cookie's session, if there is one. */
Error *sso_end(Request *request, Reply *reply) MUST_USE;

#endif
