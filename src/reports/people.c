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

/* Completed flows of one kind: the first and the last, 0 for none; home: the series of the first. */
typedef struct Side {
    Micros first, last;
    int64_t home;
} Side;

/* A row of `person`, read once a batch and written once. */
typedef struct Person {
    unsigned char key[KEY_SIZE];
    int64_t number;
    Micros seen;
    Side own, clients; /* own: and foreign */
    bool changed;
} Person;

struct People {
    Tx *tx;
    const Loaded *loaded;
    Note *notes;
    size_t count, room;
    Person **persons; /* an open hash table by key, which is a keyed hash itself; at most half full */
    size_t person_count, person_room;
};

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

static Micros
six_hours_kept(const Loaded *loaded)
{
    return spans_outline_kept(ACTIVE_SIX_HOURS, loaded->kept, loaded->outlined);
}

static void
note(People *people, PeopleSet set, Micros start, int64_t series, int64_t number)
{
    for (Level level = LEVEL_MINUTE; level < LEVELS; level++)
        if (spans_floor(level, start) >= people->loaded->kept[level])
            note_key(people, set_key(set, level, start, series), number);
    if (set == PEOPLE_ACTIVE && spans_floor(ACTIVE_SIX_HOURS, start) >= six_hours_kept(people->loaded))
        note_key(people, set_key(set, ACTIVE_SIX_HOURS, start, series), number);
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

static Error *
write_notes(People *people)
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
take_back_first(People *people, int64_t number, const Side *side)
{
    TRY(write_notes(people));
    for (Level level = LEVEL_MINUTE; level < LEVELS; level++) {
        int64_t key = set_key(PEOPLE_FIRST, level, side->first, side->home);
        Str before, after;
        TRY(read_set(people->tx, key, &before));
        if (before.len == 0)
            continue;
        TRY(number_set_drop(tx_arena(people->tx), before, number, &after));
        TRY(write_set(people->tx, key, after));
    }
    return NULL;
}

/* ---- persons ---- */

static Person **
find_slot(Person **persons, size_t room, const unsigned char key[KEY_SIZE])
{
    uint64_t mixed;

    memcpy(&mixed, key, sizeof mixed);
    size_t at = (size_t)mixed & (room - 1);
    while (persons[at] && memcmp(persons[at]->key, key, KEY_SIZE) != 0)
        at = (at + 1) & (room - 1);
    return &persons[at];
}

static void
make_room(People *people)
{
    size_t room = people->person_room ? 2 * people->person_room : 256;

    if (2 * people->person_count < people->person_room)
        return;
    Person **persons = ARENA_NEW(tx_arena(people->tx), Person *, room);
    for (size_t i = 0; i < people->person_room; i++)
        if (people->persons[i])
            *find_slot(persons, room, people->persons[i]->key) = people->persons[i];
    people->persons = persons;
    people->person_room = room;
}

/* Its row, or a new one. */
static Error *
read_person(Tx *tx, Person *person)
{
    Str key = { (const char *)person->key, KEY_SIZE };
    SqlRows rows;
    bool found;

    TRY(sql_row(tx,
                "SELECT number, seen, first, last, home, client_first, client_last, client_home FROM person "
                "WHERE key = ?1",
                SQL_ARGS(SQL_B(key)), &rows, &found));
    if (found) {
        person->number = sql_int(&rows, 0);
        person->seen = sql_int(&rows, 1);
        person->own = (Side){ sql_int(&rows, 2), sql_int(&rows, 3), sql_int(&rows, 4) };
        person->clients = (Side){ sql_int(&rows, 5), sql_int(&rows, 6), sql_int(&rows, 7) };
    }
    sql_done(&rows);
    if (found)
        return NULL;
    TRY(sql_run(tx,
                "INSERT INTO person (key, seen, first, home, last, client_first, client_home, client_last) "
                "VALUES (?1, 0, 0, 0, 0, 0, 0, 0)",
                SQL_ARGS(SQL_B(key))));
    person->number = sql_last_id(tx);
    return NULL;
}

static Error *
find_person(People *people, Str subject, Person **found)
{
    unsigned char digest[HASH_SIZE];

    hash_keyed(people->loaded->user_key, subject, digest);
    make_room(people);
    Person **slot = find_slot(people->persons, people->person_room, digest);
    if (!*slot) {
        Person *person = ARENA_NEW(tx_arena(people->tx), Person, 1);
        memcpy(person->key, digest, KEY_SIZE);
        TRY(read_person(people->tx, person));
        *slot = person;
        people->person_count++;
    }
    *found = *slot;
    return NULL;
}

static void
see(Person *person, Micros at)
{
    if (at > person->seen) {
        person->seen = at;
        person->changed = true;
    }
}

static Error *
write_person(Tx *tx, const Person *person)
{
    return sql_run(
        tx,
        "UPDATE person SET seen = ?2, first = ?3, last = ?4, home = ?5, client_first = ?6, client_last = ?7, "
        "client_home = ?8 WHERE number = ?1",
        SQL_ARGS(SQL_I(person->number), SQL_I(person->seen), SQL_I(person->own.first), SQL_I(person->own.last),
                 SQL_I(person->own.home), SQL_I(person->clients.first), SQL_I(person->clients.last),
                 SQL_I(person->clients.home)));
}

static int
compare_persons(const void *a, const void *b)
{
    const Person *x = *(Person *const *)a, *y = *(Person *const *)b;

    return (x->number > y->number) - (x->number < y->number);
}

/* In the order of the table, page by page. */
static Error *
write_persons(People *people)
{
    Person **changed = ARENA_NEW(tx_arena(people->tx), Person *, people->person_count + 1);
    size_t count = 0;

    for (size_t i = 0; i < people->person_room; i++)
        if (people->persons[i] && people->persons[i]->changed)
            changed[count++] = people->persons[i];
    qsort(changed, count, sizeof(Person *), compare_persons);
    for (size_t i = 0; i < count; i++) {
        TRY(write_person(people->tx, changed[i]));
        changed[i]->changed = false;
    }
    return NULL;
}

/* Whether it is the first that is known; `first` is 1 when one before was never seen but is assumed. */
static bool
is_first(const People *people, const Side *side, const PeopleFlow *flow)
{
    if (side->first == 0)
        return flow->new_user || flow->started >= people->loaded->users_known;
    return flow->started < side->first;
}

Error *
people_completed(People *people, const PeopleFlow *flow)
{
    Person *person;

    if (flow->started <= 1) /* no clock shows it */
        return NULL;
    TRY(find_person(people, flow->subject, &person));
    Side *side = flow->clients ? &person->clients : &person->own;
    bool first = is_first(people, side, flow);
    bool back = side->last != 0 && flow->started - side->last >= PEOPLE_AWAY;
    note(people, PEOPLE_SIGNED, flow->started, flow->series, person->number);
    note(people, PEOPLE_ACTIVE, flow->started, flow->house, person->number);
    if (back)
        note(people, PEOPLE_BACK, flow->started, flow->series, person->number);
    if (first && side->first != 0)
        TRY(take_back_first(people, person->number, side));
    if (first)
        note(people, PEOPLE_FIRST, flow->started, flow->series, person->number);
    if (first || side->first == 0) {
        side->first = first ? flow->started : 1;
        side->home = flow->series;
    }
    if (flow->started > side->last)
        side->last = flow->started;
    person->changed = true;
    see(person, side->last);
    return NULL;
}

Error *
people_active(People *people, Str subject, Micros at, int64_t series)
{
    Person *person;

    TRY(find_person(people, subject, &person));
    note(people, PEOPLE_ACTIVE, at, series, person->number);
    see(person, at);
    return NULL;
}

Error *
people_write(People *people)
{
    TRY(write_notes(people));
    return write_persons(people);
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
    Span spans[OUTLINE_SPANS_MAX];
    size_t count = ask->which == PEOPLE_ACTIVE
                       ? spans_active(ask->since, ask->until, loaded->kept, loaded->outlined, spans)
                       : spans_cover(ask->since, ask->until, loaded->kept, spans);

    for (size_t i = 0; i < count; i++)
        TRY(read_span(tx, ask, &spans[i], numbers));
    return NULL;
}

/* ---- keeping small ---- */

static Error *
sweep_sets(Tx *tx, int64_t from, int64_t to, int64_t batch, int64_t *deleted)
{
    TRY(sql_run(tx, "DELETE FROM people WHERE key IN (SELECT key FROM people WHERE key >= ?1 AND key < ?2 LIMIT ?3)",
                SQL_ARGS(SQL_I(from), SQL_I(to), SQL_I(batch))));
    *deleted += sql_changed(tx);
    return NULL;
}

Error *
people_sweep(Tx *tx, const Loaded *loaded, int64_t batch, int64_t *deleted)
{
    for (PeopleSet set = PEOPLE_SIGNED; set <= PEOPLE_ACTIVE; set++)
        for (Level level = LEVEL_MINUTE; level < LEVELS; level++)
            TRY(sweep_sets(tx, set_key(set, level, 0, 0), set_key(set, level, loaded->kept[level], 0), batch, deleted));
    return sweep_sets(tx, set_key(PEOPLE_ACTIVE, ACTIVE_SIX_HOURS, 0, 0),
                      set_key(PEOPLE_ACTIVE, ACTIVE_SIX_HOURS, six_hours_kept(loaded), 0), batch, deleted);
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
