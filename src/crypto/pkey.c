/* pkey.c -- keys from their parts, checked once here so that every handle of this room is a sound key.
 * SPDX-License-Identifier: ISC */
#include "crypto/pkey.h"

#include "crypto/roca.h"
#include "crypto/secret.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#define RSA_BYTES_MAX (PKEY_RSA_MAX / 8)

Error *
pkey_refused(const char *what)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    Error *error = ERROR_NEW(E_CRYPTO, "%s: %s", what, reason ? reason : "OpenSSL gives no reason");

    ERR_clear_error();
    return error;
}

static Error *
from_params(const char *type, int selection, OSSL_PARAM *params, EVP_PKEY **pkey)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *made = NULL;

    bool ok =
        context && EVP_PKEY_fromdata_init(context) == 1 && EVP_PKEY_fromdata(context, &made, selection, params) == 1;
    EVP_PKEY_CTX_free(context);
    if (!ok)
        return pkey_refused("making a key of its parts");
    *pkey = made;
    return NULL;
}

/* On the curve, not at infinity, of the right order; OpenSSL's reader checks some of it, this all. */
static Error *
check_point(EVP_PKEY *pkey)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    bool ok = context && EVP_PKEY_public_check(context) == 1;

    EVP_PKEY_CTX_free(context);
    return ok ? NULL : pkey_refused("checking the point of a key");
}

/* A big-endian number as OpenSSL's parameters want it: in this machine's order. */
static OSSL_PARAM
number_param(const char *name, const BIGNUM *number, unsigned char *native, size_t size)
{
    int written = BN_bn2nativepad(number, native, (int)size);

    assert(written == (int)size);
    return OSSL_PARAM_construct_BN(name, native, size);
}

static Error *
ec_from_params(const unsigned char point[PKEY_EC_POINT], const BIGNUM *scalar, EVP_PKEY **pkey)
{
    unsigned char native[PKEY_EC_SCALAR] = { 0 };
    char group[] = "P-256";
    OSSL_PARAM params[4];
    size_t count = 0;

    params[count++] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    params[count++] =
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)point, PKEY_EC_POINT);
    if (scalar)
        params[count++] = number_param(OSSL_PKEY_PARAM_PRIV_KEY, scalar, native, sizeof native);
    params[count] = OSSL_PARAM_construct_end();
    Error *error = from_params("EC", scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params, pkey);
    secret_wipe(native, sizeof native);
    return error;
}

Error *
pkey_ec(const unsigned char point[PKEY_EC_POINT], const unsigned char *scalar, EVP_PKEY **pkey)
{
    BIGNUM *number = NULL;
    EVP_PKEY *made = NULL;

    if (scalar && !(number = BN_bin2bn(scalar, PKEY_EC_SCALAR, NULL)))
        return pkey_refused("reading a private key");
    Error *error = ec_from_params(point, number, &made);
    BN_clear_free(number);
    if (!error)
        error = check_point(made);
    if (error) {
        EVP_PKEY_free(made);
        return error_pass(error, __FILE__, __LINE__);
    }
    *pkey = made;
    return NULL;
}

static bool
get_number(const EVP_PKEY *pkey, const char *name, unsigned char *bytes)
{
    BIGNUM *number = NULL;
    bool ok = EVP_PKEY_get_bn_param(pkey, name, &number) == 1 &&
              BN_bn2binpad(number, bytes, PKEY_EC_SCALAR) == PKEY_EC_SCALAR;

    BN_clear_free(number);
    return ok;
}

Error *
pkey_ec_parts(const EVP_PKEY *pkey, unsigned char point[PKEY_EC_POINT], unsigned char scalar[PKEY_EC_SCALAR])
{
    point[0] = POINT_CONVERSION_UNCOMPRESSED;
    if (!get_number(pkey, OSSL_PKEY_PARAM_EC_PUB_X, point + 1) ||
        !get_number(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, point + 1 + PKEY_EC_SCALAR) ||
        !get_number(pkey, OSSL_PKEY_PARAM_PRIV_KEY, scalar))
        return pkey_refused("reading the parts of a key");
    return NULL;
}

static Error *
check_rsa(const BIGNUM *modulus, const BIGNUM *exponent)
{
    int bits = BN_num_bits(modulus), exponent_bits = BN_num_bits(exponent);

    //= rfc7518#3.3  A key of size 2048 bits or larger MUST be used with these algorithms.
    if (bits < PKEY_RSA_MIN || bits > PKEY_RSA_MAX)
        FAIL(E_CRYPTO, "an RSA key of %d bits: %d to %d", bits, PKEY_RSA_MIN, PKEY_RSA_MAX);
    if (!BN_is_odd(modulus))
        FAIL(E_CRYPTO, "an RSA key whose modulus is even");
    if (!BN_is_odd(exponent) || exponent_bits < 2 || exponent_bits > PKEY_RSA_EXPONENT_MAX)
        FAIL(E_CRYPTO, "an RSA key whose exponent has %d bits or is even: odd, 3 or more, at most %d bits",
             exponent_bits, PKEY_RSA_EXPONENT_MAX);
    if (roca_has_fingerprint(modulus))
        FAIL(E_CRYPTO, "an RSA key made by a broken generator (ROCA, CVE-2017-15361): its owner must make a new one");
    return NULL;
}

static Error *
rsa_from_numbers(const BIGNUM *modulus, const BIGNUM *exponent, EVP_PKEY **pkey)
{
    unsigned char n[RSA_BYTES_MAX], e[PKEY_RSA_EXPONENT_MAX / 8];

    TRY(check_rsa(modulus, exponent));
    OSSL_PARAM params[] = {
        number_param(OSSL_PKEY_PARAM_RSA_N, modulus, n, (size_t)BN_num_bytes(modulus)),
        number_param(OSSL_PKEY_PARAM_RSA_E, exponent, e, (size_t)BN_num_bytes(exponent)),
        OSSL_PARAM_construct_end(),
    };
    return from_params("RSA", EVP_PKEY_PUBLIC_KEY, params, pkey);
}

Error *
pkey_rsa(Str modulus, Str exponent, EVP_PKEY **pkey)
{
    if (modulus.len == 0 || exponent.len == 0 || modulus.len > 2 * RSA_BYTES_MAX || exponent.len > 2 * RSA_BYTES_MAX)
        FAIL(E_CRYPTO, "an RSA key with a modulus of %zu bytes and an exponent of %zu", modulus.len, exponent.len);
    BIGNUM *n = BN_bin2bn((const unsigned char *)modulus.ptr, (int)modulus.len, NULL);
    BIGNUM *e = BN_bin2bn((const unsigned char *)exponent.ptr, (int)exponent.len, NULL);
    Error *error = n && e ? rsa_from_numbers(n, e, pkey) : pkey_refused("reading an RSA key");
    BN_free(n);
    BN_free(e);
    return error;
}

Error *
pkey_ed25519(Str point, EVP_PKEY **pkey)
{
    const unsigned char *bytes = (const unsigned char *)point.ptr;

    //= rfc8037#2  The parameter "x" MUST be present and contain the public key encoded using the base64url encoding.
    if (point.len != PKEY_ED25519)
        FAIL(E_CRYPTO, "an Ed25519 key of %zu bytes: it has %d", point.len, PKEY_ED25519);
    /* OpenSSL does not look; under a key of small order, one signature fits many messages. */
    if (!crypto_core_ed25519_is_valid_point(bytes))
        FAIL(E_CRYPTO, "an Ed25519 key that is not a point of the main subgroup");
    EVP_PKEY *made = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, bytes, point.len);
    if (!made)
        return pkey_refused("reading an Ed25519 key");
    *pkey = made;
    return NULL;
}
