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

static bool
has_flow(const CacheRig *rig, Str name)
{
    bool found = false;
    Flow flow;

    cache_rig_ok(sessions_see_flow(rig->sessions, rig->arena, LIT("c"), name, &flow, &found));
    return found;
}

/* Open flows until one is not kept; how many were. None is refused. */
static int
fill_flows(const CacheRig *rig)
{
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);

    for (int i = 0; i < FILL_MAX; i++) {
        Str name = cache_rig_name(rig, "state-", i);
        cache_rig_ok(sessions_open_flow(rig->sessions, LIT("c"), name, &flow));
        if (!has_flow(rig, name))
            return i;
    }
    fail_msg("%d flows went in, and no limit was met", FILL_MAX);
    return 0;
}

static void
expired_flows_are_claimed_not_swept_for_room(void **state)
{
    CacheRig *rig = *state;
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START + HOUR), *flows;
    size_t claimed = 0;
    int count = fill_flows(rig);

    assert_in_range(count, 50, 1000);
    cache_rig_ok(sessions_open_flow(rig->sessions, LIT("c"), LIT("later"), &flow));
    assert_false(has_flow(rig, LIT("later")));
    cache_rig_ok(sessions_take_expired(rig->sessions, rig->arena, START + HOUR, 10000, &flows, &claimed));
    assert_int_equal(claimed, count);
    cache_rig_ok(sessions_open_flow(rig->sessions, LIT("c"), LIT("later"), &flow));
    assert_true(has_flow(rig, LIT("later")));
}

static void
a_flow_that_is_there_goes_on_when_flows_are_full(void **state)
{
    static const FlowMark mark = { MILESTONE_cb, 5 };
    CacheRig *rig = *state;
    bool found = false;
    Flow flow;

    int count = fill_flows(rig);
    for (int i = 0; i < count; i++) { /* together they grow by more than was left */
        Str name = cache_rig_name(rig, "state-", i);
        cache_rig_ok(sessions_mark_flow(rig->sessions, LIT("c"), name, &mark, 1, START));
        cache_rig_ok(
            sessions_fail_flow(rig->sessions, rig->arena, LIT("c"), name, LIT("bad_password"), START, &flow, &found));
        assert_true(found);
        assert_int_equal(flow.reached, MILESTONE_cb);
        cache_rig_same_text(flow.cause, LIT("bad_password"));
    }
}

/* ---- what gives way ---- */

static ErrorCode
take_login(const CacheRig *rig, int number, Micros now)
{
    LoginState login;

    return cache_rig_code(sessions_take_login(rig->sessions, rig->arena, cache_rig_name(rig, "login-", number),
                                              cache_rig_binding, now, &login));
}

static void
begin_login(const CacheRig *rig, int number, Micros now)
{
    LoginState login = cache_rig_login(cache_rig_name(rig, "login-", number), now);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, now);

    cache_rig_ok(sessions_begin_login(rig->sessions, &login, &flow));
}

/* A flood of GET /login: each goes through, and the last who came can sign in. */
static void
a_full_kind_of_logins_takes_the_newest(void **state)
{
    CacheRig *rig = *state;

    for (int i = 0; i < 2000; i++)
        begin_login(rig, i, START + i);
    for (int i = 1900; i < 2000; i++)
        assert_int_equal(take_login(rig, i, START + 2000), E_OK);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(take_login(rig, i, START + 2000), E_STATE_MISSING);
}

static void
exactly_the_oldest_gives_way(void **state)
{
    CacheRig *rig = *state;
    Interaction seen, interaction = cache_rig_interaction();
    int count = 0;
    Error *gone = NULL;

    while (!gone && count < FILL_MAX) { /* until the first is no longer there */
        Str name = cache_rig_name(rig, "i-", count);
        cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, name, &interaction, START + count));
        count++;
        gone = sessions_see_interaction(rig->sessions, rig->arena, STAGE_SIGNIN, LIT("i-0"), cache_rig_binding, START,
                                        &seen);
    }
    assert_code(gone, E_STATE_MISSING);
    assert_in_range(count, 50, 1000);
    for (int i = 1; i < count; i++)
        cache_rig_ok(sessions_see_interaction(rig->sessions, rig->arena, STAGE_SIGNIN, cache_rig_name(rig, "i-", i),
                                              cache_rig_binding, START, &seen));
}

/* One that needs the room of many, and one that grows while it is itself the oldest. */
static void
large_ones_get_in_too(void **state)
{
    CacheRig *rig = *state;
    Interaction seen, interaction = cache_rig_interaction(), large = interaction;
    char *text = arena_alloc(rig->arena, SESSIONS_TEXT_LIMIT);

    memset(text, 'x', SESSIONS_TEXT_LIMIT);
    large.request.redirect_uri = large.request.state = large.typed_name = (Str){ text, SESSIONS_TEXT_LIMIT };
    for (int i = 0; i < 500; i++)
        cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, cache_rig_name(rig, "i-", i), &interaction,
                                              START + 1 + i));
    for (int i = 0; i < 500; i++) /* tombstones are the smallest */
        (void)cache_rig_code(sessions_take_interaction(rig->sessions, rig->arena, STAGE_SIGNIN,
                                                       cache_rig_name(rig, "i-", i), cache_rig_binding, START + 600,
                                                       &seen));
    for (int i = 0; i < 20; i++)
        cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, cache_rig_name(rig, "large-", i), &large,
                                              START + 1000 + i));
    for (int i = 500; i < 1000; i++)
        cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, cache_rig_name(rig, "i-", i), &interaction,
                                              START + 2000 + i));
    cache_rig_ok(sessions_see_interaction(rig->sessions, rig->arena, STAGE_SIGNIN, LIT("i-999"), cache_rig_binding,
                                          START, &seen));
    cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, LIT("oldest"), &interaction, START - SECOND));
    cache_rig_ok(sessions_note_refusal(rig->sessions, LIT("oldest"), LIT("bad_password"), large.typed_name, START));
    cache_rig_ok(sessions_see_interaction(rig->sessions, rig->arena, STAGE_SIGNIN, LIT("oldest"), cache_rig_binding,
                                          START, &seen));
    cache_rig_same_text(seen.typed_name, large.typed_name);
}

/* A flood whose every login is taken at once leaves tombstones only: they are no younger than what is begun after them. */
static void
tombstones_do_not_push_out_the_living(void **state)
{
    CacheRig *rig = *state;

    for (int i = 0; i < 2000; i++) {
        begin_login(rig, i, START + i);
        assert_int_equal(take_login(rig, i, START + i), E_OK);
    }
    begin_login(rig, 2000, START + 2000);
    for (int i = 2001; i < 2050; i++)
        begin_login(rig, i, START + i);
    assert_int_equal(take_login(rig, 2000, START + 3000), E_OK);
}

static void
a_login_begins_without_its_flow_when_flows_are_full(void **state)
{
    CacheRig *rig = *state;
    bool found = true;
    Flow flow;

    (void)fill_flows(rig);
    begin_login(rig, 1, START);
    cache_rig_ok(sessions_see_flow(rig->sessions, rig->arena, LIT("our-client"), LIT("login-1"), &flow, &found));
    assert_false(found);
    assert_int_equal(take_login(rig, 1, START), E_OK);
}

static void
sessions_grants_and_revocations_never_give_way(void **state)
{
    CacheRig *rig = *state;
    AppSession app = cache_rig_app(START, START + SECOND); /* older than all, by expiry */
    Grant grant = cache_rig_grant(START - CODE_LIFETIME + SECOND), taken;
    SsoSession sso = cache_rig_sso(START, START + SECOND);
    bool revoked = false;
    int count = 0;

    cache_rig_ok(sessions_put_grant(rig->sessions, LIT("code"), &grant));
    cache_rig_ok(sessions_put_sso(rig->sessions, LIT("sso-0"), &sso));
    cache_rig_ok(sessions_revoke_grant(rig->sessions, LIT("grant"), START));
    while (!sessions_put_app(rig->sessions, cache_rig_name(rig, "app-", count), &app))
        count++;
    assert_in_range(count, 50, 1000);
    for (int i = 0; i < 2000; i++)
        begin_login(rig, i, START);
    for (int i = 0; i < count; i++)
        cache_rig_ok(sessions_get_app(rig->sessions, rig->arena, cache_rig_name(rig, "app-", i), START, &app));
    assert_int_equal(get_sso(rig, 0, START), E_OK);
    cache_rig_ok(sessions_take_grant(rig->sessions, rig->arena, LIT("code"), START, &taken));
    cache_rig_ok(sessions_is_revoked(rig->sessions, LIT("grant"), START, &revoked));
    assert_true(revoked);
}

static void
attempts_have_a_limit_too(void **state)
{
    CacheRig *rig = *state;
    int64_t count;
    Micros until;

    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("long"), HOUR, START, &count, &until));
    for (int i = 0; i < 2000; i++)
        cache_rig_ok(
            sessions_count_attempt(rig->sessions, cache_rig_name(rig, "key-", i), MINUTE, START + i, &count, &until));
    /* the windows that end first were forgotten; all others go on being counted */
    cache_rig_ok(sessions_see_attempts(rig->sessions, LIT("key-0"), START, &count));
    assert_int_equal(count, 0);
    cache_rig_ok(sessions_count_attempt(rig->sessions, LIT("key-1999"), MINUTE, START + 2000, &count, &until));
    assert_int_equal(count, 2);
    cache_rig_ok(sessions_see_attempts(rig->sessions, LIT("long"), START, &count));
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

/* The map is full of sign-ins that were begun: more begin, and whoever ends one gets a session. */
static void
in_a_map_full_of_sign_ins_the_newest_gets_in(void **state)
{
    CacheRig *rig = *state;
    Interaction seen, interaction = cache_rig_interaction();
    AppSession app = cache_rig_app(START, START + HOUR);
    Grant grant = cache_rig_grant(START);

    for (int i = 0; i < FILL_MAX; i++) {
        Str name = cache_rig_name(rig, "i-", i);
        cache_rig_ok(sessions_put_interaction(rig->sessions, STAGE_SIGNIN, name, &interaction, START + i));
        cache_rig_ok(
            sessions_see_interaction(rig->sessions, rig->arena, STAGE_SIGNIN, name, cache_rig_binding, START, &seen));
    }
    assert_code(
        sessions_see_interaction(rig->sessions, rig->arena, STAGE_SIGNIN, LIT("i-0"), cache_rig_binding, START, &seen),
        E_STATE_MISSING);
    for (int i = 0; i < 500; i++) {
        cache_rig_ok(sessions_put_app(rig->sessions, cache_rig_name(rig, "app-", i), &app));
        cache_rig_ok(sessions_put_grant(rig->sessions, cache_rig_name(rig, "code-", i), &grant));
    }
    for (int i = 0; i < 500; i++)
        cache_rig_ok(sessions_get_app(rig->sessions, rig->arena, cache_rig_name(rig, "app-", i), START, &app));
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
        RIG_TEST_LIMITED(a_flow_that_is_there_goes_on_when_flows_are_full),
        RIG_TEST_LIMITED(attempts_have_a_limit_too),
        RIG_TEST_LIMITED(a_full_kind_of_logins_takes_the_newest),
        RIG_TEST_LIMITED(exactly_the_oldest_gives_way),
        RIG_TEST_LIMITED(large_ones_get_in_too),
        RIG_TEST_LIMITED(tombstones_do_not_push_out_the_living),
        RIG_TEST_LIMITED(a_login_begins_without_its_flow_when_flows_are_full),
        RIG_TEST_LIMITED(sessions_grants_and_revocations_never_give_way),
        RIG_TEST(a_sweep_deletes_what_expired_and_nothing_else),
        RIG_TEST(a_sweep_sees_every_kind_but_flows),
        RIG_TEST_SMALL(a_full_map_refuses_ends_and_recovers),
        RIG_TEST_SMALL(a_full_map_still_spends),
        RIG_TEST_SMALL(a_full_map_makes_room_by_itself),
        RIG_TEST_SMALL(in_a_map_full_of_sign_ins_the_newest_gets_in),
        RIG_TEST_SMALL(large_records_fill_and_leave_a_map_too),
    };
    return cmocka_run_group_tests_name("cache_limit", tests, NULL, NULL);
}
