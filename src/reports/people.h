/* people.h -- who signed in when, as numbers: what a batch of events says of users, written into sets by minute, hour and day.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PEOPLE_H
#define LATCHSTRING_PEOPLE_H

#include "reports/loaded.h"
#include "reports/number_set.h"
#include "sql/sql.h"

/* Which set, by (level, start, series). Stored: never renumber. */
typedef enum PeopleSet {
    PEOPLE_SIGNED = 1, /* completed a flow */
    PEOPLE_FIRST = 2,  /* their first one ever: each user once in own and foreign flows, once in client flows */
    PEOPLE_BACK = 3,   /* after 30 days or more without one */
    PEOPLE_ACTIVE = 4, /* the house's series: completed a flow of any kind, or refreshed a token */
} PeopleSet;

#define PEOPLE_AWAY (30 * DAY)

typedef struct People People;

People *people_new(Tx *tx, const Loaded *loaded);

/* A flow of this user completed. clients: of an outside app. new_user: the account was made by it. */
typedef struct PeopleFlow {
    Str subject; /* only its keyed hash is kept */
    Micros started;
    int64_t series, house; /* its own, and the house's */
    bool clients, new_user;
} PeopleFlow;

Error *people_completed(People *people, const PeopleFlow *flow) MUST_USE;

/* A token of this user was refreshed; series: the house's. */
Error *people_active(People *people, Str subject, Micros at, int64_t series) MUST_USE;

/* Write what was gathered. */
Error *people_write(People *people) MUST_USE;

/* Add to a set of numbers what the sets of a range hold, of the series that are wanted (by number). */
typedef struct PeopleAsk {
    PeopleSet which;
    Micros since, until;
    const bool *series;
    int64_t series_max;
} PeopleAsk;

Error *people_read(Tx *tx, const Loaded *loaded, const PeopleAsk *ask, NumberSet *numbers) MUST_USE;

/* Delete at most `batch` sets of each level before what is kept. */
Error *people_sweep(Tx *tx, const Loaded *loaded, int64_t batch, int64_t *deleted) MUST_USE;

/* Forget, of at most `batch` users after the number *after, those not seen since `before`; *after moves on, and around. */
Error *people_forget(Tx *tx, Micros before, int64_t batch, int64_t *after, int64_t *deleted) MUST_USE;

#endif
