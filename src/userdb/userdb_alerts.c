/* userdb_alerts.c -- the memory of alerts: one row per thing that is watched.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb_alerts.h"

#include "base/str.h"
#include "userdb/userdb_deliveries.h"
#include "userdb/userdb_inner.h"

#define COLUMNS "kind, subject, state, alert, since, calm, healed, failed, cause, provider, slow, usual"

typedef struct Listing {
    AlertRecord *rows;
    size_t count;
} Listing;

static Error *
list(Tx *tx, void *arg)
{
    Listing *listing = arg;
    SqlRows rows;
    bool more = true;

    *listing = (Listing){ ARENA_NEW(tx_arena(tx), AlertRecord, ALERTS_MAX), 0 };
    TRY(sql_query(tx, "SELECT " COLUMNS " FROM alerts ORDER BY kind, subject LIMIT ?1", SQL_ARGS(SQL_I(ALERTS_MAX)),
                  &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        listing->rows[listing->count++] = (AlertRecord){ .kind = sql_text(&rows, 0),
                                                         .subject = sql_text(&rows, 1),
                                                         .state = sql_text(&rows, 2),
                                                         .alert = sql_text(&rows, 3),
                                                         .since = sql_int(&rows, 4),
                                                         .calm = sql_int(&rows, 5),
                                                         .healed = sql_int(&rows, 6),
                                                         .failed = sql_int(&rows, 7),
                                                         .cause = sql_text(&rows, 8),
                                                         .provider = sql_text(&rows, 9),
                                                         .slow = sql_int(&rows, 10),
                                                         .usual = sql_int(&rows, 11) };
    }
}

Error *
userdb_list_alerts(Userdb *users, Arena *arena, AlertRecord **rows, size_t *count)
{
    Listing listing;

    TRY(sql_read(users->sql, arena, list, &listing));
    *rows = listing.rows;
    *count = listing.count;
    return NULL;
}

typedef struct Change {
    const AlertChange *change;
    Str before;
    Micros now;
    bool changed;
} Change;

/* Whether the state is still what the change was decided upon. */
static Error *
is_as_before(Tx *tx, const Change *in, bool *same)
{
    const AlertRecord *record = in->change->record;
    SqlRows rows;
    bool found;
    Str state = LIT("");

    TRY(sql_row(tx, "SELECT state FROM alerts WHERE kind = ?1 AND subject = ?2",
                SQL_ARGS(SQL_T(record->kind), SQL_T(record->subject)), &rows, &found));
    if (found) {
        state = sql_text(&rows, 0);
        sql_done(&rows);
    }
    *same = str_equal(state, in->before);
    return NULL;
}

static Error *
check_room(Tx *tx)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT count(*) FROM alerts", SQL_NO_ARGS, &rows, &found));
    int64_t count = sql_int(&rows, 0);
    sql_done(&rows);
    if (count >= ALERTS_MAX)
        FAIL(E_FULL, "%d things are watched by alerts already: clear some", ALERTS_MAX);
    return NULL;
}

static Error *
write_record(Tx *tx, const AlertRecord *r)
{
    return sql_run(tx,
                   "INSERT INTO alerts (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
                   "ON CONFLICT (kind, subject) DO UPDATE SET state = ?3, alert = ?4, since = ?5, calm = ?6, "
                   "healed = ?7, failed = ?8, cause = ?9, provider = ?10, slow = ?11, usual = ?12",
                   SQL_ARGS(SQL_T(r->kind), SQL_T(r->subject), SQL_T(r->state), SQL_T(r->alert), SQL_I(r->since),
                            SQL_I(r->calm), SQL_I(r->healed), SQL_I(r->failed), SQL_T(r->cause), SQL_T(r->provider),
                            SQL_I(r->slow), SQL_I(r->usual)));
}

static Error *
apply(Tx *tx, void *arg)
{
    Change *in = arg;
    const AlertChange *change = in->change;

    TRY(is_as_before(tx, in, &in->changed));
    if (!in->changed)
        return NULL;
    if (change->forget)
        TRY(sql_run(tx, "DELETE FROM alerts WHERE kind = ?1 AND subject = ?2",
                    SQL_ARGS(SQL_T(change->record->kind), SQL_T(change->record->subject))));
    if (!change->forget && in->before.len == 0)
        TRY(check_room(tx));
    if (!change->forget)
        TRY(write_record(tx, change->record));
    for (size_t i = 0; i < change->event_count; i++)
        TRY(userdb_outbox_add(tx, &change->events[i]));
    for (size_t i = 0; i < change->news_count; i++)
        TRY(userdb_deliveries_add(tx, &change->news[i], in->now));
    return NULL;
}

Error *
userdb_change_alert(Userdb *users, Arena *arena, const AlertChange *change, Str before, Micros now, bool *changed)
{
    Change in = { .change = change, .before = before, .now = now };

    TRY(sql_write(users->sql, arena, apply, &in));
    *changed = in.changed;
    return NULL;
}
