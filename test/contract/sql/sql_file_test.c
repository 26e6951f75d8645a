/* sql_file_test.c -- the file of a database: made, refused, upgraded, copied, restored.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "notes.h"
#include "temp_folder.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static mode_t
mode_of(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 ? info.st_mode & 0777 : 07777;
}

static const char *
path_of(const Notes *notes, const char *name)
{
    return temp_folder_path(notes->arena, notes->folder, name);
}

/* A database made by hand, as another program would. */
static void
make_by_hand(const char *path, const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

/* ---- making and refusing ---- */

static void
a_new_file_is_private(void **state)
{
    Notes *notes = *state;
    mode_t before = umask(0);

    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_null(notes_add(notes->sql, notes->arena, "word"));
    (void)umask(before);
    assert_int_equal(mode_of(path_of(notes, "notes.db")), 0600);
    assert_int_equal(mode_of(path_of(notes, "notes.db-wal")), 0600);
    assert_int_equal(mode_of(path_of(notes, "notes.db-shm")), 0600);
}

typedef struct RefuseCase {
    const char *name;
    const char *file;  /* where it is opened, in the test's folder */
    const char *bytes; /* what stands in the file; NULL: nothing */
    const char *sql;   /* or: a database made by this */
    ErrorCode code;
    const char *says;
} RefuseCase;

static const RefuseCase refuse_cases[] = {
    { "no folder", "missing/notes.db", NULL, NULL, E_IO, "create it" },
    { "a file for a folder", "plain/notes.db", NULL, NULL, E_IO, "plain" },
    { "a folder for a file", "folder", NULL, NULL, E_CONFIG, "choose another path" },
    { "text", "text.db", "This is no database at all, but it is long enough to look at.\n", NULL, E_CONFIG,
      "is not a database" },
    { "another program's", "other.db", NULL, "CREATE TABLE t (a); PRAGMA application_id=7", E_CONFIG,
      "another program" },
    { "another program's, unmarked", "unmarked.db", NULL, "CREATE TABLE t (a)", E_CONFIG, "another program" },
    { "unmarked, with a version", "version.db", NULL, "PRAGMA user_version=1", E_CONFIG, "another program" },
    { "a newer version's", "newer.db", NULL, "PRAGMA application_id=0x4e4f5445; PRAGMA user_version=2", E_CONFIG,
      "newer version of Latchstring" },
};

static void
what_is_not_ours_is_refused_and_left_alone(void **state)
{
    Notes *notes = *state;

    temp_folder_write(path_of(notes, "plain"), LIT("x"));
    assert_int_equal(mkdir(path_of(notes, "folder"), 0700), 0);
    for (size_t i = 0; i < COUNT_OF(refuse_cases); i++) {
        const RefuseCase *row = &refuse_cases[i];
        const char *path = path_of(notes, row->file);
        Str before = { NULL, 0 };
        if (row->bytes)
            temp_folder_write(path, str_from_c(row->bytes));
        if (row->sql)
            make_by_hand(path, row->sql);
        if (row->bytes || row->sql)
            before = temp_folder_read(notes->arena, path);
        Sql *sql = NULL;
        Error *error = sql_open(temp_folder_url(notes->arena, notes->folder, row->file), &notes_schema, &sql);
        assert_non_null(error);
        assert_null(sql);
        assert_int_equal(error->code, row->code);
        assert_non_null(strstr(error->text, row->says));
        assert_non_null(strstr(error->text, notes->folder));
        if (row->bytes || row->sql)
            assert_true(str_equal(before, temp_folder_read(notes->arena, path)));
    }
}

static void
only_known_schemes_are_opened(void **state)
{
    static const char *const urls[] = { "", "sqlite:", "sqlite", "mysql:notes.db", "/tmp/notes.db", "SQLITE:notes.db" };
    Sql *sql = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        Error *error = sql_open(str_from_c(urls[i]), &notes_schema, &sql);
        assert_int_equal(error->code, E_CONFIG);
        assert_null(sql);
    }
}

static Error *
read_settings(Tx *tx, void *arg)
{
    static const char *const texts[] = { "PRAGMA foreign_keys", "PRAGMA trusted_schema", "PRAGMA synchronous" };
    static const int64_t numbers[] = { 1, 0, 2 };
    SqlRows rows;
    bool found;

    (void)arg;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        TRY(sql_row(tx, texts[i], SQL_NO_ARGS, &rows, &found));
        assert_int_equal(sql_int(&rows, 0), numbers[i]);
        sql_done(&rows);
    }
    TRY(sql_row(tx, "PRAGMA journal_mode", SQL_NO_ARGS, &rows, &found));
    assert_true(str_equal(sql_text(&rows, 0), LIT("wal")));
    return NULL;
}

static void
every_connection_has_the_settings(void **state)
{
    Notes *notes = *state;

    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_null(sql_write(notes->sql, notes->arena, read_settings, NULL));
    assert_null(sql_read(notes->sql, notes->arena, read_settings, NULL));
}

/* ---- migrations ---- */

static Error *
read_colour(Tx *tx, void *arg)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT colour FROM notes WHERE word = 'old'", SQL_NO_ARGS, &rows, &found));
    *(Str *)arg = sql_text(&rows, 0);
    return NULL;
}

static void
a_migration_is_applied_once(void **state)
{
    Notes *notes = *state;
    Str colour = { NULL, 0 };

    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_null(notes_add(notes->sql, notes->arena, "old"));
    sql_close(notes->sql);
    for (int i = 0; i < 2; i++) { /* a second ADD COLUMN of the same name would fail */
        notes->sql = NULL;
        assert_null(sql_open(notes->url, &notes_schema_2, &notes->sql));
        assert_null(sql_read(notes->sql, notes->arena, read_colour, &colour));
        assert_true(str_equal(colour, LIT("white")));
        sql_close(notes->sql);
    }
    notes->sql = NULL;
    assert_int_equal(sql_open(notes->url, &notes_schema, &notes->sql)->code, E_CONFIG); /* the older program */
}

static void
a_migration_that_fails_changes_nothing(void **state)
{
    static const SqlMigration broken[] = { { 1, "CREATE TABLE a (x)" },
                                           { 2, "CREATE TABLE b (x); CREATE TABLE a (x)" } };
    static const SqlSchema broken_schema = { 0x4e4f5445, "notebook", broken, 2 },
                           fine_schema = { 0x4e4f5445, "notebook", broken, 1 };
    Notes *notes = *state;

    Error *error = sql_open(notes->url, &broken_schema, &notes->sql);
    assert_int_equal(error->code, E_DB);
    assert_non_null(strstr(error->text, "migration 2"));
    assert_null(notes->sql);
    assert_null(sql_open(notes->url, &fine_schema, &notes->sql)); /* still at version 1 */
}

/* ---- copies ---- */

static void *
write_always(void *arg)
{
    Notes *notes = arg;
    Arena *arena = arena_new((size_t)16 << 20);
    char word[32];

    for (int i = 0; i < 300; i++) {
        (void)snprintf(word, sizeof word, "during%d", i);
        if (notes_add(notes->sql, arena, word))
            return NULL;
    }
    arena_free(arena);
    return notes;
}

static void
a_backup_is_taken_while_others_write(void **state)
{
    Notes *notes = *state;
    const char *copy = path_of(notes, "copy.db");
    pthread_t thread;
    void *finished;
    Sql *restored;

    assert_null(notes_add(notes->sql, notes->arena, "first"));
    assert_int_equal(pthread_create(&thread, NULL, write_always, notes), 0);
    assert_null(sql_backup(notes->sql, copy));
    assert_int_equal(sql_backup(notes->sql, copy)->code, E_EXISTS);
    (void)pthread_join(thread, &finished);
    assert_ptr_equal(finished, notes);
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 301);

    assert_int_equal(mode_of(copy), 0600);
    assert_null(sql_open(temp_folder_url(notes->arena, notes->folder, "copy.db"), &notes_schema, &restored));
    assert_int_equal(notes_count(restored, notes->arena, "first"), 1);
    sql_close(restored);
}

static Error *
newest_id(Tx *tx, void *arg)
{
    SqlRows rows;
    bool found;

    TRY(sql_row(tx, "SELECT max(id) FROM notes", SQL_NO_ARGS, &rows, &found));
    *(int64_t *)arg = sql_int(&rows, 0);
    return NULL;
}

static void
a_restored_copy_takes_the_place_and_repeats_no_number(void **state)
{
    Notes *notes = *state;
    const char *copy = path_of(notes, "copy.db");
    int64_t before, after;

    assert_null(notes_add(notes->sql, notes->arena, "kept"));
    assert_null(sql_backup(notes->sql, copy));
    assert_null(notes_add(notes->sql, notes->arena, "later"));
    assert_null(sql_read(notes->sql, notes->arena, newest_id, &before));
    sql_close(notes->sql);
    notes->sql = NULL;
    temp_folder_write(path_of(notes, "notes.db-wal"), LIT("the log of the file that was replaced"));

    assert_null(sql_restore(notes->url, &notes_schema, copy));
    assert_int_equal(access(path_of(notes, "notes.db-wal"), F_OK), -1);
    assert_int_equal(mode_of(path_of(notes, "notes.db")), 0600);
    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 1);
    assert_null(notes_add(notes->sql, notes->arena, "new"));
    assert_null(sql_read(notes->sql, notes->arena, newest_id, &after));
    assert_true(after > before);
}

static void
a_copy_is_restored_over_ruins_and_into_nothing(void **state)
{
    Notes *notes = *state;
    const char *copy = path_of(notes, "copy.db"), *place = path_of(notes, "notes.db");

    assert_null(notes_add(notes->sql, notes->arena, "kept"));
    assert_null(sql_backup(notes->sql, copy));
    sql_close(notes->sql);
    for (int i = 0; i < 2; i++) {
        notes->sql = NULL;
        if (i == 0)
            temp_folder_write(place, LIT("ruins"));
        else
            assert_int_equal(unlink(place), 0);
        assert_null(sql_restore(notes->url, &notes_schema, copy));
        assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
        assert_int_equal(notes_count(notes->sql, notes->arena, "kept"), 1);
        sql_close(notes->sql);
    }
    notes->sql = NULL;
}

typedef struct RestoreCase {
    const char *name;
    const char *bytes;
    const char *sql;
    ErrorCode code;
    const char *says;
} RestoreCase;

static const RestoreCase restore_cases[] = {
    { "missing.db", NULL, NULL, E_IO, "cannot be read" },
    { "empty.db", "", NULL, E_CONFIG, "is empty" },
    { "text.db", "This is no database at all, but it is long enough to look at.\n", NULL, E_CONFIG,
      "is not a database" },
    { "other.db", NULL, "CREATE TABLE t (a); PRAGMA application_id=7", E_CONFIG, "another program" },
    { "newer.db", NULL, "PRAGMA application_id=0x4e4f5445; PRAGMA user_version=2", E_CONFIG, "newer version" },
};

static void
a_bad_copy_is_not_restored(void **state)
{
    Notes *notes = *state;

    assert_null(notes_add(notes->sql, notes->arena, "kept"));
    sql_close(notes->sql);
    notes->sql = NULL;
    Str before = temp_folder_read(notes->arena, path_of(notes, "notes.db"));
    for (size_t i = 0; i < COUNT_OF(restore_cases); i++) {
        const RestoreCase *row = &restore_cases[i];
        const char *path = path_of(notes, row->name);
        if (row->bytes)
            temp_folder_write(path, str_from_c(row->bytes));
        if (row->sql)
            make_by_hand(path, row->sql);
        Error *error = sql_restore(notes->url, &notes_schema, path);
        assert_non_null(error);
        assert_int_equal(error->code, row->code);
        assert_non_null(strstr(error->text, row->says));
        assert_true(str_equal(before, temp_folder_read(notes->arena, path_of(notes, "notes.db"))));
    }
}

/* A page of the table overwritten with something else. */
static void
a_damaged_copy_is_not_restored(void **state)
{
    Notes *notes = *state;
    const char *copy = path_of(notes, "copy.db");

    for (int i = 0; i < 300; i++)
        assert_null(
            notes_add(notes->sql, notes->arena, str_format(notes->arena, "a rather long word, number %d", i).ptr));
    assert_null(sql_backup(notes->sql, copy));
    sql_close(notes->sql);
    notes->sql = NULL;
    Str whole = temp_folder_read(notes->arena, copy);
    char *bytes = str_to_c(notes->arena, whole);
    memset(bytes + whole.len / 2, 0x5a, 2048);
    temp_folder_write(copy, (Str){ bytes, whole.len });
    Error *error = sql_restore(notes->url, &notes_schema, copy);
    assert_int_equal(error->code, E_CONFIG);
    assert_non_null(strstr(error->text, "damaged"));
    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 300);
}

static int
holding_process(const TempProcess *self, void *arg)
{
    const Notes *notes = arg;
    Sql *sql;

    temp_folder_wait(self->go);
    if (sql_open(notes->url, &notes_schema, &sql) != NULL)
        return 1;
    temp_folder_signal(self->ready);
    temp_folder_wait(self->go); /* idle, with the database open */
    sql_close(sql);
    return 0;
}

static void
a_database_in_use_is_not_replaced(void **state)
{
    Notes *notes = *state;
    TempProcess holder = temp_folder_process(holding_process, notes);
    const char *copy = path_of(notes, "copy.db");

    assert_null(sql_open(notes->url, &notes_schema, &notes->sql));
    assert_null(notes_add(notes->sql, notes->arena, "kept"));
    assert_null(sql_backup(notes->sql, copy));
    sql_close(notes->sql);
    notes->sql = NULL;
    temp_folder_signal(holder.go);
    temp_folder_wait(holder.ready);
    Error *error = sql_restore(notes->url, &notes_schema, copy);
    assert_int_equal(error->code, E_IO);
    assert_non_null(strstr(error->text, "stop the server"));
    temp_folder_signal(holder.go);
    assert_int_equal(temp_folder_join(&holder), 0);
    assert_null(sql_restore(notes->url, &notes_schema, copy));
}

/* ---- the log ---- */

static Error *
add_blob(Tx *tx, void *arg)
{
    (void)arg;
    TRY(sql_run(tx, "DELETE FROM blobs", SQL_NO_ARGS));
    return sql_run(tx, "INSERT INTO blobs (body) VALUES (randomblob(400000))", SQL_NO_ARGS);
}

static void
the_log_does_not_grow_with_the_writes(void **state)
{
    Notes *notes = *state;
    struct stat info;

    for (int i = 0; i < 150; i++) { /* 60 MB in all */
        assert_null(sql_write(notes->sql, notes->arena, add_blob, NULL));
        assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 0);
    }
    assert_int_equal(stat(path_of(notes, "notes.db-wal"), &info), 0);
    assert_true(info.st_size < (off_t)20 << 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_file_is_private, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_ours_is_refused_and_left_alone, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(only_known_schemes_are_opened, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(every_connection_has_the_settings, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(a_migration_is_applied_once, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(a_migration_that_fails_changes_nothing, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(a_backup_is_taken_while_others_write, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_restored_copy_takes_the_place_and_repeats_no_number, notes_setup,
                                        notes_teardown),
        cmocka_unit_test_setup_teardown(a_copy_is_restored_over_ruins_and_into_nothing, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_bad_copy_is_not_restored, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_damaged_copy_is_not_restored, notes_setup, notes_teardown),
        cmocka_unit_test_setup_teardown(a_database_in_use_is_not_replaced, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(the_log_does_not_grow_with_the_writes, notes_setup, notes_teardown),
    };

    return cmocka_run_group_tests_name("sql_file", tests, NULL, NULL);
}
