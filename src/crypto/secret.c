/* secret.c -- copying, comparing and wiping what must not be seen, by libsodium.
 * SPDX-License-Identifier: ISC */
#include "crypto/secret.h"

#include <sodium.h>
#include <string.h>

Secret
secret_copy(Arena *arena, Str value)
{
    char *copy = arena_alloc_secret(arena, value.len + 1);

    if (value.len)
        memcpy(copy, value.ptr, value.len);
    return (Secret){ { copy, value.len } };
}

bool
secret_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || sodium_memcmp(a.ptr, b.ptr, a.len) == 0);
}

void
secret_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}
