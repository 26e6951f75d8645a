/* error_test.c -- the ring of errors, their way, and the table of codes.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define RING 32 /* as error.h promises */

static void
thirty_two_errors_live_together(void **state)
{
    Error *errors[RING + 1];
    char text[32];

    (void)state;
    for (int i = 0; i < RING; i++)
        errors[i] = ERROR_NEW(E_DB, "number %d", i);
    for (int i = 0; i < RING; i++) {
        (void)snprintf(text, sizeof text, "number %d", i);
        assert_string_equal(errors[i]->text, text);
    }
    errors[RING] = ERROR_NEW(E_CACHE, "one more");
    assert_ptr_equal(errors[RING], errors[0]);
    assert_string_equal(errors[1]->text, "number 1");
}

static void
a_used_place_keeps_nothing_of_the_error_before(void **state)
{
    (void)state;
    for (int i = 0; i < RING; i++)
        for (int passes = 0; passes < 5; passes++)
            (void)error_pass(ERROR_NEW(E_DB, "a long text that stays behind"), "old.c", 1);
    for (int i = 0; i < RING; i++) {
        Error *error = ERROR_NEW(E_CACHE, "short");
        assert_int_equal(error->code, E_CACHE);
        assert_int_equal(error->depth, 1);
        assert_string_equal(error->text, "short");
    }
}

static Error *
innermost(void)
{
    FAIL(E_BAD_PASSWORD, "here");
}

static Error *
middle(int *untouched)
{
    TRY(innermost());
    *untouched = 1;
    return NULL;
}

static Error *
succeeds(int *touched)
{
    TRY(NULL);
    *touched = 1;
    return NULL;
}

static void
try_leaves_and_notes_the_place(void **state)
{
    int touched = 0;

    (void)state;
    Error *error = middle(&touched);
    ASSERT_CODE(error, E_BAD_PASSWORD, "try");
    assert_int_equal(touched, 0);
    assert_int_equal(error->depth, 2);
    assert_non_null(strstr(error->path[0].file, "error_test.c"));
    assert_true(error->path[1].line > error->path[0].line);
    ASSERT_OK(succeeds(&touched));
    assert_int_equal(touched, 1);
}

static void
a_long_way_is_noted_only_in_part(void **state)
{
    Error *error = ERROR_NEW(E_IO, "far away");

    (void)state;
    for (int i = 0; i < 50; i++)
        assert_ptr_equal(error_pass(error, "loop.c", i), error);
    assert_int_equal(error->depth, ERROR_PATH_MAX);
    assert_int_equal(error->path[ERROR_PATH_MAX - 1].line, ERROR_PATH_MAX - 2);
}

static void
a_long_text_is_cut(void **state)
{
    char text[2 * ERROR_TEXT_MAX];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(strlen(ERROR_NEW(E_IO, "%s", text)->text), ERROR_TEXT_MAX - 1);
}

static void *
fail_in_thread(void *arg)
{
    *(Error **)arg = ERROR_NEW(E_QUEUE, "from the thread");
    for (int i = 1; i < RING; i++)
        (void)ERROR_NEW(E_DB, "noise");
    *(Error *)((void **)arg)[1] = **(Error **)arg;
    return NULL;
}

static void
each_thread_has_its_ring_and_a_copy_can_be_adopted(void **state)
{
    Error copy, *theirs, *mine = ERROR_NEW(E_IO, "mine");
    void *arg[2] = { NULL, &copy };
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, fail_in_thread, arg), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    theirs = error_adopt(&copy);
    memset(&copy, 'x', sizeof copy);
    assert_ptr_not_equal(theirs, arg[0]);
    assert_int_equal(theirs->code, E_QUEUE);
    assert_string_equal(theirs->text, "from the thread");
    assert_int_equal(theirs->depth, 1);
    assert_string_equal(mine->text, "mine");
    for (int i = 1; i < RING; i++)
        (void)ERROR_NEW(E_DB, "noise");
    assert_string_equal(theirs->text, "from the thread");
}

/* What every reader of errors.def leans on. */
static void
the_table_holds_together(void **state)
{
    (void)state;
    for (int code = 1; code < E_CODES; code++) {
        const ErrorInfo *info = error_info((ErrorCode)code);
        assert_true(info->status >= 400 && info->status <= 599);
        assert_true(*info->name && *info->oauth && *info->cause);
        assert_true(*info->sentence || code == E_USAGE);
        assert_int_equal(error_from_cause(str_from_c(info->cause)), code); /* no cause twice */
        assert_true(*error_group_words(info->group));
    }
    assert_int_equal(error_info(E_OK)->status, 200);
    assert_int_equal(error_from_cause(LIT("no_such_cause")), E_OK);
    assert_int_equal(error_from_cause(LIT("")), E_OK);
}

/* A stranger must not learn from the answer why a password was refused (attacks.md 58). */
static void
refused_passwords_look_alike(void **state)
{
    static const ErrorCode codes[] = { E_UNKNOWN_USER, E_LOCKED };
    const ErrorInfo *first = error_info(E_BAD_PASSWORD);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        const ErrorInfo *info = error_info(codes[i]);
        assert_int_equal(info->status, first->status);
        assert_string_equal(info->oauth, first->oauth);
        assert_string_equal(info->sentence, first->sentence);
        assert_string_not_equal(info->cause, first->cause);
    }
}

static void
the_protocols_words(void **state)
{
    static const struct {
        ErrorCode code;
        int status;
        const char *oauth;
    } rows[] = {
        //= rfc6749#5.2  invalid_client […] The authorization server MAY return an HTTP 401 (Unauthorized) status code
        { E_INVALID_REQUEST, 400, "invalid_request" },
        { E_INVALID_CLIENT, 401, "invalid_client" },
        { E_INVALID_GRANT, 400, "invalid_grant" },
        { E_CODE_REUSED, 400, "invalid_grant" },
        { E_CODE_EXPIRED, 400, "invalid_grant" },
        { E_PKCE_MISMATCH, 400, "invalid_grant" },
        { E_REDIRECT_MISMATCH, 400, "invalid_grant" },
        { E_CLIENT_MISMATCH, 400, "invalid_grant" },
        { E_UNSUPPORTED_GRANT_TYPE, 400, "unsupported_grant_type" },
        { E_UNSUPPORTED_RESPONSE, 400, "unsupported_response_type" },
        { E_CONSENT_DENIED, 403, "access_denied" },
        { E_INVALID_TOKEN, 401, "invalid_token" },
        { E_INSUFFICIENT_SCOPE, 403, "insufficient_scope" },
        { E_MISDIRECTED, 421, "invalid_request" },
        { E_OVERLOADED, 503, "temporarily_unavailable" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(error_info(rows[i].code)->status, rows[i].status);
        assert_string_equal(error_info(rows[i].code)->oauth, rows[i].oauth);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(thirty_two_errors_live_together),
        UNIT(a_used_place_keeps_nothing_of_the_error_before),
        UNIT(try_leaves_and_notes_the_place),
        UNIT(a_long_way_is_noted_only_in_part),
        UNIT(a_long_text_is_cut),
        UNIT(each_thread_has_its_ring_and_a_copy_can_be_adopted),
        UNIT(the_table_holds_together),
        UNIT(refused_passwords_look_alike),
        UNIT(the_protocols_words),
    };

    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
