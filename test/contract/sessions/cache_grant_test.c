/* cache_grant_test.c -- the contract of codes and of revoked grants.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

static const Str code = LIT_INIT("code-1");

static void
put(const CacheRig *rig)
{
    Grant grant = cache_rig_grant(START);

    cache_rig_ok(sessions_put_grant(rig->sessions, code, &grant));
}

static ErrorCode
take(const CacheRig *rig, Micros now)
{
    Grant grant;

    return cache_rig_code(sessions_take_grant(rig->sessions, rig->arena, code, now, &grant));
}

static void
a_grant_comes_back_whole(void **state)
{
    CacheRig *rig = *state;
    Grant grant = cache_rig_grant(START), taken;

    put(rig);
    cache_rig_ok(sessions_take_grant(rig->sessions, rig->arena, code, START, &taken));
    const Str pairs[][2] = {
        { taken.grant_id, grant.grant_id },
        { taken.client_id, grant.client_id },
        { taken.redirect_uri, grant.redirect_uri },
        { taken.scope, grant.scope },
        { taken.nonce, grant.nonce },
        { taken.code_challenge, grant.code_challenge },
        { taken.flow_key, grant.flow_key },
        { taken.sso, grant.sso },
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        cache_rig_same_text(pairs[i][0], pairs[i][1]);
    assert_int_equal(taken.user, grant.user);
    assert_int_equal(taken.auth_time, grant.auth_time);
    assert_int_equal(taken.issued, grant.issued);
    assert_int_equal(taken.expires, grant.expires);
}

static void
a_replay_names_the_grant_and_nothing_else(void **state)
{
    CacheRig *rig = *state;
    Grant replayed = { .client_id = LIT("untouched?") };

    put(rig);
    assert_int_equal(take(rig, START), E_OK);
    assert_code(sessions_take_grant(rig->sessions, rig->arena, code, START + 30 * SECOND, &replayed), E_CODE_REUSED);
    cache_rig_same_text(replayed.grant_id, LIT("grant-1"));
    assert_int_equal(replayed.client_id.len, 0);
    assert_int_equal(replayed.user, 0);
}

static const struct {
    Micros first, second;
    ErrorCode first_code, second_code;
} cases[] = {
    { CODE_LIFETIME - 1, CODE_LIFETIME + MINUTE, E_OK, E_CODE_REUSED },
    { CODE_LIFETIME, CODE_LIFETIME + 1, E_CODE_EXPIRED, E_CODE_EXPIRED },
    { 0, TOMBSTONE_LIFETIME - 1, E_OK, E_CODE_REUSED },
    { 0, TOMBSTONE_LIFETIME, E_OK, E_INVALID_GRANT },
};

static void
edges_of_time(void **state)
{
    CacheRig *rig = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        put(rig);
        assert_int_equal(take(rig, START + cases[i].first), cases[i].first_code);
        assert_int_equal(take(rig, START + cases[i].second), cases[i].second_code);
    }
}

static void
an_expired_code_is_known_for_one_after_a_sweep(void **state)
{
    CacheRig *rig = *state;
    size_t deleted = 0;

    put(rig);
    cache_rig_ok(sessions_sweep(rig->sessions, START + 2 * CODE_LIFETIME, 100, &deleted));
    assert_int_equal(take(rig, START + 2 * CODE_LIFETIME), E_CODE_EXPIRED);
    cache_rig_ok(sessions_sweep(rig->sessions, START + HOUR, 100, &deleted));
    assert_int_equal(deleted, 1);
    assert_int_equal(take(rig, START + HOUR), E_INVALID_GRANT);
}

static void
an_unknown_code_is_no_grant(void **state)
{
    assert_int_equal(take(*state, START), E_INVALID_GRANT);
}

static void
a_revoked_grant_is_revoked_until_its_tokens_have_expired(void **state)
{
    CacheRig *rig = *state;
    bool revoked = true;

    cache_rig_ok(sessions_is_revoked(rig->sessions, LIT("grant-1"), START, &revoked));
    assert_false(revoked);
    cache_rig_ok(sessions_revoke_grant(rig->sessions, LIT("grant-1"), START));
    cache_rig_ok(sessions_is_revoked(rig->sessions, LIT("grant-1"), START + ACCESS_TOKEN_LIFETIME, &revoked));
    assert_true(revoked);
    cache_rig_ok(sessions_is_revoked(rig->sessions, LIT("grant-2"), START, &revoked));
    assert_false(revoked);
    cache_rig_ok(sessions_is_revoked(rig->sessions, LIT("grant-1"), START + 2 * ACCESS_TOKEN_LIFETIME, &revoked));
    assert_false(revoked);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_grant_comes_back_whole),
        RIG_TEST(a_replay_names_the_grant_and_nothing_else),
        RIG_TEST(edges_of_time),
        RIG_TEST(an_expired_code_is_known_for_one_after_a_sweep),
        RIG_TEST(an_unknown_code_is_no_grant),
        RIG_TEST(a_revoked_grant_is_revoked_until_its_tokens_have_expired),
    };
    return cmocka_run_group_tests_name("cache_grant", tests, NULL, NULL);
}
