/* forge.h -- for the tests: private keys of every algorithm, and tokens with any header, rightly signed or not.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FORGE_H
#define LATCHSTRING_FORGE_H

#include "crypto/sign.h"

#include <openssl/types.h>

typedef struct Forger {
    EVP_PKEY *pkey;
    SignAlg alg;
} Forger;

/* A new key of the algorithm (RSA: 2048 bits). Ends the test when OpenSSL cannot. */
Forger forge_new(SignAlg alg);
Forger forge_new_rsa(SignAlg alg, unsigned bits);
void forge_free(Forger *forger);

/* One key of each algorithm, and its public half as a handle. 0, or -1 when a handle is not made. */
int forge_keys(Forger forgers[SIGN_ALGS], VerifyKey *keys[SIGN_ALGS]);
void forge_free_keys(Forger forgers[SIGN_ALGS], VerifyKey *keys[SIGN_ALGS]);

/* The public half as a JWK; extra is more members, beginning with a comma, or "". */
Str forge_jwk(Arena *arena, const Forger *forger, const char *extra);

/* The signature of the text as JOSE writes it. */
Str forge_signature(Arena *arena, const Forger *forger, Str text);

/* A token with this header and payload, signed by the forger. */
Str forge_token(Arena *arena, const Forger *forger, const char *header, Str payload);

/* The same with an HMAC-SHA-256 under any bytes as the key. */
Str forge_hmac_token(Arena *arena, Str key, const char *header, Str payload);

/* The three parts with dots between, the first two encoded here. */
Str forge_join(Arena *arena, Str header, Str payload, Str signature_text);

/* The public key as SubjectPublicKeyInfo in PEM and in DER: what confused programs take for an HMAC key. */
Str forge_pem(Arena *arena, const Forger *forger);
Str forge_der(Arena *arena, const Forger *forger);

#endif
