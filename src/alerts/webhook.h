/* webhook.h -- telling a receiver by signed POST: Standard Webhooks (https://www.standardwebhooks.com).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_WEBHOOK_H
#define LATCHSTRING_WEBHOOK_H

#include "http/fetch.h"
#include "userdb/userdb_alerts.h"

#define WEBHOOK_SECRETS_MAX 4
#define WEBHOOK_TIMEOUT     (10 * SECOND)
#define WEBHOOK_ANSWER      ((size_t)16 * 1024) /* so much of an answer is read; nobody looks at it */

/* How an attempt went. */
typedef struct WebhookAnswer {
    enum { WEBHOOK_ACCEPTED, WEBHOOK_REFUSED, WEBHOOK_GONE } kind;
    int status;         /* 0: there was no answer */
    Str word;           /* "204", "timeout", "unreachable" */
    Micros retry_after; /* what the receiver asks for; 0 for nothing */
    Micros took;
} WebhookAnswer;

/* One attempt. An error is only our own failure; a receiver that cannot be reached is WEBHOOK_REFUSED. */
typedef Error *(*WebhookSend)(void *receiver, Arena *arena, const AlertNews *news, Micros now, WebhookAnswer *answer);

typedef struct WebhookOptions {
    Fetch *fetch;
    Str url;
    Secret secrets;     /* a line each: whsec_ and base64 of 24 to 64 bytes; several while one is being replaced */
    bool allow_private; /* the receiver may be in a private network */
} WebhookOptions;

typedef struct Webhook Webhook;

/* Lives in the arena, which must outlive it. E_CONFIG: what is wrong with the secrets. */
Error *webhook_open(Arena *arena, const WebhookOptions *options, Webhook **webhook) MUST_USE;

/* receiver: the Webhook. Redirects are not followed. */
Error *webhook_send(void *receiver, Arena *arena, const AlertNews *news, Micros now, WebhookAnswer *answer) MUST_USE;

/* "v1,… v1,…": a signature by each secret, of id.timestamp.body (timestamp in seconds). */
Str webhook_signature(const Webhook *webhook, Arena *arena, const AlertNews *news, Micros now);

#endif
