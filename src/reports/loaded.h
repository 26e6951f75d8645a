/* loaded.h -- how far the Reporting Store has come, and how far back it goes: one row.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LOADED_H
#define LATCHSTRING_LOADED_H

#include "reports/spans.h"
#include "sql/sql.h"

typedef struct Loaded {
    int64_t position;
    Micros newest; /* 0 for none */
    int64_t put_aside;
    Micros kept[LEVELS]; /* from when on each level is kept */
    Micros flows_from;
    Micros outlined;            /* from when on there are outlines (spans.h): the start of a day */
    Micros users_known;         /* an unknown user before it had signed in before */
    unsigned char user_key[32]; /* of the hashes of users */
} Loaded;

Error *loaded_read(Tx *tx, Loaded *loaded) MUST_USE;

/* Neither ever moves back. */
Error *loaded_advance(Tx *tx, int64_t position, Micros newest) MUST_USE;

/* Move forward from when on things are kept. What lies after `now` was said by a clock that was wrong, and is taken back. */
Error *loaded_forget(Tx *tx, const Micros kept[LEVELS], Micros flows_from, Micros now) MUST_USE;

/* One more row was put aside. */
Error *loaded_count_aside(Tx *tx) MUST_USE;

#endif
