/* seal.h -- keeping secrets at rest: XChaCha20-Poly1305 under a key from a file.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SEAL_H
#define LATCHSTRING_SEAL_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"

/* A key that seals. Opaque; no code outside crypto/ sees its bytes. */
typedef struct SealKey SealKey;

/* Read the key file: 32 random bytes as 64 hexadecimal digits and a newline, mode 0600. A missing file is made, when
 * create says so (first start), atomically and durably. Errors name the file: E_IO, E_CONFIG (wrong size, readable by others). */
Error *seal_key_open(const char *path, bool create, SealKey **key) MUST_USE;
void seal_key_close(SealKey *key);

/* purpose is bound in (associated data): what was sealed for one purpose does not open for another. */
Str seal_close(const SealKey *key, Arena *arena, Str purpose, Str plain);
Error *seal_open(const SealKey *key, Arena *arena, Str purpose, Str sealed, Str *plain) MUST_USE; /* E_CRYPTO */

/* 32 bytes derived from the key for one purpose (keyed hashes of addresses, say). */
void seal_derive(const SealKey *key, Str purpose, unsigned char derived[32]);

#endif
