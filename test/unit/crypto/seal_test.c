/* seal_test.c -- sealing, tampering with every byte, and the key file in all its wrong states.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/random.h"
#include "crypto/seal.h"
#include "crypto/secret.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Bench {
    Arena *arena;
    char folder[64];
    char path[128];
} Bench;

static Bench bench;

static int
set_up(void **state)
{
    bench = (Bench){ .arena = arena_new((size_t)1 << 20), .folder = "/tmp/latchstring-seal-XXXXXX" };
    if (!bench.arena || random_init() || !mkdtemp(bench.folder))
        return -1;
    (void)snprintf(bench.path, sizeof bench.path, "%s/seal.key", bench.folder);
    *state = &bench;
    return 0;
}

static size_t
files_in_folder(bool remove_them)
{
    DIR *dir = opendir(bench.folder);
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        if (remove_them)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    (void)closedir(dir);
    return count;
}

static int
tear_down(void **state)
{
    (void)state;
    (void)files_in_folder(true);
    arena_free(bench.arena);
    return rmdir(bench.folder);
}

static SealKey *
open_key(bool create)
{
    SealKey *key = NULL;

    assert_null(seal_key_open(bench.path, create, &key));
    assert_non_null(key);
    return key;
}

static void
write_file(Str text, mode_t mode)
{
    int fd = open(bench.path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text.ptr, text.len), text.len);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static void
what_is_sealed_opens_again(void **state)
{
    static const char *const texts[] = { "", "x", "a private key, say", "\xff\x01 bytes" };
    SealKey *key = open_key(true);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Str text = str_from_c(texts[i]), plain = LIT("untouched");
        Str sealed = seal_close(key, bench.arena, LIT("test"), text);
        assert_null(seal_open(key, bench.arena, LIT("test"), sealed, &plain));
        assert_true(str_equal(plain, text));
        assert_true(text.len < 8 || str_find(sealed, text) == sealed.len);
    }
    seal_key_close(key);
}

static void
the_same_text_seals_differently_each_time(void **state)
{
    SealKey *key = open_key(true);

    (void)state;
    assert_false(str_equal(seal_close(key, bench.arena, LIT("test"), LIT("text")),
                           seal_close(key, bench.arena, LIT("test"), LIT("text"))));
    seal_key_close(key);
}

static void
assert_does_not_open(const SealKey *key, Str purpose, Str sealed)
{
    Str plain = LIT("untouched");
    Error *error = seal_open(key, bench.arena, purpose, sealed, &plain);

    assert_non_null(error);
    assert_int_equal(error->code, E_CRYPTO);
    assert_true(str_equal(plain, LIT("untouched")));
}

static void
another_purpose_does_not_open_it(void **state)
{
    static const char *const purposes[] = { "", "tes", "test ", "Test", "test\x01" };
    SealKey *key = open_key(true);
    Str sealed = seal_close(key, bench.arena, LIT("test"), LIT("text"));

    (void)state;
    for (size_t i = 0; i < COUNT_OF(purposes); i++)
        assert_does_not_open(key, str_from_c(purposes[i]), sealed);
    seal_key_close(key);
}

static void
every_changed_bit_is_noticed(void **state)
{
    SealKey *key = open_key(true);
    Str sealed = seal_close(key, bench.arena, LIT("test"), LIT("a private key, say"));
    char *bytes = str_to_c(bench.arena, sealed);

    (void)state;
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        bytes[bit / 8] ^= (char)(1 << bit % 8);
        assert_does_not_open(key, LIT("test"), (Str){ bytes, sealed.len });
        bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    seal_key_close(key);
}

static void
every_shorter_or_longer_text_is_refused(void **state)
{
    SealKey *key = open_key(true);
    Str sealed = seal_close(key, bench.arena, LIT("test"), LIT("a private key, say"));
    Str longer = { str_to_c(bench.arena, sealed), sealed.len + 1 };

    (void)state;
    for (size_t length = 0; length < sealed.len; length++)
        assert_does_not_open(key, LIT("test"), str_slice(sealed, 0, length));
    assert_does_not_open(key, LIT("test"), longer);
    assert_does_not_open(key, LIT("test"), (Str){ NULL, 0 });
    seal_key_close(key);
}

static void
another_key_does_not_open_it(void **state)
{
    SealKey *first = open_key(true);
    Str sealed = seal_close(first, bench.arena, LIT("test"), LIT("text"));

    (void)state;
    assert_int_equal(unlink(bench.path), 0);
    SealKey *second = open_key(true);
    assert_does_not_open(second, LIT("test"), sealed);
    seal_key_close(first);
    seal_key_close(second);
}

static void
derived_keys_depend_on_purpose_and_file_only(void **state)
{
    unsigned char one[32], same[32], other[32];
    SealKey *key = open_key(true), *again = open_key(false);

    (void)state;
    seal_derive(key, LIT("addresses"), one);
    seal_derive(again, LIT("addresses"), same);
    seal_derive(key, LIT("devices"), other);
    assert_memory_equal(one, same, 32);
    assert_memory_not_equal(one, other, 32);
    seal_key_close(key);
    seal_key_close(again);
}

static void
a_made_file_is_private_and_alone_and_opens_again(void **state)
{
    SealKey *made = open_key(true), *again = open_key(false);
    Str plain, sealed = seal_close(made, bench.arena, LIT("test"), LIT("text"));
    struct stat status;

    (void)state;
    assert_null(seal_open(again, bench.arena, LIT("test"), sealed, &plain));
    assert_int_equal(stat(bench.path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_size, 65);
    assert_int_equal(files_in_folder(false), 1);
    seal_key_close(made);
    seal_key_close(again);
}

static void
create_does_not_replace_a_file_that_is_there(void **state)
{
    struct stat before, after;
    SealKey *made = open_key(true);

    (void)state;
    assert_int_equal(stat(bench.path, &before), 0);
    SealKey *again = open_key(true);
    assert_int_equal(stat(bench.path, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    seal_key_close(made);
    seal_key_close(again);
}

static void
assert_refused(bool create, ErrorCode code)
{
    SealKey *key = NULL;
    Error *error = seal_key_open(bench.path, create, &key);

    assert_non_null(error);
    assert_int_equal(error->code, code);
    assert_non_null(strstr(error->text, bench.path));
    assert_null(key);
}

static void
a_missing_file_is_an_error_unless_it_may_be_made(void **state)
{
    (void)state;
    assert_refused(false, E_IO);
    assert_int_equal(files_in_folder(false), 0);
}

static void
a_missing_folder_is_an_error(void **state)
{
    (void)state;
    (void)snprintf(bench.path, sizeof bench.path, "%s/none/seal.key", bench.folder);
    SealKey *key = NULL;
    Error *error = seal_key_open(bench.path, true, &key);
    assert_non_null(error);
    assert_int_equal(error->code, E_IO);
    assert_null(key);
}

#define DIGITS "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

static const Str good_files[] = { LIT_INIT(DIGITS "\n"), LIT_INIT(DIGITS) };

static const Str bad_files[] = {
    LIT_INIT(""),
    LIT_INIT("\n"),
    LIT_INIT("00112233\n"),
    LIT_INIT(DIGITS "0"),
    LIT_INIT(DIGITS "\n\n"),
    LIT_INIT(DIGITS "\r\n"),
    LIT_INIT(DIGITS "00\n"),
    LIT_INIT(" " DIGITS),
    LIT_INIT("0x112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF\n"),
    LIT_INIT("g0112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF\n"),
    LIT_INIT("00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEF\n\n"),
    LIT_INIT("00112233445566778899aabbccddeeff\0"
             "0112233445566778899AABBCCDDEEFF\n"),
};

static void
files_of_64_digits_are_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(good_files); i++) {
        write_file(good_files[i], 0400);
        seal_key_close(open_key(false));
        assert_int_equal(unlink(bench.path), 0);
    }
}

static void
files_of_anything_else_are_none_and_stay_as_they_are(void **state)
{
    struct stat status;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad_files); i++) {
        write_file(bad_files[i], 0600);
        assert_refused(true, E_CONFIG);
        assert_int_equal(stat(bench.path, &status), 0);
        assert_int_equal(status.st_size, bad_files[i].len);
    }
}

static void
files_open_to_others_are_refused(void **state)
{
    static const mode_t modes[] = { 0640, 0604, 0660, 0666, 0601, 0610, 0644, 0620 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        write_file(good_files[0], modes[i]);
        assert_refused(true, E_CONFIG);
    }
}

static void
a_folder_or_a_pipe_is_no_key_file(void **state)
{
    (void)state;
    assert_int_equal(mkdir(bench.path, 0700), 0);
    assert_refused(true, E_CONFIG);
    assert_int_equal(rmdir(bench.path), 0);
    assert_int_equal(mkfifo(bench.path, 0600), 0);
    assert_refused(true, E_CONFIG);
}

static void
the_file_alone_makes_the_key(void **state)
{
    unsigned char derived[32], again[32];

    (void)state;
    write_file(good_files[0], 0600);
    SealKey *key = open_key(false);
    seal_derive(key, LIT("addresses"), derived);
    seal_key_close(key);
    write_file(good_files[1], 0600);
    key = open_key(false);
    seal_derive(key, LIT("addresses"), again);
    seal_key_close(key);
    assert_memory_equal(derived, again, 32);
}

#define STARTERS 16

static pthread_barrier_t all_ready;

static void *
start(void *arg)
{
    SealKey **key = arg;

    (void)pthread_barrier_wait(&all_ready);
    if (seal_key_open(bench.path, true, key))
        *key = NULL;
    return NULL;
}

/* Sixteen first starts at once: whoever is first makes the file, and all hold its key. */
static void
first_starts_at_the_same_time_agree_on_one_key(void **state)
{
    pthread_t threads[STARTERS];
    SealKey *keys[STARTERS] = { NULL };
    unsigned char first[32], other[32];

    (void)state;
    assert_int_equal(pthread_barrier_init(&all_ready, NULL, STARTERS), 0);
    for (size_t i = 0; i < STARTERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, start, &keys[i]), 0);
    for (size_t i = 0; i < STARTERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (size_t i = 0; i < STARTERS; i++) {
        assert_non_null(keys[i]);
        seal_derive(keys[i], LIT("test"), i ? other : first);
        assert_memory_equal(i ? other : first, first, 32);
        seal_key_close(keys[i]);
    }
    assert_int_equal(files_in_folder(false), 1);
    (void)pthread_barrier_destroy(&all_ready);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_sealed_opens_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_text_seals_differently_each_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_purpose_does_not_open_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_bit_is_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_shorter_or_longer_text_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_key_does_not_open_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(derived_keys_depend_on_purpose_and_file_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_made_file_is_private_and_alone_and_opens_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(create_does_not_replace_a_file_that_is_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_file_is_an_error_unless_it_may_be_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_folder_is_an_error, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_of_64_digits_are_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_of_anything_else_are_none_and_stay_as_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_open_to_others_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_or_a_pipe_is_no_key_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_file_alone_makes_the_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(first_starts_at_the_same_time_agree_on_one_key, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
