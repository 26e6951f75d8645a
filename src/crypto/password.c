/* password.c -- Argon2id by libsodium, and an unknown user that costs what a known one costs.
 * SPDX-License-Identifier: ISC */
#include "crypto/password.h"

#include "base/str.h"
#include "crypto/secret.h"

#include <sodium.h>
#include <string.h>

#define PASSES 2
#define MEMORY ((size_t)19 * 1024 * 1024)

_Static_assert(crypto_pwhash_ALG_DEFAULT == crypto_pwhash_ALG_ARGON2ID13, "crypto_pwhash_str makes Argon2id");

/* A hash of this cost, for those who have none. A constant rather than one made at first use: making it then would tell the
 * first guess at an unknown user from all others. Its password does not matter: the answer is no whatever the check says. */
static const char nobody[] =
    "$argon2id$v=19$m=19456,t=2,p=1$SLJ2EfwP53RF3XAUmnAVfw$/YeGvmSy5XZZes6UW7NFPMRBwMizBhWj0nmIIeJcbiM";

static const char *
text_of(Str password)
{
    return password.len ? password.ptr : "";
}

Error *
password_hash(Arena *arena, Str password, Str *encoded)
{
    char text[crypto_pwhash_STRBYTES];

    if (password.len > PASSWORD_BYTES_MAX)
        FAIL(E_BAD_REQUEST, "a password of %zu bytes: at most %d", password.len, PASSWORD_BYTES_MAX);
    if (crypto_pwhash_str(text, text_of(password), password.len, PASSES, MEMORY) != 0)
        FAIL(E_MEMORY, "no %zu bytes to hash a password in: give the process more memory, or LANE_HASH fewer threads",
             MEMORY);
    *encoded = str_copy(arena, str_from_c(text));
    secret_wipe(text, sizeof text);
    return NULL;
}

bool
password_verify(Str encoded, Str password)
{
    char text[crypto_pwhash_STRBYTES] = { 0 };
    bool known = encoded.len > 0;
    Str checked = known ? encoded : (Str){ nobody, sizeof nobody - 1 };

    if (password.len > PASSWORD_BYTES_MAX || checked.len >= sizeof text)
        return false;
    memcpy(text, checked.ptr, checked.len);
    bool matches = crypto_pwhash_str_verify(text, text_of(password), password.len) == 0;
    secret_wipe(text, sizeof text);
    return known && matches;
}
