/* password.h -- Argon2id by libsodium: 19 MiB, two passes. Slow on purpose: only on LANE_HASH.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PASSWORD_H
#define LATCHSTRING_PASSWORD_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

/* The encoded hash ("$argon2id$…", with salt and cost) of a password of at most PASSWORD_LIMIT bytes. E_MEMORY. */
Error *password_hash(Arena *arena, Str password, Str *encoded) MUST_USE;

/* Whether it is the password. With an empty encoded hash (no such user) it spends the same time and says no. */
bool password_verify(Str encoded, Str password);

#endif
