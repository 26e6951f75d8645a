/* sessions_bench.c -- what the cache's verbs cost, beside the floor: one get and one put of LMDB itself with bytes as long.
 * Prints CPU and wall µs per act; asserts nothing. Usage: sessions_bench [ROUNDS].
 * SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "sessions/sessions.h"

#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NOW ((Micros)1800000000 * SECOND)

typedef struct Bench {
    Sessions *sessions;
    MDB_env *env;
    MDB_dbi dbi;
    Arena *arena; /* renewed for each act that takes one */
} Bench;

typedef struct Name {
    char text[48];
    Str str;
} Name;

static void
check(const Error *error)
{
    if (!error)
        return;
    fprintf(stderr, "sessions_bench: %s\n", error->text);
    exit(1);
}

static void
check_lmdb(int failed)
{
    if (!failed)
        return;
    fprintf(stderr, "sessions_bench: %s\n", mdb_strerror(failed));
    exit(1);
}

static void
name_make(Name *name, const char *kind, int number)
{
    int length = snprintf(name->text, sizeof name->text, "%s-%032d", kind, number);

    name->str = (Str){ name->text, (size_t)length };
}

static double
cpu_now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* ---- the acts ---- */

static const char payload[300] = "what an app session has";

static void
raw_put(Bench *bench, int i)
{
    Name name;
    MDB_txn *txn;

    name_make(&name, "raw", i);
    MDB_val key = { 34, name.text + 2 }, value = { sizeof payload, (void *)(uintptr_t)payload };
    check_lmdb(mdb_txn_begin(bench->env, NULL, 0, &txn));
    check_lmdb(mdb_put(txn, bench->dbi, &key, &value, 0));
    check_lmdb(mdb_txn_commit(txn));
}

static void
raw_get(Bench *bench, int i)
{
    static MDB_txn *txn;
    Name name;

    name_make(&name, "raw", i);
    MDB_val key = { 34, name.text + 2 }, value;
    check_lmdb(txn ? mdb_txn_renew(txn) : mdb_txn_begin(bench->env, NULL, MDB_RDONLY, &txn));
    check_lmdb(mdb_get(txn, bench->dbi, &key, &value));
    mdb_txn_reset(txn);
}

static void
put_app(Bench *bench, int i)
{
    Name name;
    AppSession app = { .user = i,
                       .user_subject = LIT("f3b1c2d4e5f60718293a4b5c6d7e8f90"),
                       .provider = LIT("latchstring"),
                       .issuer = LIT("https://id.example.com"),
                       .id_token_subject = LIT("f3b1c2d4e5f60718293a4b5c6d7e8f90"),
                       .auth_time = NOW,
                       .created = NOW,
                       .expires = NOW + DAY + i };

    name_make(&name, "app", i);
    check(sessions_put_app(bench->sessions, name.str, &app));
}

static void
get_app(Bench *bench, int i)
{
    AppSession app;
    Name name;

    name_make(&name, "app", i);
    check(sessions_get_app(bench->sessions, bench->arena, name.str, NOW, &app));
}

static void
is_revoked(Bench *bench, int i)
{
    bool revoked;
    Name name;

    name_make(&name, "grant", i);
    check(sessions_is_revoked(bench->sessions, name.str, NOW, &revoked));
}

static void
begin_login(Bench *bench, int i)
{
    Name name;
    Flow flow = { .id = LIT("019ac0de-0000-7000-8000-000000000001"),
                  .provider = LIT("latchstring"),
                  .started = NOW + i,
                  .reached = MILESTONE_r302 };

    name_make(&name, "state", i);
    LoginState login = { .state = name.str,
                         .nonce = LIT("0123456789012345678901234567890123456789012"),
                         .verifier = LIT("0123456789012345678901234567890123456789012"),
                         .provider = LIT("latchstring"),
                         .return_to = LIT("/account"),
                         .client_id = LIT("latchstring"),
                         .created = NOW + i };
    check(sessions_begin_login(bench->sessions, &login, &flow));
}

static void
mark_flow(Bench *bench, int i)
{
    static const FlowMark marks[] = { { MILESTONE_authorize, 100 }, { MILESTONE_cb, 200 } };
    Name name;

    name_make(&name, "state", i);
    check(sessions_mark_flow(bench->sessions, LIT("latchstring"), name.str, marks, COUNT_OF(marks), NOW + i));
}

static void
take_login(Bench *bench, int i)
{
    static const unsigned char binding[32];
    LoginState login;
    Name name;

    name_make(&name, "state", i);
    check(sessions_take_login(bench->sessions, bench->arena, name.str, binding, NOW + i, &login));
}

static void
take_flow(Bench *bench, int i)
{
    bool found;
    Flow flow;
    Name name;

    name_make(&name, "state", i);
    check(sessions_take_flow(bench->sessions, bench->arena, LIT("latchstring"), name.str, &flow, &found));
}

static void
count_attempt(Bench *bench, int i)
{
    int64_t count;
    Micros until;
    Name name;

    name_make(&name, "key", i % 100);
    check(sessions_count_attempt(bench->sessions, name.str, HOUR, NOW, &count, &until));
}

static const struct {
    const char *words;
    void (*act)(Bench *bench, int i);
} rows[] = {
    { "LMDB put, 300 bytes, nothing else", raw_put },
    { "LMDB get, nothing else", raw_get },
    { "sessions_put_app", put_app },
    { "sessions_get_app", get_app },
    { "sessions_is_revoked", is_revoked },
    { "sessions_begin_login (state + flow)", begin_login },
    { "sessions_mark_flow", mark_flow },
    { "sessions_take_login", take_login },
    { "sessions_take_flow", take_flow },
    { "sessions_count_attempt", count_attempt },
};

/* ---- the run ---- */

static void
measure(Bench *bench, size_t row, int rounds)
{
    double cpu = 0, wall = 0;

    /* An arena of its own for every 100 acts, made and freed outside the measure. */
    for (int done = 0; done < rounds; done += 100) {
        bench->arena = arena_new((size_t)1 << 20);
        double cpu_before = cpu_now();
        Micros before = clock_monotonic();
        for (int i = done; i < done + 100 && i < rounds; i++)
            rows[row].act(bench, (int)((unsigned)i * 7919u % (unsigned)rounds));
        wall += (double)(clock_monotonic() - before);
        cpu += cpu_now() - cpu_before;
        arena_free(bench->arena);
    }
    printf("%-38s %8.2f %8.2f\n", rows[row].words, cpu / rounds, wall / rounds);
}

static void
open_raw(Bench *bench, const char *folder)
{
    MDB_txn *txn;

    check_lmdb(mdb_env_create(&bench->env));
    check_lmdb(mdb_env_set_mapsize(bench->env, (size_t)1 << 30));
    check_lmdb(mdb_env_open(bench->env, folder, MDB_NOSYNC | MDB_NOTLS, 0600));
    check_lmdb(mdb_txn_begin(bench->env, NULL, 0, &txn));
    check_lmdb(mdb_dbi_open(txn, NULL, 0, &bench->dbi));
    check_lmdb(mdb_txn_commit(txn));
}

int
main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 20000;
    char cache[] = "/tmp/sessions-bench-XXXXXX", raw[] = "/tmp/sessions-bench-XXXXXX";
    const char *names[] = { "data.mdb", "lock.mdb", "serve.lock", "boot", "clean" };
    char path[128];
    Bench bench = { 0 };

    log_configure(LOG_FORMAT_LOGFMT);
    if (rounds < 1 || !mkdtemp(cache) || !mkdtemp(raw))
        return 2;
    (void)snprintf(path, sizeof path, "lmdb:%s", cache);
    SessionsOptions options = { .url = str_from_c(path), .serve = true };
    check(sessions_open(&options, &bench.sessions));
    open_raw(&bench, raw);
    printf("%d records of each kind\n%-38s %8s %8s\n", rounds, "", "CPU µs", "wall µs");
    for (size_t row = 0; row < COUNT_OF(rows); row++)
        measure(&bench, row, rounds);
    mdb_env_close(bench.env);
    sessions_close(bench.sessions);
    for (size_t i = 0; i < COUNT_OF(names) * 2; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", i % 2 ? cache : raw, names[i / 2]);
        (void)unlink(path);
    }
    (void)rmdir(cache);
    (void)rmdir(raw);
    return 0;
}
