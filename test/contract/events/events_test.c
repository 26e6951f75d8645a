/* events_test.c -- the queue: every event once more than asked at most, in order, and nothing swept that is needed.
 * SPDX-License-Identifier: ISC */
#include "events/events.h"

#include "../sql/temp_folder.h"
#include "base/str.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOW ((Micros)1700000000 * SECOND)

/* The table as the user database makes it (userdb's own tests hold that one). */
static const SqlMigration migrations[] = {
    { 1,
      "CREATE TABLE outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL, json TEXT NOT NULL) "
      "STRICT" },
};
static const SqlSchema schema = { 0x4c534442, "user database", migrations, 1 };

typedef struct Queue {
    Arena *arena;
    const char *folder;
    Sql *sql;
    Events *events;
} Queue;

static int
setup(void **state)
{
    Arena *arena = arena_new((size_t)256 << 20);
    Queue *queue = ARENA_NEW(arena, Queue, 1);

    queue->arena = arena;
    queue->folder = temp_folder_new(arena);
    *state = queue;
    return sql_open(temp_folder_url(arena, queue->folder, "users.db"), &schema, &queue->sql) ||
           events_open(LIT("outbox:"), queue->sql, &queue->events);
}

static int
teardown(void **state)
{
    Queue *queue = *state;

    events_close(queue->events);
    sql_close(queue->sql);
    temp_folder_remove(queue->folder);
    arena_free(queue->arena);
    return 0;
}

typedef struct Add {
    int first, count;
    Micros created;
} Add;

static Error *
add(Tx *tx, void *arg)
{
    const Add *in = arg;

    for (int i = in->first; i < in->first + in->count; i++)
        TRY(sql_run(tx, "INSERT INTO outbox (created, json) VALUES (?1, ?2)",
                    SQL_ARGS(SQL_I(in->created), SQL_T(str_format(tx_arena(tx), "{\"n\":%d}", i)))));
    return NULL;
}

static void
put(const Queue *queue, int first, int count, Micros created)
{
    assert_null(sql_write(queue->sql, queue->arena, add, &(Add){ first, count, created }));
}

static int64_t
waiting(const Queue *queue, int64_t after)
{
    int64_t count = -1;

    assert_null(events_waiting(queue->events, queue->arena, after, &count));
    return count;
}

static int64_t
sweep(const Queue *queue, int64_t loaded, Micros before, size_t max)
{
    int64_t deleted = -1;

    assert_null(events_sweep(queue->events, queue->arena, loaded, before, max, &deleted));
    return deleted;
}

static void
rows_come_in_order_after_a_position(void **state)
{
    static const size_t expected[] = { 10, 10, 5, 0 };
    Queue *queue = *state;
    EventRow *rows;
    size_t count;
    int64_t after = 0;
    int next = 0;

    put(queue, 0, 25, NOW);
    assert_int_equal(waiting(queue, 0), 25);
    for (size_t pass = 0; pass < COUNT_OF(expected); pass++) {
        assert_null(events_fetch(queue->events, queue->arena, after, 10, &rows, &count));
        assert_int_equal(count, expected[pass]);
        for (size_t i = 0; i < count; i++) {
            assert_true(rows[i].position > after);
            assert_true(str_equal(rows[i].json, str_format(queue->arena, "{\"n\":%d}", next++)));
            after = rows[i].position;
        }
    }
    assert_int_equal(next, 25);
    assert_int_equal(waiting(queue, after), 0);
    assert_null(events_fetch(queue->events, queue->arena, 0, 0, &rows, &count));
    assert_int_equal(count, 0);
}

typedef struct SweepCase {
    const char *what;
    int64_t loaded; /* of ten rows, five of yesterday and five of today */
    Micros before;
    size_t max;
    int64_t deleted;
} SweepCase;

static const SweepCase sweep_cases[] = {
    { "nothing is loaded", 0, NOW + DAY, 100, 0 },        { "nothing is old", 10, NOW - 2 * DAY, 100, 0 },
    { "old, but only three are loaded", 3, NOW, 100, 3 }, { "loaded, but only five are old", 10, NOW, 100, 2 },
    { "at most two at a time", 10, NOW + DAY, 2, 2 },     { "the rest", 10, NOW + DAY, 100, 3 },
};

static void
only_what_is_loaded_and_old_is_swept(void **state)
{
    Queue *queue = *state;
    EventRow *rows;
    size_t count;

    put(queue, 0, 5, NOW - DAY);
    put(queue, 5, 5, NOW);
    for (size_t i = 0; i < COUNT_OF(sweep_cases); i++)
        assert_int_equal(sweep(queue, sweep_cases[i].loaded, sweep_cases[i].before, sweep_cases[i].max),
                         sweep_cases[i].deleted);
    assert_int_equal(waiting(queue, 0), 0);
    /* positions go on where they were: a reader at 10 misses nothing */
    put(queue, 10, 1, NOW);
    assert_null(events_fetch(queue->events, queue->arena, 10, 10, &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].position, 11);
}

/* ---- a reader while many write ---- */

#define WRITERS 8
#define EACH    100

typedef struct Writer {
    pthread_t thread;
    const Queue *queue;
    int number;
} Writer;

static void *
write_many(void *arg)
{
    const Writer *writer = arg;
    Arena *arena = arena_new((size_t)8 << 20);

    for (int i = 0; i < EACH; i++) {
        Add one = { writer->number * 1000 + i, 1, NOW };
        if (sql_write(writer->queue->sql, arena, add, &one))
            break;
    }
    arena_free(arena);
    return NULL;
}

/* No row appears behind the reader: what it passed, it has seen. */
static void
a_reader_misses_nothing_while_others_write(void **state)
{
    Queue *queue = *state;
    Writer writers[WRITERS];
    int next[WRITERS] = { 0 }, total = 0;
    int64_t after = 0;

    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (Writer){ .queue = queue, .number = i };
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_many, &writers[i]), 0);
    }
    while (total < WRITERS * EACH) {
        Arena *arena = arena_new((size_t)8 << 20);
        EventRow *rows;
        size_t count;
        assert_null(events_fetch(queue->events, arena, after, 7, &rows, &count));
        for (size_t i = 0; i < count; i++) {
            int number = 0;
            assert_int_equal(sscanf(rows[i].json.ptr, "{\"n\":%d}", &number), 1);
            assert_int_equal(number % 1000, next[number / 1000]++); /* each writer's own order */
            after = rows[i].position;
            total++;
        }
        arena_free(arena);
    }
    for (int i = 0; i < WRITERS; i++)
        (void)pthread_join(writers[i].thread, NULL);
    assert_int_equal(waiting(queue, after), 0);
}

static void
only_known_queues_are_opened(void **state)
{
    static const char *const urls[] = { "", "outbox", "kafka://host", "OUTBOX:", ":" };
    Queue *queue = *state;
    Events *events = NULL;

    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        assert_int_equal(events_open(str_from_c(urls[i]), queue->sql, &events)->code, E_CONFIG);
        assert_null(events);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_come_in_order_after_a_position, setup, teardown),
        cmocka_unit_test_setup_teardown(only_what_is_loaded_and_old_is_swept, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reader_misses_nothing_while_others_write, setup, teardown),
        cmocka_unit_test_setup_teardown(only_known_queues_are_opened, setup, teardown),
    };

    return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
