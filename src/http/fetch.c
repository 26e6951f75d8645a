/* fetch.c -- requests to other servers by libcurl, and to ourselves in process.
 * SPDX-License-Identifier: ISC */
#include "http/fetch.h"

#include "base/clock.h"
#include "base/str.h"
#include "codec/uri.h"
#include "crypto/random.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define HANDLES_MAX 32 /* kept for their open connections */

struct Fetch {
    FetchOptions options;
    pthread_mutex_t lock;
    CURL *handles[HANDLES_MAX];
    size_t handle_count;
};

/* A request in process must not make another one: nothing can wait for itself. */
static _Thread_local int depth;

Error *
fetch_open(const FetchOptions *options, Fetch **fetch)
{
    Fetch *made = calloc(1, sizeof *made);

    if (!made)
        FAIL(E_MEMORY, "no memory for outgoing requests");
    made->options = *options;
    (void)pthread_mutex_init(&made->lock, NULL);
    *fetch = made;
    return NULL;
}

void
fetch_close(Fetch *fetch)
{
    if (!fetch)
        return;
    while (fetch->handle_count > 0)
        curl_easy_cleanup(fetch->handles[--fetch->handle_count]);
    (void)pthread_mutex_destroy(&fetch->lock);
    free(fetch);
}

static CURL *
handle_take(Fetch *fetch)
{
    CURL *handle = NULL;

    (void)pthread_mutex_lock(&fetch->lock);
    if (fetch->handle_count > 0)
        handle = fetch->handles[--fetch->handle_count];
    (void)pthread_mutex_unlock(&fetch->lock);
    return handle ? handle : curl_easy_init(); /* curl sets itself up with the first one */
}

static void
handle_give(Fetch *fetch, CURL *handle)
{
    curl_easy_reset(handle);
    (void)pthread_mutex_lock(&fetch->lock);
    bool kept = fetch->handle_count < HANDLES_MAX;
    if (kept)
        fetch->handles[fetch->handle_count++] = handle;
    (void)pthread_mutex_unlock(&fetch->lock);
    if (!kept)
        curl_easy_cleanup(handle);
}

/* The answer's body as it arrives. Memory of its own: curl's callback must not jump out of curl. */
typedef struct Received {
    char *bytes;
    size_t length, limit;
} Received;

static size_t
receive(char *bytes, size_t size, size_t count, void *arg)
{
    Received *received = arg;
    size_t more = size * count;

    if (more > received->limit - received->length)
        return 0; /* curl ends the transfer */
    char *grown = realloc(received->bytes, received->length + more + 1);
    if (!grown)
        return 0;
    memcpy(grown + received->length, bytes, more);
    received->bytes = grown;
    received->length += more;
    return more;
}

static struct curl_slist *
add_header(Arena *arena, struct curl_slist *list, Str name, Str value)
{
    if (value.len == 0)
        return list;
    Buf line = buf_new(arena, 16384);
    buf_add(&line, name);
    buf_add(&line, LIT(": "));
    buf_add(&line, value);
    buf_add_byte(&line, '\0');
    assert(!line.overflow);
    return curl_slist_append(list, line.ptr);
}

static void
set_options(const Fetch *fetch, Arena *arena, CURL *handle, const FetchRequest *request)
{
    (void)curl_easy_setopt(handle, CURLOPT_URL, str_to_c(arena, request->url));
    (void)curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(handle, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)(request->deadline / MILLISECOND));
    (void)curl_easy_setopt(handle, CURLOPT_USERAGENT, "latchstring");
    if (fetch->options.ca_file.len)
        (void)curl_easy_setopt(handle, CURLOPT_CAINFO, str_to_c(arena, fetch->options.ca_file));
    if (str_equal(request->method, LIT("POST"))) {
        (void)curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body.len ? request->body.ptr : "");
        (void)curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, (long)request->body.len);
    }
}

static Error *
perform(CURL *handle, const FetchRequest *request)
{
    CURLcode code = curl_easy_perform(handle);

    if (code == CURLE_OPERATION_TIMEDOUT)
        FAIL(E_TIMEOUT, "%.*s did not answer within %lld ms", STR_ARG(request->url),
             (long long)(request->deadline / MILLISECOND));
    if (code == CURLE_WRITE_ERROR)
        FAIL(E_PROVIDER, "%.*s answered with more than %zu bytes", STR_ARG(request->url), request->limit);
    if (code != CURLE_OK)
        FAIL(E_PROVIDER, "%.*s cannot be reached: %s", STR_ARG(request->url), curl_easy_strerror(code));
    return NULL;
}

static Error *
send_outside(Fetch *fetch, Arena *arena, const FetchRequest *request, FetchReply *reply)
{
    Received received = { .limit = request->limit };
    struct curl_slist *headers = NULL;
    long status = 0;
    char *type = NULL;

    CURL *handle = handle_take(fetch);
    if (!handle)
        FAIL(E_MEMORY, "no memory for an outgoing request");
    headers = add_header(arena, headers, LIT("Content-Type"), request->content_type);
    headers = add_header(arena, headers, LIT("Accept"), request->accept);
    headers = add_header(arena, headers, LIT("Authorization"), request->authorization.value);
    set_options(fetch, arena, handle, request);
    (void)curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
    (void)curl_easy_setopt(handle, CURLOPT_WRITEDATA, &received);
    Error *error = perform(handle, request);
    if (!error) {
        (void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        (void)curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
        reply->status = (int)status;
        reply->content_type = str_copy(arena, str_from_c(type));
        reply->body = str_copy(arena, (Str){ received.bytes, received.length });
    }
    curl_slist_free_all(headers);
    free(received.bytes);
    handle_give(fetch, handle);
    return error;
}

static void
put_header(Request *local, Str name, Str value)
{
    if (value.len)
        local->headers[local->header_count++] = (Header){ name, value };
}

/* Hand the request to our own router, in this thread. */
static void
send_inside(Fetch *fetch, Arena *arena, const FetchRequest *request, const Uri *uri, FetchReply *reply)
{
    Request *local = ARENA_NEW(arena, Request, 1);
    Reply answer;

    assert(depth == 0);
    *local = (Request){ .arena = arena,
                        .id = str_slice(random_token(arena), 0, 16),
                        .method = request->method,
                        .target = request->url,
                        .path = uri->path,
                        .query = uri->query,
                        .host = uri->authority,
                        .content_type = request->content_type,
                        .body = request->body,
                        .peer = LIT("local"),
                        .local = true };
    put_header(local, LIT("Host"), uri->authority);
    put_header(local, LIT("Accept"), request->accept);
    put_header(local, LIT("Authorization"), request->authorization.value);
    depth++;
    router_answer(fetch->options.router, local, &answer);
    depth--;
    *reply = (FetchReply){ .status = answer.status, .content_type = answer.content_type, .body = answer.body };
}

static bool
is_own_origin(const Fetch *fetch, Arena *arena, const Uri *uri)
{
    Str origin = uri_origin(arena, uri);

    for (size_t i = 0; i < fetch->options.origin_count; i++)
        if (str_equal(fetch->options.origins[i], origin))
            return fetch->options.router != NULL;
    return false;
}

Error *
fetch_send(Fetch *fetch, Arena *arena, const FetchRequest *request, FetchReply *reply)
{
    FetchReply received = { 0 };
    Uri uri;
    Micros start = clock_monotonic();

    TRY(uri_parse(request->url, &uri));
    if (is_own_origin(fetch, arena, &uri)) {
        send_inside(fetch, arena, request, &uri, &received);
    } else {
        bool plain = str_equal(uri.scheme, LIT("http")) && !uri_host_is_loopback(uri.host);
        if (plain && !fetch->options.allow_http)
            FAIL(E_PROVIDER, "%.*s is plain http: use https", STR_ARG(request->url));
        TRY(send_outside(fetch, arena, request, &received));
    }
    received.took = clock_monotonic() - start;
    *reply = received;
    return NULL;
}
