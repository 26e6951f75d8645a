/* etl_load.c -- from the queue into the Reporting Store: fetch after its position, decode, load, until there is no more.
 * SPDX-License-Identifier: ISC */
#include "etl/etl_room.h"

#include "base/log.h"
#include "base/str.h"
#include "codec/event_json.h"

/* Rows of the queue on their way. */
typedef struct Batch {
    Etl *etl;
    Arena *arena;
    EventRow *rows;
    size_t count;
    Event *events; /* of the rows decoded and not yet loaded */
    size_t decoded;
} Batch;

static Error *
load_decoded(Batch *batch, int64_t position)
{
    const EtlOptions *options = &batch->etl->options;

    if (batch->decoded == 0)
        return NULL;
    TRY(reports_load(options->reports, batch->arena, batch->events, batch->decoded, position,
                     clock_now(options->clock)));
    batch->etl->loaded += batch->decoded;
    batch->decoded = 0;
    return NULL;
}

/* What stands before it is loaded first: the position passes each row in its turn. */
static Error *
put_aside(Batch *batch, size_t at, const Error *why)
{
    const EtlOptions *options = &batch->etl->options;
    const EventRow *row = &batch->rows[at];
    Str reason = str_copy(batch->arena, str_from_c(why->text)); /* errors live in a ring */

    if (at > 0)
        TRY(load_decoded(batch, batch->rows[at - 1].position));
    TRY(reports_put_aside(options->reports, batch->arena, row->position, row->json, reason, clock_now(options->clock)));
    LOG_WARN("etl.put_aside", KV("position", row->position), KV("reason", reason));
    return NULL;
}

static Error *
load_rows(Batch *batch)
{
    batch->events = ARENA_NEW(batch->arena, Event, batch->count);
    for (size_t i = 0; i < batch->count; i++) {
        Error *error = event_decode(batch->arena, batch->rows[i].json, &batch->events[batch->decoded]);
        if (error)
            TRY(put_aside(batch, i, error));
        else
            batch->decoded++;
    }
    return load_decoded(batch, batch->rows[batch->count - 1].position);
}

static Error *
load_batch(Etl *etl, Arena *arena, size_t *count)
{
    Batch batch = { .etl = etl, .arena = arena };
    int64_t position;

    TRY(reports_position(etl->options.reports, arena, &position));
    TRY(events_fetch(etl->options.events, arena, position, ETL_FETCH_MAX, &batch.rows, &batch.count));
    *count = batch.count;
    return batch.count > 0 ? load_rows(&batch) : NULL;
}

static bool
must_stop(const Etl *etl)
{
    Micros stop_by = etl->stop_by;

    return stop_by != 0 && clock_monotonic() >= stop_by;
}

Error *
etl_load(Etl *etl, Micros now, bool *more)
{
    size_t count;

    (void)now; /* each batch has its own */
    *more = false;
    do {
        Arena *arena;
        Micros asked = clock_now(etl->options.clock);
        TRY(etl_pass_arena(&arena));
        Error *error = load_batch(etl, arena, &count);
        arena_free(arena);
        if (error)
            return error_pass(error, __FILE__, __LINE__);
        etl->load_done = count < ETL_FETCH_MAX;
        if (etl->load_done)
            etl->caught_up = asked;
    } while (count == ETL_FETCH_MAX && !must_stop(etl));
    return NULL;
}

/* Counted in the pass that claimed them; without new ones the store is not asked again. */
Error *
etl_load_claimed(Etl *etl, Micros now, bool *more)
{
    *more = false;
    return etl->claimed ? etl_load(etl, now, more) : NULL;
}
