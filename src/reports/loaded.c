/* loaded.c -- the one row of the table `loaded`.
 * SPDX-License-Identifier: ISC */
#include "reports/loaded.h"

#include <string.h>

Error *
loaded_read(Tx *tx, Loaded *loaded)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx,
                "SELECT position, newest, put_aside, minutes_from, hours_from, days_from, flows_from, users_known, "
                "user_key, outlined FROM loaded "
                "WHERE one = 1",
                SQL_NO_ARGS, &rows, &found));
    if (!found)
        FAIL(E_DB,
             "the Reporting Store has lost its row `loaded`; restore the file, or delete it to load all events anew");
    *loaded = (Loaded){
        .position = sql_int(&rows, 0),
        .newest = sql_int(&rows, 1),
        .put_aside = sql_int(&rows, 2),
        .kept = { sql_int(&rows, 3), sql_int(&rows, 4), sql_int(&rows, 5) },
        .flows_from = sql_int(&rows, 6),
        .users_known = sql_int(&rows, 7),
        .outlined = sql_int(&rows, 9),
    };
    Str key = sql_peek(&rows, 8);
    memcpy(loaded->user_key, key.ptr, key.len < sizeof loaded->user_key ? key.len : sizeof loaded->user_key);
    sql_done(&rows);
    return NULL;
}

Error *
loaded_advance(Tx *tx, int64_t position, Micros newest)
{
    return sql_run(tx, "UPDATE loaded SET position = max(position, ?1), newest = max(newest, ?2) WHERE one = 1",
                   SQL_ARGS(SQL_I(position), SQL_I(newest)));
}

static Micros
forward(Micros before, Micros wanted, Micros now)
{
    return before > now || before < wanted ? wanted : before;
}

Error *
loaded_forget(Tx *tx, const Micros kept[LEVELS], Micros flows_from, Micros now)
{
    Loaded before, after;

    TRY(loaded_read(tx, &before));
    after = before;
    for (Level level = LEVEL_MINUTE; level < LEVELS; level++)
        after.kept[level] = forward(before.kept[level], kept[level], now);
    after.flows_from = forward(before.flows_from, flows_from, now);
    after.newest = before.newest > now ? now : before.newest;
    if (memcmp(&before, &after, sizeof before) == 0)
        return NULL;
    return sql_run(tx,
                   "UPDATE loaded SET newest = ?1, minutes_from = ?2, hours_from = ?3, days_from = ?4, flows_from = ?5 "
                   "WHERE one = 1",
                   SQL_ARGS(SQL_I(after.newest), SQL_I(after.kept[LEVEL_MINUTE]), SQL_I(after.kept[LEVEL_HOUR]),
                            SQL_I(after.kept[LEVEL_DAY]), SQL_I(after.flows_from)));
}

Error *
loaded_count_aside(Tx *tx)
{
    return sql_run(tx, "UPDATE loaded SET put_aside = put_aside + 1 WHERE one = 1", SQL_NO_ARGS);
}
