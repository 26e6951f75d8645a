/* verify.c -- checking compact JWS: first the signature, then the header, and only then is anything believed.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/json.h"
#include "crypto/ecdsa.h"
#include "crypto/jws.h"
#include "crypto/pkey.h"
#include "crypto/sign.h"
#include "crypto/verify_key.h"
#include "crypto/verify_raw.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

/* What of a header is looked at. jwk, jku, x5u and x5c are not here: no key ever comes from a token (RFC 8725 3.10). */
typedef struct Header {
    Str alg, typ, kid;
    Str crit, b64;
} Header;

static const JsonField header_fields[] = {
    JSON_FIELD(Header, alg, JSON_STR, true),
    JSON_FIELD(Header, typ, JSON_STR, false),
    JSON_FIELD(Header, crit, JSON_RAW, false),
    JSON_FIELD(Header, b64, JSON_RAW, false),
    JSON_FIELD_END,
};

static const JsonField peek_fields[] = {
    JSON_FIELD(Header, kid, JSON_STR, false),
    JSON_FIELD_END,
};

/* A context for one check: digest and padding are the algorithm's, never the signature's. */
static bool
begin(EVP_MD_CTX *context, const VerifyKey *key)
{
    EVP_PKEY_CTX *options = NULL; /* belongs to context */
    const char *digest = key->alg == SIGN_EDDSA ? NULL : "SHA256";

    if (EVP_DigestVerifyInit_ex(context, &options, digest, NULL, NULL, key->pkey, NULL) != 1)
        return false;
    //= rfc7518#3.5  The size of the salt value is the same size as the hash function output.
    if (key->alg == SIGN_PS256)
        return EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    return true;
}

static bool
matches(const VerifyKey *key, Str message, const unsigned char *signature, size_t length)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const unsigned char *bytes = (const unsigned char *)(message.len ? message.ptr : "");

    bool ok = context && begin(context, key) && EVP_DigestVerify(context, signature, length, bytes, message.len) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error(); /* why it does not match is nobody's business, and least of all the next TLS call's */
    return ok;
}

Error *
verify_raw(const VerifyKey *key, Str message, Str signature)
{
    unsigned char der[ECDSA_DER_SIZE];
    const unsigned char *bytes = (const unsigned char *)signature.ptr;
    size_t length = signature.len;

    if (key->alg == SIGN_ES256) {
        Error *error = ecdsa_to_der(signature, der, &length);
        if (error)
            FAIL(E_ID_TOKEN_SIGNATURE, "%s", error->text);
        bytes = der;
    }
    if (length == 0 || !matches(key, message, bytes, length))
        FAIL(E_ID_TOKEN_SIGNATURE, "the signature is not one by the %s key", sign_alg_name(key->alg));
    return NULL;
}

//= rfc7515#4.1.9  A recipient using the media type value MUST treat it as if "application/" were prepended to any "typ" value
//= not containing a '/'.
static Str
short_type(Str typ)
{
    Str prefix = LIT("application/"), rest = str_slice(typ, prefix.len, typ.len);

    if (str_equal_nocase(str_slice(typ, 0, prefix.len), prefix) && str_find_byte(rest, '/') == rest.len)
        return rest;
    return typ;
}

/* types is ours: words such as "at+jwt", and "-" where a token may have no type. A token that calls itself "-" has a type. */
static bool
type_is_among(Str types, Str typ)
{
    bool absent = typ.ptr == NULL;

    while (types.len) {
        Str type;
        types = str_cut(types, ' ', &type);
        bool wants_none = str_equal(type, LIT("-"));
        if (type.len && (wants_none ? absent : !absent && str_equal_nocase(type, short_type(typ))))
            return true;
    }
    return false;
}

static Error *
check_header(const VerifyKey *key, Arena *arena, Str types, Str text)
{
    Header header = { 0 };

    TRY(json_decode(arena, E_ID_TOKEN_SIGNATURE, text, header_fields, &header));
    //= rfc8725#3.1  Each key MUST be used with exactly one algorithm, and this MUST be checked when the cryptographic operation
    //= is performed.
    if (!str_equal(header.alg, str_from_c(sign_alg_name(key->alg))))
        FAIL(E_ID_TOKEN_SIGNATURE, "the token's alg is not its key's, %s", sign_alg_name(key->alg));
    //= rfc7515#4.1.11  If any of the listed extension Header Parameters are not understood and supported by the recipient, then
    //= the JWS is invalid.
    if (header.crit.ptr || header.b64.ptr)
        FAIL(E_ID_TOKEN_SIGNATURE, "the token's header has crit or b64: we know no extensions");
    if (!type_is_among(types, header.typ))
        FAIL(E_ID_TOKEN_SIGNATURE, "the token is of another type than \"%.*s\"", STR_ARG(types));
    return NULL;
}

Error *
verify_compact(const VerifyKey *key, Arena *arena, Str types, Str token, Str *payload)
{
    Jws jws;
    Str signature, header, bytes;

    TRY(jws_split(token, E_ID_TOKEN_SIGNATURE, &jws));
    TRY(jws_decode(arena, E_ID_TOKEN_SIGNATURE, "signature", jws.signature, &signature));
    TRY(verify_raw(key, jws.signed_text, signature));
    TRY(jws_decode(arena, E_ID_TOKEN_SIGNATURE, "header", jws.header, &header));
    TRY(check_header(key, arena, types, header));
    TRY(jws_decode(arena, E_ID_TOKEN_SIGNATURE, "payload", jws.payload, &bytes));
    *payload = bytes;
    return NULL;
}

Error *
verify_peek_kid(Arena *arena, Str token, Str *kid)
{
    Jws jws;
    Str text;
    Header header = { 0 };

    TRY(jws_split(token, E_INVALID_TOKEN, &jws));
    TRY(jws_decode(arena, E_INVALID_TOKEN, "header", jws.header, &text));
    TRY(json_decode(arena, E_INVALID_TOKEN, text, peek_fields, &header));
    *kid = header.kid;
    return NULL;
}
