/* jws.c -- cutting a compact JWS (RFC 7515 7.1) at its dots, strictly.
 * SPDX-License-Identifier: ISC */
#include "crypto/jws.h"

#include "base/str.h"
#include "codec/base64url.h"

Error *
jws_split(Str token, ErrorCode code, Jws *jws)
{
    Jws cut;

    if (token.len > JWS_LIMIT)
        FAIL(code, "a token of %zu bytes: at most %d", token.len, JWS_LIMIT);
    size_t first = str_find_byte(token, '.');
    if (first == token.len)
        FAIL(code, "a token without a dot is not a compact JWS");
    Str rest = str_slice(token, first + 1, token.len);
    size_t second = str_find_byte(rest, '.');
    if (second == rest.len)
        FAIL(code, "a token of two parts is not a compact JWS");
    cut.header = str_slice(token, 0, first);
    cut.payload = str_slice(rest, 0, second);
    cut.signature = str_slice(rest, second + 1, rest.len);
    cut.signed_text = str_slice(token, 0, first + 1 + second);
    if (str_find_byte(cut.signature, '.') != cut.signature.len)
        FAIL(code, "a token of more than three parts is not a compact JWS");
    if (cut.header.len == 0 || cut.signature.len == 0)
        FAIL(code, "a token without a header or without a signature");
    *jws = cut;
    return NULL;
}

Error *
jws_decode(Arena *arena, ErrorCode code, const char *name, Str part, Str *bytes)
{
    Error *error = base64url_decode(arena, part, bytes);

    if (error)
        FAIL(code, "the %s of a token: %s", name, error->text);
    return NULL;
}
