/* cache_person_test.c -- the contract of sessions, of both kinds, and of counted attempts.
 * SPDX-License-Identifier: ISC */
#include "crypto/hash.h"
#include "cache_rig.h"

static const Str handle = LIT_INIT("cookie-1");

static void
put_app(const CacheRig *rig, Str name, Micros expires)
{
    AppSession session = cache_rig_app(START, expires);

    cache_rig_ok(sessions_put_app(rig->sessions, name, &session));
}

static ErrorCode
get_app(const CacheRig *rig, Str name, Micros now)
{
    AppSession session;

    return cache_rig_code(sessions_get_app(rig->sessions, rig->arena, name, now, &session));
}

static void
an_app_session_comes_back_whole(void **state)
{
    CacheRig *rig = *state;
    AppSession session = cache_rig_app(START, START + HOUR), got;

    put_app(rig, handle, START + HOUR);
    cache_rig_ok(sessions_get_app(rig->sessions, rig->arena, handle, START, &got));
    const Str pairs[][2] = {
        { got.user_subject, session.user_subject },
        { got.provider, session.provider },
        { got.issuer, session.issuer },
        { got.id_token_subject, session.id_token_subject },
        { got.sso, session.sso },
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        cache_rig_same_text(pairs[i][0], pairs[i][1]);
    assert_int_equal(got.user, session.user);
    assert_int_equal(got.auth_time, session.auth_time);
    assert_int_equal(got.created, session.created);
    assert_int_equal(got.expires, session.expires);
}

static void
an_app_session_lives_until_it_expires_or_ends(void **state)
{
    CacheRig *rig = *state;
    AppSession ended;

    put_app(rig, handle, START + HOUR);
    assert_int_equal(get_app(rig, handle, START + HOUR - 1), E_OK);
    assert_int_equal(get_app(rig, handle, START + HOUR), E_UNAUTHENTICATED);
    assert_int_equal(get_app(rig, LIT("cookie-2"), START), E_UNAUTHENTICATED);
    assert_code(sessions_end_app(rig->sessions, rig->arena, handle, START + HOUR, &ended), E_UNAUTHENTICATED);
    cache_rig_ok(sessions_end_app(rig->sessions, rig->arena, handle, START, &ended));
    cache_rig_same_text(ended.sso, LIT("aaaa.bbbb.cccc"));
    assert_int_equal(get_app(rig, handle, START), E_UNAUTHENTICATED);
    assert_code(sessions_end_app(rig->sessions, rig->arena, handle, START, &ended), E_UNAUTHENTICATED);
}

static void
a_session_put_again_has_its_new_expiry(void **state)
{
    CacheRig *rig = *state;
    size_t deleted = 1;

    put_app(rig, handle, START + HOUR);
    put_app(rig, handle, START + DAY);
    cache_rig_ok(sessions_sweep(rig->sessions, START + HOUR, 100, &deleted));
    assert_int_equal(deleted, 0);
    assert_int_equal(get_app(rig, handle, START + HOUR), E_OK);
}

static void
an_sso_session_lives_until_it_expires_or_ends(void **state)
{
    CacheRig *rig = *state;
    SsoSession session = cache_rig_sso(START, START + HOUR), got;

    cache_rig_ok(sessions_put_sso(rig->sessions, handle, &session));
    cache_rig_ok(sessions_get_sso(rig->sessions, rig->arena, handle, START + HOUR - 1, &got));
    assert_int_equal(got.user, session.user);
    assert_int_equal(got.auth_time, session.auth_time);
    assert_int_equal(got.created, session.created);
    assert_int_equal(got.expires, session.expires);
    assert_code(sessions_get_sso(rig->sessions, rig->arena, handle, START + HOUR, &got), E_UNAUTHENTICATED);
    cache_rig_ok(sessions_end_sso(rig->sessions, handle));
    assert_code(sessions_get_sso(rig->sessions, rig->arena, handle, START, &got), E_UNAUTHENTICATED);
    assert_code(sessions_end_sso(rig->sessions, handle), E_OK);
}

static void
neither_kind_accepts_the_others_handle(void **state)
{
    CacheRig *rig = *state;
    SsoSession sso = cache_rig_sso(START, START + HOUR);
    Grant grant;

    put_app(rig, handle, START + HOUR);
    assert_code(sessions_get_sso(rig->sessions, rig->arena, handle, START, &sso), E_UNAUTHENTICATED);
    assert_code(sessions_take_grant(rig->sessions, rig->arena, handle, START, &grant), E_INVALID_GRANT);
    cache_rig_ok(sessions_put_sso(rig->sessions, LIT("cookie-2"), &sso));
    assert_int_equal(get_app(rig, LIT("cookie-2"), START), E_UNAUTHENTICATED);
}

static void
live_app_sessions_are_counted(void **state)
{
    CacheRig *rig = *state;
    AppSession ended;
    int64_t count = -1;

    cache_rig_ok(sessions_count_app(rig->sessions, START, &count));
    assert_int_equal(count, 0);
    for (int i = 0; i < 20; i++)
        put_app(rig, cache_rig_name(rig, "cookie-", i), START + (i + 1) * MINUTE);
    cache_rig_ok(sessions_end_app(rig->sessions, rig->arena, LIT("cookie-19"), START, &ended));
    cache_rig_ok(sessions_count_app(rig->sessions, START, &count));
    assert_int_equal(count, 19);
    cache_rig_ok(sessions_count_app(rig->sessions, START + 5 * MINUTE, &count)); /* not swept */
    assert_int_equal(count, 14);
}

/* ---- attempts ---- */

static void
attempts_are_counted_in_a_window(void **state)
{
    static const struct {
        Micros after;
        int64_t count;
        Micros until;
    } guesses[] = {
        { 0, 1, MINUTE },
        { 10 * SECOND, 2, MINUTE },
        { MINUTE - 1, 3, MINUTE },
        { MINUTE, 1, 2 * MINUTE },
    };
    CacheRig *rig = *state;

    for (size_t i = 0; i < COUNT_OF(guesses); i++) {
        int64_t count = 0;
        Micros until = 0;
        cache_rig_ok(
            sessions_count_attempt(rig->sessions, LIT("ada"), MINUTE, START + guesses[i].after, &count, &until));
        assert_int_equal(count, guesses[i].count);
        assert_int_equal(until, START + guesses[i].until);
    }
}

static void
attempts_of_one_key_are_not_anothers_and_can_be_forgotten(void **state)
{
    CacheRig *rig = *state;
    int64_t count = 0;
    Micros until;

    for (int i = 0; i < 3; i++)
        cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("ada"), MINUTE, START, &count, &until));
    assert_int_equal(count, 3);
    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("bob"), MINUTE, START, &count, &until));
    assert_int_equal(count, 1);
    cache_rig_ok(sessions_forget_attempts(rig->sessions, LIT("ada")));
    cache_rig_ok(sessions_forget_attempts(rig->sessions, LIT("nobody")));
    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("ada"), MINUTE, START, &count, &until));
    assert_int_equal(count, 1);
}

static void
attempts_are_seen_and_given_back(void **state)
{
    CacheRig *rig = *state;
    int64_t count;
    Micros until;

    cache_rig_ok(sessions_give_back_attempt(rig->sessions, LIT("ada"), START)); /* nothing to give back is no error */
    for (int i = 0; i < 3; i++)
        cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("ada"), MINUTE, START, &count, &until));
    cache_rig_ok(sessions_give_back_attempt(rig->sessions, LIT("ada"), START));
    cache_rig_ok(sessions_see_attempts(rig->sessions, LIT("ada"), START, &count));
    assert_int_equal(count, 2);
    cache_rig_ok(sessions_see_attempts(rig->sessions, LIT("bob"), START, &count));
    assert_int_equal(count, 0);
    cache_rig_ok(sessions_see_attempts(rig->sessions, LIT("ada"), START + MINUTE, &count));
    assert_int_equal(count, 0);
}

static void
a_single_sign_on_session_ends_by_its_public_name(void **state)
{
    CacheRig *rig = *state;
    SsoSession session = cache_rig_sso(START, START + HOUR);

    cache_rig_ok(sessions_put_sso(rig->sessions, LIT("cookie-1"), &session));
    cache_rig_ok(sessions_end_sso_named(rig->sessions, rig->arena, hash_text(rig->arena, LIT("cookie-2"))));
    cache_rig_ok(sessions_get_sso(rig->sessions, rig->arena, LIT("cookie-1"), START, &session));
    cache_rig_ok(sessions_end_sso_named(rig->sessions, rig->arena, hash_text(rig->arena, LIT("cookie-1"))));
    assert_code(sessions_get_sso(rig->sessions, rig->arena, LIT("cookie-1"), START, &session), E_UNAUTHENTICATED);
    assert_code(sessions_end_sso_named(rig->sessions, rig->arena, LIT("c2hvcnQ")), E_CACHE);
}

static void
expired_app_sessions_are_claimed_once(void **state)
{
    CacheRig *rig = *state;
    static const Str names[] = { LIT_INIT("a"), LIT_INIT("b"), LIT_INIT("c") };
    ExpiredSession *expired;
    size_t count;

    for (size_t i = 0; i < COUNT_OF(names); i++)
        put_app(rig, names[i], START + (Micros)(i + 1) * HOUR);
    cache_rig_ok(sessions_take_expired_app(rig->sessions, rig->arena, START + HOUR - 1, 10, &expired, &count));
    assert_int_equal(count, 0);
    cache_rig_ok(sessions_take_expired_app(rig->sessions, rig->arena, START + 2 * HOUR, 1, &expired, &count));
    assert_int_equal(count, 1);
    assert_int_equal(expired[0].created, START);
    assert_int_equal(expired[0].expires, START + HOUR);
    assert_true(expired[0].user != 0);
    cache_rig_ok(sessions_take_expired_app(rig->sessions, rig->arena, START + 2 * HOUR, 10, &expired, &count));
    assert_int_equal(count, 1);
    assert_int_equal(expired[0].expires, START + 2 * HOUR);
    cache_rig_ok(sessions_take_expired_app(rig->sessions, rig->arena, START + 2 * HOUR, 10, &expired, &count));
    assert_int_equal(count, 0);
    assert_int_equal(get_app(rig, names[2], START + 2 * HOUR), E_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(an_app_session_comes_back_whole),
        RIG_TEST(an_app_session_lives_until_it_expires_or_ends),
        RIG_TEST(a_session_put_again_has_its_new_expiry),
        RIG_TEST(an_sso_session_lives_until_it_expires_or_ends),
        RIG_TEST(neither_kind_accepts_the_others_handle),
        RIG_TEST(live_app_sessions_are_counted),
        RIG_TEST(expired_app_sessions_are_claimed_once),
        RIG_TEST(attempts_are_counted_in_a_window),
        RIG_TEST(attempts_of_one_key_are_not_anothers_and_can_be_forgotten),
        RIG_TEST(attempts_are_seen_and_given_back),
        RIG_TEST(a_single_sign_on_session_ends_by_its_public_name),
    };
    return cmocka_run_group_tests_name("cache_person", tests, NULL, NULL);
}
