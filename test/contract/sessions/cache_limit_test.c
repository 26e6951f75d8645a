/* cache_limit_test.c -- the contract of keeping small: byte limits per kind, a full map, sweeping.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

#include <string.h>

#define FILL_MAX 20000

/* Put sessions named by number from `from` on until one is refused; how many went in. */
static int
fill_sso(const CacheRig *rig, int from, Micros created, Micros expires)
{
    for (int i = from; i < from + FILL_MAX; i++) {
        SsoSession session = cache_rig_sso(created, expires);
        ErrorCode code = cache_rig_code(sessions_put_sso(rig->sessions, cache_rig_name(rig, "sso-", i), &session));
        if (code == E_FULL)
            return i - from;
        assert_int_equal(code, E_OK);
    }
    fail_msg("%d sessions went in, and no limit was met", FILL_MAX);
    return 0;
}

static ErrorCode
get_sso(const CacheRig *rig, int number, Micros now)
{
    SsoSession session;

    return cache_rig_code(
        sessions_get_sso(rig->sessions, rig->arena, cache_rig_name(rig, "sso-", number), now, &session));
}

static size_t
sweep(const CacheRig *rig, Micros now, size_t max)
{
    size_t deleted = 0;

    cache_rig_ok(sessions_sweep(rig->sessions, now, max, &deleted));
    return deleted;
}

static void
a_full_kind_refuses_and_the_others_go_on(void **state)
{
    CacheRig *rig = *state;
    AppSession app = cache_rig_app(START, START + HOUR);
    int count = fill_sso(rig, 0, START, START + HOUR);

    assert_in_range(count, 100, 1000);
    assert_int_equal(get_sso(rig, count - 1, START), E_OK);
    assert_int_equal(get_sso(rig, count, START), E_UNAUTHENTICATED);
    cache_rig_ok(sessions_put_app(rig->sessions, LIT("app-1"), &app));
}

static void
what_expired_makes_room_within_the_act(void **state)
{
    CacheRig *rig = *state;
    int count = fill_sso(rig, 0, START, START + HOUR);

    /* nobody swept: a put at a later time does */
    assert_int_equal(fill_sso(rig, count, START + HOUR, START + 2 * HOUR), count);
    assert_int_equal(sweep(rig, START + HOUR, 10000), 0);
}

static void
what_ends_makes_room(void **state)
{
    CacheRig *rig = *state;
    int count = fill_sso(rig, 0, START, START + HOUR);

    for (int i = 0; i < 10; i++)
        cache_rig_ok(sessions_end_sso(rig->sessions, cache_rig_name(rig, "sso-", i)));
    assert_int_equal(fill_sso(rig, count, START, START + HOUR), 10);
}

static void
a_record_is_replaced_even_when_its_kind_is_full(void **state)
{
    CacheRig *rig = *state;
    SsoSession session = cache_rig_sso(START, START + 2 * HOUR);

    (void)fill_sso(rig, 0, START, START + HOUR);
    cache_rig_ok(sessions_put_sso(rig->sessions, LIT("sso-0"), &session));
    assert_int_equal(get_sso(rig, 0, START + HOUR), E_OK);
}

static void
a_take_works_when_its_kind_is_full(void **state)
{
    CacheRig *rig = *state;
    Grant grant = cache_rig_grant(START), taken;
    int count = 0;

    while (!sessions_put_grant(rig->sessions, cache_rig_name(rig, "code-", count), &grant))
        count++;
    assert_true(count > 10);
    for (int i = 0; i < count; i++)
        cache_rig_ok(sessions_take_grant(rig->sessions, rig->arena, cache_rig_name(rig, "code-", i), START, &taken));
}

static void
expired_flows_are_claimed_not_swept_for_room(void **state)
{
    CacheRig *rig = *state;
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START), *flows;
    size_t count = 0, claimed = 0;

    while (!sessions_open_flow(rig->sessions, LIT("c"), cache_rig_name(rig, "state-", (int)count), &flow))
        count++;
    flow.started = START + HOUR;
    assert_code(sessions_open_flow(rig->sessions, LIT("c"), LIT("later"), &flow), E_FULL);
    cache_rig_ok(sessions_take_expired(rig->sessions, rig->arena, START + HOUR, 10000, &flows, &claimed));
    assert_int_equal(claimed, count);
    assert_code(sessions_open_flow(rig->sessions, LIT("c"), LIT("later"), &flow), E_OK);
}

static void
attempts_have_a_limit_too(void **state)
{
    CacheRig *rig = *state;
    ErrorCode code = E_OK;
    int64_t count;
    Micros until;

    for (int i = 0; i < FILL_MAX && code == E_OK; i++)
        code = cache_rig_code(
            sessions_count_attempt(rig->sessions, cache_rig_name(rig, "key-", i), MINUTE, START, &count, &until));
    assert_int_equal(code, E_FULL);
    /* those that are counted go on being counted */
    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("key-0"), MINUTE, START, &count, &until));
    assert_int_equal(count, 2);
    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("new"), MINUTE, START + MINUTE, &count, &until));
    assert_int_equal(count, 1);
}

/* ---- sweeping ---- */

static void
a_sweep_deletes_what_expired_and_nothing_else(void **state)
{
    CacheRig *rig = *state;

    for (int i = 0; i < 1500; i++) {
        SsoSession session = cache_rig_sso(START, START + (i < 1200 ? HOUR : DAY));
        cache_rig_ok(sessions_put_sso(rig->sessions, cache_rig_name(rig, "sso-", i), &session));
    }
    assert_int_equal(sweep(rig, START + HOUR - 1, 10000), 0);
    assert_int_equal(sweep(rig, START + HOUR, 700), 700);
    assert_int_equal(sweep(rig, START + HOUR, 700), 500);
    assert_int_equal(sweep(rig, START + HOUR, 700), 0);
    assert_int_equal(get_sso(rig, 1200, START + HOUR), E_OK);
    assert_int_equal(get_sso(rig, 1199, START), E_UNAUTHENTICATED);
}

static void
a_sweep_sees_every_kind_but_flows(void **state)
{
    CacheRig *rig = *state;
    Sessions *sessions = rig->sessions;
    LoginState login = cache_rig_login(LIT("state-1"), START);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);
    Interaction interaction = cache_rig_interaction();
    Grant grant = cache_rig_grant(START), taken;
    AppSession app = cache_rig_app(START, START + HOUR);
    SsoSession sso = cache_rig_sso(START, START + HOUR);
    int64_t count;
    Micros until;

    cache_rig_ok(sessions_begin_login(sessions, &login, &flow));
    cache_rig_ok(sessions_put_interaction(sessions, STAGE_SIGNIN, LIT("i"), &interaction, START));
    cache_rig_ok(sessions_put_interaction(sessions, STAGE_CONSENT, LIT("i"), &interaction, START));
    cache_rig_ok(sessions_put_grant(sessions, LIT("code-1"), &grant));
    cache_rig_ok(sessions_put_grant(sessions, LIT("code-2"), &grant));
    cache_rig_ok(sessions_take_grant(sessions, rig->arena, LIT("code-2"), START, &taken)); /* a tombstone */
    cache_rig_ok(sessions_put_app(sessions, LIT("app"), &app));
    cache_rig_ok(sessions_put_sso(sessions, LIT("sso"), &sso));
    cache_rig_ok(sessions_revoke_grant(sessions, LIT("grant-1"), START));
    cache_rig_ok(sessions_count_attempt(sessions, LIT("ada"), MINUTE, START, &count, &until));
    assert_int_equal(sweep(rig, START + DAY, 1000), 9);
    assert_int_equal(sweep(rig, START + DAY, 1000), 0);
}

/* ---- a full map ---- */

static void
a_full_map_refuses_ends_and_recovers(void **state)
{
    CacheRig *rig = *state;
    int first = fill_sso(rig, 0, START, START + HOUR);

    assert_in_range(first, 1000, FILL_MAX - 1);
    assert_int_equal(get_sso(rig, first - 1, START), E_OK);
    for (int i = 0; i < 200; i++)
        cache_rig_ok(sessions_end_sso(rig->sessions, cache_rig_name(rig, "sso-", i)));
    assert_int_equal(sweep(rig, START + HOUR, FILL_MAX), first - 200);
    int second = fill_sso(rig, FILL_MAX, START + HOUR, START + 2 * HOUR);
    assert_true(second > first / 2);
}

static void
a_full_map_still_spends(void **state)
{
    CacheRig *rig = *state;
    Grant grant = cache_rig_grant(START), taken;

    for (int i = 0; i < 20; i++)
        cache_rig_ok(sessions_put_grant(rig->sessions, cache_rig_name(rig, "code-", i), &grant));
    (void)fill_sso(rig, 0, START, START + HOUR);
    for (int i = 0; i < 20; i++)
        cache_rig_ok(sessions_take_grant(rig->sessions, rig->arena, cache_rig_name(rig, "code-", i), START, &taken));
    assert_code(sessions_take_grant(rig->sessions, rig->arena, LIT("code-0"), START, &taken), E_CODE_REUSED);
}

static void
a_full_map_makes_room_by_itself(void **state)
{
    CacheRig *rig = *state;

    int first = fill_sso(rig, 0, START, START + HOUR);
    for (int round = 1; round < 5; round++) {
        Micros now = START + round * HOUR;
        assert_true(fill_sso(rig, round * FILL_MAX, now, now + HOUR) > first / 2);
    }
}

static void
large_records_fill_and_leave_a_map_too(void **state)
{
    CacheRig *rig = *state;
    char *text = arena_alloc(rig->arena, SESSIONS_TEXT_LIMIT);
    AppSession app = cache_rig_app(START, START + HOUR);
    int count = 0;

    memset(text, 'x', SESSIONS_TEXT_LIMIT);
    app.sso = app.issuer = (Str){ text, SESSIONS_TEXT_LIMIT };
    while (!sessions_put_app(rig->sessions, cache_rig_name(rig, "app-", count), &app))
        count++;
    assert_true(count > 20);
    assert_int_equal(sweep(rig, START + HOUR, FILL_MAX), count);
    cache_rig_ok(sessions_put_app(rig->sessions, LIT("again"), &app));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST_LIMITED(a_full_kind_refuses_and_the_others_go_on),
        RIG_TEST_LIMITED(what_expired_makes_room_within_the_act),
        RIG_TEST_LIMITED(what_ends_makes_room),
        RIG_TEST_LIMITED(a_record_is_replaced_even_when_its_kind_is_full),
        RIG_TEST_LIMITED(a_take_works_when_its_kind_is_full),
        RIG_TEST_LIMITED(expired_flows_are_claimed_not_swept_for_room),
        RIG_TEST_LIMITED(attempts_have_a_limit_too),
        RIG_TEST(a_sweep_deletes_what_expired_and_nothing_else),
        RIG_TEST(a_sweep_sees_every_kind_but_flows),
        RIG_TEST_SMALL(a_full_map_refuses_ends_and_recovers),
        RIG_TEST_SMALL(a_full_map_still_spends),
        RIG_TEST_SMALL(a_full_map_makes_room_by_itself),
        RIG_TEST_SMALL(large_records_fill_and_leave_a_map_too),
    };
    return cmocka_run_group_tests_name("cache_limit", tests, NULL, NULL);
}
