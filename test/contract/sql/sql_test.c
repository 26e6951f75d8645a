/* sql_test.c -- values, rows, statements, reads: what one function in one transaction sees.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "notes.h"
#include "temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- values ---- */

typedef struct ValueCase {
    const char *name;
    SqlValue value;
} ValueCase;

static const ValueCase value_cases[] = {
    { "zero", { SQL_INT, 0, { NULL, 0 } } },
    { "negative", { SQL_INT, -5, { NULL, 0 } } },
    { "largest", { SQL_INT, INT64_MAX, { NULL, 0 } } },
    { "smallest", { SQL_INT, INT64_MIN, { NULL, 0 } } },
    { "text", { SQL_TEXT, 0, LIT_INIT("caf\xc3\xa9") } },
    { "empty text", { SQL_TEXT, 0, { NULL, 0 } } },
    { "a text like SQL", { SQL_TEXT, 0, LIT_INIT("'); DROP TABLE notes;--") } },
    { "blob with NUL", { SQL_BLOB, 0, LIT_INIT("a\0b") } },
    { "empty blob", { SQL_BLOB, 0, { NULL, 0 } } },
    { "null", { SQL_NULL, 0, { NULL, 0 } } },
};

static Error *
round_trip(Tx *tx, void *arg)
{
    SqlRows rows;
    bool found;

    TRY(sql_run(tx, "CREATE TABLE IF NOT EXISTS anything (k INTEGER PRIMARY KEY, v ANY) STRICT", SQL_NO_ARGS));
    for (size_t i = 0; i < COUNT_OF(value_cases); i++) {
        const SqlValue *value = &value_cases[i].value;
        TRY(sql_run(tx, "INSERT INTO anything VALUES (?1, ?2)", SQL_ARGS(SQL_I((int64_t)i), *value)));
        TRY(sql_row(tx, "SELECT v, typeof(v) FROM anything WHERE k = ?1", SQL_ARGS(SQL_I((int64_t)i)), &rows, &found));
        assert_true(found);
        assert_int_equal(sql_is_null(&rows, 0), value->kind == SQL_NULL);
        if (value->kind == SQL_INT)
            assert_int_equal(sql_int(&rows, 0), value->number);
        else
            assert_true(str_equal(sql_text(&rows, 0), value->text));
        static const char *const types[] = { "null", "integer", "text", "blob" };
        assert_true(str_equal(sql_text(&rows, 1), str_from_c(types[value->kind])));
        sql_done(&rows);
    }
    *(bool *)arg = true;
    return NULL;
}

static void
values_come_back_as_they_were(void **state)
{
    Notes *notes = *state;
    bool ran = false;

    assert_null(sql_write(notes->sql, notes->arena, round_trip, &ran));
    assert_true(ran);
}

/* ---- rows ---- */

static Error *
read_in_order(Tx *tx, void *arg)
{
    SqlRows outer, inner;
    bool more, found;
    int *seen = arg;

    for (int64_t i = 0; i < 5; i++)
        TRY(sql_run(tx, "INSERT INTO blobs (id) VALUES (?1)", SQL_ARGS(SQL_I(i))));
    assert_int_equal(sql_last_id(tx), 4);
    TRY(sql_query(tx, "SELECT id FROM blobs ORDER BY id", SQL_NO_ARGS, &outer));
    for (;;) {
        TRY(sql_next(&outer, &more));
        if (!more)
            break;
        /* the very same text, while its rows are open */
        for (int64_t k = 0; k < 2; k++) {
            TRY(sql_row(tx, "SELECT id FROM blobs WHERE id = ?1", SQL_ARGS(SQL_I(sql_int(&outer, 0))), &inner, &found));
            assert_true(found);
            assert_int_equal(sql_int(&inner, 0), *seen);
            if (k == 1)
                sql_done(&inner); /* and once left open */
        }
        (*seen)++;
    }
    TRY(sql_run(tx, "UPDATE blobs SET body = x'00' WHERE id > ?1", SQL_ARGS(SQL_I(1))));
    assert_int_equal(sql_changed(tx), 3);
    TRY(sql_row(tx, "SELECT id FROM blobs WHERE id = ?1", SQL_ARGS(SQL_I(99)), &inner, &found));
    assert_false(found);
    sql_done(&inner); /* allowed when there is no row */
    return NULL;
}

static void
rows_are_read_nested_and_left_early(void **state)
{
    Notes *notes = *state;
    int seen = 0;

    assert_null(sql_write(notes->sql, notes->arena, read_in_order, &seen));
    assert_int_equal(seen, 5);
    seen = 0;
    Error *error = sql_write(notes->sql, notes->arena, read_in_order, &seen); /* the connection still works */
    assert_int_equal(error->code, E_EXISTS);
}

#define MANY 700
static char many_texts[MANY][48];

static Error *
run_many(Tx *tx, void *arg)
{
    SqlRows rows;
    bool found;

    (void)arg;
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < MANY; i++) {
            (void)snprintf(many_texts[i], sizeof many_texts[i], "SELECT %d", i);
            TRY(sql_row(tx, many_texts[i], SQL_NO_ARGS, &rows, &found));
            assert_int_equal(sql_int(&rows, 0), i);
            sql_done(&rows);
        }
    }
    return NULL;
}

static void
any_number_of_statements_is_kept(void **state)
{
    Notes *notes = *state;

    assert_null(sql_write(notes->sql, notes->arena, run_many, NULL));
    assert_null(sql_read(notes->sql, notes->arena, run_many, NULL));
}

/* ---- errors ---- */

typedef struct ErrorCase {
    const char *text;
    ErrorCode code;
} ErrorCase;

static const ErrorCase error_cases[] = {
    { "INSERT INTO notes (word) VALUES ('taken')", E_EXISTS },
    { "INSERT INTO notes (id, word) VALUES (1, 'other')", E_EXISTS },
    { "INSERT INTO notes (word) VALUES (NULL)", E_DB },
    { "INSERT INTO links (note) VALUES (77)", E_DB }, /* foreign_keys is on */
    { "INSERT INTO links (note) VALUES ('text')", E_DB },
    { "SELECT \"no such column\" FROM notes", E_DB }, /* not taken for a text */
    { "no SQL at all", E_DB },
};

static Error *
run_text(Tx *tx, void *arg)
{
    return sql_run(tx, arg, SQL_NO_ARGS);
}

static void
errors_tell_what_exists_from_what_fails(void **state)
{
    Notes *notes = *state;

    assert_null(notes_add(notes->sql, notes->arena, "taken"));
    for (size_t i = 0; i < COUNT_OF(error_cases); i++) {
        char *text = str_to_c(notes->arena, str_from_c(error_cases[i].text));
        Error *error = sql_write(notes->sql, notes->arena, run_text, text);
        assert_non_null(error);
        assert_int_equal(error->code, error_cases[i].code);
        assert_non_null(strstr(error->text, "notes.db"));
        assert_true(error->depth >= 2); /* it crossed threads with its path */
    }
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 1);
}

static Error *
take_memory(Tx *tx, void *arg)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT 1 UNION SELECT 2", SQL_NO_ARGS, &rows, &found)); /* open when the jump comes */
    if (arg)
        TRY(sql_run(tx, "INSERT INTO notes (word) VALUES ('lost')", SQL_NO_ARGS));
    (void)arena_alloc(tx_arena(tx), (size_t)1 << 20);
    return NULL;
}

static void
memory_that_runs_out_is_an_error(void **state)
{
    Notes *notes = *state;
    Arena *small = arena_new(65536);
    jmp_buf guard;

    (void)arena_guard(small, &guard);
    Error *error = sql_write(notes->sql, small, take_memory, small);
    assert_int_equal(error->code, E_MEMORY);
    error = sql_read(notes->sql, small, take_memory, NULL);
    assert_int_equal(error->code, E_MEMORY);
    assert_ptr_equal(arena_guard(small, NULL), &guard); /* put back */
    arena_free(small);
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 0);
    assert_null(notes_add(notes->sql, notes->arena, "kept"));
}

/* ---- reads ---- */

static void
a_read_cannot_write(void **state)
{
    Notes *notes = *state;
    char text[] = "INSERT INTO notes (word) VALUES ('sneaked')";

    Error *error = sql_read(notes->sql, notes->arena, run_text, text);
    assert_int_equal(error->code, E_DB);
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 0);
}

static void
a_reader_does_not_wait_for_the_writer(void **state)
{
    Notes *notes = *state;
    NotesGate gate;
    NotesWriter writer;

    notes_gate_init(&gate, "inside");
    notes_writer_start(&writer, notes->sql, 1 << 20, notes_gate_hold, &gate);
    notes_gate_wait_entered(&gate);
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 0); /* while it is written, the old state is read */
    notes_gate_open(&gate);
    notes_writer_join(&writer);
    assert_int_equal(notes_count(notes->sql, notes->arena, "inside"), 1);
}

static Error *
count_twice(Tx *tx, void *arg)
{
    Notes *notes = arg;
    NotesWriter writer;
    SqlRows rows;
    bool found;
    char text[] = "INSERT INTO notes (word) VALUES ('meanwhile')";

    for (int i = 0; i < 2; i++) {
        TRY(sql_row(tx, "SELECT count(*) FROM notes", SQL_NO_ARGS, &rows, &found));
        assert_int_equal(sql_int(&rows, 0), 0);
        sql_done(&rows);
        if (i == 1)
            break;
        notes_writer_start(&writer, notes->sql, 1 << 20, run_text, text);
        notes_writer_join(&writer);
        assert_int_equal(writer.code, E_OK);
    }
    return NULL;
}

static void
a_read_sees_one_moment(void **state)
{
    Notes *notes = *state;

    assert_null(sql_read(notes->sql, notes->arena, count_twice, notes));
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 1);
}

#define READERS 40 /* more than there are connections */

typedef struct Reader {
    pthread_t thread;
    Notes *notes;
    int64_t count;
} Reader;

static void *
read_often(void *arg)
{
    Reader *reader = arg;
    Arena *arena = arena_new(1 << 20);

    for (int i = 0; i < 50; i++)
        reader->count += notes_count(reader->notes->sql, arena, NULL);
    arena_free(arena);
    return NULL;
}

static void
many_threads_share_the_read_connections(void **state)
{
    Reader readers[READERS];

    assert_null(notes_add(((Notes *)*state)->sql, ((Notes *)*state)->arena, "one"));
    for (size_t i = 0; i < READERS; i++) {
        readers[i] = (Reader){ .notes = *state };
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_often, &readers[i]), 0);
    }
    for (size_t i = 0; i < READERS; i++) {
        (void)pthread_join(readers[i].thread, NULL);
        assert_int_equal(readers[i].count, 50);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_come_back_as_they_were, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(rows_are_read_nested_and_left_early, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(any_number_of_statements_is_kept, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(errors_tell_what_exists_from_what_fails, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_is_an_error, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_read_cannot_write, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_reader_does_not_wait_for_the_writer, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_read_sees_one_moment, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(many_threads_share_the_read_connections, notes_setup, notes_teardown),
    };

    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
