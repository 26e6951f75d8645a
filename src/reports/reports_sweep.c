/* reports_sweep.c -- what is past its retention goes, a little at a time.
 * SPDX-License-Identifier: ISC */
#include "reports/reports_room.h"

#include "reports/event_key.h"
#include "reports/loaded.h"
#include "reports/people.h"
#include "reports/rollup.h"

#define SWEEP_BATCH 500

/* Unreadable rows: the newest thousand. */
#define PUT_ASIDE_KEPT 1000

typedef struct Sweep {
    const Reports *reports;
    Micros now;
    int64_t deleted;
    int64_t after; /* the user looked at last */
} Sweep;

static Error *
sweep_level(Tx *tx, Level level, Micros kept, int64_t *deleted)
{
    TRY(sql_run(tx, "DELETE FROM rollup WHERE key IN (SELECT key FROM rollup WHERE key >= ?1 AND key < ?2 LIMIT ?3)",
                SQL_ARGS(SQL_I(rollup_key(level, 0, 0)), SQL_I(rollup_key(level, kept, 0)), SQL_I(SWEEP_BATCH))));
    *deleted += sql_changed(tx);
    return NULL;
}

/* Keys are in the order of time, so what may go lies in front; the time itself is looked at too. */
static Error *
sweep_keys(Tx *tx, Micros flows_from, Micros seen_from, int64_t *deleted)
{
    Arena *arena = tx_arena(tx);

    TRY(sql_run(tx,
                "DELETE FROM flow WHERE id IN "
                "(SELECT id FROM flow WHERE id < ?1 AND started < ?2 ORDER BY id LIMIT ?3)",
                SQL_ARGS(SQL_B(event_key_floor(arena, flows_from)), SQL_I(flows_from), SQL_I(SWEEP_BATCH))));
    *deleted += sql_changed(tx);
    TRY(sql_run(tx,
                "DELETE FROM seen WHERE id IN "
                "(SELECT id FROM seen WHERE id < ?1 AND at < ?2 ORDER BY id LIMIT ?3)",
                SQL_ARGS(SQL_B(event_key_floor(arena, seen_from)), SQL_I(seen_from), SQL_I(SWEEP_BATCH))));
    *deleted += sql_changed(tx);
    return NULL;
}

static Error *
sweep_aside(Tx *tx, int64_t *deleted)
{
    TRY(sql_run(tx,
                "DELETE FROM put_aside WHERE position IN "
                "(SELECT position FROM put_aside ORDER BY position DESC LIMIT ?2 OFFSET ?1)",
                SQL_ARGS(SQL_I(PUT_ASIDE_KEPT), SQL_I(SWEEP_BATCH))));
    *deleted += sql_changed(tx);
    return NULL;
}

/* What is kept is said first, in the same transaction: a late event does not begin a swept row again. */
static Error *
sweep_batch(Tx *tx, void *arg)
{
    Sweep *sweep = arg;
    Micros kept[LEVELS];
    Loaded loaded;

    for (Level level = LEVEL_MINUTE; level < LEVELS; level++)
        kept[level] = spans_kept(level, sweep->now);
    TRY(loaded_forget(tx, kept, spans_floor(LEVEL_HOUR, sweep->now - FLOWS_KEPT), sweep->now));
    TRY(loaded_read(tx, &loaded));
    sweep->deleted = 0;
    sweep->after = sweep->reports->swept_to;
    for (Level level = LEVEL_MINUTE; level < LEVELS; level++)
        TRY(sweep_level(tx, level, loaded.kept[level], &sweep->deleted));
    for (Level level = OUTLINE_QUARTER; level < OUTLINES; level++)
        TRY(sweep_level(tx, level, spans_outline_kept(level, loaded.kept, 0), &sweep->deleted));
    TRY(people_sweep(tx, &loaded, SWEEP_BATCH, &sweep->deleted));
    TRY(people_forget(tx, sweep->now - PERSONS_KEPT, SWEEP_BATCH, &sweep->after, &sweep->deleted));
    TRY(sweep_keys(tx, loaded.flows_from, sweep->now - SEEN_KEPT, &sweep->deleted));
    return sweep_aside(tx, &sweep->deleted);
}

Error *
reports_sweep(Reports *reports, Arena *arena, Micros now, int64_t *deleted)
{
    Sweep sweep = { .reports = reports, .now = now };

    TRY(sql_write(reports->sql, arena, sweep_batch, &sweep));
    reports->swept_to = sweep.after;
    *deleted = sweep.deleted;
    return NULL;
}
