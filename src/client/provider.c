/* provider.c -- an issuer's settings, discovery document and keys.
 * SPDX-License-Identifier: ISC */
#include "client/provider.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define DOCUMENT_LIMIT   ((size_t)1 << 20)
#define DOCS_ARENA       ((size_t)16 << 20)
#define DOCS_FRESH       HOUR
#define KID_INTERVAL     (30 * SECOND)
#define REFRESH_DEADLINE (5 * SECOND)
#define TURN_PATIENCE    200000000L /* nanoseconds */

typedef struct Docs {
    ProviderDocs docs;
    Arena *arena;
    atomic_int references;
    Micros fetched; /* monotonic */
} Docs;

struct Provider {
    ProviderOptions options;
    Fetch *fetch;
    Breaker breaker;
    pthread_mutex_t lock;     /* guards docs */
    pthread_mutex_t fetching; /* one fetch at a time; held across it, and nothing else is */
    Docs *docs;
};

Error *
provider_open(const ProviderOptions *options, Fetch *fetch, Provider **provider)
{
    Provider *made = calloc(1, sizeof *made);

    if (!made)
        FAIL(E_MEMORY, "no memory for a provider");
    made->options = *options;
    made->fetch = fetch;
    breaker_init(&made->breaker);
    (void)pthread_mutex_init(&made->lock, NULL);
    (void)pthread_mutex_init(&made->fetching, NULL);
    *provider = made;
    return NULL;
}

static void
docs_release(void *arg)
{
    Docs *docs = arg;

    if (!docs || atomic_fetch_sub(&docs->references, 1) != 1)
        return;
    jwks_free(docs->docs.jwks);
    arena_free(docs->arena);
    free(docs);
}

void
provider_close(Provider *provider)
{
    if (!provider)
        return;
    docs_release(provider->docs);
    (void)pthread_mutex_destroy(&provider->lock);
    (void)pthread_mutex_destroy(&provider->fetching);
    free(provider);
}

const ProviderOptions *
provider_options(const Provider *provider)
{
    return &provider->options;
}

/* A call in flight, which leaves the breaker even when the request runs out of memory in the middle of it. */
typedef struct Call {
    Breaker *breaker; /* NULL: not entered, or left */
    bool worked;
} Call;

static void
call_end(void *arg)
{
    Call *call = arg;

    if (call->breaker)
        breaker_leave(call->breaker, call->worked);
    call->breaker = NULL;
}

Error *
provider_send(Provider *provider, Arena *arena, FetchRequest *request, Micros deadline, FetchReply *reply)
{
    request->inside = provider->options.own;
    request->deadline = deadline - clock_monotonic();
    if (request->deadline < MILLISECOND)
        FAIL(E_TIMEOUT, "no time is left for a call to provider %.*s", STR_ARG(provider->options.name));
    if (provider->options.own)
        return fetch_send(provider->fetch, arena, request, reply);
    Call *call = ARENA_NEW(arena, Call, 1);
    arena_defer(arena, call_end, call);
    TRY(breaker_enter(&provider->breaker, provider->options.name));
    call->breaker = &provider->breaker;
    Error *error = fetch_send(provider->fetch, arena, request, reply);
    call->worked = !error && reply->status < 500;
    call_end(call);
    return error;
}

static Error *
get_document(Provider *provider, Arena *arena, Str url, Micros deadline, Str *body)
{
    FetchRequest request = {
        .method = LIT("GET"), .url = url, .accept = LIT("application/json"), .limit = DOCUMENT_LIMIT
    };
    FetchReply reply;

    TRY(provider_send(provider, arena, &request, deadline, &reply));
    if (reply.status != 200)
        FAIL(E_PROVIDER, "%.*s answered %d", STR_ARG(url), reply.status);
    *body = reply.body;
    return NULL;
}

static Error *
read_documents(Provider *provider, Arena *arena, Micros deadline, ProviderDocs *docs)
{
    Str issuer = provider->options.issuer, json;
    Str base = str_ends(issuer, LIT("/")) ? str_slice(issuer, 0, issuer.len - 1) : issuer;

    //= openid-connect-discovery#4.1  If the Issuer value contains a path component, any terminating / MUST be removed before
    //= appending /.well-known/openid-configuration.
    Str url = str_format(arena, "%.*s/.well-known/openid-configuration", STR_ARG(base));
    TRY(get_document(provider, arena, url, deadline, &json));
    TRY(metadata_decode(arena, json, issuer, &docs->metadata));
    TRY(get_document(provider, arena, docs->metadata.jwks_uri, deadline, &json));
    return jwks_read(arena, json, &docs->jwks);
}

/* Documents in an arena of their own, since they outlive the request that fetched them. */
static Error *
make_docs(Provider *provider, Micros deadline, Docs **made)
{
    Docs *docs = calloc(1, sizeof *docs);
    Arena *arena = arena_new(DOCS_ARENA);
    Micros soon = clock_monotonic() + REFRESH_DEADLINE;
    jmp_buf guard;
    Error *error;

    if (!docs || !arena) {
        free(docs);
        arena_free(arena);
        FAIL(E_MEMORY, "no memory for a provider's documents");
    }
    arena_guard(arena, &guard);
    if (setjmp(guard) == 0)
        error = read_documents(provider, arena, deadline < soon ? deadline : soon, &docs->docs);
    else
        error = ERROR_NEW(E_PROVIDER, "a provider's documents need too much memory");
    arena_guard(arena, NULL);
    if (error) {
        arena_free(arena);
        free(docs);
        return error;
    }
    docs->arena = arena;
    docs->references = 1;
    docs->fetched = clock_monotonic();
    *made = docs;
    return NULL;
}

static void
release_slot(void *arg)
{
    docs_release(*(Docs **)arg);
}

/* The documents there are, with a reference of the arena's; NULL when there are none. */
static const Docs *
hold(Provider *provider, Arena *arena)
{
    Docs **slot = ARENA_NEW(arena, Docs *, 1);

    arena_defer(arena, release_slot, slot);
    (void)pthread_mutex_lock(&provider->lock);
    *slot = provider->docs;
    if (*slot)
        atomic_fetch_add(&(*slot)->references, 1);
    (void)pthread_mutex_unlock(&provider->lock);
    return *slot;
}

static void
replace(Provider *provider, Docs *docs)
{
    (void)pthread_mutex_lock(&provider->lock);
    Docs *old = provider->docs;
    provider->docs = docs;
    (void)pthread_mutex_unlock(&provider->lock);
    docs_release(old);
}

static bool
is_older(Provider *provider, Micros max_age)
{
    (void)pthread_mutex_lock(&provider->lock);
    bool older = !provider->docs || clock_monotonic() - provider->docs->fetched > max_age;
    (void)pthread_mutex_unlock(&provider->lock);
    return older;
}

/* One fetches, the others wait a little: a provider that does not answer must not collect threads. */
static Error *
take_turn(Provider *provider)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TURN_PATIENCE;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    if (pthread_mutex_timedlock(&provider->fetching, &until) != 0)
        FAIL(E_UNAVAILABLE, "the documents of provider %.*s are being fetched and do not come",
             STR_ARG(provider->options.name));
    return NULL;
}

/* Fetch unless somebody else did while we waited for the turn. Nothing here uses a request's arena: its running out of memory
 * would jump out with the lock held. */
static Error *
fetch_if_older(Provider *provider, Micros max_age, Micros deadline)
{
    Docs *fresh = NULL;
    Error *error = NULL;

    TRY(take_turn(provider));
    if (is_older(provider, max_age))
        error = make_docs(provider, deadline, &fresh);
    if (fresh)
        replace(provider, fresh);
    (void)pthread_mutex_unlock(&provider->fetching);
    return error;
}

Error *
provider_docs(Provider *provider, Arena *arena, Micros deadline, const ProviderDocs **docs)
{
    const Docs *held = hold(provider, arena);

    if (!held) {
        TRY(fetch_if_older(provider, DOCS_FRESH, deadline));
        held = hold(provider, arena);
    }
    *docs = &held->docs;
    return NULL;
}

Error *
provider_docs_again(Provider *provider, Arena *arena, Micros deadline, const ProviderDocs **docs)
{
    Error *error = fetch_if_older(provider, KID_INTERVAL, deadline);
    const Docs *held = hold(provider, arena);

    if (!held)
        return error ? error : ERROR_NEW(E_PROVIDER, "provider %.*s has no documents", STR_ARG(provider->options.name));
    *docs = &held->docs; /* stale rather than none */
    return NULL;
}

void
provider_refresh(Provider *provider)
{
    Error *error = fetch_if_older(provider, DOCS_FRESH, clock_monotonic() + REFRESH_DEADLINE);

    if (error)
        LOG_WARN("provider.refresh", KV("provider", provider->options.name), KV("text", (const char *)error->text));
}
