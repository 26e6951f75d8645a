/* cache_parallel_test.c -- the contract under parallel use, by threads and by processes, and under kill -9.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 8
#define TAKES   125 /* per thread: 1,000 in all */

/* ---- threads ---- */

typedef struct Crew Crew;
typedef void WorkFn(Crew *crew, Arena *arena, int worker);

struct Crew {
    Sessions *sessions;
    WorkFn *work;
    int kind;
    _Atomic int wins, losses, others;
    _Atomic int seen[THREADS * TAKES * 2 + 1];
    pthread_barrier_t start;
};

typedef struct Worker {
    Crew *crew;
    int number;
} Worker;

static void *
worker_run(void *arg)
{
    const Worker *worker = arg;
    Arena *arena = arena_new((size_t)16 << 20);

    (void)pthread_barrier_wait(&worker->crew->start);
    worker->crew->work(worker->crew, arena, worker->number);
    arena_free(arena);
    return NULL;
}

static void
crew_run(Crew *crew, int threads)
{
    pthread_t ids[THREADS];
    Worker workers[THREADS];

    (void)pthread_barrier_init(&crew->start, NULL, (unsigned)threads);
    for (int i = 0; i < threads; i++) {
        workers[i] = (Worker){ crew, i };
        if (pthread_create(&ids[i], NULL, worker_run, &workers[i]) != 0)
            abort();
    }
    for (int i = 0; i < threads; i++)
        (void)pthread_join(ids[i], NULL);
    (void)pthread_barrier_destroy(&crew->start);
}

static Crew *
crew_new(const CacheRig *rig, WorkFn *work, int kind)
{
    Crew *crew = ARENA_NEW(rig->arena, Crew, 1);

    crew->sessions = rig->sessions;
    crew->work = work;
    crew->kind = kind;
    return crew;
}

/* ---- what can be taken once ---- */

static ErrorCode
take_login(Sessions *sessions, Arena *arena)
{
    LoginState login;

    return cache_rig_code(sessions_take_login(sessions, arena, LIT("one"), cache_rig_binding, START, &login));
}

static ErrorCode
take_signin(Sessions *sessions, Arena *arena)
{
    Interaction taken;

    return cache_rig_code(
        sessions_take_interaction(sessions, arena, STAGE_SIGNIN, LIT("one"), cache_rig_binding, START, &taken));
}

static ErrorCode
take_consent(Sessions *sessions, Arena *arena)
{
    Interaction taken;

    return cache_rig_code(
        sessions_take_interaction(sessions, arena, STAGE_CONSENT, LIT("one"), cache_rig_binding, START, &taken));
}

static ErrorCode
take_grant(Sessions *sessions, Arena *arena)
{
    Grant grant;

    return cache_rig_code(sessions_take_grant(sessions, arena, LIT("one"), START, &grant));
}

static ErrorCode
end_app(Sessions *sessions, Arena *arena)
{
    AppSession session;

    return cache_rig_code(sessions_end_app(sessions, arena, LIT("one"), START, &session));
}

static ErrorCode
take_flow(Sessions *sessions, Arena *arena)
{
    bool found = false;
    Flow flow;
    ErrorCode code = cache_rig_code(sessions_take_flow(sessions, arena, LIT("our-client"), LIT("one"), &flow, &found));

    return code == E_OK && !found ? E_NOT_FOUND : code;
}

static const struct {
    const char *words;
    ErrorCode (*take)(Sessions *sessions, Arena *arena);
    ErrorCode lost; /* what all but one get */
} once[] = {
    { "login state", take_login, E_STATE_USED },
    { "interaction, signin", take_signin, E_STATE_USED },
    { "interaction, consent", take_consent, E_STATE_USED },
    { "grant", take_grant, E_CODE_REUSED },
    { "app session", end_app, E_UNAUTHENTICATED },
    { "flow", take_flow, E_NOT_FOUND },
};

static void
put_one_of_each(const CacheRig *rig)
{
    LoginState login = cache_rig_login(LIT("one"), START);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);
    Interaction interaction = cache_rig_interaction();
    Grant grant = cache_rig_grant(START);
    AppSession app = cache_rig_app(START, START + HOUR);

    cache_rig_ok(sessions_begin_login(rig->sessions, &login, &flow));
    cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, LIT("one"), &interaction, START));
    cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_CONSENT, LIT("one"), &interaction, START));
    cache_rig_ok(sessions_put_grant(rig->sessions, LIT("one"), &grant));
    cache_rig_ok(sessions_put_app(rig->sessions, LIT("one"), &app));
}

static void
take_work(Crew *crew, Arena *arena, int worker)
{
    (void)worker;
    for (int i = 0; i < TAKES; i++) {
        ErrorCode code = once[crew->kind].take(crew->sessions, arena);
        if (code == E_OK)
            crew->wins++;
        else if (code == once[crew->kind].lost)
            crew->losses++;
        else
            crew->others++;
    }
}

static void
of_a_thousand_takes_by_threads_one_wins(void **state)
{
    CacheRig *rig = *state;

    put_one_of_each(rig);
    for (int kind = 0; kind < (int)COUNT_OF(once); kind++) {
        Crew *crew = crew_new(rig, take_work, kind);
        crew_run(crew, THREADS);
        if (crew->wins != 1 || crew->losses != THREADS * TAKES - 1)
            fail_msg("%s: %d won, %d lost, %d got something else", once[kind].words, crew->wins, crew->losses,
                     crew->others);
    }
}

/* ---- two processes ---- */

typedef int ChildFn(CacheRig *rig, void *arg);

/* Fork while no cache is open; the child opens it beside the serving parent, tells that it is there, and exits with fn's. */
static int
child_start(CacheRig *rig, ChildFn *fn, void *arg)
{
    int ready[2];
    char byte = 0;

    cache_rig_close(rig);
    assert_int_equal(pipe(ready), 0);
    int pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        rig->sessions = cache_rig_open(rig, false);
        if (write(ready[1], "r", 1) != 1)
            _exit(99);
        int code = fn(rig, arg);
        sessions_close(rig->sessions);
        _exit(code);
    }
    rig->sessions = cache_rig_open(rig, true);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
    (void)close(ready[1]);
    return pid;
}

static int
take_child(CacheRig *rig, void *arg)
{
    Crew *crew = crew_new(rig, take_work, *(const int *)arg);

    crew_run(crew, THREADS / 2);
    return crew->others ? 99 : crew->wins;
}

static void
of_a_thousand_takes_by_two_processes_one_wins(void **state)
{
    CacheRig *rig = *state;

    put_one_of_each(rig);
    for (int kind = 0; kind < (int)COUNT_OF(once); kind++) {
        int pid = child_start(rig, take_child, &kind);
        Crew *crew = crew_new(rig, take_work, kind);
        crew_run(crew, THREADS / 2);
        int wins = crew->wins + cache_rig_wait(pid);
        if (wins != 1 || crew->others)
            fail_msg("%s: %d won, %d got something else", once[kind].words, wins, crew->others);
    }
}

/* ---- counting ---- */

static void
count_work(Crew *crew, Arena *arena, int worker)
{
    int64_t count = 0;
    Micros until;

    (void)arena;
    (void)worker;
    for (int i = 0; i < TAKES; i++) {
        if (sessions_count_attempt(crew->sessions, LIT("ada"), HOUR, START, &count, &until) ||
            count > THREADS * TAKES * 2)
            crew->others++;
        else
            crew->seen[count]++;
    }
}

static void
each_attempt_has_a_number_of_its_own(void **state)
{
    CacheRig *rig = *state;
    Crew *crew = crew_new(rig, count_work, 0);

    crew_run(crew, THREADS);
    assert_int_equal(crew->others, 0);
    for (int i = 1; i <= THREADS * TAKES; i++)
        assert_int_equal(crew->seen[i], 1);
}

static int
count_child(CacheRig *rig, void *arg)
{
    Crew *crew = crew_new(rig, count_work, 0);

    (void)arg;
    crew_run(crew, THREADS / 2);
    return crew->others ? 99 : 0;
}

static void
attempts_in_two_processes_are_one_count(void **state)
{
    CacheRig *rig = *state;
    int64_t count = 0;
    Micros until;

    int pid = child_start(rig, count_child, NULL);
    Crew *crew = crew_new(rig, count_work, 0);
    crew_run(crew, THREADS / 2);
    assert_int_equal(cache_rig_wait(pid), 0);
    assert_int_equal(crew->others, 0);
    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("ada"), HOUR, START, &count, &until));
    assert_int_equal(count, THREADS * TAKES + 1);
}

/* ---- claiming ---- */

#define CLAIMED 1500

static void
open_many(const CacheRig *rig)
{
    for (int i = 0; i < CLAIMED; i++) {
        Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START + i);
        cache_rig_ok(sessions_open_flow(rig->sessions, LIT("c"), cache_rig_name(rig, "state-", i), &flow));
    }
}

static void
claim_work(Crew *crew, Arena *arena, int worker)
{
    size_t count = 1;
    Flow *flows;

    (void)worker;
    while (count > 0) {
        if (sessions_take_expired(crew->sessions, arena, START + HOUR, 40, &flows, &count)) {
            crew->others++;
            return;
        }
        for (size_t i = 0; i < count; i++)
            crew->seen[flows[i].started - START]++;
        crew->wins += (int)count;
    }
}

static void
each_expired_flow_is_claimed_by_one_thread(void **state)
{
    CacheRig *rig = *state;
    Crew *crew = crew_new(rig, claim_work, 0);

    open_many(rig);
    crew_run(crew, THREADS);
    assert_int_equal(crew->others, 0);
    assert_int_equal(crew->wins, CLAIMED);
    for (int i = 0; i < CLAIMED; i++)
        assert_int_equal(crew->seen[i], 1);
}

/* The child tells its claims in a file of bytes. */
static int
claim_child(CacheRig *rig, void *arg)
{
    Crew *crew = crew_new(rig, claim_work, 0);
    int fd = *(const int *)arg;

    crew_run(crew, 2);
    for (int i = 0; i < CLAIMED; i++) {
        char byte = (char)crew->seen[i];
        if (write(fd, &byte, 1) != 1)
            return 99;
    }
    return crew->others ? 98 : 0;
}

static void
each_expired_flow_is_claimed_by_one_process(void **state)
{
    CacheRig *rig = *state;
    char bytes[CLAIMED] = "";
    FILE *file = tmpfile();

    assert_non_null(file);
    int fd = fileno(file);
    open_many(rig);
    int pid = child_start(rig, claim_child, &fd);
    Crew *crew = crew_new(rig, claim_work, 0);
    crew_run(crew, 2);
    assert_int_equal(cache_rig_wait(pid), 0);
    assert_int_equal(pread(fd, bytes, sizeof bytes, 0), CLAIMED);
    for (int i = 0; i < CLAIMED; i++)
        assert_int_equal(crew->seen[i] + bytes[i], 1);
    (void)fclose(file);
}

/* ---- readers beside writers ---- */

static void
mixed_work(Crew *crew, Arena *arena, int worker)
{
    for (int i = 0; i < TAKES; i++) {
        AppSession app = cache_rig_app(START, START + HOUR);
        char name[32];
        int length = snprintf(name, sizeof name, "app-%d-%d", worker / 2, i);
        Str handle = { name, (size_t)length };
        Error *error = worker % 2 ? sessions_get_app(crew->sessions, arena, handle, START, &app)
                                  : sessions_put_app(crew->sessions, handle, &app);
        if (error && error->code != E_UNAUTHENTICATED)
            crew->others++;
        if (!error && (app.user != 7 || app.sso.len != 14))
            crew->others++;
    }
}

static void
readers_see_whole_records_or_none(void **state)
{
    CacheRig *rig = *state;
    Crew *crew = crew_new(rig, mixed_work, 0);
    int64_t count = 0;

    crew_run(crew, THREADS);
    assert_int_equal(crew->others, 0);
    cache_rig_ok(sessions_count_app(rig->sessions, START, &count));
    assert_int_equal(count, THREADS / 2 * TAKES);
}

/* ---- kill -9 ---- */

/* Puts sessions for ever, and tells the number of each after it was acknowledged. */
static int
write_child(CacheRig *rig, void *arg)
{
    int fd = *(const int *)arg;

    for (int i = 0;; i++) {
        SsoSession session = cache_rig_sso(START, START + HOUR);
        if (sessions_put_sso(rig->sessions, cache_rig_name(rig, "sso-", i), &session))
            return 99;
        if (write(fd, &i, sizeof i) != sizeof i)
            return 98;
    }
}

static void
what_was_acknowledged_survives_a_kill(void **state)
{
    CacheRig *rig = *state;

    for (int round = 0; round < 10; round++) {
        SsoSession session;
        int acks[2], last = -1, got;
        assert_int_equal(pipe(acks), 0);
        int pid = child_start(rig, write_child, &acks[1]);
        (void)close(acks[1]);
        while (last < 50 + 37 * round && read(acks[0], &got, sizeof got) == sizeof got)
            last = got;
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(cache_rig_wait(pid), 128 + SIGKILL);
        while (read(acks[0], &got, sizeof got) == sizeof got)
            last = got;
        (void)close(acks[0]);
        assert_true(last >= 50);
        for (int i = 0; i <= last; i++)
            cache_rig_ok(sessions_get_sso(rig->sessions, rig->arena, cache_rig_name(rig, "sso-", i), START, &session));
        /* a writer that died with the lock stops nobody */
        session = cache_rig_sso(START, START + HOUR);
        cache_rig_ok(sessions_put_sso(rig->sessions, LIT("after"), &session));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(of_a_thousand_takes_by_threads_one_wins),    RIG_TEST(of_a_thousand_takes_by_two_processes_one_wins),
        RIG_TEST(each_attempt_has_a_number_of_its_own),       RIG_TEST(attempts_in_two_processes_are_one_count),
        RIG_TEST(each_expired_flow_is_claimed_by_one_thread), RIG_TEST(each_expired_flow_is_claimed_by_one_process),
        RIG_TEST(readers_see_whole_records_or_none),          RIG_TEST(what_was_acknowledged_survives_a_kill),
    };
    return cmocka_run_group_tests_name("cache_parallel", tests, NULL, NULL);
}
