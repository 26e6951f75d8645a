/* flow_now.c -- what the picture shows, collected once a second for all readers.
 * SPDX-License-Identifier: ISC */
#include "api/flow_now.h"

#include "alerts/alerts.h"
#include "base/str.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FRESH       SECOND
#define ANSWERING   (100 * MILLISECOND) /* between choosing a lane and answering in it */
#define STALE_LIMIT (10 * SECOND)
#define WEEK        (7 * DAY)
#define AGE_STEP    (10 * SECOND) /* the age of the newest figure changes the picture in such steps */

/* Cause and provider of each connection's health. */
typedef struct Words {
    char of[CONNECTIONS][2][NAME_LIMIT];
} Words;

struct FlowNow {
    FigureSources sources;
    pthread_mutex_t lock; /* over all below */
    pthread_cond_t done;
    uint64_t collector; /* the number of the call that collects now; 0: none does */
    uint64_t calls;
    Micros taken;  /* 0: never */
    FlowView view; /* its texts live in `words` */
    Words words;
};

FlowNow *
flow_now_new(const FigureSources *sources)
{
    FlowNow *flow_now = calloc(1, sizeof *flow_now);

    if (!flow_now)
        return NULL;
    flow_now->sources = *sources;
    pthread_mutex_init(&flow_now->lock, NULL);
    pthread_cond_init(&flow_now->done, NULL);
    return flow_now;
}

void
flow_now_free(FlowNow *flow_now)
{
    if (!flow_now)
        return;
    pthread_cond_destroy(&flow_now->done);
    pthread_mutex_destroy(&flow_now->lock);
    free(flow_now);
}

/* FNV-1a, 64 bits. */
static uint64_t
mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash;
}

static uint64_t
mix_number(uint64_t hash, int64_t number)
{
    return mix(hash, &number, sizeof number);
}

static uint64_t
mix_health(uint64_t hash, const Health *health)
{
    for (int i = 0; i < CONNECTIONS; i++) {
        const ConnectionHealth *of = &health->of[i];
        hash = mix_number(mix_number(mix_number(hash, (int64_t)of->state), of->since), of->failed);
        hash = mix(mix(hash, of->cause.ptr, of->cause.len), of->provider.ptr, of->provider.len);
    }
    hash = mix_number(mix_number(hash, health->stale), health->worst);
    return health->stale ? mix_number(hash, health->figures_until / MINUTE) : hash;
}

/* A number for all that is shown, and for the minute that stands beside the verdict. */
static uint64_t
make_version(const FlowView *view)
{
    const Figures *figures = &view->set.figures;
    uint64_t hash = 0xcbf29ce484222325u;

    hash = mix(hash, figures->passed, sizeof figures->passed);
    hash = mix(hash, figures->failed_at, sizeof figures->failed_at);
    hash = mix(hash, figures->abandoned_at, sizeof figures->abandoned_at);
    hash = mix(hash, figures->median, sizeof figures->median);
    hash = mix_number(mix_number(hash, figures->completed), figures->open);
    hash = mix_number(mix_number(hash, figures->median_signin), view->refused);
    hash = mix_number(mix_number(hash, view->set.users), view->set.open_sessions);
    hash = mix_number(mix_number(hash, view->set.waiting), view->earlier.started);
    if (view->set.waiting)
        hash = mix_number(hash, (view->set.now - figures->newest) / AGE_STEP);
    return mix_health(mix_number(hash, view->set.now / MINUTE), &view->health);
}

static void
forget_lists(Figures *figures)
{
    figures->causes = figures->refused = figures->events = NULL;
    figures->cause_count = figures->refused_count = figures->event_count = 0;
}

Error *
flow_now_collect(const FigureSources *sources, Arena *arena, Micros now, FlowView *view)
{
    FlowView made;

    memset(&made, 0, sizeof made);
    TRY(figures_collect(sources, arena, LIT("24h"), now, &made.set));
    for (size_t i = 0; i < made.set.figures.refused_count; i++)
        made.refused += made.set.figures.refused[i].flows;
    ReportRange earlier = made.set.range;
    earlier.since -= WEEK;
    earlier.until -= WEEK;
    TRY(reports_figures(sources->reports, arena, &earlier, &made.earlier));
    made.earlier_known = made.earlier.started > 0;
    TRY(alerts_read(sources->users, arena, &made.health));
    forget_lists(&made.set.figures);
    forget_lists(&made.earlier);
    made.version = make_version(&made);
    *view = made;
    return NULL;
}

/* Copy a text into fixed memory; what is too long is cut (names and causes never are). */
static Str
keep(char memory[NAME_LIMIT], Str text)
{
    size_t size = text.len < NAME_LIMIT ? text.len : NAME_LIMIT;

    if (size)
        memcpy(memory, text.ptr, size);
    return (Str){ memory, size };
}

/* Take `from` over into `to`, with the texts of its health in `words`. */
static void
copy_view(const FlowView *from, Words *words, FlowView *to)
{
    *to = *from;
    for (int i = 0; i < CONNECTIONS; i++) {
        to->health.of[i].cause = keep(words->of[i][0], from->health.of[i].cause);
        to->health.of[i].provider = keep(words->of[i][1], from->health.of[i].provider);
    }
}

static bool
is_younger(const FlowNow *flow_now, Micros now, Micros limit)
{
    return flow_now->taken && now >= flow_now->taken && now - flow_now->taken < limit;
}

/* Of the call that collects. Hangs on its arena, so that a request which runs out of memory lets go as well. */
typedef struct Turn {
    FlowNow *flow_now;
    uint64_t number;
} Turn;

static void
end_turn_locked(const Turn *turn)
{
    if (turn->flow_now->collector != turn->number)
        return;
    turn->flow_now->collector = 0;
    pthread_cond_broadcast(&turn->flow_now->done);
}

static void
end_turn(void *arg)
{
    const Turn *turn = arg;

    pthread_mutex_lock(&turn->flow_now->lock);
    end_turn_locked(turn);
    pthread_mutex_unlock(&turn->flow_now->lock);
}

/* Collect without the lock, so that readers of the view before do not wait. Called and left with the lock. */
static Error *
collect_anew(FlowNow *flow_now, Arena *arena, Turn *turn, Micros now, FlowView *view)
{
    FlowView made;

    flow_now->collector = turn->number = ++flow_now->calls;
    pthread_mutex_unlock(&flow_now->lock);
    Error *error = flow_now_collect(&flow_now->sources, arena, now, &made);
    pthread_mutex_lock(&flow_now->lock);
    end_turn_locked(turn);
    if (error)
        return error;
    copy_view(&made, &flow_now->words, &flow_now->view);
    flow_now->taken = now;
    *view = made;
    return NULL;
}

Error *
flow_now_get(FlowNow *flow_now, Arena *arena, Micros now, FlowView *view)
{
    /* Before the lock: running out of memory jumps away. */
    Turn *turn = ARENA_NEW(arena, Turn, 1);
    Words *words = ARENA_NEW(arena, Words, 1);
    Error *error = NULL;

    turn->flow_now = flow_now;
    arena_defer(arena, end_turn, turn);
    pthread_mutex_lock(&flow_now->lock);
    while (flow_now->collector && !is_younger(flow_now, now, STALE_LIMIT))
        pthread_cond_wait(&flow_now->done, &flow_now->lock);
    if (is_younger(flow_now, now, flow_now->collector ? STALE_LIMIT : FRESH))
        copy_view(&flow_now->view, words, view);
    else
        error = collect_anew(flow_now, arena, turn, now, view);
    pthread_mutex_unlock(&flow_now->lock);
    return error;
}

uint64_t
flow_now_at_hand(FlowNow *flow_now, Micros now)
{
    pthread_mutex_lock(&flow_now->lock);
    uint64_t version = is_younger(flow_now, now, FRESH - ANSWERING) ? flow_now->view.version : 0;
    pthread_mutex_unlock(&flow_now->lock);
    return version;
}
