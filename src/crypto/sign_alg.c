/* sign_alg.c -- the algorithms we know, by the names that RFC 7518 3.1 and RFC 8037 3.1 register.
 * SPDX-License-Identifier: ISC */
#include "crypto/sign.h"

#include "base/str.h"

#include <assert.h>

static const char *const names[SIGN_ALGS] = {
    [SIGN_ES256] = "ES256",
    [SIGN_RS256] = "RS256",
    [SIGN_PS256] = "PS256",
    [SIGN_EDDSA] = "EdDSA",
};

const char *
sign_alg_name(SignAlg alg)
{
    assert(alg < SIGN_ALGS);
    return names[alg];
}

bool
sign_alg_from_name(Str name, SignAlg *alg)
{
    for (unsigned i = 0; i < SIGN_ALGS; i++) {
        if (str_equal(name, str_from_c(names[i]))) {
            *alg = (SignAlg)i;
            return true;
        }
    }
    return false;
}
