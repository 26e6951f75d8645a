/* refusals_test.c -- a flood of refused attempts is a few events, and none is lost or counted twice.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "crypto/random.h"
#include "events/refusals.h"

#include <pthread.h>
#include <stdatomic.h>

#define NOW (1767225600 * SECOND)

static Refusals *refusals;

static int
begin(void **state)
{
    refusals = refusals_new();
    return refusals ? unit_set_up(state) : -1;
}

static int
end(void **state)
{
    refusals_free(refusals);
    return unit_tear_down(state);
}

static void
one_event_for_each_cause(void **state)
{
    Event *events;

    (void)state;
    assert_int_equal(refusals_take(refusals, arena, NOW, &events), 0);
    for (int i = 0; i < 1000; i++)
        refusals_add(refusals, E_STATE_MISSING);
    refusals_add(refusals, E_CODE_REUSED);
    assert_int_equal(refusals_take(refusals, arena, NOW, &events), 2);
    for (int i = 0; i < 2; i++) {
        bool reused = str_equal(events[i].cause, LIT("code_reused"));
        assert_true(reused || str_equal(events[i].cause, LIT("state_missing")));
        assert_int_equal(events[i].count, reused ? 1 : 1000);
        assert_int_equal(events[i].type, EVENT_SIGNIN_REFUSED);
        assert_int_equal(events[i].at, NOW);
        assert_int_equal(events[i].id.len, 36);
    }
    assert_false(str_equal(events[0].cause, events[1].cause));
    assert_int_equal(refusals_take(refusals, arena, NOW, &events), 0);
}

static void
every_cause_comes_back_after_a_failure(void **state)
{
    Event *events, *again;

    (void)state;
    for (int code = 1; code < E_CODES; code++)
        for (int i = 0; i < code; i++)
            refusals_add(refusals, (ErrorCode)code);
    size_t count = refusals_take(refusals, arena, NOW, &events);
    assert_int_equal(count, E_CODES - 1);
    refusals_add(refusals, E_BAD_PASSWORD); /* meanwhile */
    refusals_give_back(refusals, events, count);
    assert_int_equal(refusals_take(refusals, arena, NOW + SECOND, &again), count);
    for (size_t i = 0; i < count; i++) {
        ErrorCode code = error_from_cause(again[i].cause);
        assert_int_equal(again[i].count, (int64_t)code + (code == E_BAD_PASSWORD));
    }
}

#define THREADS  4
#define ATTEMPTS 20000

static void *
refuse_often(void *arg)
{
    for (int i = 0; i < ATTEMPTS; i++)
        refusals_add(refusals, E_STATE_MISMATCH);
    atomic_fetch_add((atomic_int *)arg, 1);
    return NULL;
}

static void
threads_lose_none(void **state)
{
    pthread_t threads[THREADS];
    atomic_int done = 0;
    int64_t total = 0;
    int passes = 0;

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, refuse_often, &done), 0);
    for (bool last = false; !last; passes++) {
        Event *events;
        Arena *pass = arena_new(1 << 20);
        last = atomic_load(&done) == THREADS;
        size_t count = refusals_take(refusals, pass, NOW, &events);
        if (count > 0 && !last && passes % 2) /* could not be written */
            refusals_give_back(refusals, events, count);
        else if (count > 0)
            total += events[0].count;
        arena_free(pass);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(total, (int64_t)THREADS * ATTEMPTS);
}

static int
set_up_random(void **state)
{
    (void)state;
    return random_init() ? -1 : 0;
}

#define REFUSED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        REFUSED(one_event_for_each_cause),
        REFUSED(every_cause_comes_back_after_a_failure),
        REFUSED(threads_lose_none),
    };

    return cmocka_run_group_tests_name("refusals", tests, set_up_random, NULL);
}
