/* sql_group_test.c -- group commit: who shares a commit, and who fails with whom.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "notes.h"
#include "temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define THREADS    32
#define ARENA_SIZE ((size_t)1 << 20)

/* A queued function of a test: what it writes, what it then does, how often it ran. */
typedef struct Act {
    char word[16];
    bool fails;
    bool takes_memory;
    size_t fills; /* bytes of a blob, after the word */
    bool goes_on; /* past an error */
    int runs;
} Act;

static Error *
act(Tx *tx, void *arg)
{
    Act *in = arg;

    in->runs++;
    TRY(sql_run(tx, "INSERT INTO notes (word) VALUES (?1)", SQL_ARGS(SQL_T(str_from_c(in->word)))));
    if (in->takes_memory)
        (void)arena_alloc(tx_arena(tx), ARENA_SIZE * 2);
    if (in->fails)
        FAIL(E_ACCESS_DENIED, "%s fails on purpose", in->word);
    if (in->fills == 0)
        return NULL;
    Error *error = sql_run(tx, "INSERT INTO blobs (body) VALUES (zeroblob(?1))", SQL_ARGS(SQL_I((int64_t)in->fills)));
    if (!in->goes_on)
        return error;
    error = sql_run(tx, "INSERT INTO notes (word) VALUES ('after')", SQL_NO_ARGS);
    assert_int_equal(error->code, E_DB);
    return NULL;
}

static void
count_call(void *arg)
{
    (void)__atomic_fetch_add((int *)arg, 1, __ATOMIC_SEQ_CST);
}

/* Run the acts as one group, behind a gate. Returns how many commits there were, the gate's included. */
static int
run_group(Notes *notes, Act *acts, NotesWriter *writers, size_t count)
{
    NotesGate gate;
    NotesWriter holder;
    int commits = 0;

    sql_on_commit(notes->sql, count_call, &commits);
    notes_gate_init(&gate, NULL);
    notes_writer_start(&holder, notes->sql, ARENA_SIZE, notes_gate_hold, &gate);
    notes_gate_wait_entered(&gate);
    for (size_t i = 0; i < count; i++)
        notes_writer_start(&writers[i], notes->sql, ARENA_SIZE, act, &acts[i]);
    notes_gate_open(&gate);
    for (size_t i = 0; i < count; i++)
        notes_writer_join(&writers[i]);
    notes_writer_join(&holder);
    sql_close(notes->sql); /* what it calls after a commit has been called now */
    notes->sql = NULL;
    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    return __atomic_load_n(&commits, __ATOMIC_SEQ_CST);
}

static Act
act_of(size_t i)
{
    Act in = { 0 };

    (void)snprintf(in.word, sizeof in.word, "word%zu", i);
    return in;
}

static void
check_word(Notes *notes, const Act *in, const NotesWriter *writer, ErrorCode code)
{
    assert_int_equal(writer->code, code);
    assert_int_equal(notes_count(notes->sql, notes->arena, in->word), code == E_OK ? 1 : 0);
}

static void
one_commit_serves_all_who_wait(void **state)
{
    Notes *notes = *state;
    Act acts[THREADS];
    NotesWriter writers[THREADS];

    for (size_t i = 0; i < THREADS; i++)
        acts[i] = act_of(i);
    assert_int_equal(run_group(notes, acts, writers, THREADS), 2);
    for (size_t i = 0; i < THREADS; i++) {
        check_word(notes, &acts[i], &writers[i], E_OK);
        assert_int_equal(acts[i].runs, 1);
    }
}

static void
a_failure_undoes_its_own_work_only(void **state)
{
    Notes *notes = *state;
    Act acts[THREADS];
    NotesWriter writers[THREADS];

    for (size_t i = 0; i < THREADS; i++) {
        acts[i] = act_of(i);
        acts[i].fails = i % 4 == 1;
        acts[i].takes_memory = i % 4 == 2;
    }
    assert_int_equal(run_group(notes, acts, writers, THREADS), 2);
    for (size_t i = 0; i < THREADS; i++)
        check_word(notes, &acts[i], &writers[i], i % 4 == 1 ? E_ACCESS_DENIED : i % 4 == 2 ? E_MEMORY : E_OK);
    assert_non_null(strstr(writers[1].text, "word1 fails on purpose"));
}

static void
a_repeated_word_is_refused_to_the_second(void **state)
{
    Notes *notes = *state;
    Act acts[3] = { act_of(7), act_of(7), act_of(8) };
    NotesWriter writers[3];

    assert_int_equal(run_group(notes, acts, writers, 3), 2);
    assert_int_equal(writers[0].code, E_OK);
    assert_int_equal(writers[1].code, E_EXISTS);
    assert_int_equal(writers[2].code, E_OK);
}

/* ---- a full disk ---- */

static Error *
limit_pages(Tx *tx, void *arg)
{
    SqlRows rows;
    bool found;

    (void)arg;
    TRY(sql_row(tx, "PRAGMA max_page_count=60", SQL_NO_ARGS, &rows, &found));
    assert_int_equal(sql_int(&rows, 0), 60);
    sql_done(&rows);
    return NULL;
}

static void
a_full_disk_fails_who_fills_it_and_the_others_run_again(void **state)
{
    Notes *notes = *state;
    Act acts[5];
    NotesWriter writers[5];

    for (size_t i = 0; i < COUNT_OF(acts); i++)
        acts[i] = act_of(i);
    acts[1].fails = true;
    acts[2].fills = (size_t)4 << 20;
    assert_null(sql_write(notes->sql, notes->arena, limit_pages, NULL));
    assert_int_equal(run_group(notes, acts, writers, COUNT_OF(acts)), 2);
    assert_int_equal(acts[0].runs, 2); /* SQLite took its work back with the whole transaction */
    assert_int_equal(acts[2].runs, 1);
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        check_word(notes, &acts[i], &writers[i], i == 1 ? E_ACCESS_DENIED : i == 2 ? E_DB : E_OK);
    assert_non_null(strstr(writers[2].text, "disk is full"));
}

static void
nothing_runs_in_a_transaction_that_was_taken_back(void **state)
{
    Notes *notes = *state;
    Act acts[3];
    NotesWriter writers[3];

    for (size_t i = 0; i < COUNT_OF(acts); i++)
        acts[i] = act_of(i);
    acts[1].fills = (size_t)4 << 20;
    acts[1].goes_on = true; /* it hides the error, and still it fails */
    assert_null(sql_write(notes->sql, notes->arena, limit_pages, NULL));
    (void)run_group(notes, acts, writers, COUNT_OF(acts));
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        check_word(notes, &acts[i], &writers[i], i == 1 ? E_DB : E_OK);
    assert_int_equal(notes_count(notes->sql, notes->arena, "after"), 0);
}

static void
all_may_fill_the_disk(void **state)
{
    Notes *notes = *state;
    Act acts[8];
    NotesWriter writers[8];

    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        acts[i] = act_of(i);
        acts[i].fills = (size_t)4 << 20;
    }
    assert_null(sql_write(notes->sql, notes->arena, limit_pages, NULL));
    (void)run_group(notes, acts, writers, COUNT_OF(acts));
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        check_word(notes, &acts[i], &writers[i], E_DB);
    assert_null(notes_add(notes->sql, notes->arena, "room"));
}

/* ---- the end ---- */

static void *
close_sql(void *arg)
{
    sql_close(arg);
    return NULL;
}

static void
closing_runs_what_is_queued(void **state)
{
    Notes *notes = *state;
    Act acts[THREADS];
    NotesWriter writers[THREADS], holder;
    NotesGate gate;
    pthread_t closer;

    notes_gate_init(&gate, NULL);
    notes_writer_start(&holder, notes->sql, ARENA_SIZE, notes_gate_hold, &gate);
    notes_gate_wait_entered(&gate);
    for (size_t i = 0; i < THREADS; i++) {
        acts[i] = act_of(i);
        notes_writer_start(&writers[i], notes->sql, ARENA_SIZE, act, &acts[i]);
    }
    assert_int_equal(pthread_create(&closer, NULL, close_sql, notes->sql), 0);
    (void)usleep(20000);
    notes_gate_open(&gate);
    (void)pthread_join(closer, NULL);
    notes_writer_join(&holder);
    for (size_t i = 0; i < THREADS; i++)
        notes_writer_join(&writers[i]);
    notes->sql = NULL;
    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    for (size_t i = 0; i < THREADS; i++)
        check_word(notes, &acts[i], &writers[i], E_OK);
}

/* ---- other processes ---- */

#define EACH 100

typedef struct Other {
    Str url;
    const char *prefix;
} Other;

static Error *
add_own(Tx *tx, void *arg)
{
    return sql_run(tx, "INSERT INTO notes (word) VALUES (?1)", SQL_ARGS(SQL_T(*(const Str *)arg)));
}

static int
write_many(Str url, const char *prefix)
{
    Arena *arena = arena_new((size_t)16 << 20);
    Sql *sql;
    int failed = sql_open(url, &notes_schema, &sql) != NULL;

    for (int i = 0; i < EACH && !failed; i++) {
        Str word = str_format(arena, "%s%d", prefix, i);
        failed = sql_write(sql, arena, add_own, &word) != NULL;
    }
    if (!failed)
        sql_close(sql);
    arena_free(arena);
    return failed;
}

static int
other_process(const TempProcess *self, void *arg)
{
    const Other *other = arg;

    temp_folder_wait(self->go);
    return write_many(other->url, other->prefix);
}

static void
other_processes_write_at_the_same_time(void **state)
{
    Notes *notes = *state;
    Other others[3] = { { notes->url, "red" }, { notes->url, "green" }, { notes->url, "blue" } };
    TempProcess processes[3];

    for (size_t i = 0; i < COUNT_OF(others); i++)
        processes[i] = temp_folder_process(other_process, &others[i]);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        temp_folder_signal(processes[i].go); /* they also make the file, all at once */
    assert_int_equal(write_many(notes->url, "ours"), 0);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_int_equal(temp_folder_join(&processes[i]), 0);
    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 4 * EACH);
}

static void
the_data_version_tells_of_another_process(void **state)
{
    Notes *notes = *state;
    Other other = { notes->url, "far" };
    TempProcess process = temp_folder_process(other_process, &other);
    int64_t before, same, after;

    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_null(sql_data_version(notes->sql, &before));
    assert_null(sql_data_version(notes->sql, &same));
    assert_int_equal(before, same);
    temp_folder_signal(process.go);
    assert_int_equal(temp_folder_join(&process), 0);
    assert_null(sql_data_version(notes->sql, &after));
    assert_int_not_equal(before, after);
}

static int
dying_process(const TempProcess *self, void *arg)
{
    const Other *other = arg;
    Arena *arena = arena_new(ARENA_SIZE);
    NotesWriter writer;
    NotesGate gate;
    Sql *sql;

    temp_folder_wait(self->go);
    if (sql_open(other->url, &notes_schema, &sql) != NULL || notes_add(sql, arena, "acknowledged") != NULL)
        _exit(1);
    notes_gate_init(&gate, "unfinished");
    notes_writer_start(&writer, sql, ARENA_SIZE, notes_gate_hold, &gate);
    notes_gate_wait_entered(&gate);
    abort(); /* in the middle of a transaction, holding the write lock */
}

static void
a_process_that_dies_leaves_what_it_acknowledged(void **state)
{
    Notes *notes = *state;
    Other other = { notes->url, "" };
    TempProcess process = temp_folder_process(dying_process, &other);

    temp_folder_signal(process.go);
    assert_int_equal(temp_folder_join(&process), -1);
    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_int_equal(notes_count(notes->sql, notes->arena, "acknowledged"), 1);
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 1);
    assert_null(notes_add(notes->sql, notes->arena, "next"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_commit_serves_all_who_wait, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_failure_undoes_its_own_work_only, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_repeated_word_is_refused_to_the_second, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_full_disk_fails_who_fills_it_and_the_others_run_again, notes_setup,
                                        notes_teardown),
        cmocka_unit_test_setup_teardown(nothing_runs_in_a_transaction_that_was_taken_back, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(all_may_fill_the_disk, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(closing_runs_what_is_queued, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(other_processes_write_at_the_same_time, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(the_data_version_tells_of_another_process, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(a_process_that_dies_leaves_what_it_acknowledged, notes_setup_closed,
                                        notes_teardown),
    };

    return cmocka_run_group_tests_name("sql_group", tests, NULL, NULL);
}
