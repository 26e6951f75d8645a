/* userdb_deliveries.c -- the webhook's deliveries: in order, at least once, each with one id.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb_deliveries.h"

#include "base/str.h"
#include "crypto/random.h"
#include "userdb/userdb_inner.h"

#define LISTED_MAX 100
#define WAITING    "waiting"
#define DELIVERED  "delivered"
#define GIVEN_UP   "given up"

static Error *
note_failed(Tx *tx, Str id, Str word, Micros now)
{
    Event event = {
        .id = random_uuid(tx_arena(tx), now), .type = EVENT_WEBHOOK_FAILED, .at = now, .cause = word, .about = id
    };

    return userdb_outbox_add(tx, &event);
}

/* The oldest gives way when too many wait. */
static Error *
make_room(Tx *tx, Micros now)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT count(*) FROM deliveries WHERE state = '" WAITING "'", SQL_NO_ARGS, &rows, &found));
    int64_t waiting = sql_int(&rows, 0);
    sql_done(&rows);
    if (waiting < DELIVERIES_MAX)
        return NULL;
    TRY(sql_row(tx, "SELECT id, message FROM deliveries WHERE state = '" WAITING "' ORDER BY id LIMIT 1", SQL_NO_ARGS,
                &rows, &found));
    int64_t id = sql_int(&rows, 0);
    Str message = sql_text(&rows, 1);
    sql_done(&rows);
    TRY(sql_run(tx, "UPDATE deliveries SET state = '" GIVEN_UP "', ended = ?2, word = 'too many wait' WHERE id = ?1",
                SQL_ARGS(SQL_I(id), SQL_I(now))));
    return note_failed(tx, message, LIT("too_many"), now);
}

Error *
userdb_deliveries_add(Tx *tx, const AlertNews *news, Micros now)
{
    if (news->body.len > DELIVERY_BODY_LIMIT)
        FAIL(E_TOO_LARGE, "a delivery of %zu bytes, at most %d are kept", news->body.len, DELIVERY_BODY_LIMIT);
    TRY(make_room(tx, now));
    TRY(sql_run(tx,
                "INSERT INTO deliveries (message, type, body, created, due, state) "
                "VALUES (?1, ?2, ?3, ?4, ?4, '" WAITING "')",
                SQL_ARGS(SQL_T(news->id), SQL_T(news->type), SQL_T(news->body), SQL_I(now))));
    return sql_run(tx, "UPDATE deliveries SET due = max(?1, not_before) WHERE state = '" WAITING "' AND due > ?1",
                   SQL_ARGS(SQL_I(now)));
}

typedef struct Next {
    Delivery delivery;
    bool found;
} Next;

static Error *
next(Tx *tx, void *arg)
{
    Next *in = arg;
    SqlRows rows;

    TRY(sql_row(tx,
                "SELECT id, message, type, body, created, attempts, due FROM deliveries WHERE state = '" WAITING
                "' ORDER BY id LIMIT 1",
                SQL_NO_ARGS, &rows, &in->found));
    if (!in->found)
        return NULL;
    in->delivery = (Delivery){ .id = sql_int(&rows, 0),
                               .news = { sql_text(&rows, 1), sql_text(&rows, 2), sql_text(&rows, 3) },
                               .created = sql_int(&rows, 4),
                               .attempts = sql_int(&rows, 5),
                               .due = sql_int(&rows, 6) };
    sql_done(&rows);
    return NULL;
}

Error *
userdb_next_delivery(Userdb *users, Arena *arena, Delivery *delivery, bool *found)
{
    Next in = { 0 };

    TRY(sql_read(users->sql, arena, next, &in));
    *delivery = in.delivery;
    *found = in.found;
    return NULL;
}

typedef struct Ending {
    const Delivery *delivery;
    const DeliveryEnd *end;
    Micros now;
} Ending;

/* Only a delivery that still waits can end: it may have made room meanwhile. */
static Error *
end(Tx *tx, void *arg)
{
    const Ending *in = arg;
    SqlValue id = SQL_I(in->delivery->id), word = SQL_T(in->end->word), now = SQL_I(in->now);

    if (in->end->kind == DELIVERY_AGAIN)
        return sql_run(tx,
                       "UPDATE deliveries SET attempts = attempts + 1, word = ?2, due = ?3, not_before = ?4 "
                       "WHERE id = ?1 AND state = '" WAITING "'",
                       SQL_ARGS(id, word, SQL_I(in->end->due), SQL_I(in->end->not_before)));
    TRY(sql_run(tx,
                "UPDATE deliveries SET attempts = attempts + 1, word = ?2, ended = ?3, state = ?4 "
                "WHERE id = ?1 AND state = '" WAITING "'",
                SQL_ARGS(id, word, now, SQL_T(in->end->kind == DELIVERY_DONE ? LIT(DELIVERED) : LIT(GIVEN_UP)))));
    if (in->end->kind == DELIVERY_DONE || sql_changed(tx) == 0)
        return NULL;
    return note_failed(tx, in->delivery->news.id, in->end->word, in->now);
}

Error *
userdb_end_delivery(Userdb *users, Arena *arena, const Delivery *delivery, const DeliveryEnd *how, Micros now)
{
    return sql_write(users->sql, arena, end, &(Ending){ delivery, how, now });
}

typedef struct Listing {
    DeliveryRow *rows;
    size_t count;
} Listing;

static Error *
list(Tx *tx, void *arg)
{
    Listing *listing = arg;
    SqlRows rows;
    bool more = true;

    *listing = (Listing){ ARENA_NEW(tx_arena(tx), DeliveryRow, LISTED_MAX), 0 };
    TRY(sql_query(tx,
                  "SELECT message, type, state, word, created, ended, due, attempts FROM deliveries "
                  "ORDER BY id DESC LIMIT ?1",
                  SQL_ARGS(SQL_I(LISTED_MAX)), &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        listing->rows[listing->count++] = (DeliveryRow){ .id = sql_text(&rows, 0),
                                                         .type = sql_text(&rows, 1),
                                                         .state = sql_text(&rows, 2),
                                                         .word = sql_text(&rows, 3),
                                                         .created = sql_int(&rows, 4),
                                                         .ended = sql_int(&rows, 5),
                                                         .due = sql_int(&rows, 6),
                                                         .attempts = sql_int(&rows, 7) };
    }
}

Error *
userdb_list_deliveries(Userdb *users, Arena *arena, DeliveryRow **rows, size_t *count)
{
    Listing listing;

    TRY(sql_read(users->sql, arena, list, &listing));
    *rows = listing.rows;
    *count = listing.count;
    return NULL;
}

static Error *
sweep(Tx *tx, void *arg)
{
    const Micros *now = arg;

    return sql_run(tx,
                   "DELETE FROM deliveries WHERE state <> '" WAITING "' AND (ended <= ?1 OR id <= "
                   "(SELECT id FROM deliveries WHERE state <> '" WAITING "' ORDER BY id DESC LIMIT 1 OFFSET ?2))",
                   SQL_ARGS(SQL_I(*now - DELIVERIES_KEPT), SQL_I(DELIVERIES_MAX)));
}

Error *
userdb_sweep_deliveries(Userdb *users, Arena *arena, Micros now)
{
    return sql_write(users->sql, arena, sweep, &now);
}
