/* userdb_bench.c -- what the last act of a sign-in costs (user, identity, outbox row: one transaction, on the disk), alone and in
 * groups of 32, with few and with many users; beside its floor, a synced write of one page.
 * Prints CPU and wall µs per act; asserts nothing. Usage: userdb_bench [ROUNDS [USERS]].
 * SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/str.h"
#include "crypto/random.h"
#include "userdb/userdb.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define NOW     ((Micros)1800000000 * SECOND)
#define THREADS 32
#define FEW     10000

typedef struct Bench {
    Arena *arena;
    const char *folder;
    Userdb *users;
    int64_t people; /* identities s0, s1 … exist */
    int made;       /* further ones that were made by runs */
} Bench;

static void
check(const Error *error)
{
    if (!error)
        return;
    fprintf(stderr, "userdb_bench: %s\n", error->text);
    exit(1);
}

static double
cpu_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* ---- one act ---- */

static void
sign_in(Bench *bench, Arena *arena, int64_t number)
{
    static const SignupRule everyone = { SIGNUP_EVERYONE, { NULL, 0 } };
    Identity identity = { .issuer = LIT("https://issuer.example"),
                          .subject = str_format(arena, "s%lld", (long long)number),
                          .display_name = LIT("A Person"),
                          .email = LIT(""),
                          .email_verified = false };
    Event event = { .id = random_uuid(arena, NOW),
                    .type = EVENT_FLOW,
                    .at = NOW,
                    .trace = LIT("018bcfe5"),
                    .network = LIT("c2FtcGxlIG5ldHdvcms"),
                    .flow = { .id = random_uuid(arena, NOW),
                              .kind = FLOW_FOREIGN,
                              .provider = LIT("issuer"),
                              .started = NOW - SECOND,
                              .ended = NOW,
                              .outcome = FLOW_COMPLETED,
                              .revision = 1 } };
    User user;

    for (int i = 0; i < MILESTONES; i++)
        event.flow.took[i] = 1000 + i;
    check(userdb_complete_signin(bench->users, arena, &identity, false, &everyone, NOW, &event, &user));
}

typedef struct Run {
    pthread_t thread;
    Bench *bench;
    int rounds;
    bool is_new; /* of people who were never here */
    unsigned seed;
} Run;

/* A linear congruence: spread over all users, so that no cache of pages flatters. */
static int64_t
next_number(Run *run)
{
    if (run->is_new)
        return run->bench->people + __atomic_fetch_add(&run->bench->made, 1, __ATOMIC_RELAXED);
    run->seed = run->seed * 1664525u + 1013904223u;
    return (int64_t)run->seed % run->bench->people;
}

static void *
run_main(void *arg)
{
    Run *run = arg;

    for (int i = 0; i < run->rounds; i++) {
        Arena *arena = arena_new(1 << 20);
        sign_in(run->bench, arena, next_number(run));
        arena_free(arena);
    }
    return NULL;
}

static void
measure(Bench *bench, const char *what, int threads, int rounds, bool is_new)
{
    Run runs[THREADS];
    double cpu = cpu_now();
    Micros wall = clock_monotonic();

    for (int i = 0; i < threads; i++) {
        runs[i] = (Run){ .bench = bench, .rounds = rounds / threads, .is_new = is_new, .seed = (unsigned)i * 7919 + 1 };
        if (pthread_create(&runs[i].thread, NULL, run_main, &runs[i]) != 0)
            exit(1);
    }
    for (int i = 0; i < threads; i++)
        (void)pthread_join(runs[i].thread, NULL);
    int acts = rounds / threads * threads;
    printf("%-44s %8.1f %8.1f\n", what, (cpu_now() - cpu) / acts, (double)(clock_monotonic() - wall) / acts);
}

/* ---- the floor ---- */

static void
measure_floor(const Bench *bench, int rounds)
{
    char page[4096] = { 1 };
    int fd = open(str_to_c(bench->arena, str_format(bench->arena, "%s/floor", bench->folder)),
                  O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    double cpu = cpu_now();
    Micros wall = clock_monotonic();

    for (int i = 0; i < rounds; i++)
        if (pwrite(fd, page, sizeof page, (off_t)(i % 1000) * 4096) < 0 || fdatasync(fd) != 0)
            exit(1);
    printf("%-44s %8.1f %8.1f\n", "floor: one page written and synced", (cpu_now() - cpu) / rounds,
           (double)(clock_monotonic() - wall) / rounds);
    (void)close(fd);
}

/* ---- many users ---- */

typedef struct Fill {
    int64_t from, to;
} Fill;

static Error *
fill(Tx *tx, void *arg)
{
    const Fill *in = arg;

    TRY(sql_run(tx,
                "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2) "
                "INSERT INTO users (subject, name, display_name, email, email_verified, linked, created, updated) "
                "SELECT hex(randomblob(22)), '', 'A Person', '', 0, 1, 0, 0 FROM n",
                SQL_ARGS(SQL_I(in->from), SQL_I(in->to))));
    return sql_run(
        tx,
        "INSERT INTO identities (issuer, subject, user, display_name, email, email_verified, created, seen) "
        "SELECT (SELECT min(id) FROM issuers), 's' || (id - (SELECT min(id) FROM users)), id, 'A Person', '', 0, 0, 0 "
        "FROM users u WHERE id >= (SELECT min(id) FROM users) + ?1 AND id < (SELECT min(id) FROM users) + ?2 "
        "ORDER BY 2",
        SQL_ARGS(SQL_I(in->from), SQL_I(in->to)));
}

static void
fill_up(Bench *bench, int64_t people)
{
    while (bench->people < people) {
        int64_t to = bench->people + 200000 < people ? bench->people + 200000 : people;
        check(sql_write(userdb_sql(bench->users), bench->arena, fill, &(Fill){ bench->people, to }));
        bench->people = to;
    }
}

static int
remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    return remove(path);
}

static void
bench_open(Bench *bench, SealKey **seal)
{
    char *folder = str_to_c(
        bench->arena, str_format(bench->arena, "%s/userdb_bench.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp"));

    if (!mkdtemp(folder))
        exit(1);
    bench->folder = folder;
    check(random_init());
    check(seal_key_open(str_to_c(bench->arena, str_format(bench->arena, "%s/key", folder)), true, seal));
    check(userdb_open(str_format(bench->arena, "sqlite:%s/users.db", folder), *seal, &bench->users));
    sign_in(bench, bench->arena, 0); /* the issuer's row and the first user */
    bench->people = 1;
}

int
main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 4000;
    int64_t many = argc > 2 ? atoll(argv[2]) : 1000000;
    Bench bench = { .arena = arena_new((size_t)1 << 30) };
    SealKey *seal;

    bench_open(&bench, &seal);
    fill_up(&bench, FEW);
    printf("%-44s %8s %8s\n", "", "CPU µs", "wall µs");
    measure_floor(&bench, rounds);
    measure(&bench, "10,000 users, they come back, alone", 1, rounds, false);
    measure(&bench, "10,000 users, they come back, 32 at once", THREADS, rounds * 4, false);
    fill_up(&bench, many);
    printf("now %lld users\n", (long long)many);
    measure(&bench, "they come back, alone", 1, rounds, false);
    measure(&bench, "they come back, 32 at once", THREADS, rounds * 4, false);
    measure(&bench, "new people, alone", 1, rounds, true);
    measure(&bench, "new people, 32 at once", THREADS, rounds * 4, true);
    userdb_close(bench.users);
    seal_key_close(seal);
    (void)nftw(bench.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(bench.arena);
    return 0;
}
