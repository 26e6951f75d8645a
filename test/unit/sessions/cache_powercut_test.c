/* cache_powercut_test.c -- the power-cut rule: what lies in the folder is believed after a clean stop or a kill, and not after a
 * boot that nobody announced. The kernel's boot id is a file of the test's.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

#include "base/str.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
put(Sessions *sessions)
{
    SsoSession session = cache_rig_sso(START, START + HOUR);

    cache_rig_ok(sessions_put_sso(sessions, LIT("sso"), &session));
}

static bool
has(const CacheRig *rig, Sessions *sessions)
{
    SsoSession session;
    ErrorCode code = cache_rig_code(sessions_get_sso(sessions, rig->arena, LIT("sso"), START, &session));

    assert_true(code == E_OK || code == E_UNAUTHENTICATED);
    return code == E_OK;
}

/* A serve that puts one session, says so, and is killed. */
static void
serve_and_be_killed(CacheRig *rig)
{
    int ready[2];
    char byte;

    cache_rig_close(rig);
    assert_int_equal(pipe(ready), 0);
    int pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        put(cache_rig_open(rig, true));
        if (write(ready[1], "r", 1) == 1)
            (void)pause();
        _exit(99);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(cache_rig_wait(pid), 128 + SIGKILL);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

static void
a_killed_serve_loses_nothing(void **state)
{
    CacheRig *rig = *state;

    serve_and_be_killed(rig);
    assert_false(cache_rig_has_file(rig, "clean"));
    rig->sessions = cache_rig_open(rig, true);
    assert_true(has(rig, rig->sessions));
}

static void
another_boot_without_a_mark_starts_empty(void **state)
{
    CacheRig *rig = *state;

    serve_and_be_killed(rig);
    cache_rig_boot(rig, "second-boot");
    rig->sessions = cache_rig_open(rig, true);
    assert_false(has(rig, rig->sessions));
    put(rig->sessions);
    assert_true(has(rig, rig->sessions));
}

static void
another_boot_with_a_mark_keeps_all(void **state)
{
    CacheRig *rig = *state;

    put(rig->sessions);
    assert_false(cache_rig_has_file(rig, "clean"));
    cache_rig_close(rig);
    assert_true(cache_rig_has_file(rig, "clean"));
    cache_rig_boot(rig, "second-boot");
    rig->sessions = cache_rig_open(rig, true);
    assert_false(cache_rig_has_file(rig, "clean"));
    assert_true(has(rig, rig->sessions));
}

static void
the_mark_counts_once(void **state)
{
    CacheRig *rig = *state;

    put(rig->sessions);
    cache_rig_close(rig);
    cache_rig_boot(rig, "second-boot");
    serve_and_be_killed(rig); /* opens and so removes the mark, and notes the second boot */
    cache_rig_boot(rig, "third-boot");
    rig->sessions = cache_rig_open(rig, true);
    assert_false(has(rig, rig->sessions));
}

static void
others_refuse_what_serve_would_empty(void **state)
{
    CacheRig *rig = *state;
    Sessions *sessions = NULL;

    serve_and_be_killed(rig);
    cache_rig_boot(rig, "second-boot");
    Error *error = sessions_open(&rig->options, &sessions);
    assert_int_equal(cache_rig_code(error), E_CONFIG);
    assert_non_null(strstr(error->text, rig->folder));
    assert_null(sessions);
}

static void
others_open_and_do_not_touch_the_mark_by_reading(void **state)
{
    CacheRig *rig = *state;

    put(rig->sessions);
    cache_rig_close(rig);
    rig->sessions = cache_rig_open(rig, false);
    assert_true(has(rig, rig->sessions));
    cache_rig_close(rig);
    assert_true(cache_rig_has_file(rig, "clean"));
}

static void
others_take_the_mark_away_before_they_write(void **state)
{
    CacheRig *rig = *state;

    cache_rig_close(rig);
    cache_rig_boot(rig, "second-boot");
    rig->sessions = cache_rig_open(rig, false);
    assert_true(cache_rig_has_file(rig, "clean"));
    put(rig->sessions);
    assert_false(cache_rig_has_file(rig, "clean"));
    cache_rig_close(rig);
    assert_false(cache_rig_has_file(rig, "clean")); /* nobody synced */
    rig->sessions = cache_rig_open(rig, true);      /* and the second boot was noted, so it stays */
    assert_true(has(rig, rig->sessions));
}

/* ---- the folder ---- */

static void
a_second_serve_is_refused(void **state)
{
    CacheRig *rig = *state;
    SessionsOptions options = rig->options;
    Sessions *second = NULL;

    options.serve = true;
    Error *error = sessions_open(&options, &second);
    assert_int_equal(cache_rig_code(error), E_CONFIG);
    assert_non_null(strstr(error->text, rig->folder));
    assert_non_null(strstr(error->text, "another latchstring serve"));
    cache_rig_close(rig);
    rig->sessions = cache_rig_open(rig, true);
}

static void
a_new_folder_is_made_for_its_owner_alone(void **state)
{
    CacheRig *rig = *state;
    SessionsOptions options = rig->options;
    Sessions *sessions = NULL;
    struct stat status;
    Str folder = str_format(rig->arena, "%s/above", rig->folder);
    const char *names[] = { "/below/data.mdb", "/below/lock.mdb",   "/below/boot",
                            "/below/clean",    "/below/serve.lock", "/below" };

    options.url = str_format(rig->arena, "lmdb:%s/below", str_to_c(rig->arena, folder));
    options.serve = true;
    cache_rig_ok(sessions_open(&options, &sessions));
    assert_int_equal(stat(str_to_c(rig->arena, str_format(rig->arena, "%s/above/below", rig->folder)), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    sessions_close(sessions);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *path = str_to_c(rig->arena, str_format(rig->arena, "%s/above%s", rig->folder, names[i]));
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 077, 0);
        assert_int_equal(i + 1 < COUNT_OF(names) ? unlink(path) : rmdir(path), 0);
    }
    assert_int_equal(rmdir(str_to_c(rig->arena, folder)), 0);
}

static void
write_file(const CacheRig *rig, const char *name, const char *text)
{
    const char *path = str_to_c(rig->arena, str_format(rig->arena, "%s/%s", rig->folder, name));
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void
break_mode(const CacheRig *rig)
{
    assert_int_equal(chmod(rig->folder, 0755), 0);
}

static void
break_data(const CacheRig *rig)
{
    write_file(rig, "data.mdb", "this is a shopping list, and it is longer than nothing, but no LMDB file at all");
}

static void
break_boot(const CacheRig *rig)
{
    assert_int_equal(unlink(str_to_c(rig->arena, str_format(rig->arena, "%s/boot", rig->folder))), 0);
}

static void
break_kernel(const CacheRig *rig)
{
    assert_int_equal(unlink(rig->boot_path), 0);
}

static const struct {
    void (*breaks)(const CacheRig *rig);
    const char *sentence; /* part of it */
} refusals[] = {
    { break_mode, "chmod 700" },
    { break_data, "not an LMDB file" },
    { break_boot, "not a cache of Latchstring's" },
    { break_kernel, "mount /proc" },
};

static void
a_folder_that_is_wrong_is_refused_with_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        for (int serve = 0; serve < 2; serve++) {
            void *fresh = NULL;
            assert_int_equal(cache_rig_setup(&fresh), 0);
            CacheRig *broken = fresh;
            Sessions *sessions = NULL;
            cache_rig_close(broken);
            refusals[i].breaks(broken);
            SessionsOptions options = broken->options;
            options.serve = serve;
            Error *error = sessions_open(&options, &sessions);
            assert_int_equal(cache_rig_code(error), E_CONFIG);
            assert_non_null(strstr(error->text, refusals[i].sentence));
            assert_non_null(strstr(error->text, broken->folder));
            assert_int_equal(cache_rig_teardown(&fresh), 0);
        }
}

static void
urls_that_name_no_cache_are_refused(void **state)
{
    static const Str urls[] = { LIT_INIT(""),
                                LIT_INIT("lmdb:"),
                                LIT_INIT("redis://nowhere"),
                                LIT_INIT("lmdb"),
                                LIT_INIT("lmdb:/proc/nowhere/cache"),
                                LIT_INIT("lmdb:/dev/null/cache") };
    CacheRig *rig = *state;
    Sessions *sessions = NULL;

    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        SessionsOptions options = rig->options;
        options.url = urls[i];
        Error *error = sessions_open(&options, &sessions);
        assert_true(error && (error->code == E_CONFIG || error->code == E_IO));
        assert_true(strlen(error->text) > 20);
        assert_null(sessions);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_killed_serve_loses_nothing),
        RIG_TEST(another_boot_without_a_mark_starts_empty),
        RIG_TEST(another_boot_with_a_mark_keeps_all),
        RIG_TEST(the_mark_counts_once),
        RIG_TEST(others_refuse_what_serve_would_empty),
        RIG_TEST(others_open_and_do_not_touch_the_mark_by_reading),
        RIG_TEST(others_take_the_mark_away_before_they_write),
        RIG_TEST(a_second_serve_is_refused),
        RIG_TEST(a_new_folder_is_made_for_its_owner_alone),
        cmocka_unit_test(a_folder_that_is_wrong_is_refused_with_a_sentence),
        RIG_TEST(urls_that_name_no_cache_are_refused),
    };
    return cmocka_run_group_tests_name("cache_powercut", tests, NULL, NULL);
}
