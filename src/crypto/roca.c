/* roca.c -- the fingerprint of Infineon's RSA key generator: its primes are powers of 65537 modulo many small primes, so its
 * moduli are too, and such a modulus can be factored (Nemec et al., The Return of Coppersmith's Attack, 2017, section 3).
 * SPDX-License-Identifier: ISC */
#include "crypto/roca.h"

#include "base/base.h"

#include <openssl/bn.h>

static const unsigned primes[] = { 3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                   47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103,
                                   107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167 };

/* Whether value is a power of 65537 modulo the prime: walk them all, there are fewer than the prime. */
static bool
is_power(unsigned value, unsigned prime)
{
    unsigned power = 1;

    do {
        if (power == value)
            return true;
        power = power * (65537 % prime) % prime;
    } while (power != 1);
    return false;
}

bool
roca_has_fingerprint(const BIGNUM *modulus)
{
    for (size_t i = 0; i < COUNT_OF(primes); i++)
        if (!is_power((unsigned)BN_mod_word(modulus, primes[i]), primes[i]))
            return false;
    return true;
}
