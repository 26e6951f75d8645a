/* secret_test.c -- copies of secrets, comparing and wiping them.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/random.h"
#include "crypto/secret.h"

#include <string.h>

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

static const struct {
    const char *a;
    const char *b;
    bool equal;
} pairs[] = {
    { "", "", true },
    { "a", "a", true },
    { "secret", "secret", true },
    { "secret", "Secret", false },
    { "secret", "secreT", false },
    { "secret", "secre", false },
    { "", "a", false },
    { "a", "", false },
};

static void
equal_means_same_length_and_same_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        assert_int_equal(secret_equal(str_from_c(pairs[i].a), str_from_c(pairs[i].b)), pairs[i].equal);
}

static void
a_nul_byte_is_a_byte_like_others(void **state)
{
    (void)state;
    assert_false(secret_equal(LIT("a\0b"), LIT("a\0c")));
    assert_true(secret_equal(LIT("a\0b"), LIT("a\0b")));
}

static void
a_copy_is_its_own_memory(void **state)
{
    char original[] = "hunter2";
    Secret secret = secret_copy(*state, (Str){ original, 7 });

    memset(original, 'x', 7);
    assert_true(secret_equal(secret.value, LIT("hunter2")));
    assert_int_equal(secret_copy(*state, (Str){ NULL, 0 }).value.len, 0);
}

/* What is deferred runs in the opposite order, so this looks at the bytes after the copy, deferred later, was wiped. */
typedef struct Watched {
    const char *bytes;
    bool wiped;
} Watched;

static void
look(void *arg)
{
    Watched *watched = arg;

    watched->wiped = memcmp(watched->bytes, "\0\0\0\0\0\0\0", 7) == 0;
}

static void
a_copy_is_wiped_when_its_arena_ends(void **state)
{
    Arena *arena = arena_new(4096);
    Watched watched = { NULL, false };

    (void)state;
    assert_non_null(arena);
    arena_defer(arena, look, &watched);
    watched.bytes = secret_copy(arena, LIT("hunter2")).value.ptr;
    assert_memory_equal(watched.bytes, "hunter2", 7);
    arena_free(arena);
    assert_true(watched.wiped);
}

static void
wipe_overwrites_all_of_it(void **state)
{
    char memory[] = "-hunter2-";

    (void)state;
    secret_wipe(memory + 1, 7);
    assert_memory_equal(memory, "-\0\0\0\0\0\0\0-", 9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_means_same_length_and_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_nul_byte_is_a_byte_like_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_copy_is_its_own_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_copy_is_wiped_when_its_arena_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wipe_overwrites_all_of_it, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
