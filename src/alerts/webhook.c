/* webhook.c -- one signed POST.
 * SPDX-License-Identifier: ISC */
#include "alerts/webhook.h"

#include "base/buf.h"
#include "base/str.h"
#include "crypto/base64.h"
#include "crypto/hash.h"

#define PREFIX     LIT("whsec_")
#define SECRET_MIN 24
#define SECRET_MAX 64
#define SIGNED_MAX ((size_t)DELIVERY_BODY_LIMIT + 256)

struct Webhook {
    WebhookOptions options;
    Str keys[WEBHOOK_SECRETS_MAX]; /* wiped with the arena */
    size_t key_count;
};

static Error *
add_key(Arena *arena, Str line, Webhook *webhook)
{
    Str key;

    if (webhook->key_count == WEBHOOK_SECRETS_MAX)
        FAIL(E_CONFIG, "alerts webhook_secret_file: more than %d secrets", WEBHOOK_SECRETS_MAX);
    if (!str_starts(line, PREFIX) || base64_decode(arena, str_slice(line, PREFIX.len, line.len), &key) != NULL)
        FAIL(E_CONFIG, "alerts webhook_secret_file: a line is not whsec_ followed by base64");
    if (key.len < SECRET_MIN || key.len > SECRET_MAX)
        FAIL(E_CONFIG, "alerts webhook_secret_file: a secret has %zu bytes; expected %d to %d", key.len, SECRET_MIN,
             SECRET_MAX);
    webhook->keys[webhook->key_count++] = key;
    return NULL;
}

Error *
webhook_open(Arena *arena, const WebhookOptions *options, Webhook **webhook)
{
    Webhook *made = ARENA_NEW(arena, Webhook, 1);
    Str rest = options->secrets.value;

    made->options = *options;
    while (rest.len) {
        Str line;
        rest = str_cut(rest, '\n', &line);
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        line = str_trim(line);
        if (line.len)
            TRY(add_key(arena, line, made));
    }
    if (made->key_count == 0)
        FAIL(E_CONFIG, "alerts webhook_secret_file holds no secret: make one by "
                       "(printf whsec_; openssl rand -base64 32) > FILE");
    *webhook = made;
    return NULL;
}

Str
webhook_signature(const Webhook *webhook, Arena *arena, const AlertNews *news, Micros now)
{
    Buf text = buf_new(arena, SIGNED_MAX), value = buf_new(arena, 512);
    unsigned char digest[HASH_SIZE];

    buf_add(&text, news->id);
    buf_addf(&text, ".%lld.", (long long)(now / SECOND));
    buf_add(&text, news->body);
    for (size_t i = 0; i < webhook->key_count; i++) {
        hash_hmac(webhook->keys[i], buf_str(&text), digest);
        buf_add(&value, i ? LIT(" v1,") : LIT("v1,"));
        buf_add(&value, base64_encode(arena, (Str){ (const char *)digest, sizeof digest }));
    }
    return buf_str(&value);
}

/* What is said of an attempt without an answer: no address, for the word reaches the event queue. */
static Str
word_of_error(const Error *error)
{
    return error->code == E_TIMEOUT ? LIT("timeout") : LIT("unreachable");
}

static void
judge(Arena *arena, const FetchReply *reply, WebhookAnswer *answer)
{
    bool accepted = reply->status >= 200 && reply->status < 300;

    *answer = (WebhookAnswer){ .kind = accepted ? WEBHOOK_ACCEPTED : WEBHOOK_REFUSED,
                               .status = reply->status,
                               .word = str_format(arena, "%d", reply->status),
                               .retry_after = reply->retry_after,
                               .took = reply->took };
    /* Standard Webhooks: 410 says that this address wants no more of it. */
    if (reply->status == 410)
        answer->kind = WEBHOOK_GONE;
}

Error *
webhook_send(void *receiver, Arena *arena, const AlertNews *news, Micros now, WebhookAnswer *answer)
{
    const Webhook *webhook = receiver;
    FetchHeader headers[] = {
        { LIT("webhook-id"), news->id },
        { LIT("webhook-timestamp"), str_format(arena, "%lld", (long long)(now / SECOND)) },
        { LIT("webhook-signature"), webhook_signature(webhook, arena, news, now) },
    };
    FetchRequest request = { .method = LIT("POST"),
                             .url = webhook->options.url,
                             .content_type = LIT("application/json"),
                             .body = news->body,
                             .headers = headers,
                             .header_count = COUNT_OF(headers),
                             .guarded = true,
                             .private = webhook->options.allow_private,
                             .cut = true,
                             .deadline = WEBHOOK_TIMEOUT,
                             .limit = WEBHOOK_ANSWER };
    FetchReply reply;

    Error *error = fetch_send(webhook->options.fetch, arena, &request, &reply);
    if (error && error->code != E_TIMEOUT && error->code != E_PROVIDER)
        return error;
    if (error)
        *answer = (WebhookAnswer){ .kind = WEBHOOK_REFUSED, .word = word_of_error(error) };
    else
        judge(arena, &reply, answer);
    return NULL;
}
