/* ecdsa.h -- inside this room only: an ES256 signature as JOSE writes it (r||s) and as OpenSSL does (DER).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ECDSA_H
#define LATCHSTRING_ECDSA_H

#include "base/base.h"
#include "base/error.h"

#define ECDSA_SIZE     64 /* two numbers of 32 bytes */
#define ECDSA_DER_SIZE 72 /* at most: each number may need a zero in front */

/* E_CRYPTO when the signature is not 64 bytes. Whether r and s are in range is for the verifier to see. */
Error *ecdsa_to_der(Str signature, unsigned char der[ECDSA_DER_SIZE], size_t *length) MUST_USE;

/* From OpenSSL's own output. */
Error *ecdsa_from_der(const unsigned char *der, size_t length, unsigned char signature[ECDSA_SIZE]) MUST_USE;

#endif
