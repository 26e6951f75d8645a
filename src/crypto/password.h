/* password.h -- Argon2id by libsodium: 19 MiB, two passes. Slow on purpose: only on LANE_HASH.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PASSWORD_H
#define LATCHSTRING_PASSWORD_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

/* The longest password, in bytes; the same as model's PASSWORD_LIMIT, which this room may not include (a test compares them). */
#define PASSWORD_BYTES_MAX 1024

/* The encoded hash ("$argon2id$…", with salt and cost), at most 127 bytes. E_BAD_REQUEST: the password is too long. E_MEMORY. */
Error *password_hash(Arena *arena, Str password, Str *encoded) MUST_USE;

/* Whether it is the password. With an empty encoded hash (no such user) it spends the same time and says no. It says no, too,
 * to a password that is too long, to an encoded hash that is none, and when there is no memory. */
bool password_verify(Str encoded, Str password);

#endif
