/* token_answer.h -- the token endpoint's answer (RFC 6749 5.1, 5.2), both directions.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_TOKEN_ANSWER_H
#define LATCHSTRING_TOKEN_ANSWER_H

#include "base/arena.h"
#include "base/error.h"

#define TOKEN_ANSWER_TOKEN_LIMIT 16000 /* bytes of one token */

typedef struct TokenAnswer {
    Str access_token, token_type, refresh_token, id_token, scope;
    int64_t expires_in; /* seconds; 0 when unknown */
} TokenAnswer;

Str token_answer_encode(Arena *arena, const TokenAnswer *answer);

/* Read the answer that came with this HTTP status; E_INVALID_GRANT when it refused the code, else E_TOKEN_ENDPOINT; both tell
 * the operator the protocol's word. */
Error *token_answer_decode(Arena *arena, int status, Str json, TokenAnswer *answer) MUST_USE;

#endif
