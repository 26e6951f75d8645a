/* etl_sweep.c -- each store keeps itself small, a batch at a time; this only says when, and up to where.
 * SPDX-License-Identifier: ISC */
#include "etl/etl_room.h"

Error *
etl_sweep_sessions(Etl *etl, Micros now, bool *more)
{
    size_t deleted;

    TRY(sessions_sweep(etl->options.sessions, now, ETL_SWEEP_MAX, &deleted));
    *more = deleted == ETL_SWEEP_MAX;
    return NULL;
}

static Error *
sweep_users(Etl *etl, Arena *arena, Micros now, int64_t *deleted)
{
    return userdb_sweep(etl->options.users, arena, now, deleted);
}

/* Only what is loaded, and durably: the position is the Reporting Store's own. */
static Error *
sweep_events(Etl *etl, Arena *arena, Micros now, int64_t *deleted)
{
    int64_t position;

    TRY(reports_position(etl->options.reports, arena, &position));
    return events_sweep(etl->options.events, arena, position, now - etl->options.keep_events, ETL_SWEEP_MAX, deleted);
}

static Error *
sweep_reports(Etl *etl, Arena *arena, Micros now, int64_t *deleted)
{
    return reports_sweep(etl->options.reports, arena, now, deleted);
}

static Error *
in_arena(Etl *etl, Micros now, Error *(*sweep)(Etl *, Arena *, Micros, int64_t *), int64_t *deleted)
{
    Arena *arena;

    TRY(etl_pass_arena(&arena));
    Error *error = sweep(etl, arena, now, deleted);
    arena_free(arena);
    return error;
}

Error *
etl_sweep_users(Etl *etl, Micros now, bool *more)
{
    int64_t deleted;

    *more = false; /* it goes on by itself until it is done */
    return in_arena(etl, now, sweep_users, &deleted);
}

Error *
etl_sweep_events(Etl *etl, Micros now, bool *more)
{
    int64_t deleted;

    TRY(in_arena(etl, now, sweep_events, &deleted));
    *more = deleted == ETL_SWEEP_MAX;
    return NULL;
}

Error *
etl_sweep_reports(Etl *etl, Micros now, bool *more)
{
    int64_t deleted;

    TRY(in_arena(etl, now, sweep_reports, &deleted));
    *more = deleted > 0;
    return NULL;
}
