/* verify_key.h -- inside this room only: what a verifying key holds.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_VERIFY_KEY_H
#define LATCHSTRING_VERIFY_KEY_H

#include "crypto/sign.h"

#include <openssl/types.h>

/* Nothing in it changes after it was made, so threads share it without a lock. */
struct VerifyKey {
    EVP_PKEY *pkey;
    SignAlg alg;
    size_t id_length;
    char id[];
};

#endif
