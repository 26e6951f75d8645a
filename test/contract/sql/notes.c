/* notes.c -- the database that the driver's tests use.
 * SPDX-License-Identifier: ISC */
#include "notes.h"

#include "base/str.h"
#include "temp_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA_LIMIT ((size_t)64 << 20)

static const SqlMigration migrations[] = {
    { 1, "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT NOT NULL UNIQUE) STRICT;"
         "CREATE TABLE blobs (id INTEGER PRIMARY KEY, body BLOB) STRICT;"
         "CREATE TABLE links (note INTEGER NOT NULL REFERENCES notes) STRICT;" },
    { 2, "ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'white';" },
};

const SqlSchema notes_schema = { 0x4e4f5445, "notebook", migrations, 1 };
const SqlSchema notes_schema_2 = { 0x4e4f5445, "notebook", migrations, 2 };

int
notes_setup_closed(void **state)
{
    Arena *arena = arena_new(ARENA_LIMIT);
    Notes *notes = ARENA_NEW(arena, Notes, 1);

    notes->arena = arena;
    notes->folder = temp_folder_new(arena);
    notes->url = temp_folder_url(arena, notes->folder, "notes.db");
    *state = notes;
    return 0;
}

int
notes_setup(void **state)
{
    (void)notes_setup_closed(state);
    Notes *notes = *state;
    Error *error = sql_open(notes->url, &notes_schema, &notes->sql);
    if (error)
        fprintf(stderr, "%s\n", error->text);
    return error ? 1 : 0;
}

int
notes_teardown(void **state)
{
    Notes *notes = *state;

    sql_close(notes->sql);
    temp_folder_remove(notes->folder);
    arena_free(notes->arena);
    return 0;
}

static Error *
add(Tx *tx, void *arg)
{
    return sql_run(tx, "INSERT INTO notes (word) VALUES (?1)", SQL_ARGS(SQL_T(str_from_c(arg))));
}

Error *
notes_add(Sql *sql, Arena *arena, const char *word)
{
    return sql_write(sql, arena, add, str_to_c(arena, str_from_c(word)));
}

typedef struct Count {
    const char *word;
    int64_t count;
} Count;

static Error *
count(Tx *tx, void *arg)
{
    Count *in = arg;
    SqlRows rows;
    bool found;
    SqlValue word = in->word ? SQL_T(str_from_c(in->word)) : SQL_N;

    TRY(sql_row(tx, "SELECT count(*) FROM notes WHERE ?1 IS NULL OR word = ?1", SQL_ARGS(word), &rows, &found));
    in->count = sql_int(&rows, 0);
    sql_done(&rows);
    return NULL;
}

int64_t
notes_count(Sql *sql, Arena *arena, const char *word)
{
    Count in = { word, -1 };
    Error *error = sql_read(sql, arena, count, &in);

    if (error)
        fprintf(stderr, "%s\n", error->text);
    return in.count;
}

void
notes_gate_init(NotesGate *gate, const char *word)
{
    *gate = (NotesGate){ .word = word };
    (void)pthread_mutex_init(&gate->lock, NULL);
    (void)pthread_cond_init(&gate->changed, NULL);
}

Error *
notes_gate_hold(Tx *tx, void *arg)
{
    NotesGate *gate = arg;

    if (gate->word)
        TRY(sql_run(tx, "INSERT INTO notes (word) VALUES (?1)", SQL_ARGS(SQL_T(str_from_c(gate->word)))));
    (void)pthread_mutex_lock(&gate->lock);
    gate->entered = true;
    (void)pthread_cond_broadcast(&gate->changed);
    while (!gate->opened)
        (void)pthread_cond_wait(&gate->changed, &gate->lock);
    (void)pthread_mutex_unlock(&gate->lock);
    return NULL;
}

void
notes_gate_wait_entered(NotesGate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    while (!gate->entered)
        (void)pthread_cond_wait(&gate->changed, &gate->lock);
    (void)pthread_mutex_unlock(&gate->lock);
}

void
notes_gate_open(NotesGate *gate)
{
    (void)pthread_mutex_lock(&gate->lock);
    gate->opened = true;
    (void)pthread_cond_broadcast(&gate->changed);
    (void)pthread_mutex_unlock(&gate->lock);
}

static void *
writer_main(void *arg)
{
    NotesWriter *writer = arg;

    __atomic_store_n(&writer->tid, gettid(), __ATOMIC_SEQ_CST);
    Error *error = sql_write(writer->sql, writer->arena, writer->fn, writer->arg);

    writer->code = error ? error->code : E_OK;
    (void)snprintf(writer->text, sizeof writer->text, "%s", error ? error->text : "");
    return NULL;
}

/* Whether the kernel says that the thread sleeps (or has ended). */
static bool
is_asleep(int tid)
{
    char path[64], line[256] = "";

    (void)snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    FILE *file = fopen(path, "r");
    if (!file)
        return true;
    if (!fgets(line, sizeof line, file))
        line[0] = '\0';
    (void)fclose(file);
    const char *state = strrchr(line, ')');
    return state && state[1] == ' ' && state[2] == 'S';
}

static void
wait_asleep(const NotesWriter *writer)
{
    int tid;

    while ((tid = __atomic_load_n(&writer->tid, __ATOMIC_SEQ_CST)) == 0)
        (void)usleep(100);
    for (int seen = 0; seen < 3; seen = is_asleep(tid) ? seen + 1 : 0)
        (void)usleep(200);
}

void
notes_writer_start(NotesWriter *writer, Sql *sql, size_t arena_limit, SqlFn fn, void *arg)
{
    *writer = (NotesWriter){ .sql = sql, .arena = arena_new(arena_limit), .fn = fn, .arg = arg };
    if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0)
        abort();
    wait_asleep(writer);
}

void
notes_writer_join(NotesWriter *writer)
{
    (void)pthread_join(writer->thread, NULL);
    arena_free(writer->arena);
}
