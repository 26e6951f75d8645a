/* events_outbox.c -- the queue that needs no queue: a table beside what its rows tell of.
 * SPDX-License-Identifier: ISC */
#include "events/events_backend.h"

typedef struct Fetch {
    int64_t after;
    size_t max;
    EventRow *rows;
    size_t count;
} Fetch;

/* How many rows the answer will have, so that its array is made once. */
static Error *
count_rows(Tx *tx, const Fetch *fetch, size_t *count)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE position > ?1 LIMIT ?2)",
                SQL_ARGS(SQL_I(fetch->after), SQL_I((int64_t)fetch->max)), &rows, &found));
    *count = (size_t)sql_int(&rows, 0);
    sql_done(&rows);
    return NULL;
}

static Error *
read_rows(Tx *tx, void *arg)
{
    Fetch *fetch = arg;
    size_t room = 0;
    SqlRows rows;
    bool more;

    TRY(count_rows(tx, fetch, &room));
    fetch->rows = ARENA_NEW(tx_arena(tx), EventRow, room);
    TRY(sql_query(tx, "SELECT position, json FROM outbox WHERE position > ?1 ORDER BY position LIMIT ?2",
                  SQL_ARGS(SQL_I(fetch->after), SQL_I((int64_t)room)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        fetch->rows[fetch->count++] = (EventRow){ sql_int(&rows, 0), sql_text(&rows, 1) };
    }
}

static Error *
fetch(Events *events, Arena *arena, int64_t after, size_t max, EventRow **rows, size_t *count)
{
    Fetch in = { .after = after, .max = max };

    TRY(sql_read(events->sql, arena, read_rows, &in));
    *rows = in.rows;
    *count = in.count;
    return NULL;
}

typedef struct Count {
    int64_t after, count;
} Count;

static Error *
count_waiting(Tx *tx, void *arg)
{
    Count *in = arg;
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT count(*) FROM outbox WHERE position > ?1", SQL_ARGS(SQL_I(in->after)), &rows, &found));
    in->count = sql_int(&rows, 0);
    sql_done(&rows);
    return NULL;
}

static Error *
waiting(Events *events, Arena *arena, int64_t after, int64_t *count)
{
    Count in = { .after = after };

    TRY(sql_read(events->sql, arena, count_waiting, &in));
    *count = in.count;
    return NULL;
}

typedef struct Sweep {
    int64_t loaded;
    Micros before;
    size_t max;
    int64_t deleted;
} Sweep;

/* Of the oldest max rows only: rows lie in the order of their positions, nearly that of their times. */
static Error *
delete_oldest(Tx *tx, void *arg)
{
    Sweep *in = arg;

    TRY(sql_run(tx,
                "DELETE FROM outbox WHERE created < ?2 AND position IN "
                "(SELECT position FROM outbox WHERE position <= ?1 ORDER BY position LIMIT ?3)",
                SQL_ARGS(SQL_I(in->loaded), SQL_I(in->before), SQL_I((int64_t)in->max))));
    in->deleted = sql_changed(tx);
    return NULL;
}

static Error *
sweep(Events *events, Arena *arena, int64_t loaded, Micros before, size_t max, int64_t *deleted)
{
    Sweep in = { .loaded = loaded, .before = before, .max = max };

    TRY(sql_write(events->sql, arena, delete_oldest, &in));
    *deleted = in.deleted;
    return NULL;
}

const EventsOps events_outbox_ops = {
    .scheme = "outbox",
    .fetch = fetch,
    .waiting = waiting,
    .sweep = sweep,
};
