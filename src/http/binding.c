/* binding.c -- telling one browser from another.
 * SPDX-License-Identifier: ISC */
#include "http/binding.h"

#include "base/str.h"
#include "crypto/hash.h"
#include "crypto/random.h"

#include <string.h>

#define VALUE_LENGTH 43

void
binding_make(Request *request, Reply *reply, Str cookie, unsigned char binding[32])
{
    Str value = request_cookie(request, cookie);

    if (value.len != VALUE_LENGTH)
        value = random_token(request->arena);
    reply_cookie(request, reply, cookie, value, BINDING_LIFETIME);
    hash_sha256(value, binding);
}

void
binding_read(const Request *request, Str cookie, unsigned char binding[32])
{
    Str value = request_cookie(request, cookie);

    memset(binding, 0, 32);
    if (value.len == VALUE_LENGTH)
        hash_sha256(value, binding);
}
