/* fetch.c -- requests to other servers by libcurl, and to ourselves in process.
 * SPDX-License-Identifier: ISC */
#include "http/fetch.h"

#include "base/clock.h"
#include "base/str.h"
#include "codec/uri.h"
#include "crypto/random.h"
#include "http/address_guard.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define HEADER_LIMIT 32768
#define HANDLES_MAX  32 /* kept for their open connections */

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

/* A transfer's resources hang on the arena, so that they end however the request ends. The body as it arrives has memory of its
 * own: curl's callback must not jump out of curl. */
typedef struct Transfer {
    Fetch *fetch;
    CURL *handle;
    struct curl_slist *headers;
    char *bytes;
    size_t length, limit;
    bool cut, was_cut;
} Transfer;

static void
transfer_end(void *arg)
{
    Transfer *transfer = arg;

    curl_slist_free_all(transfer->headers);
    free(transfer->bytes);
    if (transfer->handle)
        handle_give(transfer->fetch, transfer->handle);
}

static size_t
receive(char *bytes, size_t size, size_t count, void *arg)
{
    Transfer *transfer = arg;
    size_t more = size * count;

    if (more > transfer->limit - transfer->length) {
        transfer->was_cut = transfer->cut;
        return 0; /* curl ends the transfer */
    }
    char *grown = realloc(transfer->bytes, transfer->length + more + 1);
    if (!grown)
        return 0;
    memcpy(grown + transfer->length, bytes, more);
    transfer->bytes = grown;
    transfer->length += more;
    return more;
}

static Error *
add_header(Arena *arena, Transfer *transfer, Str name, Str value)
{
    Buf line = buf_new(arena, HEADER_LIMIT);

    if (value.len == 0)
        return NULL;
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7f)
            FAIL(E_PROVIDER, "a request header of ours would hold a control byte");
    buf_add(&line, name);
    buf_add(&line, LIT(": "));
    buf_add(&line, value);
    buf_add_byte(&line, '\0');
    Str text;
    TRY(buf_finish(&line, "a request header", &text));
    struct curl_slist *longer = curl_slist_append(transfer->headers, text.ptr);
    if (!longer)
        FAIL(E_MEMORY, "no memory for a request header");
    transfer->headers = longer;
    return NULL;
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

/* The address that curl is about to connect to: what is checked is what is used, whatever a name's owner answers the next time. */
static curl_socket_t
open_guarded(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)arg;
    if (purpose != CURLSOCKTYPE_IPCXN || !address_guard_is_public(&address->addr))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* A connection kept from another request was not checked for this one. */
static void
set_guard(CURL *handle)
{
    (void)curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_guarded);
    (void)curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    (void)curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
}

static Error *
perform(const Transfer *transfer, const FetchRequest *request)
{
    CURLcode code = curl_easy_perform(transfer->handle);

    if (code == CURLE_WRITE_ERROR && transfer->was_cut)
        return NULL;

    if (code == CURLE_OPERATION_TIMEDOUT)
        FAIL(E_TIMEOUT, "%.*s did not answer within %lld ms", STR_ARG(request->url),
             (long long)(request->deadline / MILLISECOND));
    if (code == CURLE_WRITE_ERROR)
        FAIL(E_PROVIDER, "%.*s answered with more than %zu bytes", STR_ARG(request->url), request->limit);
    if (code != CURLE_OK)
        FAIL(E_PROVIDER, "%.*s cannot be reached: %s%s", STR_ARG(request->url), curl_easy_strerror(code),
             code == CURLE_COULDNT_CONNECT && request->guarded && !request->private
                 ? " (or it leads to a private network, where nothing is sent)"
                 : "");
    return NULL;
}

static Error *
send_outside(Fetch *fetch, Arena *arena, const FetchRequest *request, FetchReply *reply)
{
    Transfer *transfer = ARENA_NEW(arena, Transfer, 1);
    curl_off_t retry_after = 0;
    long status = 0;
    char *type = NULL;

    arena_defer(arena, transfer_end, transfer);
    *transfer =
        (Transfer){ .fetch = fetch, .handle = handle_take(fetch), .limit = request->limit, .cut = request->cut };
    if (!transfer->handle)
        FAIL(E_MEMORY, "no memory for an outgoing request");
    TRY(add_header(arena, transfer, LIT("Content-Type"), request->content_type));
    TRY(add_header(arena, transfer, LIT("Accept"), request->accept));
    TRY(add_header(arena, transfer, LIT("Authorization"), request->authorization.value));
    for (size_t i = 0; i < request->header_count; i++)
        TRY(add_header(arena, transfer, request->headers[i].name, request->headers[i].value));
    set_options(fetch, arena, transfer->handle, request);
    if (request->guarded && !request->private)
        set_guard(transfer->handle);
    (void)curl_easy_setopt(transfer->handle, CURLOPT_HTTPHEADER, transfer->headers);
    (void)curl_easy_setopt(transfer->handle, CURLOPT_WRITEFUNCTION, receive);
    (void)curl_easy_setopt(transfer->handle, CURLOPT_WRITEDATA, transfer);
    TRY(perform(transfer, request));
    (void)curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(transfer->handle, CURLINFO_CONTENT_TYPE, &type);
    (void)curl_easy_getinfo(transfer->handle, CURLINFO_RETRY_AFTER, &retry_after);
    reply->status = (int)status;
    reply->retry_after = retry_after > 0 && retry_after < INT32_MAX ? retry_after * SECOND : 0;
    reply->content_type = str_copy(arena, str_from_c(type));
    reply->body = str_copy(arena, (Str){ transfer->bytes, transfer->length });
    return NULL;
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

static Error *
send_checked(Fetch *fetch, Arena *arena, const FetchRequest *request, const Uri *uri, FetchReply *reply)
{
    bool trusted = uri_host_is_loopback(uri->host) && !request->guarded;
    bool plain = str_equal(uri->scheme, LIT("http")) && !trusted;

    if (plain && !fetch->options.allow_http)
        FAIL(E_PROVIDER, "%.*s is plain http: use https", STR_ARG(request->url));
    if (request->deadline < MILLISECOND) /* to curl a timeout of zero is none */
        FAIL(E_TIMEOUT, "no time is left to ask %.*s", STR_ARG(request->url));
    return send_outside(fetch, arena, request, reply);
}

Error *
fetch_send(Fetch *fetch, Arena *arena, const FetchRequest *request, FetchReply *reply)
{
    FetchReply received = { 0 };
    Uri uri;
    Micros start = clock_monotonic();

    TRY(uri_parse(request->url, &uri));
    /* Who may go inside is said by who asks, never by an address that a stranger's document names. */
    if (request->inside != is_own_origin(fetch, arena, &uri))
        FAIL(E_PROVIDER, "%.*s %s", STR_ARG(request->url),
             request->inside ? "is not our own address" : "leads back to ourselves");
    if (request->inside)
        send_inside(fetch, arena, request, &uri, &received);
    else
        TRY(send_checked(fetch, arena, request, &uri, &received));
    received.took = clock_monotonic() - start;
    *reply = received;
    return NULL;
}
