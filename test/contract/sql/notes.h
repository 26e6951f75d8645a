/* notes.h -- a small database to test the driver with: words, each once, and blobs of any size.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_NOTES_H
#define LATCHSTRING_NOTES_H

#include "sql/sql.h"

#include <pthread.h>

/* Two versions of one schema. */
extern const SqlSchema notes_schema;
extern const SqlSchema notes_schema_2; /* one migration more: a column "colour" */

/* One test's world. */
typedef struct Notes {
    Arena *arena;
    const char *folder;
    Str url;
    Sql *sql;
} Notes;

int notes_setup(void **state);        /* a Notes with an open database */
int notes_setup_closed(void **state); /* without one */
int notes_teardown(void **state);

/* Put a word in, in a transaction of its own. */
Error *notes_add(Sql *sql, Arena *arena, const char *word);

/* How many rows have this word; NULL: all rows. */
int64_t notes_count(Sql *sql, Arena *arena, const char *word);

/* A function that holds the writer until it is let go, so that others gather behind it. */
typedef struct NotesGate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool entered, opened;
    const char *word; /* what it writes first; NULL: nothing */
} NotesGate;

void notes_gate_init(NotesGate *gate, const char *word);
Error *notes_gate_hold(Tx *tx, void *arg); /* the SqlFn */
void notes_gate_wait_entered(NotesGate *gate);
void notes_gate_open(NotesGate *gate);

/* A thread that queues one write, with an arena of its own. */
typedef struct NotesWriter {
    pthread_t thread;
    int tid; /* the kernel's number; 0 until it runs */
    Sql *sql;
    Arena *arena;
    SqlFn fn;
    void *arg;
    ErrorCode code; /* what came back */
    char text[ERROR_TEXT_MAX];
} NotesWriter;

/* Comes back when the write is queued and the thread sleeps: so the order of calls is the order of the queue. */
void notes_writer_start(NotesWriter *writer, Sql *sql, size_t arena_limit, SqlFn fn, void *arg);
void notes_writer_join(NotesWriter *writer);

#endif
