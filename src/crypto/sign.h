/* sign.h -- compact JWS (RFC 7515) over handles that carry their one algorithm (RFC 8725 3.1): the token never chooses.
 * Keys are parsed once. No function here decodes a token that it has not verified, but for verify_peek_kid.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SIGN_H
#define LATCHSTRING_SIGN_H

#include "base/arena.h"
#include "base/base.h"
#include "base/error.h"
#include "crypto/seal.h"

typedef enum SignAlg { SIGN_ES256, SIGN_RS256, SIGN_PS256, SIGN_EDDSA, SIGN_ALGS } SignAlg;

/* "ES256" …; the registered name (RFC 7518 3.1). */
const char *sign_alg_name(SignAlg alg);
bool sign_alg_from_name(Str name, SignAlg *alg);

/* A private key: it can sign, it cannot be read. Owned by whoever generated or opened it; safe for use by many threads. */
typedef struct SignKey SignKey;

/* A new ES256 key. kid is the RFC 7638 thumbprint. */
Error *sign_key_generate(SignKey **key) MUST_USE;

/* To and from its sealed form, the only form that leaves this room. */
Error *sign_key_seal(const SignKey *key, const SealKey *seal, Arena *arena, Str *sealed) MUST_USE;
Error *sign_key_unseal(const SealKey *seal, Str sealed, SignKey **key) MUST_USE;
void sign_key_close(SignKey *key);

Str sign_key_id(const SignKey *key); /* lives as long as the key */

/* The public half as a JWK (RFC 7517) object in JSON, with kid, alg, use. Lives as long as the key. */
Str sign_key_jwk(const SignKey *key);

/* header.payload.signature; typ is "JWT", "at+jwt" …; payload is JSON text. E_TOO_LARGE: the token would have more than 16 KiB. */
Error *sign_compact(const SignKey *key, Arena *arena, Str typ, Str payload, Str *token) MUST_USE;

/* A public key with its one algorithm. */
typedef struct VerifyKey VerifyKey;

/* From a JWK object in JSON, at most 64 KiB: EC P-256 (ES256), RSA of 2048 to 8192 bits (RS256 unless alg says PS256), OKP Ed25519
 * (EdDSA). Refused (E_CRYPTO): oct, private members, alg that is not the key's, use other than sig, key_ops without verify, weak
 * or malformed keys. E_MEMORY. Owned by the caller; safe for use by many threads. */
Error *verify_key_from_jwk(Str jwk, VerifyKey **key) MUST_USE;
void verify_key_close(VerifyKey *key);
Str verify_key_id(const VerifyKey *key); /* kid, may be empty */
SignAlg verify_key_alg(const VerifyKey *key);

/* The kid of a token, to choose a key by: an opaque name, nothing else of the header is believed. Empty when it has none.
 * E_INVALID_TOKEN when it is not a compact JWS of at most 16 KiB. */
Error *verify_peek_kid(Arena *arena, Str token, Str *kid) MUST_USE;

/* Check the signature and the header (alg is the key's; typ is one of the space-separated types, where "-" stands for an
 * absent one, compared without case and without "application/"; no crit, no b64; jwk, jku, x5u, x5c are never used), and
 * give the payload's bytes, which may be none. E_ID_TOKEN_SIGNATURE. */
Error *verify_compact(const VerifyKey *key, Arena *arena, Str types, Str token, Str *payload) MUST_USE;

#endif
