/* etl_claim.c -- flows that nobody goes on with, sessions that expired, and attempts refused, become counter events in the outbox.
 * SPDX-License-Identifier: ISC */
#include "etl/etl_room.h"

#include "base/str.h"
#include "crypto/random.h"

static bool
is_same_group(const Flow *a, const Flow *b)
{
    return a->started == b->started && a->kind == b->kind && a->reached == b->reached && a->first == b->first &&
           a->test == b->test && str_equal(a->provider, b->provider) && str_equal(a->app, b->app);
}

/* What the event says of its flows; nothing of it is one flow's own. */
static Flow
group_of(const Flow *flow)
{
    Micros rest = flow->started % MINUTE;
    Flow group = {
        .kind = flow->kind,
        .provider = flow->provider,
        .app = flow->app,
        .started = flow->started - rest - (rest < 0 ? MINUTE : 0),
        .reached = flow->reached,
        .outcome = FLOW_ABANDONED,
        .revision = 1,
        .first = flow->first,
        .test = flow->test,
    };

    for (size_t m = 0; m < MILESTONES; m++)
        group.took[m] = -1;
    return group;
}

size_t
etl_claim_drop(Flow *flows, size_t count, const bool *known)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!known[i])
            flows[kept++] = flows[i];
    return kept;
}

size_t
etl_claim_group(Arena *arena, const Flow *flows, size_t count, Micros now, Event *events)
{
    size_t groups = 0;

    for (size_t i = 0; i < count; i++) {
        Flow group = group_of(&flows[i]);
        size_t at = 0;
        while (at < groups && !is_same_group(&events[at].flow, &group))
            at++;
        if (at == groups)
            events[groups++] = (Event){
                .id = random_uuid(arena, now),
                .type = EVENT_FLOWS_ABANDONED,
                .at = now,
                .flow = group,
            };
        events[at].count++;
    }
    return groups;
}

static void
forget_pending(Etl *etl)
{
    arena_free(etl->pending.arena);
    etl->pending = (Pending){ 0 };
}

/* Flows become events. One whose event was loaded has ended: whoever wrote the event died before the cache let go of the flow. */
static Error *
group_pending(Etl *etl)
{
    Pending *pending = &etl->pending;
    Arena *arena;

    if (pending->flow_count == 0)
        return NULL;
    TRY(etl_pass_arena(&arena));
    bool *known = ARENA_NEW(arena, bool, pending->flow_count);
    Error *error = reports_known_flows(etl->options.reports, arena, pending->flows, pending->flow_count, known);
    if (!error) {
        size_t count = etl_claim_drop(pending->flows, pending->flow_count, known);
        pending->count =
            etl_claim_group(pending->arena, pending->flows, count, clock_now(etl->options.clock), pending->events);
        pending->flow_count = 0;
    }
    arena_free(arena);
    return error ? error_pass(error, __FILE__, __LINE__) : NULL;
}

/* Until they are written they stay, with the same ids: should they have been written although an error said not, the Reporting
 * Store knows them again. */
static Error *
write_pending(Etl *etl)
{
    Pending *pending = &etl->pending;
    Arena *arena;

    if (!pending->arena)
        return NULL;
    TRY(group_pending(etl));
    if (pending->count > 0) {
        TRY(etl_pass_arena(&arena));
        Error *error = userdb_record_all(etl->options.users, arena, pending->events, pending->count);
        arena_free(arena);
        if (error)
            return error_pass(error, __FILE__, __LINE__);
        etl->claimed = true;
    }
    forget_pending(etl);
    return NULL;
}

/* Claim a batch, if there is one, and write it. From the claim on the flows exist only here. */
static Error *
claim_batch(Etl *etl, Micros now, size_t *count)
{
    Pending *pending = &etl->pending;

    TRY(etl_pass_arena(&pending->arena));
    pending->events = ARENA_NEW(pending->arena, Event, ETL_CLAIM_MAX);
    Error *error =
        sessions_take_expired(etl->options.sessions, pending->arena, now, ETL_CLAIM_MAX, &pending->flows, count);
    if (error) {
        forget_pending(etl);
        return error_pass(error, __FILE__, __LINE__);
    }
    pending->flow_count = *count;
    return write_pending(etl);
}

/* A flow that expired before the pass began, and whose event was committed before that, is in the Reporting Store now, if all was
 * loaded that waited. If not, none is claimed: it cannot be told which of them have ended. */
Error *
etl_claim(Etl *etl, Micros now, bool *more)
{
    size_t count;

    *more = false;
    etl->claimed = false; /* what the refusals' task wrote was loaded since */
    if (!etl->load_done)
        return NULL;
    TRY(write_pending(etl)); /* of a pass that failed: nothing new is claimed before */
    do
        TRY(claim_batch(etl, now, &count));
    while (count > 0);
    return NULL;
}

Error *
etl_claim_refusals(Etl *etl, Micros now, bool *more)
{
    Pending *pending = &etl->pending;

    *more = false;
    TRY(write_pending(etl));
    if (!etl->options.refusals)
        return NULL;
    TRY(etl_pass_arena(&pending->arena));
    pending->count = refusals_take(etl->options.refusals, pending->arena, now, &pending->events);
    return write_pending(etl);
}

size_t
etl_claim_expired(Arena *arena, const ExpiredSession *expired, size_t count, Micros now, Event *events)
{
    size_t groups = 0;

    for (size_t i = 0; i < count; i++) {
        const ExpiredSession *session = &expired[i];
        Micros minute = session->expires - session->expires % MINUTE, length = session->expires - session->created;
        size_t at = 0;
        if (session->user == 0)
            continue;
        while (at < groups && (events[at].at != minute || events[at].length != length))
            at++;
        if (at == groups)
            events[groups++] = (Event){ .id = random_uuid(arena, now),
                                        .type = EVENT_SESSION_ENDED,
                                        .at = minute,
                                        .cause = str_from_c(session_end_names[SESSION_EXPIRED]),
                                        .length = length };
        events[at].count++;
    }
    return groups;
}

/* Claimed before they would be swept; until their event is written they stay pending, as flows do. */
Error *
etl_claim_sessions(Etl *etl, Micros now, bool *more)
{
    Pending *pending = &etl->pending;
    ExpiredSession *expired;
    size_t count;

    *more = false;
    TRY(write_pending(etl));
    do {
        TRY(etl_pass_arena(&pending->arena));
        Error *error =
            sessions_take_expired_app(etl->options.sessions, pending->arena, now, ETL_CLAIM_MAX, &expired, &count);
        if (error) {
            forget_pending(etl);
            return error_pass(error, __FILE__, __LINE__);
        }
        pending->events = ARENA_NEW(pending->arena, Event, count + 1);
        pending->count = etl_claim_expired(pending->arena, expired, count, now, pending->events);
        TRY(write_pending(etl));
    } while (count > 0);
    return NULL;
}
