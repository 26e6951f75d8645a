/* sessions_lmdb_env.c -- LMDB's environment: opening and closing, the pool of readers, the one writer, errors.
 * MDB_NOSYNC: the power-cut rule of sessions_folder.c stands in for syncing. MDB_NOTLS: a read transaction belongs to whoever
 * holds it, not to a thread. No MDB_WRITEMAP: a full disk would be a SIGBUS instead of an error.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_lmdb.h"

#include "base/log.h"
#include "base/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_MAP_SIZE ((size_t)1 << 30)
#define MAP_SIZE_MIN     ((size_t)1 << 20)
#define RESERVE_PAGES    256 /* behind map_size: for takes, ends and sweeps when the map is full */
#define FREE_PAGES_MIN   64  /* growth needs so many free pages once the file has its full size */

static const Str format_key = LIT_INIT("format");
static const Str format_name = LIT_INIT("latchstring sessions ");
static const Str format_version = LIT_INIT("1");

static MDB_val
val(Str text)
{
    return (MDB_val){ text.len, (void *)(uintptr_t)text.ptr };
}

Error *
sessions_lmdb_env_error(const LmdbCache *cache, int code, const char *doing)
{
    const char *folder = sessions_folder_path(cache->folder);

    switch (code) {
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
        FAIL(E_FULL, "the cache in %s is full (%zu bytes) while %s", folder, cache->map_size, doing);
    case ENOSPC:
    case EDQUOT:
        FAIL(E_FULL, "no room is left on the disk of the cache's folder %s while %s: free some", folder, doing);
    case MDB_READERS_FULL:
        FAIL(E_CACHE, "all %d reader slots of the cache in %s are taken", LMDB_READERS, folder);
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_PANIC:
        FAIL(E_CACHE, "the cache in %s is damaged (%s while %s): stop, delete its data.mdb, start", folder,
             mdb_strerror(code), doing);
    default:
        FAIL(E_CACHE, "the cache in %s failed while %s: %s", folder, doing, mdb_strerror(code));
    }
}

/* ---- readers ---- */

static MDB_txn *
idle_take(LmdbCache *cache)
{
    MDB_txn *txn = NULL;

    (void)pthread_mutex_lock(&cache->lock);
    if (cache->idle_count > 0)
        txn = cache->idle[--cache->idle_count];
    (void)pthread_mutex_unlock(&cache->lock);
    return txn;
}

Error *
sessions_lmdb_env_read(LmdbCache *cache, MDB_txn **txn)
{
    MDB_txn *reader = idle_take(cache);

    if (reader && mdb_txn_renew(reader) == MDB_SUCCESS) {
        *txn = reader;
        return NULL;
    }
    if (reader)
        mdb_txn_abort(reader);
    int failed = mdb_txn_begin(cache->env, NULL, MDB_RDONLY, &reader);
    if (failed == MDB_READERS_FULL) {
        sessions_lmdb_env_check_readers(cache);
        failed = mdb_txn_begin(cache->env, NULL, MDB_RDONLY, &reader);
    }
    if (failed)
        return sessions_lmdb_env_error(cache, failed, "beginning to read");
    *txn = reader;
    return NULL;
}

void
sessions_lmdb_env_read_end(LmdbCache *cache, MDB_txn *txn)
{
    mdb_txn_reset(txn);
    (void)pthread_mutex_lock(&cache->lock);
    bool kept = cache->idle_count < LMDB_IDLE_READERS;
    if (kept)
        cache->idle[cache->idle_count++] = txn;
    (void)pthread_mutex_unlock(&cache->lock);
    if (!kept)
        mdb_txn_abort(txn);
}

void
sessions_lmdb_env_check_readers(const LmdbCache *cache)
{
    int dead = 0;

    int failed = mdb_reader_check(cache->env, &dead);
    if (failed)
        LOG_WARN("cache_reader_check", KV("error", (const char *)mdb_strerror(failed)));
    if (dead > 0)
        LOG_INFO("cache_readers_died", KV("count", dead));
}

/* ---- the writer ---- */

static uint64_t
number_read(const unsigned char *bytes)
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value = value << 8 | bytes[i];
    return value;
}

static void
number_write(unsigned char *bytes, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
}

Error *
sessions_lmdb_env_counters(const LmdbCache *cache, MDB_txn *txn, LmdbCounter counters[KINDS])
{
    MDB_val key = val(LIT("c")), found;

    memset(counters, 0, KINDS * sizeof counters[0]);
    int failed = mdb_get(txn, cache->dbi, &key, &found);
    if (failed == MDB_NOTFOUND)
        return NULL;
    if (failed)
        return sessions_lmdb_env_error(cache, failed, "reading the counters");
    if (found.mv_size != (size_t)KINDS * 16)
        FAIL(E_CACHE, "the counters of the cache in %s are damaged: stop, delete its data.mdb, start",
             sessions_folder_path(cache->folder));
    for (int kind = 0; kind < KINDS; kind++) {
        const unsigned char *row = (const unsigned char *)found.mv_data + (size_t)kind * 16;
        counters[kind] = (LmdbCounter){ number_read(row), number_read(row + 8) };
    }
    return NULL;
}

static int
counters_write(const LmdbWriter *writer)
{
    unsigned char rows[KINDS * 16];
    MDB_val key = val(LIT("c")), value = { sizeof rows, rows };

    for (int kind = 0; kind < KINDS; kind++) {
        number_write(rows + (size_t)kind * 16, writer->counters[kind].bytes);
        number_write(rows + (size_t)kind * 16 + 8, writer->counters[kind].records);
    }
    return mdb_put(writer->txn, writer->cache->dbi, &key, &value, 0);
}

Error *
sessions_lmdb_env_write(LmdbCache *cache, LmdbWriter *writer)
{
    *writer = (LmdbWriter){ .cache = cache };
    int failed = mdb_txn_begin(cache->env, NULL, 0, &writer->txn);
    if (failed)
        return sessions_lmdb_env_error(cache, failed, "beginning to write");
    /* serve has taken the clean mark away when it opened; but it may have stopped, and marked, while others go on. */
    Error *error = cache->serve ? NULL : sessions_folder_unclean(cache->folder);
    if (!error)
        error = sessions_lmdb_env_counters(cache, writer->txn, writer->counters);
    if (error)
        sessions_lmdb_env_abort(writer);
    return error;
}

Error *
sessions_lmdb_env_commit(LmdbWriter *writer)
{
    int failed = writer->counted ? counters_write(writer) : MDB_SUCCESS;

    if (failed)
        mdb_txn_abort(writer->txn);
    else
        failed = mdb_txn_commit(writer->txn);
    writer->txn = NULL;
    if (!failed)
        return NULL;
    writer->map_full = failed == MDB_MAP_FULL;
    return sessions_lmdb_env_error(writer->cache, failed, "committing");
}

void
sessions_lmdb_env_abort(LmdbWriter *writer)
{
    mdb_txn_abort(writer->txn);
    writer->txn = NULL;
}

/* Count free pages up to the number that is enough. A record of the free list: how many, then their numbers. */
static int
count_free_pages(MDB_txn *txn, size_t *pages)
{
    MDB_cursor *cursor;
    MDB_val key, value;

    *pages = 0;
    int failed = mdb_cursor_open(txn, 0, &cursor); /* 0: the free list */
    if (failed)
        return failed;
    while (*pages < FREE_PAGES_MIN && (failed = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == MDB_SUCCESS) {
        size_t count;
        memcpy(&count, value.mv_data, sizeof count);
        *pages += count;
    }
    mdb_cursor_close(cursor);
    return failed == MDB_NOTFOUND ? MDB_SUCCESS : failed;
}

Error *
sessions_lmdb_env_has_room(LmdbCache *cache, bool *room)
{
    MDB_envinfo info;
    MDB_txn *txn;
    size_t pages;

    (void)mdb_env_info(cache->env, &info);
    if ((info.me_last_pgno + 1) * cache->page_size < cache->map_size) {
        *room = true;
        return NULL;
    }
    TRY(sessions_lmdb_env_read(cache, &txn));
    int failed = count_free_pages(txn, &pages);
    sessions_lmdb_env_read_end(cache, txn);
    if (failed)
        return sessions_lmdb_env_error(cache, failed, "counting free pages");
    *room = pages >= FREE_PAGES_MIN;
    return NULL;
}

/* ---- opening and closing ---- */

static Error *
open_env(LmdbCache *cache)
{
    const char *folder = sessions_folder_path(cache->folder);
    MDB_stat stat;

    int failed = mdb_env_create(&cache->env);
    if (failed)
        return sessions_lmdb_env_error(cache, failed, "creating the environment");
    (void)mdb_env_set_mapsize(cache->env, cache->map_size + RESERVE_PAGES * (size_t)sysconf(_SC_PAGESIZE));
    (void)mdb_env_set_maxreaders(cache->env, LMDB_READERS);
    failed = mdb_env_open(cache->env, folder, MDB_NOSYNC | MDB_NOTLS, 0600);
    if (failed == MDB_INVALID || failed == MDB_VERSION_MISMATCH)
        FAIL(E_CONFIG,
             "%s/data.mdb is not an LMDB file that this version reads (%s): stop whoever uses it and delete it", folder,
             mdb_strerror(failed));
    if (failed == EACCES || failed == EPERM || failed == EROFS)
        FAIL(E_CONFIG, "the cache's files in %s cannot be written (%s): chown them to this user", folder,
             mdb_strerror(failed));
    if (failed)
        FAIL(E_IO, "the cache in %s cannot be opened: %s", folder, mdb_strerror(failed));
    (void)mdb_env_stat(cache->env, &stat);
    cache->page_size = stat.ms_psize;
    return NULL;
}

/* Whether there is a format record, and if so, that it is ours and of our version. */
static Error *
judge_format(const LmdbCache *cache, MDB_txn *txn, bool *found)
{
    const char *folder = sessions_folder_path(cache->folder);
    MDB_val key = val(format_key), value = { 0, NULL };
    MDB_stat stat;

    int failed = mdb_get(txn, cache->dbi, &key, &value);
    if (failed && failed != MDB_NOTFOUND)
        return sessions_lmdb_env_error(cache, failed, "reading its format");
    (void)mdb_stat(txn, cache->dbi, &stat);
    *found = failed != MDB_NOTFOUND;
    if (!*found && stat.ms_entries == 0)
        return NULL;
    Str format = { value.mv_data, value.mv_size };
    if (!*found || !str_starts(format, format_name))
        FAIL(E_CONFIG, "%s/data.mdb is not a cache of Latchstring's: point cache at another folder", folder);
    Str version = str_slice(format, format_name.len, format.len);
    if (!str_equal(version, format_version))
        FAIL(E_CONFIG,
             "the cache in %s was written by another version of Latchstring (its format is %.*s, ours %.*s): run "
             "that version, or stop and delete data.mdb, which signs everybody out",
             folder, STR_ARG(str_slice(version, 0, 8)), STR_ARG(format_version));
    return NULL;
}

static Error *
read_format(LmdbCache *cache, bool *found)
{
    MDB_txn *txn;

    int failed = mdb_txn_begin(cache->env, NULL, MDB_RDONLY, &txn);
    if (failed)
        return sessions_lmdb_env_error(cache, failed, "beginning to read");
    failed = mdb_dbi_open(txn, NULL, 0, &cache->dbi);
    Error *error =
        failed ? sessions_lmdb_env_error(cache, failed, "opening the database") : judge_format(cache, txn, found);
    mdb_txn_abort(txn);
    return error;
}

static Error *
write_format(LmdbCache *cache)
{
    LmdbWriter writer;
    char text[64];
    int length = snprintf(text, sizeof text, "%.*s%.*s", STR_ARG(format_name), STR_ARG(format_version));
    MDB_val key = val(format_key), value = val((Str){ text, (size_t)length });

    TRY(sessions_lmdb_env_write(cache, &writer));
    int failed = mdb_put(writer.txn, cache->dbi, &key, &value, 0);
    if (failed) {
        sessions_lmdb_env_abort(&writer);
        return sessions_lmdb_env_error(cache, failed, "writing its format");
    }
    return sessions_lmdb_env_commit(&writer);
}

static Error *
open_steps(const SessionsOptions *options, LmdbCache *cache)
{
    SessionsFolderOptions folder = { .path = str_slice(options->url, LIT("lmdb:").len, options->url.len),
                                     .boot_id_path = options->boot_id_path,
                                     .data = "data.mdb",
                                     .side = "lock.mdb",
                                     .serve = options->serve };
    bool found = false;

    TRY(sessions_folder_open(&folder, &cache->folder));
    /* A new data file appears only beside a noted boot id; an old one loses its clean mark only when we know it for ours. */
    if (!sessions_folder_has_data(cache->folder))
        TRY(sessions_folder_unclean(cache->folder));
    TRY(open_env(cache));
    TRY(read_format(cache, &found));
    if (options->serve || !found)
        TRY(sessions_folder_unclean(cache->folder));
    return found ? NULL : write_format(cache);
}

static void
free_cache(LmdbCache *cache)
{
    while (cache->idle_count > 0)
        mdb_txn_abort(cache->idle[--cache->idle_count]);
    if (cache->env)
        mdb_env_close(cache->env);
    sessions_folder_close(cache->folder);
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

Error *
sessions_lmdb_env_open(const SessionsOptions *options, Sessions **sessions)
{
    size_t map_size = options->map_size ? options->map_size : DEFAULT_MAP_SIZE;
    LmdbCache *cache = calloc(1, sizeof *cache);

    if (!cache)
        FAIL(E_MEMORY, "no memory for the cache");
    cache->base.ops = &sessions_lmdb_ops;
    cache->serve = options->serve;
    cache->map_size = map_size < MAP_SIZE_MIN ? MAP_SIZE_MIN : map_size;
    cache->kind_limit = options->kind_limit ? options->kind_limit : cache->map_size / 8;
    (void)pthread_mutex_init(&cache->lock, NULL);
    Error *error = open_steps(options, cache);
    if (error) {
        free_cache(cache);
        return error;
    }
    *sessions = &cache->base;
    return NULL;
}

/* The writer's lock is held over sync and mark, so that the mark never covers a write that came after the sync. */
static Error *
sync_and_mark(LmdbCache *cache)
{
    LmdbWriter writer;

    TRY(sessions_lmdb_env_write(cache, &writer));
    int failed = mdb_env_sync(cache->env, 1);
    Error *error = failed ? sessions_lmdb_env_error(cache, failed, "syncing") : sessions_folder_clean(cache->folder);
    sessions_lmdb_env_abort(&writer);
    return error;
}

void
sessions_lmdb_env_close(Sessions *sessions)
{
    LmdbCache *cache = (LmdbCache *)sessions;
    Error *error = cache->serve ? sync_and_mark(cache) : NULL;

    if (error)
        LOG_WARN("cache_not_marked_clean", KV("error", (const char *)error->text));
    free_cache(cache);
}
