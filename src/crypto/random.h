/* random.h -- randomness, by libsodium from the kernel.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_RANDOM_H
#define LATCHSTRING_RANDOM_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

/* Once, before any thread starts; sets up libsodium. */
Error *random_init(void) MUST_USE;

void random_bytes(void *memory, size_t size);

/* 256 random bits as 43 characters of base64url: states, codes, handles, secrets. The memory is wiped with the arena. */
Str random_token(Arena *arena);

/* A UUIDv7 in its text form (RFC 9562 5.7), ordered by the time given. */
Str random_uuid(Arena *arena, Micros now);

#endif
