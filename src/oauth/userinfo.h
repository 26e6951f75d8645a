/* userinfo.h -- the userinfo answer (OpenID Connect Core 5.3), both directions. The handler is authserver/userinfo_endpoint.c.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERINFO_H
#define LATCHSTRING_USERINFO_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

typedef struct Userinfo {
    Str sub, name, preferred_username, email;
    bool email_verified;
} Userinfo;

Str userinfo_encode(Arena *arena, const User *user, Str scope);

/* E_USERINFO when it cannot be read or its sub is not the ID token's. */
Error *userinfo_decode(Arena *arena, int status, Str json, Str sub, Userinfo *userinfo) MUST_USE;

#endif
