/* hash.h -- SHA-256 and HMAC.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HASH_H
#define LATCHSTRING_HASH_H

#include "base/arena.h"
#include "base/base.h"

#define HASH_SIZE 32

void hash_sha256(Str text, unsigned char digest[HASH_SIZE]);

/* SHA-256 as 43 characters of base64url: how handles are stored. */
Str hash_text(Arena *arena, Str text);

/* HMAC-SHA-256 with a key of 32 bytes. */
void hash_keyed(const unsigned char key[HASH_SIZE], Str text, unsigned char digest[HASH_SIZE]);

/* HMAC-SHA-256 with a key of any length: for secrets whose length others chose (webhooks). */
void hash_hmac(Str key, Str text, unsigned char digest[HASH_SIZE]);

#endif
