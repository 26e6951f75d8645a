/* userdb_outbox.c -- events, put beside what they tell of, in the same transaction.
 * SPDX-License-Identifier: ISC */
#include "codec/event_json.h"
#include "crypto/random.h"
#include "userdb/userdb_inner.h"

Error *
userdb_outbox_add(Tx *tx, const Event *event)
{
    Str json;

    TRY(event_encode(tx_arena(tx), event, &json));
    return sql_run(tx, "INSERT INTO outbox (created, json) VALUES (?1, ?2)", SQL_ARGS(SQL_I(event->at), SQL_T(json)));
}

Error *
userdb_outbox_note(Tx *tx, const UserdbNote *note)
{
    Event event = {
        .id = random_uuid(tx_arena(tx), note->at),
        .type = note->type,
        .at = note->at,
        .user_subject = note->user_subject,
        .client_id = note->client_id,
        .cause = note->cause,
    };

    return userdb_outbox_add(tx, &event);
}

typedef struct Records {
    const Event *events;
    size_t count;
} Records;

static Error *
add_all(Tx *tx, void *arg)
{
    const Records *records = arg;

    for (size_t i = 0; i < records->count; i++)
        TRY(userdb_outbox_add(tx, &records->events[i]));
    return NULL;
}

Error *
userdb_record_all(Userdb *users, Arena *arena, const Event *events, size_t count)
{
    return sql_write(users->sql, arena, add_all, &(Records){ events, count });
}

Error *
userdb_record(Userdb *users, Arena *arena, const Event *event)
{
    return userdb_record_all(users, arena, event, 1);
}
