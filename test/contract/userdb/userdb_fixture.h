/* userdb_fixture.h -- one test's user database, and looks into it that its face does not offer.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERDB_FIXTURE_H
#define LATCHSTRING_USERDB_FIXTURE_H

#include "userdb/userdb.h"

#define NOW ((Micros)1700000000 * SECOND)

typedef struct Fixture {
    Arena *arena;
    const char *folder;
    SealKey *seal;
    Str url;
    Userdb *users; /* NULL: not open */
} Fixture;

int userdb_fixture_setup(void **state);
int userdb_fixture_setup_closed(void **state);
int userdb_fixture_teardown(void **state);

void userdb_fixture_open(Fixture *fixture);
void userdb_fixture_close(Fixture *fixture);

/* How many rows a query of one number counts; the text must be a literal. */
int64_t userdb_fixture_number(const Fixture *fixture, const char *text);

/* The events of a type, oldest first, at most 64. */
typedef struct FixtureEvents {
    Event events[64];
    size_t count;
} FixtureEvents;
FixtureEvents *userdb_fixture_events(const Fixture *fixture, EventType type);

/* A user of this name, with no password. */
User userdb_fixture_user(const Fixture *fixture, const char *name);

/* A confidential client of this client_id. */
Client userdb_fixture_client(const Fixture *fixture, const char *client_id);

/* error is of this code; NULL for E_OK. Prints it when it is not. */
bool userdb_fixture_is(const Error *error, ErrorCode code);

#endif
