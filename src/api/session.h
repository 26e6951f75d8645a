/* session.h -- the app session behind the cookie `app`.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSION_H
#define LATCHSTRING_SESSION_H

#include "api/api.h"

/* A person who is signed in to the app. */
typedef struct Current {
    AppSession session;
    User user;
    Str handle;
} Current;

/* Who is signed in; *found says whether anyone is. A disabled or deleted user is not. */
Error *session_find(Request *request, Current *current, bool *found) MUST_USE;

/* E_UNAUTHENTICATED, E_FORBIDDEN. */
Error *session_require(Request *request, Permission permission) MUST_USE;

/* The token that the sign-out form carries: it belongs to this session. */
Str session_csrf(Arena *arena, Str handle);

#endif
