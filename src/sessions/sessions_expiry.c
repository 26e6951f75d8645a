/* sessions_expiry.c -- what happens to records whose time is over: flows are claimed, all others are swept.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_act.h"

#include <string.h>

#define BATCH         512  /* records per act, so that the writer is soon free for others */
#define FLOW_BYTES    512  /* of a usual flow's record; larger ones make a claim end earlier */
#define LOOKED_AT_MAX 4096 /* records per claim, when most of them are dropped */

/* ---- flows ---- */

/* The flows claimed so far; their bytes are in memory that was there before the first act, so that none is lost for want of it. */
typedef struct Claim {
    Flow *flows;
    size_t count, max;
    char *bytes;
    size_t used, size;
    size_t seen;
} Claim;

static bool
claim_flow(void *arg, Str bytes)
{
    Claim *claim = arg;
    Flow flow;

    if (claim->count == claim->max || claim->size - claim->used < bytes.len)
        return false;
    claim->seen++;
    char *kept = claim->bytes + claim->used;
    memcpy(kept, bytes.ptr, bytes.len);
    /* A damaged one is dropped like one that was reported: it must not be found again for ever. */
    if (sessions_record_read(&sessions_record_flow, (Str){ kept, bytes.len }, &flow) || flow.reported)
        return true;
    claim->used += bytes.len;
    claim->flows[claim->count++] = flow;
    return true;
}

/* One act; when the map is too full for that many, an act with fewer. */
static Error *
claim_batch(Sessions *sessions, Micros now, Claim *claim)
{
    Error *error = NULL;

    for (size_t batch = BATCH; batch > 0; batch /= 8) {
        Claim before = *claim;
        error = sessions->ops->claim(sessions, KIND_FLOW, now, batch, claim_flow, claim);
        if (!error)
            return NULL;
        *claim = before;
        if (error->code != E_FULL)
            return error;
    }
    return error;
}

Error *
sessions_take_expired(Sessions *sessions, Arena *arena, Micros now, size_t max, Flow **flows, size_t *count)
{
    Claim claim = { .max = max, .size = max * FLOW_BYTES + RECORD_LIMIT };
    size_t seen;

    claim.flows = ARENA_NEW(arena, Flow, max ? max : 1);
    claim.bytes = arena_alloc(arena, claim.size);
    do {
        seen = claim.seen;
        Error *error = claim_batch(sessions, now, &claim);
        /* What was claimed before this is ours alone by now: it is given out, and the error comes again next time. */
        if (error && claim.count == 0)
            return error;
        if (error)
            break;
    } while (claim.seen > seen && claim.count < max && claim.seen < LOOKED_AT_MAX);
    *flows = claim.flows;
    *count = claim.count;
    return NULL;
}

/* ---- sessions ---- */

typedef struct Expired {
    ExpiredSession *items;
    size_t count, max;
} Expired;

/* A damaged one is given out as nobody's: it must not be found again for ever. */
static bool
claim_app(void *arg, Str bytes)
{
    Expired *expired = arg;
    AppSession session = { 0 };

    if (expired->count == expired->max)
        return false;
    Error *error = sessions_record_read(&sessions_record_app, bytes, &session);
    expired->items[expired->count++] =
        error ? (ExpiredSession){ 0 } : (ExpiredSession){ session.user, session.created, session.expires };
    return true;
}

Error *
sessions_take_expired_app(Sessions *sessions, Arena *arena, Micros now, size_t max, ExpiredSession **expired,
                          size_t *count)
{
    Expired claimed = { ARENA_NEW(arena, ExpiredSession, max + 1), 0, max };
    Error *error = NULL;

    for (size_t batch = BATCH; batch > 0; batch /= 8) { /* when the map is too full for that many, fewer */
        claimed.count = 0;
        error = sessions->ops->claim(sessions, KIND_APP, now, batch < max ? batch : max, claim_app, &claimed);
        if (!error || error->code != E_FULL)
            break;
    }
    TRY(error);
    *expired = claimed.items;
    *count = claimed.count;
    return NULL;
}

/* ---- all others ---- */

static bool
claim_counted(void *arg, Str bytes)
{
    size_t *count = arg;

    (void)bytes;
    (*count)++;
    return true;
}

/* Delete at most max expired records of a kind. */
static Error *
sweep_kind(Sessions *sessions, SessionsKind kind, Micros now, size_t max, size_t *deleted)
{
    size_t batch = BATCH, before = 0, swept = 0;

    while (swept < max) {
        size_t wanted = max - swept < batch ? max - swept : batch;
        before = swept;
        Error *error = sessions->ops->claim(sessions, kind, now, wanted, claim_counted, &swept);
        if (error)
            swept = before;
        if (error && (error->code != E_FULL || batch == 1))
            return error;
        if (error)
            batch /= 8;
        if (!error && swept - before < wanted)
            break;
    }
    *deleted += swept;
    return NULL;
}

Error *
sessions_sweep(Sessions *sessions, Micros now, size_t max, size_t *deleted)
{
    size_t swept = 0;

    TRY(sessions->ops->tend(sessions, now));
    for (int kind = 1; kind < KINDS && swept < max; kind++)
        if (kind != KIND_FLOW)
            TRY(sweep_kind(sessions, (SessionsKind)kind, now, max - swept, &swept));
    *deleted = swept;
    return NULL;
}
