/* client_auth.c -- who the client is.
 * SPDX-License-Identifier: ISC */
#include "authserver/client_auth.h"

#include "base/str.h"
#include "crypto/base64.h"
#include "crypto/hash.h"
#include "crypto/secret.h"

#define HEADER_LIMIT 1024

/* Name and secret of an "Authorization: Basic …" header; both were form-encoded first (RFC 6749 2.3.1). */
static Error *
read_basic(Request *request, Str header, Str *client_id, Str *secret)
{
    Str decoded, name;

    if (header.len > HEADER_LIMIT || !str_equal_nocase(str_slice(header, 0, 6), LIT("Basic ")))
        FAIL(E_INVALID_CLIENT, "an Authorization header that is not Basic");
    Error *error = base64_decode(request->arena, str_slice(header, 6, header.len), &decoded);
    if (error)
        FAIL(E_INVALID_CLIENT, "an Authorization header that is not base64");
    Str rest = str_cut(decoded, ':', &name);
    TRY(form_unescape(request->arena, name, true, client_id));
    return form_unescape(request->arena, rest, true, secret);
}

static Error *
check_secret(const Client *client, Str secret)
{
    unsigned char digest[HASH_SIZE];

    if (client->is_public && secret.len)
        FAIL(E_INVALID_CLIENT, "client %.*s is public and showed a secret", STR_ARG(client->client_id));
    if (client->is_public)
        return NULL;
    hash_sha256(secret, digest);
    Str shown = { (const char *)digest, HASH_SIZE }, kept = { (const char *)client->secret_hash, HASH_SIZE };
    if (secret.len == 0 || !secret_equal(shown, kept))
        FAIL(E_INVALID_CLIENT, "client %.*s showed a wrong secret or none", STR_ARG(client->client_id));
    return NULL;
}

Error *
client_auth_check(Request *request, const TokenForm *form, Client *client)
{
    const AuthServer *as = request->app;
    Str header = request_header(request, LIT("Authorization"));
    Str client_id = form->client_id, secret = form->client_secret;
    Client found;

    //= rfc6749#2.3  The client MUST NOT use more than one authentication method in each request.
    if (header.len && form->client_secret.len)
        FAIL(E_INVALID_REQUEST, "a client showed its secret in two ways");
    if (header.len)
        TRY(read_basic(request, header, &client_id, &secret));
    if (form->client_id.len && !str_equal(form->client_id, client_id))
        FAIL(E_INVALID_REQUEST, "client_id and the Authorization header name two clients");
    if (client_id.len == 0)
        FAIL(E_INVALID_CLIENT, "no client is named");
    TRY(userdb_get_client(as->users, request->arena, client_id, &found));
    TRY(check_secret(&found, secret));
    *client = found;
    return NULL;
}
