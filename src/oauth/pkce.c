/* pkce.c -- Proof Key for Code Exchange (RFC 7636), S256 only.
 * SPDX-License-Identifier: ISC */
#include "oauth/pkce.h"

#include "crypto/hash.h"
#include "crypto/secret.h"

#include <string.h>

#define CHALLENGE_LENGTH 43
#define VERIFIER_MIN     43
#define VERIFIER_MAX     128

static bool
consists_of(Str text, const char *others)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alphanumeric && (c == '\0' || !strchr(others, c)))
            return false;
    }
    return true;
}

Str
pkce_challenge(Arena *arena, Str verifier)
{
    return hash_text(arena, verifier);
}

bool
pkce_is_challenge(Str challenge)
{
    return challenge.len == CHALLENGE_LENGTH && consists_of(challenge, "-_");
}

Error *
pkce_check(Arena *arena, Str challenge, Str verifier)
{
    //= rfc7636#4.1  code-verifier = 43*128unreserved
    if (verifier.len < VERIFIER_MIN || verifier.len > VERIFIER_MAX || !consists_of(verifier, "-._~"))
        FAIL(E_PKCE_MISMATCH, "the code_verifier is missing or not 43 to 128 unreserved characters");
    //= rfc7636#4.6  If the values are not equal, an error response indicating "invalid_grant" […] MUST be returned.
    if (!secret_equal(pkce_challenge(arena, verifier), challenge))
        FAIL(E_PKCE_MISMATCH, "the code_verifier is not the one of the code_challenge");
    return NULL;
}
