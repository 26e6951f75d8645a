/* provider.h -- an issuer where people sign in: its settings, discovery document and keys.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PROVIDER_H
#define LATCHSTRING_PROVIDER_H

#include "client/breaker.h"
#include "crypto/secret.h"
#include "http/fetch.h"
#include "oauth/jwks.h"
#include "oauth/metadata.h"

/* All texts must outlive the provider. */
typedef struct ProviderOptions {
    Str name;  /* in /callback/NAME and ?provider=NAME */
    Str label; /* on the button */
    Str issuer;
    Str client_id;
    Secret client_secret; /* empty: a public client */
    Str scopes;
    Str redirect_uri;
    bool own; /* the issuer is this very program */
} ProviderOptions;

typedef struct Provider Provider;

/* Nothing is fetched yet: the program starts with every provider down. */
Error *provider_open(const ProviderOptions *options, Fetch *fetch, Provider **provider) MUST_USE;
void provider_close(Provider *provider);
const ProviderOptions *provider_options(const Provider *provider);

/* A call to the provider, through its breaker. deadline is a point on clock_monotonic. */
Error *provider_send(Provider *provider, Arena *arena, FetchRequest *request, Micros deadline,
                     FetchReply *reply) MUST_USE;

/* What the provider says of itself. Immutable; it is held until the arena of the request ends. */
typedef struct ProviderDocs {
    Metadata metadata;
    Jwks *jwks;
} ProviderDocs;

/* From memory, or fetched now when there is nothing yet. E_PROVIDER, E_TIMEOUT, E_UNAVAILABLE. The release hangs on the arena. */
Error *provider_docs(Provider *provider, Arena *arena, Micros deadline, const ProviderDocs **docs) MUST_USE;

/* After a kid that the keys do not have: fetch them again, at most once in 30 s; else the same docs as before. */
Error *provider_docs_again(Provider *provider, Arena *arena, Micros deadline, const ProviderDocs **docs) MUST_USE;

/* Fetch the documents if they are older than an hour (or missing); errors are logged. For a thread in the background. */
void provider_refresh(Provider *provider);

#endif
