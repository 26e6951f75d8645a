/* binding.c -- telling one browser from another.
 * SPDX-License-Identifier: ISC */
#include "http/binding.h"

#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/hash.h"
#include "crypto/random.h"

#include <string.h>

#define VALUE_LENGTH 43

/* The cookie when it can be one of ours (random_token); a stranger's bytes never come back in a header. */
static Str
read_value(const Request *request, Str cookie)
{
    Str bytes, value = request_cookie(request, cookie);
    bool ours = value.len == VALUE_LENGTH && base64url_decode(request->arena, value, &bytes) == NULL;

    return ours ? value : LIT("");
}

void
binding_make(Request *request, Reply *reply, Str cookie, unsigned char binding[32])
{
    Str value = read_value(request, cookie);

    if (value.len == 0)
        value = random_token(request->arena);
    reply_cookie(request, reply, cookie, value, BINDING_LIFETIME);
    hash_sha256(value, binding);
}

void
binding_read(const Request *request, Str cookie, unsigned char binding[32])
{
    Str value = read_value(request, cookie);

    memset(binding, 0, 32);
    if (value.len)
        hash_sha256(value, binding);
}
