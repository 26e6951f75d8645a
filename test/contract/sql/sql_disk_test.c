/* sql_disk_test.c -- a disk that fails at the worst moment: under the commit, under the sync, under the checkpoint.
 * SQLite's own file layer is wrapped: its writes and syncs of chosen files fail when the test says so.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "notes.h"
#include "temp_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What fails now; set by the test, read by the writer's thread. */
static int log_write_result, log_sync_result, file_sync_result;

static const sqlite3_io_methods *real_log, *real_file; /* they differ: a log has no locks */
static sqlite3_io_methods log_methods, file_methods;
static sqlite3_vfs *real_vfs, failing_vfs;

static int
log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    int result = __atomic_load_n(&log_write_result, __ATOMIC_SEQ_CST);

    return result ? result : real_log->xWrite(file, bytes, count, at);
}

static int
log_sync(sqlite3_file *file, int flags)
{
    int result = __atomic_load_n(&log_sync_result, __ATOMIC_SEQ_CST);

    return result ? result : real_log->xSync(file, flags);
}

static int
file_sync(sqlite3_file *file, int flags)
{
    int result = __atomic_load_n(&file_sync_result, __ATOMIC_SEQ_CST);

    return result ? result : real_file->xSync(file, flags);
}

/* The real file, with methods of ours where they matter. */
static int
failing_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    int result = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
    if (result != SQLITE_OK || !(flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_DB)))
        return result;
    if (flags & SQLITE_OPEN_WAL) {
        real_log = file->pMethods;
        log_methods = *real_log;
        log_methods.xWrite = log_write;
        log_methods.xSync = log_sync;
        file->pMethods = &log_methods;
    } else {
        real_file = file->pMethods;
        file_methods = *real_file;
        file_methods.xSync = file_sync;
        file->pMethods = &file_methods;
    }
    return SQLITE_OK;
}

/* The default layer of this process from now on. */
static void
install(void)
{
    if (failing_vfs.zName)
        return;
    real_vfs = sqlite3_vfs_find(NULL);
    failing_vfs = *real_vfs;
    failing_vfs.zName = "failing";
    failing_vfs.xOpen = failing_open;
    if (sqlite3_vfs_register(&failing_vfs, 1) != SQLITE_OK)
        abort();
}

static int
setup(void **state)
{
    install();
    log_write_result = log_sync_result = file_sync_result = 0;
    return notes_setup(state);
}

#define COUNT 8

static Error *
add_word(Tx *tx, void *arg)
{
    return sql_run(tx, "INSERT INTO notes (word) VALUES (?1)", SQL_ARGS(SQL_T(str_from_c(arg))));
}

static Error *
refuse(Tx *tx, void *arg)
{
    (void)tx;
    (void)arg;
    FAIL(E_ACCESS_DENIED, "refused on purpose");
}

/* A group of COUNT writes, of which the last refuses by itself, while the log cannot be written. */
static void
a_failed_commit_fails_all_of_its_group(void **state)
{
    Notes *notes = *state;
    NotesWriter holder, writers[COUNT];
    NotesGate gate;
    char words[COUNT][8];

    notes_gate_init(&gate, NULL);
    notes_writer_start(&holder, notes->sql, 1 << 20, notes_gate_hold, &gate);
    notes_gate_wait_entered(&gate);
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(words[i], sizeof words[i], "w%d", i);
        notes_writer_start(&writers[i], notes->sql, 1 << 20, i == COUNT - 1 ? refuse : add_word, words[i]);
    }
    __atomic_store_n(&log_write_result, SQLITE_FULL, __ATOMIC_SEQ_CST);
    notes_gate_open(&gate);
    for (int i = 0; i < COUNT; i++) {
        notes_writer_join(&writers[i]);
        assert_int_equal(writers[i].code, E_DB);
    }
    notes_writer_join(&holder);
    assert_int_equal(holder.code, E_OK); /* it wrote nothing */
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 0);

    __atomic_store_n(&log_write_result, 0, __ATOMIC_SEQ_CST);
    assert_null(notes_add(notes->sql, notes->arena, "w0")); /* there is room again */
    assert_int_equal(notes_count(notes->sql, notes->arena, NULL), 1);
}

/* ---- what ends the process ---- */

typedef struct Dying {
    Notes *notes;
    int *failing; /* which result */
    int result;
    bool big; /* write enough for a checkpoint */
    const char *errors;
} Dying;

static Error *
add_big(Tx *tx, void *arg)
{
    (void)arg;
    return sql_run(tx, "INSERT INTO blobs (body) VALUES (zeroblob(8000000))", SQL_NO_ARGS);
}

/* Ends with 0 only if the process outlives the failure. */
static int
write_on_failing_disk(const TempProcess *self, void *arg)
{
    const Dying *dying = arg;
    Arena *arena = arena_new(1 << 20);
    Sql *sql;

    temp_folder_wait(self->go);
    install();
    int fd = open(dying->errors, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0 || sql_open(dying->notes->url, &notes_schema, &sql) != NULL)
        return 99;
    if (notes_add(sql, arena, "before") != NULL)
        return 98;
    __atomic_store_n(dying->failing, dying->result, __ATOMIC_SEQ_CST);
    Error *error = dying->big ? sql_write(sql, arena, add_big, NULL) : notes_add(sql, arena, "lost");
    if (error)
        return 97;
    sql_close(sql);
    return 0;
}

static void
check_death(Notes *notes, Dying dying)
{
    dying.notes = notes;
    dying.errors = temp_folder_path(notes->arena, notes->folder, "errors.txt");
    TempProcess process = temp_folder_process(write_on_failing_disk, &dying);
    temp_folder_signal(process.go);
    assert_int_equal(temp_folder_join(&process), EXIT_FAILURE);
    Str errors = temp_folder_read(notes->arena, dying.errors);
    assert_true(str_find(errors, LIT("fsync failed")) < errors.len);
    assert_true(str_find(errors, LIT("notes.db")) < errors.len);
    assert_null(sql_open(notes->url, &notes_schema, &notes->sql)); /* the next start */
    assert_int_equal(notes_count(notes->sql, notes->arena, "before"), 1);
}

static void
a_failed_sync_of_the_log_ends_the_process(void **state)
{
    check_death(*state, (Dying){ .failing = &log_sync_result, .result = SQLITE_IOERR_FSYNC });
}

static void
a_failed_sync_of_the_checkpoint_ends_the_process(void **state)
{
    check_death(*state, (Dying){ .failing = &file_sync_result, .result = SQLITE_IOERR_FSYNC, .big = true });
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_failed_sync_of_the_log_ends_the_process, notes_setup_closed, notes_teardown),
        cmocka_unit_test_setup_teardown(a_failed_sync_of_the_checkpoint_ends_the_process, notes_setup_closed,
                                        notes_teardown),
        cmocka_unit_test_setup_teardown(a_failed_commit_fails_all_of_its_group, setup, notes_teardown),
    };

    return cmocka_run_group_tests_name("sql_disk", tests, NULL, NULL);
}
