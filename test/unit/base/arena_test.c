/* arena_test.c -- memory with one owner: zeroed, bounded, wiped where asked, and an end in order.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT ((size_t)20000)

/* Whether the arena jumps to the guard instead of giving size bytes. */
static bool
is_refused(Arena *from, size_t count, size_t size)
{
    jmp_buf guard;
    jmp_buf *before = arena_guard(from, &guard);
    volatile bool refused = true;

    if (setjmp(guard) == 0) {
        memset(arena_array(from, count, size), 0xff, count * size);
        refused = false;
    }
    assert_ptr_equal(arena_guard(from, before), &guard);
    return refused;
}

static void
memory_is_zero_and_aligned(void **state)
{
    static const size_t sizes[] = { 1, 3, 17, 100, 4096, 8192, 8193, 30000 };

    (void)state;
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            unsigned char *bytes = arena_alloc(arena, sizes[i]);
            assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
            for (size_t at = 0; at < sizes[i]; at++)
                assert_int_equal(bytes[at], 0);
            memset(bytes, 0xff, sizes[i]);
        }
}

static void
pieces_do_not_overlap(void **state)
{
    unsigned char *pieces[200];

    (void)state;
    for (int i = 0; i < 200; i++) {
        pieces[i] = arena_alloc(arena, (size_t)i + 1);
        memset(pieces[i], i, (size_t)i + 1);
    }
    for (int i = 0; i < 200; i++)
        for (int at = 0; at <= i; at++)
            assert_int_equal(pieces[i][at], i);
}

static void
holds_its_limit_and_no_more(void **state)
{
    Arena *small = arena_new(LIMIT);

    (void)state;
    assert_false(is_refused(small, 1, LIMIT - 32));
    assert_int_equal(arena_used(small), LIMIT - 32);
    assert_true(is_refused(small, 1, 33));
    assert_int_equal(arena_used(small), LIMIT - 32);
    assert_false(is_refused(small, 1, 32));
    assert_int_equal(arena_used(small), LIMIT);
    assert_true(is_refused(small, 1, 1));
    assert_true(is_refused(small, 1, SIZE_MAX));
    arena_free(small);
}

static void
arrays_do_not_wrap(void **state)
{
    (void)state;
    assert_true(is_refused(arena, SIZE_MAX / 2, 4));
    assert_true(is_refused(arena, (SIZE_MAX >> 32) + 2, (size_t)1 << 32));
    assert_int_equal(arena_used(arena), 0);
    assert_false(is_refused(arena, 100, 7));
}

static void
a_guard_gives_back_the_one_before(void **state)
{
    jmp_buf outer, inner;

    (void)state;
    assert_null(arena_guard(arena, &outer));
    assert_ptr_equal(arena_guard(arena, &inner), &outer);
    assert_ptr_equal(arena_guard(arena, NULL), &inner);
    assert_null(arena_guard(arena, NULL));
}

static void
without_a_guard_the_process_ends(void **state)
{
    int ends[2], status;
    char message[256] = "";

    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], STDERR_FILENO);
        (void)signal(SIGABRT, SIG_DFL); /* cmocka's and the sanitizers' handlers */
        (void)arena_alloc(arena_new(64), 65);
        _exit(0);
    }
    (void)close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(read(ends[0], message, sizeof message - 1) > 0);
    (void)close(ends[0]);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(message, "65 more bytes asked, 0 of 64 held"));
}

static char order[8];

static void
note(void *arg)
{
    (void)strncat(order, arg, 1);
}

static void
the_last_deferred_runs_first(void **state)
{
    static char letters[] = "abc";
    Arena *made = arena_new(LIMIT);

    (void)state;
    order[0] = '\0';
    for (size_t i = 0; i < 3; i++)
        arena_defer(made, note, &letters[i]);
    assert_string_equal(order, "");
    arena_free(made);
    assert_string_equal(order, "cba");
}

typedef struct Secretive {
    const char *bytes;
    bool wiped;
} Secretive;

static void
look(void *arg)
{
    static const char zero[300];
    Secretive *secretive = arg;

    secretive->wiped = memcmp(secretive->bytes, zero, sizeof zero) == 0;
}

static void
secrets_are_wiped_at_the_end(void **state)
{
    Secretive secretive = { 0 }, plain = { 0 };
    Arena *made = arena_new(LIMIT);

    (void)state;
    arena_defer(made, look, &secretive); /* deferred first: runs after the wiping, before the memory goes */
    arena_defer(made, look, &plain);
    char *secret = arena_alloc_secret(made, 300), *other = arena_alloc(made, 300);
    memset(secret, 's', 300);
    memset(other, 'o', 300);
    secretive.bytes = secret;
    plain.bytes = other;
    arena_free(made);
    assert_true(secretive.wiped);
    assert_false(plain.wiped);
}

static void
nothing_can_be_freed(void **state)
{
    (void)state;
    arena_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(memory_is_zero_and_aligned),
        UNIT(pieces_do_not_overlap),
        UNIT(holds_its_limit_and_no_more),
        UNIT(arrays_do_not_wrap),
        UNIT(a_guard_gives_back_the_one_before),
        UNIT(without_a_guard_the_process_ends),
        UNIT(the_last_deferred_runs_first),
        UNIT(secrets_are_wiped_at_the_end),
        UNIT(nothing_can_be_freed),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
