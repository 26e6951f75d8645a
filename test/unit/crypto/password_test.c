/* password_test.c -- Argon2id: its cost, its answers, and that an unknown user costs as much as a known one.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "crypto/password.h"
#include "crypto/random.h"
#include "model/model.h"

#include <string.h>
#include <time.h>

_Static_assert(PASSWORD_BYTES_MAX == PASSWORD_LIMIT, "the room's limit is the model's");

static int
set_up(void **state)
{
    *state = arena_new((size_t)1 << 20);
    return *state && !random_init() ? 0 : -1;
}

static int
tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static Str
hash_of(Arena *arena, Str password)
{
    Str encoded = LIT("");

    assert_null(password_hash(arena, password, &encoded));
    return encoded;
}

static void
the_encoded_hash_tells_algorithm_and_cost(void **state)
{
    Str encoded = hash_of(*state, LIT("correct horse"));

    assert_true(str_starts(encoded, LIT("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(encoded.len < 128);
    assert_int_equal(str_find(encoded, LIT("correct horse")), encoded.len);
}

static void
the_same_password_hashes_differently_each_time(void **state)
{
    assert_false(str_equal(hash_of(*state, LIT("correct horse")), hash_of(*state, LIT("correct horse"))));
}

static void
only_the_password_is_the_password(void **state)
{
    static const char *const wrong[] = { "", "correct hors", "correct horse ", "Correct horse", "correct horsf" };
    Str encoded = hash_of(*state, LIT("correct horse"));

    assert_true(password_verify(encoded, LIT("correct horse")));
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(password_verify(encoded, str_from_c(wrong[i])));
}

static void
bytes_after_a_nul_count(void **state)
{
    Str encoded = hash_of(*state, LIT("a\0b"));

    assert_true(password_verify(encoded, LIT("a\0b")));
    assert_false(password_verify(encoded, LIT("a\0c")));
    assert_false(password_verify(encoded, LIT("a")));
}

static void
what_is_no_hash_verifies_nothing(void **state)
{
    static const char *const wrong[] = {
        "x",
        "plain text",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$",
        "$argon2i$v=19$m=19456,t=2,p=1$SLJ2EfwP53RF3XAUmnAVfw$/YeGvmSy5XZZes6UW7NFPMRBwMizBhWj0nmIIeJcbiM",
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
    };
    char longer[200];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(password_verify(str_from_c(wrong[i]), LIT("nobody")));
    memset(longer, '$', sizeof longer);
    assert_false(password_verify((Str){ longer, sizeof longer }, LIT("nobody")));
}

/* The password of the fixed hash itself must not open the door. */
static void
an_unknown_user_has_no_password(void **state)
{
    static const char *const tried[] = { "", "nobody", "password", "correct horse" };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(tried); i++)
        assert_false(password_verify((Str){ NULL, 0 }, str_from_c(tried[i])));
}

static Micros
cpu_spent(Str encoded)
{
    struct timespec before, after;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    (void)password_verify(encoded, LIT("a wrong guess"));
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    return (after.tv_sec - before.tv_sec) * SECOND + (after.tv_nsec - before.tv_nsec) / 1000;
}

/* Not a measurement, only the difference between hashing and not hashing: the quickest of five, from the first guess on, within a
 * factor of three either way, where leaving the hash out would be a factor of thousands. */
static void
an_unknown_user_costs_a_hash_from_the_first_guess_on(void **state)
{
    Micros first = cpu_spent(LIT("")), unknown = first, known = INT64_MAX;
    Str encoded = hash_of(*state, LIT("correct horse"));

    for (int i = 0; i < 5; i++) {
        Micros one = cpu_spent(LIT("")), other = cpu_spent(encoded);
        unknown = one < unknown ? one : unknown;
        known = other < known ? other : known;
    }
    assert_true(unknown * 3 > known);
    assert_true(known * 3 > unknown);
    assert_true(first * 3 > known);
}

static void
a_password_may_have_1024_bytes_and_no_more(void **state)
{
    char text[PASSWORD_BYTES_MAX + 1];
    Str encoded = LIT("untouched");

    memset(text, 'p', sizeof text);
    Error *error = password_hash(*state, (Str){ text, sizeof text }, &encoded);
    assert_non_null(error);
    assert_int_equal(error->code, E_BAD_REQUEST);
    assert_true(str_equal(encoded, LIT("untouched")));
    encoded = hash_of(*state, (Str){ text, PASSWORD_BYTES_MAX });
    assert_true(password_verify(encoded, (Str){ text, PASSWORD_BYTES_MAX }));
    assert_false(password_verify(encoded, (Str){ text, PASSWORD_BYTES_MAX + 1 }));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_encoded_hash_tells_algorithm_and_cost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_password_hashes_differently_each_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_the_password_is_the_password, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_after_a_nul_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_hash_verifies_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unknown_user_has_no_password, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unknown_user_costs_a_hash_from_the_first_guess_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_password_may_have_1024_bytes_and_no_more, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
