/* sessions_lmdb.h -- between the two files of the LMDB back-end: the environment with its pool of readers, and the writer.
 *
 * One database without a name, so that a write touches few pages. Its keys, by their first byte:
 *   'f' "ormat"                          what this is, and its version
 *   'c'                                  the counters: bytes and number of records per kind
 *   'r' kind hash                        a record
 *   'x' kind expiry(8, big endian) hash  the expiry index, no value
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSIONS_LMDB_H
#define LATCHSTRING_SESSIONS_LMDB_H

#include "sessions/sessions_folder.h"
#include "sessions/sessions_store.h"

#include <lmdb.h>
#include <pthread.h>

#define LMDB_READERS      1022
#define LMDB_IDLE_READERS 64

typedef struct LmdbCache {
    Sessions base; /* first */
    SessionsFolder *folder;
    MDB_env *env;
    MDB_dbi dbi;
    bool serve;
    size_t map_size; /* what growth may use; the map itself has a reserve behind it */
    size_t kind_limit;
    size_t page_size;
    pthread_mutex_t lock; /* guards what follows */
    size_t idle_count;
    MDB_txn *idle[LMDB_IDLE_READERS]; /* read transactions that were reset: they keep their slot in the reader table */
    Micros tended;
} LmdbCache;

typedef struct LmdbCounter {
    uint64_t bytes, records;
} LmdbCounter;

/* One write transaction. Every one ends in commit or abort. */
typedef struct LmdbWriter {
    LmdbCache *cache;
    MDB_txn *txn;
    bool map_full; /* why it failed, if it did */
    bool counted;  /* the counters have changed */
    LmdbCounter counters[KINDS];
} LmdbWriter;

Error *sessions_lmdb_env_open(const SessionsOptions *options, Sessions **sessions) MUST_USE;
void sessions_lmdb_env_close(Sessions *sessions);

/* A snapshot, to be given back soon. Never waits for a writer. */
Error *sessions_lmdb_env_read(LmdbCache *cache, MDB_txn **txn) MUST_USE;
void sessions_lmdb_env_read_end(LmdbCache *cache, MDB_txn *txn);

Error *sessions_lmdb_env_write(LmdbCache *cache, LmdbWriter *writer) MUST_USE;
Error *sessions_lmdb_env_commit(LmdbWriter *writer) MUST_USE;
void sessions_lmdb_env_abort(LmdbWriter *writer);

/* The counters as a transaction sees them. */
Error *sessions_lmdb_env_counters(const LmdbCache *cache, MDB_txn *txn, LmdbCounter counters[KINDS]) MUST_USE;

/* Whether pages are left for growth. False: only what shrinks may be written. */
Error *sessions_lmdb_env_has_room(LmdbCache *cache, bool *room) MUST_USE;

/* Free the slots of readers that died. */
void sessions_lmdb_env_check_readers(const LmdbCache *cache);

/* LMDB's code as an error that says what was done and what to do. */
Error *sessions_lmdb_env_error(const LmdbCache *cache, int code, const char *doing);

#endif
