/* token_answer.c -- the token endpoint's answer, both directions.
 * SPDX-License-Identifier: ISC */
#include "oauth/token_answer.h"

#include "base/str.h"
#include "codec/json.h"

#define ANSWER_LIMIT 16384

static const JsonField answer_fields[] = {
    JSON_FIELD(TokenAnswer, access_token, JSON_STR, true),
    JSON_FIELD(TokenAnswer, token_type, JSON_STR, true),
    JSON_FIELD(TokenAnswer, refresh_token, JSON_STR, false),
    JSON_FIELD(TokenAnswer, id_token, JSON_STR, false),
    JSON_FIELD(TokenAnswer, scope, JSON_STR, false),
    JSON_FIELD(TokenAnswer, expires_in, JSON_INT, false),
    JSON_FIELD_END,
};

typedef struct Refusal {
    Str error;
} Refusal;

static const JsonField refusal_fields[] = {
    JSON_FIELD(Refusal, error, JSON_STR, true),
    JSON_FIELD_END,
};

/* What a server gives us as a token must be one that can travel in a header (RFC 6750 2.1: b64token). */
static Error *
check_token(Str token, const char *name)
{
    if (token.len > TOKEN_ANSWER_TOKEN_LIMIT)
        FAIL(E_TOKEN_ENDPOINT, "the token endpoint gave a %s of more than %d bytes", name, TOKEN_ANSWER_TOKEN_LIMIT);
    for (size_t i = 0; i < token.len; i++)
        if ((unsigned char)token.ptr[i] <= 0x20 || (unsigned char)token.ptr[i] >= 0x7f)
            FAIL(E_TOKEN_ENDPOINT, "the token endpoint gave a %s with a byte that no token has", name);
    return NULL;
}

Str
token_answer_encode(Arena *arena, const TokenAnswer *answer)
{
    Buf buf = buf_new(arena, ANSWER_LIMIT);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "access_token", answer->access_token);
    json_member_str(&out, "token_type", answer->token_type);
    json_member_int(&out, "expires_in", answer->expires_in);
    if (answer->refresh_token.len)
        json_member_str(&out, "refresh_token", answer->refresh_token);
    if (answer->id_token.len)
        json_member_str(&out, "id_token", answer->id_token);
    json_member_str(&out, "scope", answer->scope);
    json_close(&out, '}');
    return buf_str(&buf);
}

Error *
token_answer_decode(Arena *arena, int status, Str json, TokenAnswer *answer)
{
    TokenAnswer read = { 0 };
    Refusal refusal = { 0 };

    if (status != 200) {
        TRY(json_decode(arena, E_TOKEN_ENDPOINT, json, refusal_fields, &refusal));
        /* An expired code is nobody's outage. */
        ErrorCode code = str_equal(refusal.error, LIT("invalid_grant")) ? E_INVALID_GRANT : E_TOKEN_ENDPOINT;
        FAIL(code, "the token endpoint refused with %d \"%.*s\"", status, STR_ARG(str_slice(refusal.error, 0, 64)));
    }
    TRY(json_decode(arena, E_TOKEN_ENDPOINT, json, answer_fields, &read));
    //= rfc6749#7.1  The client MUST NOT use an access token if it does not understand the token type.
    if (!str_equal_nocase(read.token_type, LIT("Bearer")))
        FAIL(E_TOKEN_ENDPOINT, "the token endpoint gave a token of a type that is not Bearer");
    if (read.access_token.len == 0)
        FAIL(E_TOKEN_ENDPOINT, "the token endpoint gave an empty access_token");
    TRY(check_token(read.access_token, "access_token"));
    TRY(check_token(read.refresh_token, "refresh_token"));
    TRY(check_token(read.id_token, "id_token"));
    *answer = read;
    return NULL;
}
