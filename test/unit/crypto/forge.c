/* forge.c -- for the tests: keys and tokens by OpenSSL alone, so that the room is not tested against itself.
 * SPDX-License-Identifier: ISC */
#include "forge.h"

#include "base/str.h"
#include "codec/base64url.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

/* A test that cannot have its keys has nothing to say. */
static void
need(bool ok, const char *what)
{
    if (ok)
        return;
    (void)fprintf(stderr, "forge: OpenSSL cannot %s\n", what);
    abort();
}

Forger
forge_new_rsa(SignAlg alg, unsigned bits)
{
    EVP_PKEY *pkey = EVP_RSA_gen(bits);

    need(pkey, "make an RSA key");
    return (Forger){ pkey, alg };
}

Forger
forge_new(SignAlg alg)
{
    EVP_PKEY *pkey;

    if (alg == SIGN_RS256 || alg == SIGN_PS256)
        return forge_new_rsa(alg, 2048);
    pkey = alg == SIGN_ES256 ? EVP_EC_gen("P-256") : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    need(pkey, "make a key");
    return (Forger){ pkey, alg };
}

void
forge_free(Forger *forger)
{
    EVP_PKEY_free(forger->pkey);
    forger->pkey = NULL;
}

/* size 0: as many bytes as the number has. */
static Str
number(Arena *arena, const Forger *forger, const char *name, size_t size)
{
    BIGNUM *value = NULL;

    need(EVP_PKEY_get_bn_param(forger->pkey, name, &value) == 1, "read a number of a key");
    size_t length = size ? size : (size_t)BN_num_bytes(value);
    unsigned char *bytes = arena_alloc(arena, length);
    need(BN_bn2binpad(value, bytes, (int)length) == (int)length, "write a number of a key");
    BN_free(value);
    return base64url_encode(arena, (Str){ (char *)bytes, length });
}

Str
forge_jwk(Arena *arena, const Forger *forger, const char *extra)
{
    unsigned char raw[32];
    size_t size = sizeof raw;

    if (forger->alg == SIGN_ES256) {
        Str x = number(arena, forger, OSSL_PKEY_PARAM_EC_PUB_X, 32),
            y = number(arena, forger, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
        return str_format(arena, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"%s}", STR_ARG(x),
                          STR_ARG(y), extra);
    }
    if (forger->alg == SIGN_EDDSA) {
        need(EVP_PKEY_get_raw_public_key(forger->pkey, raw, &size) == 1, "read a key");
        Str x = base64url_encode(arena, (Str){ (char *)raw, size });
        return str_format(arena, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%.*s\"%s}", STR_ARG(x), extra);
    }
    Str n = number(arena, forger, OSSL_PKEY_PARAM_RSA_N, 0), e = number(arena, forger, OSSL_PKEY_PARAM_RSA_E, 0);
    return str_format(arena, "{\"kty\":\"RSA\",\"n\":\"%.*s\",\"e\":\"%.*s\"%s%s}", STR_ARG(n), STR_ARG(e),
                      forger->alg == SIGN_PS256 ? ",\"alg\":\"PS256\"" : "", extra);
}

int
forge_keys(Forger forgers[SIGN_ALGS], VerifyKey *keys[SIGN_ALGS])
{
    Arena *arena = arena_new((size_t)1 << 20);
    bool ok = arena != NULL;

    for (unsigned alg = 0; ok && alg < SIGN_ALGS; alg++) {
        forgers[alg] = forge_new((SignAlg)alg);
        ok = !verify_key_from_jwk(forge_jwk(arena, &forgers[alg], ""), &keys[alg]) && verify_key_alg(keys[alg]) == alg;
    }
    arena_free(arena);
    return ok ? 0 : -1;
}

void
forge_free_keys(Forger forgers[SIGN_ALGS], VerifyKey *keys[SIGN_ALGS])
{
    for (unsigned alg = 0; alg < SIGN_ALGS; alg++) {
        verify_key_close(keys[alg]);
        forge_free(&forgers[alg]);
    }
}

static Str
p1363(Arena *arena, const unsigned char *der, size_t length)
{
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)length);
    unsigned char *bytes = arena_alloc(arena, 64);

    need(pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), bytes, 32) == 32, "read r");
    need(BN_bn2binpad(ECDSA_SIG_get0_s(pair), bytes + 32, 32) == 32, "read s");
    ECDSA_SIG_free(pair);
    return (Str){ (char *)bytes, 64 };
}

Str
forge_signature(Arena *arena, const Forger *forger, Str text)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    const char *digest = forger->alg == SIGN_EDDSA ? NULL : "SHA256";
    unsigned char *bytes = arena_alloc(arena, 1024);
    size_t length = 1024;

    need(context && EVP_DigestSignInit_ex(context, &options, digest, NULL, NULL, forger->pkey, NULL) == 1,
         "begin to sign");
    if (forger->alg == SIGN_PS256)
        need(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                 EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1,
             "set PSS");
    need(EVP_DigestSign(context, bytes, &length, (const unsigned char *)text.ptr, text.len) == 1, "sign");
    EVP_MD_CTX_free(context);
    return forger->alg == SIGN_ES256 ? p1363(arena, bytes, length) : (Str){ (char *)bytes, length };
}

Str
forge_join(Arena *arena, Str header, Str payload, Str signature_text)
{
    Str head = base64url_encode(arena, header), body = base64url_encode(arena, payload);

    return str_format(arena, "%.*s.%.*s.%.*s", STR_ARG(head), STR_ARG(body), STR_ARG(signature_text));
}

/* header.payload: what a signature is over. */
static Str
signed_part(Arena *arena, const char *header, Str payload)
{
    Str joined = forge_join(arena, str_from_c(header), payload, LIT(""));

    return str_slice(joined, 0, joined.len - 1);
}

static Str
with_signature(Arena *arena, Str text, Str signature)
{
    Str encoded = base64url_encode(arena, signature);

    return str_format(arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(encoded));
}

Str
forge_token(Arena *arena, const Forger *forger, const char *header, Str payload)
{
    Str text = signed_part(arena, header, payload);

    return with_signature(arena, text, forge_signature(arena, forger, text));
}

Str
forge_hmac_token(Arena *arena, Str key, const char *header, Str payload)
{
    Str text = signed_part(arena, header, payload);
    unsigned char digest[32];
    unsigned length = 0;

    need(HMAC(EVP_sha256(), key.len ? key.ptr : "", (int)key.len, (const unsigned char *)text.ptr, text.len, digest,
              &length),
         "make an HMAC");
    return with_signature(arena, text, (Str){ (char *)digest, length });
}

Str
forge_pem(Arena *arena, const Forger *forger)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *text = NULL;

    need(out && PEM_write_bio_PUBKEY(out, forger->pkey) == 1, "write a public key in PEM");
    long length = BIO_get_mem_data(out, &text);
    Str copy = str_copy(arena, (Str){ text, (size_t)length });
    BIO_free(out);
    return copy;
}

Str
forge_der(Arena *arena, const Forger *forger)
{
    unsigned char *bytes = NULL;
    int length = i2d_PUBKEY(forger->pkey, &bytes);

    need(length > 0, "write a public key in DER");
    Str copy = str_copy(arena, (Str){ (char *)bytes, (size_t)length });
    OPENSSL_free(bytes);
    return copy;
}
