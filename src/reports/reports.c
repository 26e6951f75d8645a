/* reports.c -- opening the Reporting Store, how far it has come.
 * SPDX-License-Identifier: ISC */
#include "reports/reports_room.h"

#include "reports/loaded.h"
#include "reports/reports_schema.h"

#include <stdlib.h>

/* Sets of 10 million users, or histograms of all names there can be: neither comes near. */
#define SCRATCH_LIMIT ((size_t)64 << 20)

/* Of the writer: users come in no order, and their rows and those of the day stay at hand. */
static Error *
set_cache(Tx *tx, void *arg)
{
    (void)arg;
    return sql_run(tx, "PRAGMA cache_size = -24576", SQL_NO_ARGS);
}

static Error *
prepare_writer(Sql *sql)
{
    Arena *arena = arena_new((size_t)64 << 10);

    if (!arena)
        FAIL(E_MEMORY, "no memory for the Reporting Store");
    Error *error = sql_write(sql, arena, set_cache, NULL);
    arena_free(arena);
    return error;
}

Error *
reports_open(Str url, Reports **reports)
{
    Reports *opened = calloc(1, sizeof *opened);
    Error *error;

    if (!opened)
        FAIL(E_MEMORY, "no memory for the Reporting Store");
    error = sql_open(url, &reports_schema, &opened->sql);
    if (!error)
        error = prepare_writer(opened->sql);
    if (error) {
        sql_close(opened->sql);
        free(opened);
        return error_pass(error, __FILE__, __LINE__);
    }
    *reports = opened;
    return NULL;
}

void
reports_close(Reports *reports)
{
    if (!reports)
        return;
    sql_close(reports->sql);
    free(reports);
}

void
reports_scratch_free(void *arg)
{
    Scratch *scratch = arg;

    arena_free(scratch->arena);
    scratch->arena = NULL;
}

Error *
reports_scratch(Arena *arena, Scratch **scratch)
{
    Scratch *made = ARENA_NEW(arena, Scratch, 1);

    arena_defer(arena, reports_scratch_free, made);
    made->arena = arena_new(SCRATCH_LIMIT);
    if (!made->arena)
        FAIL(E_MEMORY, "no memory for an answer of the Reporting Store");
    *scratch = made;
    return NULL;
}

static Error *
read_state(Tx *tx, void *arg)
{
    ReportsState *state = arg;
    Loaded loaded;

    TRY(loaded_read(tx, &loaded));
    *state = (ReportsState){ loaded.position, loaded.newest, loaded.put_aside };
    return NULL;
}

Error *
reports_state(Reports *reports, Arena *arena, ReportsState *state)
{
    return sql_read(reports->sql, arena, read_state, state);
}

Error *
reports_position(Reports *reports, Arena *arena, int64_t *position)
{
    ReportsState state;

    TRY(reports_state(reports, arena, &state));
    *position = state.position;
    return NULL;
}
