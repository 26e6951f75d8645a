/* pkey.h -- inside this room only: the parts of a key to OpenSSL's key, and back. Parts that make a weak or malformed key are refused
 * with E_CRYPTO.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PKEY_H
#define LATCHSTRING_PKEY_H

#include "base/base.h"
#include "base/error.h"

#include <openssl/types.h>

#define PKEY_EC_POINT         65 /* 4, x, y: a point of P-256 without compression */
#define PKEY_EC_SCALAR        32
#define PKEY_ED25519          32
#define PKEY_RSA_MIN          2048
#define PKEY_RSA_MAX          8192
#define PKEY_RSA_EXPONENT_MAX 32 /* bits; a longer one only makes verifying slow */

/* The error for a call that OpenSSL refused while doing what, with its reason; leaves OpenSSL's error queue empty. */
Error *pkey_refused(const char *what) MUST_USE;

/* A P-256 key; with a scalar it is a private one. The caller frees it (EVP_PKEY_free). */
Error *pkey_ec(const unsigned char point[PKEY_EC_POINT], const unsigned char *scalar, EVP_PKEY **pkey) MUST_USE;

/* The parts of a private P-256 key. The caller wipes the scalar. */
Error *pkey_ec_parts(const EVP_PKEY *pkey, unsigned char point[PKEY_EC_POINT],
                     unsigned char scalar[PKEY_EC_SCALAR]) MUST_USE;

/* Public keys from big-endian numbers (RSA; zeros in front are tolerated) and from 32 bytes (Ed25519). */
Error *pkey_rsa(Str modulus, Str exponent, EVP_PKEY **pkey) MUST_USE;
Error *pkey_ed25519(Str point, EVP_PKEY **pkey) MUST_USE;

#endif
