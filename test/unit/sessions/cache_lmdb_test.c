/* cache_lmdb_test.c -- what is LMDB's alone: dead readers, formats, what can be read in the file, counters that stay true.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

#include "base/str.h"

#include <fcntl.h>
#include <lmdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file as LMDB sees it, opened by a process that has not opened it otherwise. */
static MDB_env *
raw_open(const CacheRig *rig)
{
    MDB_env *env = NULL;

    if (mdb_env_create(&env) || mdb_env_set_mapsize(env, (size_t)64 << 20) || mdb_env_set_maxreaders(env, 1022) ||
        mdb_env_open(env, rig->folder, MDB_NOSYNC | MDB_NOTLS, 0600))
        abort();
    return env;
}

/* ---- dead readers ---- */

/* A process that dies within a read transaction. */
static void
leave_a_dead_reader(CacheRig *rig)
{
    int ready[2];
    char byte;

    cache_rig_close(rig);
    assert_int_equal(pipe(ready), 0);
    int pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        MDB_txn *txn;
        if (mdb_txn_begin(raw_open(rig), NULL, MDB_RDONLY, &txn) != 0 || write(ready[1], "r", 1) != 1)
            _exit(99);
        (void)pause();
        _exit(98);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    rig->sessions = cache_rig_open(rig, true); /* while the reader lives: the reader table is not begun anew */
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(cache_rig_wait(pid), 128 + SIGKILL);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

static off_t
data_size(const CacheRig *rig)
{
    struct stat status;

    assert_int_equal(stat(str_to_c(rig->arena, str_format(rig->arena, "%s/data.mdb", rig->folder)), &status), 0);
    return status.st_size;
}

static void
churn(const CacheRig *rig, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        SsoSession session = cache_rig_sso(START, START + HOUR);
        cache_rig_ok(sessions_put_sso(rig->sessions, LIT("the same"), &session));
        cache_rig_ok(sessions_end_sso(rig->sessions, LIT("the same")));
    }
}

static void
a_dead_reader_does_not_fill_the_map(void **state)
{
    CacheRig *rig = *state;

    leave_a_dead_reader(rig);
    churn(rig, 3000); /* 6,000 writes of some pages into 2 MiB: nobody sweeps, the full map itself looks for the dead */
}

static void
a_sweep_looks_for_dead_readers(void **state)
{
    CacheRig *rig = *state;
    size_t deleted;

    leave_a_dead_reader(rig);
    cache_rig_ok(sessions_sweep(rig->sessions, START, 10, &deleted));
    churn(rig, 3000);
    assert_true(data_size(rig) < 256 << 10); /* pages were used again from the start */
}

/* ---- formats ---- */

typedef struct Foreign {
    const char *key, *value; /* put over what is there; NULL value: an LMDB file without our format */
    const char *sentence;
} Foreign;

static const Foreign foreigners[] = {
    { "format", "latchstring sessions 2", "written by another version" },
    { "format", "latchstring sessions 10", "written by another version" },
    { "format", "latchstring sessions ", "written by another version" },
    { "format", "somebody else's 1", "not a cache of Latchstring's" },
    { "format", NULL, "not a cache of Latchstring's" },
};

static void
change_raw(const CacheRig *rig, const Foreign *foreign)
{
    MDB_env *env = raw_open(rig);
    MDB_val key = { strlen(foreign->key), (void *)(uintptr_t)foreign->key };
    MDB_val value = { foreign->value ? strlen(foreign->value) : 0, (void *)(uintptr_t)foreign->value };
    MDB_txn *txn;
    MDB_dbi dbi;

    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
    assert_int_equal(foreign->value ? mdb_put(txn, dbi, &key, &value, 0) : mdb_del(txn, dbi, &key, NULL), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static void
foreign_formats_are_refused_and_left_alone(void **state)
{
    CacheRig *rig = *state;
    SsoSession session = cache_rig_sso(START, START + HOUR);
    SessionsOptions options = rig->options;

    options.serve = true;
    cache_rig_ok(sessions_put_sso(rig->sessions, LIT("sso"), &session));
    cache_rig_close(rig);
    for (size_t i = 0; i < COUNT_OF(foreigners); i++) {
        Sessions *sessions = NULL;
        change_raw(rig, &foreigners[i]);
        Error *error = sessions_open(&options, &sessions);
        assert_int_equal(cache_rig_code(error), E_CONFIG);
        assert_non_null(strstr(error->text, foreigners[i].sentence));
        assert_non_null(strstr(error->text, rig->folder));
        assert_true(cache_rig_has_file(rig, "clean")); /* what was whole still says so */
    }
    Foreign ours = { "format", "latchstring sessions 1", "" };
    change_raw(rig, &ours);
    rig->sessions = cache_rig_open(rig, true);
    assert_code(sessions_get_sso(rig->sessions, rig->arena, LIT("sso"), START, &session), E_OK);
}

/* An upgrade changed the tables of all records: here, each says that it is of another version. */
static void
age_records(const CacheRig *rig)
{
    MDB_env *env = raw_open(rig);
    MDB_cursor *cursor;
    MDB_val key, value;
    MDB_txn *txn;
    MDB_dbi dbi;

    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
    assert_int_equal(mdb_cursor_open(txn, dbi, &cursor), 0);
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        char bytes[1024];
        if (*(const char *)key.mv_data != 'r')
            continue;
        assert_in_range(value.mv_size, 10, sizeof bytes);
        memcpy(bytes, value.mv_data, value.mv_size);
        bytes[8] = (char)(bytes[8] + 100);
        value.mv_data = bytes;
        assert_int_equal(mdb_cursor_put(cursor, &key, &value, MDB_CURRENT), 0);
    }
    mdb_cursor_close(cursor);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
}

static void
put_one_of_each(const CacheRig *rig)
{
    LoginState login = cache_rig_login(LIT("x"), START);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);
    Interaction interaction = cache_rig_interaction();
    Grant grant = cache_rig_grant(START), taken;
    AppSession app = cache_rig_app(START, START + HOUR);
    SsoSession sso = cache_rig_sso(START, START + HOUR);
    int64_t count;
    Micros until;

    cache_rig_ok(sessions_begin_login(rig->sessions, &login, &flow));
    cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, LIT("x"), &interaction, START));
    cache_rig_ok(sessions_put_grant(rig->sessions, LIT("x"), &grant));
    cache_rig_ok(sessions_put_grant(rig->sessions, LIT("spent"), &grant));
    cache_rig_ok(sessions_take_grant(rig->sessions, rig->arena, LIT("spent"), START, &taken));
    cache_rig_ok(sessions_put_app(rig->sessions, LIT("x"), &app));
    cache_rig_ok(sessions_put_sso(rig->sessions, LIT("x"), &sso));
    cache_rig_ok(sessions_revoke_grant(rig->sessions, LIT("x"), START));
    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("x"), HOUR, START, &count, &until));
    assert_int_equal(count, 1);
}

/* Whoever comes begins again; no page says that the cache is broken, and what was revoked stays revoked. */
static void
records_of_another_version_are_unknown(void **state)
{
    CacheRig *rig = *state;
    union {
        LoginState login;
        Interaction interaction;
        Grant grant;
        AppSession app;
        SsoSession sso;
        Flow flow;
    } any;
    Str x = LIT("x");
    bool is;

    put_one_of_each(rig);
    cache_rig_close(rig);
    age_records(rig);
    rig->sessions = cache_rig_open(rig, true);
    Sessions *s = rig->sessions;
    Arena *arena = rig->arena;
    assert_code(sessions_get_app(s, arena, x, START, &any.app), E_UNAUTHENTICATED);
    assert_code(sessions_end_app(s, arena, x, START, &any.app), E_UNAUTHENTICATED);
    assert_code(sessions_get_sso(s, arena, x, START, &any.sso), E_UNAUTHENTICATED);
    assert_code(sessions_take_login(s, arena, x, cache_rig_binding, START, &any.login), E_STATE_MISSING);
    assert_code(sessions_see_interaction(s, arena, STAGE_SIGNIN, x, cache_rig_binding, START, &any.interaction),
                E_STATE_MISSING);
    assert_code(sessions_note_refusal(s, x, LIT("bad_password"), x, START), E_STATE_MISSING);
    assert_code(sessions_take_grant(s, arena, x, START, &any.grant), E_INVALID_GRANT);
    assert_code(sessions_take_grant(s, arena, LIT("spent"), START, &any.grant), E_INVALID_GRANT);
    cache_rig_ok(sessions_fail_flow(s, arena, LIT("our-client"), x, LIT("bad_password"), START, &any.flow, &is));
    assert_false(is);
    cache_rig_ok(sessions_take_flow(s, arena, LIT("our-client"), x, &any.flow, &is));
    assert_false(is);
    cache_rig_ok(sessions_is_revoked(s, x, START, &is));
    assert_true(is);
    put_one_of_each(rig); /* and each takes the place of the old one */
    cache_rig_ok(sessions_get_app(s, arena, x, START, &any.app));
}

/* ---- what is in the file ---- */

static void
handles_are_not_in_the_file(void **state)
{
    static const Str handles[] = { LIT_INIT("handle-of-a-state-0123456789"), LIT_INIT("handle-of-a-code-0123456789"),
                                   LIT_INIT("handle-of-a-cookie-0123456789"),
                                   LIT_INIT("handle-of-a-signin-0123456789") };
    CacheRig *rig = *state;
    LoginState login = cache_rig_login(handles[0], START);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);
    Grant grant = cache_rig_grant(START);
    AppSession app = cache_rig_app(START, START + HOUR);
    Interaction interaction = cache_rig_interaction();
    size_t size = (size_t)8 << 20;
    char *bytes = arena_alloc(rig->arena, size);

    cache_rig_ok(sessions_begin_login(rig->sessions, &login, &flow));
    cache_rig_ok(sessions_put_grant(rig->sessions, handles[1], &grant));
    cache_rig_ok(sessions_put_app(rig->sessions, handles[2], &app));
    cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, handles[3], &interaction, START));
    cache_rig_close(rig);
    FILE *file = fopen(str_to_c(rig->arena, str_format(rig->arena, "%s/data.mdb", rig->folder)), "rb");
    assert_non_null(file);
    Str all = { bytes, fread(bytes, 1, size, file) };
    (void)fclose(file);
    assert_true(str_find(all, LIT("aaaa.bbbb.cccc")) < all.len); /* it is the right file */
    for (size_t i = 0; i < COUNT_OF(handles); i++)
        assert_int_equal(str_find(all, handles[i]), all.len);
}

/* ---- bookkeeping ---- */

typedef struct Totals {
    size_t records, entries, counted;
} Totals;

static uint64_t
number_at(const unsigned char *bytes)
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++)
        value = value << 8 | bytes[i];
    return value;
}

static Totals
count_raw(const CacheRig *rig)
{
    MDB_env *env = raw_open(rig);
    Totals totals = { 0, 0, 0 };
    MDB_cursor *cursor;
    MDB_val key, value;
    MDB_txn *txn;
    MDB_dbi dbi;

    assert_int_equal(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
    assert_int_equal(mdb_cursor_open(txn, dbi, &cursor), 0);
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        const unsigned char *bytes = value.mv_data;
        char first = *(const char *)key.mv_data;
        totals.records += first == 'r';
        totals.entries += first == 'x';
        for (size_t at = 8; first == 'c' && at + 8 <= value.mv_size; at += 16)
            totals.counted += number_at(bytes + at);
        /* no records of a kind, no bytes of it */
        for (size_t at = 0; first == 'c' && at + 16 <= value.mv_size; at += 16)
            assert_int_equal(number_at(bytes + at) == 0, number_at(bytes + at + 8) == 0);
    }
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return totals;
}

/* Anything goes, by a generator that is the same on every run. */
static void
random_act(const CacheRig *rig, uint32_t random, Micros now)
{
    Str name = cache_rig_name(rig, "n-", (int)(random >> 8) % 40);
    SsoSession sso = cache_rig_sso(now, now + (random % 97) * MINUTE);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, now), *flows;
    FlowMark mark = { MILESTONE_cb, 5 };
    Grant grant = cache_rig_grant(now);
    size_t count;
    int64_t guesses;
    Micros until;
    Error *error = NULL;

    switch (random % 9) {
    case 0:
        error = sessions_put_sso(rig->sessions, name, &sso);
        break;
    case 1:
        error = sessions_end_sso(rig->sessions, name);
        break;
    case 2:
        error = sessions_put_grant(rig->sessions, name, &grant);
        break;
    case 3: /* whether it is there is not asked here */
        (void)cache_rig_code(sessions_take_grant(rig->sessions, rig->arena, name, now, &grant));
        break;
    case 4:
        error = sessions_open_flow(rig->sessions, LIT("c"), name, &flow);
        break;
    case 5:
        error = sessions_mark_flow(rig->sessions, LIT("c"), name, &mark, 1, now);
        break;
    case 6:
        error = sessions_count_attempt(rig->sessions, name, HOUR, now, &guesses, &until);
        break;
    case 7:
        error = sessions_take_expired(rig->sessions, rig->arena, now, 3, &flows, &count);
        break;
    default:
        error = sessions_sweep(rig->sessions, now, 5, &count);
        break;
    }
    cache_rig_ok(error);
}

static void
index_and_counters_agree_when_kinds_are_full(void **state)
{
    CacheRig *rig = *state;
    int64_t guesses;
    Micros until;

    for (int i = 0; i < 1500; i++) {
        LoginState login = cache_rig_login(cache_rig_name(rig, "s-", i), START + i);
        Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START + i);
        cache_rig_ok(sessions_begin_login(rig->sessions, &login, &flow));
        cache_rig_ok(sessions_count_attempt(rig->sessions, login.state, HOUR, START + i, &guesses, &until));
    }
    cache_rig_close(rig);
    Totals totals = count_raw(rig);
    assert_in_range(totals.records, 200, 3 * 1500 - 1000);
    assert_int_equal(totals.entries, totals.records);
    assert_int_equal(totals.counted, totals.records);
}

static void
index_and_counters_agree_with_the_records(void **state)
{
    CacheRig *rig = *state;
    uint32_t random = 1;
    size_t deleted = 0, claimed = 0;
    Totals totals;
    Flow *flows;

    for (int i = 0; i < 3000; i++) {
        random = random * 1664525u + 1013904223u;
        random_act(rig, random >> 4, START + i * SECOND);
    }
    cache_rig_close(rig);
    totals = count_raw(rig);
    assert_true(totals.records > 20);
    assert_int_equal(totals.entries, totals.records);
    assert_int_equal(totals.counted, totals.records);
    rig->sessions = cache_rig_open(rig, true);
    cache_rig_ok(sessions_sweep(rig->sessions, START + 30 * DAY, 10000, &deleted));
    cache_rig_ok(sessions_take_expired(rig->sessions, rig->arena, START + 30 * DAY, 100, &flows, &claimed));
    assert_int_equal(deleted + claimed, totals.records);
    cache_rig_close(rig);
    totals = count_raw(rig);
    assert_int_equal(totals.records + totals.entries + totals.counted, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST_SMALL(a_dead_reader_does_not_fill_the_map),
        RIG_TEST_SMALL(a_sweep_looks_for_dead_readers),
        RIG_TEST(foreign_formats_are_refused_and_left_alone),
        RIG_TEST(handles_are_not_in_the_file),
        RIG_TEST(records_of_another_version_are_unknown),
        RIG_TEST(index_and_counters_agree_with_the_records),
        RIG_TEST_LIMITED(index_and_counters_agree_when_kinds_are_full),
    };
    return cmocka_run_group_tests_name("cache_lmdb", tests, NULL, NULL);
}
