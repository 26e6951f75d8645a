/* userdb_fixture.c -- one test's user database.
 * SPDX-License-Identifier: ISC */
#include "userdb_fixture.h"

#include "../sql/temp_folder.h"
#include "base/str.h"
#include "codec/event_json.h"
#include "crypto/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_LIMIT ((size_t)256 << 20)

static void
must(const Error *error)
{
    if (!error)
        return;
    fprintf(stderr, "%s: %s\n", error_info(error->code)->name, error->text);
    abort();
}

int
userdb_fixture_setup_closed(void **state)
{
    Arena *arena = arena_new(ARENA_LIMIT);
    Fixture *fixture = ARENA_NEW(arena, Fixture, 1);

    must(random_init());
    fixture->arena = arena;
    fixture->folder = temp_folder_new(arena);
    fixture->url = temp_folder_url(arena, fixture->folder, "users.db");
    must(seal_key_open(temp_folder_path(arena, fixture->folder, "seal.key"), true, &fixture->seal));
    *state = fixture;
    return 0;
}

int
userdb_fixture_setup(void **state)
{
    (void)userdb_fixture_setup_closed(state);
    userdb_fixture_open(*state);
    return 0;
}

int
userdb_fixture_teardown(void **state)
{
    Fixture *fixture = *state;

    userdb_close(fixture->users);
    seal_key_close(fixture->seal);
    temp_folder_remove(fixture->folder);
    arena_free(fixture->arena);
    return 0;
}

void
userdb_fixture_open(Fixture *fixture)
{
    must(userdb_open(fixture->url, fixture->seal, &fixture->users));
}

void
userdb_fixture_close(Fixture *fixture)
{
    userdb_close(fixture->users);
    fixture->users = NULL;
}

typedef struct Number {
    const char *text;
    int64_t number;
} Number;

static Error *
read_number(Tx *tx, void *arg)
{
    Number *in = arg;
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, in->text, SQL_NO_ARGS, &rows, &found));
    in->number = found ? sql_int(&rows, 0) : -1;
    sql_done(&rows);
    return NULL;
}

int64_t
userdb_fixture_number(const Fixture *fixture, const char *text)
{
    Number in = { text, -1 };

    must(sql_read(userdb_sql(fixture->users), fixture->arena, read_number, &in));
    return in.number;
}

typedef struct Collect {
    EventType type;
    FixtureEvents *found;
} Collect;

static Error *
collect(Tx *tx, void *arg)
{
    const Collect *in = arg;
    SqlRows rows;
    bool more;

    TRY(sql_query(tx, "SELECT json FROM outbox ORDER BY position", SQL_NO_ARGS, &rows));
    for (;;) {
        Event event;
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        TRY(event_decode(tx_arena(tx), sql_text(&rows, 0), &event));
        if (event.type == in->type && in->found->count < COUNT_OF(in->found->events))
            in->found->events[in->found->count++] = event;
    }
}

FixtureEvents *
userdb_fixture_events(const Fixture *fixture, EventType type)
{
    Collect in = { type, ARENA_NEW(fixture->arena, FixtureEvents, 1) };

    must(sql_read(userdb_sql(fixture->users), fixture->arena, collect, &in));
    return in.found;
}

User
userdb_fixture_user(const Fixture *fixture, const char *name)
{
    NewUser new_user = { .name = str_from_c(name) };
    User user;

    must(userdb_create_user(fixture->users, fixture->arena, &new_user, NOW, &user));
    return user;
}

Client
userdb_fixture_client(const Fixture *fixture, const char *client_id)
{
    Client client = {
        .client_id = str_from_c(client_id),
        .name = LIT("An app"),
        .redirect_uris = { LIT("https://app.example/callback") },
        .redirect_uri_count = 1,
    };

    memset(client.secret_hash, 7, sizeof client.secret_hash);
    must(userdb_create_client(fixture->users, fixture->arena, &client, NOW));
    must(userdb_get_client(fixture->users, fixture->arena, client.client_id, &client));
    return client;
}

bool
userdb_fixture_is(const Error *error, ErrorCode code)
{
    ErrorCode got = error ? error->code : E_OK;

    if (got != code)
        fprintf(stderr, "expected %s, got %s: %s\n", error_info(code)->name, error_info(got)->name,
                error ? error->text : "");
    return got == code;
}
