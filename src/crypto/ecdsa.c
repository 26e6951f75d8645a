/* ecdsa.c -- r||s to DER and back, by OpenSSL's own reader and writer.
 * SPDX-License-Identifier: ISC */
#include "crypto/ecdsa.h"

#include "crypto/pkey.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>

#define HALF (ECDSA_SIZE / 2)

/* The pair takes both numbers, or neither when one is missing. */
static ECDSA_SIG *
pair_of(const unsigned char *bytes)
{
    BIGNUM *r = BN_bin2bn(bytes, HALF, NULL), *s = BN_bin2bn(bytes + HALF, HALF, NULL);
    ECDSA_SIG *pair = ECDSA_SIG_new();

    if (r && s && pair && ECDSA_SIG_set0(pair, r, s) == 1)
        return pair;
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(pair);
    return NULL;
}

Error *
ecdsa_to_der(Str signature, unsigned char der[ECDSA_DER_SIZE], size_t *length)
{
    unsigned char *end = der;

    //= rfc7518#3.4  The JWS Signature value MUST be a 64-octet sequence.
    if (signature.len != ECDSA_SIZE)
        FAIL(E_CRYPTO, "an ES256 signature of %zu bytes: it has 64", signature.len);
    ECDSA_SIG *pair = pair_of((const unsigned char *)signature.ptr);
    if (!pair)
        return pkey_refused("reading an ES256 signature");
    int written = i2d_ECDSA_SIG(pair, &end);
    ECDSA_SIG_free(pair);
    if (written <= 0)
        return pkey_refused("writing an ES256 signature");
    assert(written <= ECDSA_DER_SIZE);
    *length = (size_t)written;
    return NULL;
}

Error *
ecdsa_from_der(const unsigned char *der, size_t length, unsigned char signature[ECDSA_SIZE])
{
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)length);

    if (!pair)
        return pkey_refused("reading a signature that OpenSSL wrote");
    int r = BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, HALF);
    int s = BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + HALF, HALF);
    ECDSA_SIG_free(pair);
    if (r != HALF || s != HALF)
        return pkey_refused("writing an ES256 signature");
    return NULL;
}
