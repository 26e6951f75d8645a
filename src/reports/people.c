/* people.c -- users by number: found by the keyed hash of their subject, noted in sets, and read again as sets.
 * SPDX-License-Identifier: ISC */
#include "reports/people.h"

#include "crypto/hash.h"
#include "reports/rollup.h"

#include <stdlib.h>
#include <string.h>

#define KEY_SIZE  16
#define SET_SHIFT 59 /* above level, start and series (rollup.c) */

typedef struct Note {
    int64_t key, number;
} Note;

struct People {
    Tx *tx;
    const Loaded *loaded;
    Note *notes;
    size_t count, room;
};

typedef struct Person {
    int64_t number;
    Micros first, last; /* of own and foreign flows, or of client flows: whichever is asked; 0 for none */
    int64_t home;
} Person;

People *
people_new(Tx *tx, const Loaded *loaded)
{
    People *people = ARENA_NEW(tx_arena(tx), People, 1);

    people->tx = tx;
    people->loaded = loaded;
    return people;
}

static int64_t
set_key(PeopleSet set, Level level, Micros start, int64_t series)
{
    return (int64_t)set << SET_SHIFT | rollup_key(level, start, series);
}

static void
note_key(People *people, int64_t key, int64_t number)
{
    if (people->count == people->room) {
        size_t room = people->room ? 2 * people->room : 256;
        Note *notes = ARENA_NEW(tx_arena(people->tx), Note, room);
        if (people->count)
            memcpy(notes, people->notes, people->count * sizeof notes[0]);
        people->notes = notes;
        people->room = room;
    }
    people->notes[people->count++] = (Note){ key, number };
}

static void
note(People *people, PeopleSet set, Micros start, int64_t series, int64_t number)
{
    for (Level level = LEVEL_MINUTE; level < LEVELS; level++)
        if (spans_floor(level, start) >= people->loaded->kept[level])
            note_key(people, set_key(set, level, start, series), number);
}

/* ---- sets ---- */

static Error *
read_set(Tx *tx, int64_t key, Str *bytes)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT users FROM people WHERE key = ?1", SQL_ARGS(SQL_I(key)), &rows, &found));
    *bytes = found ? sql_text(&rows, 0) : LIT("");
    sql_done(&rows);
    return NULL;
}

static Error *
write_set(Tx *tx, int64_t key, Str bytes)
{
    return sql_run(tx, "INSERT INTO people (key, users) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET users = ?2",
                   SQL_ARGS(SQL_I(key), SQL_B(bytes)));
}

static int
compare_notes(const void *a, const void *b)
{
    const Note *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static Error *
join_set(People *people, int64_t key, const int64_t *numbers, size_t count)
{
    Str before, after;

    TRY(read_set(people->tx, key, &before));
    TRY(number_set_join(tx_arena(people->tx), before, numbers, count, &after));
    return write_set(people->tx, key, after);
}

Error *
people_write(People *people)
{
    int64_t *numbers = ARENA_NEW(tx_arena(people->tx), int64_t, people->count + 1);

    if (people->count > 1)
        qsort(people->notes, people->count, sizeof people->notes[0], compare_notes);
    for (size_t at = 0; at < people->count;) {
        int64_t key = people->notes[at].key;
        size_t count = 0;
        for (; at < people->count && people->notes[at].key == key; at++)
            if (count == 0 || numbers[count - 1] != people->notes[at].number)
                numbers[count++] = people->notes[at].number;
        TRY(join_set(people, key, numbers, count));
    }
    people->count = 0;
    return NULL;
}

/* Somebody's first flow turns out not to have been the first: a flow that began earlier was loaded later. */
static Error *
take_back_first(People *people, const Person *person)
{
    TRY(people_write(people));
    for (Level level = LEVEL_MINUTE; level < LEVELS; level++) {
        int64_t key = set_key(PEOPLE_FIRST, level, person->first, person->home);
        Str before, after;
        TRY(read_set(people->tx, key, &before));
        if (before.len == 0)
            continue;
        TRY(number_set_drop(tx_arena(people->tx), before, person->number, &after));
        TRY(write_set(people->tx, key, after));
    }
    return NULL;
}

/* ---- persons ---- */

static Str
person_key(const People *people, Str subject)
{
    unsigned char *digest = arena_alloc(tx_arena(people->tx), HASH_SIZE);

    hash_keyed(people->loaded->user_key, subject, digest);
    return (Str){ (const char *)digest, KEY_SIZE };
}

static Error *
find_person(People *people, Str key, bool clients, Person *person)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(people->tx,
                "SELECT number, first, home, last, client_first, client_home, client_last FROM person WHERE key = ?1",
                SQL_ARGS(SQL_B(key)), &rows, &found));
    *person = (Person){ 0 };
    if (found) {
        int at = clients ? 4 : 1;
        *person = (Person){ sql_int(&rows, 0), sql_int(&rows, at), sql_int(&rows, at + 2), sql_int(&rows, at + 1) };
    }
    sql_done(&rows);
    if (found)
        return NULL;
    TRY(sql_run(people->tx,
                "INSERT INTO person (key, seen, first, home, last, client_first, client_home, client_last) "
                "VALUES (?1, 0, 0, 0, 0, 0, 0, 0)",
                SQL_ARGS(SQL_B(key))));
    person->number = sql_last_id(people->tx);
    return NULL;
}

static Error *
write_person(People *people, const Person *person, bool clients)
{
    if (clients)
        return sql_run(people->tx,
                       "UPDATE person SET client_first = ?2, client_home = ?3, client_last = ?4, seen = max(seen, ?4) "
                       "WHERE number = ?1",
                       SQL_ARGS(SQL_I(person->number), SQL_I(person->first), SQL_I(person->home), SQL_I(person->last)));
    return sql_run(people->tx,
                   "UPDATE person SET first = ?2, home = ?3, last = ?4, seen = max(seen, ?4) WHERE number = ?1",
                   SQL_ARGS(SQL_I(person->number), SQL_I(person->first), SQL_I(person->home), SQL_I(person->last)));
}

/* Whether it is the first that is known; `first` is 1 when one before was never seen but is assumed. */
static bool
is_first(const People *people, const Person *person, const PeopleFlow *flow)
{
    if (person->first == 0)
        return flow->new_user || flow->started >= people->loaded->users_known;
    return flow->started < person->first;
}

Error *
people_completed(People *people, const PeopleFlow *flow)
{
    Person person;

    if (flow->started <= 1) /* no clock shows it */
        return NULL;
    TRY(find_person(people, person_key(people, flow->subject), flow->clients, &person));
    bool first = is_first(people, &person, flow);
    bool back = person.last != 0 && flow->started - person.last >= PEOPLE_AWAY;
    note(people, PEOPLE_SIGNED, flow->started, flow->series, person.number);
    note(people, PEOPLE_ACTIVE, flow->started, flow->house, person.number);
    if (back)
        note(people, PEOPLE_BACK, flow->started, flow->series, person.number);
    if (first && person.first != 0)
        TRY(take_back_first(people, &person));
    if (first)
        note(people, PEOPLE_FIRST, flow->started, flow->series, person.number);
    if (first || person.first == 0) {
        person.first = first ? flow->started : 1;
        person.home = flow->series;
    }
    if (flow->started > person.last)
        person.last = flow->started;
    return write_person(people, &person, flow->clients);
}

Error *
people_active(People *people, Str subject, Micros at, int64_t series)
{
    Person person;

    TRY(find_person(people, person_key(people, subject), false, &person));
    note(people, PEOPLE_ACTIVE, at, series, person.number);
    return sql_run(people->tx, "UPDATE person SET seen = max(seen, ?2) WHERE number = ?1",
                   SQL_ARGS(SQL_I(person.number), SQL_I(at)));
}

/* ---- reading ---- */

static Error *
read_span(Tx *tx, const PeopleAsk *ask, const Span *span, NumberSet *numbers)
{
    SqlRows rows;
    bool more;

    TRY(sql_query(tx, "SELECT key, users FROM people WHERE key >= ?1 AND key < ?2",
                  SQL_ARGS(SQL_I(set_key(ask->which, span->level, span->from, 0)),
                           SQL_I(set_key(ask->which, span->level, span->to, 0))),
                  &rows));
    for (;;) {
        TRY(sql_next(&rows, &more));
        if (!more)
            return NULL;
        int64_t series = rollup_key_series(sql_int(&rows, 0));
        if (series > ask->series_max || !ask->series[series])
            continue;
        Error *error = number_set_add_bytes(numbers, sql_peek(&rows, 1));
        if (error) {
            sql_done(&rows);
            return error_pass(error, __FILE__, __LINE__);
        }
    }
}

Error *
people_read(Tx *tx, const Loaded *loaded, const PeopleAsk *ask, NumberSet *numbers)
{
    Span spans[SPANS_MAX];
    size_t count = spans_cover(ask->since, ask->until, loaded->kept, spans);

    for (size_t i = 0; i < count; i++)
        TRY(read_span(tx, ask, &spans[i], numbers));
    return NULL;
}

/* ---- keeping small ---- */

Error *
people_sweep(Tx *tx, const Loaded *loaded, int64_t batch, int64_t *deleted)
{
    for (PeopleSet set = PEOPLE_SIGNED; set <= PEOPLE_ACTIVE; set++) {
        for (Level level = LEVEL_MINUTE; level < LEVELS; level++) {
            TRY(sql_run(tx,
                        "DELETE FROM people WHERE key IN "
                        "(SELECT key FROM people WHERE key >= ?1 AND key < ?2 LIMIT ?3)",
                        SQL_ARGS(SQL_I(set_key(set, level, 0, 0)), SQL_I(set_key(set, level, loaded->kept[level], 0)),
                                 SQL_I(batch))));
            *deleted += sql_changed(tx);
        }
    }
    return NULL;
}

Error *
people_forget(Tx *tx, Micros before, int64_t batch, int64_t *after, int64_t *deleted)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx,
                "SELECT count(*), ifnull(max(number), 0) FROM "
                "(SELECT number FROM person WHERE number > ?1 ORDER BY number LIMIT ?2)",
                SQL_ARGS(SQL_I(*after), SQL_I(batch)), &rows, &found));
    int64_t count = sql_int(&rows, 0), last = sql_int(&rows, 1);
    sql_done(&rows);
    if (count > 0) {
        TRY(sql_run(tx, "DELETE FROM person WHERE number > ?1 AND number <= ?2 AND seen < ?3",
                    SQL_ARGS(SQL_I(*after), SQL_I(last), SQL_I(before))));
        *deleted += sql_changed(tx);
    }
    *after = count < batch ? 0 : last;
    return NULL;
}
