/* roca.h -- inside this room only: RSA moduli made by a broken generator (CVE-2017-15361).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ROCA_H
#define LATCHSTRING_ROCA_H

#include <openssl/types.h>
#include <stdbool.h>

/* Whether the modulus has the generator's fingerprint. Of honest moduli, about 1 in 2^27 has it by chance. */
bool roca_has_fingerprint(const BIGNUM *modulus);

#endif
