/* cache_login_test.c -- the contract of login states: taken once, by the browser that began, in time.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

#include "base/str.h"

#include <string.h>

static void
begin(const CacheRig *rig, Str state)
{
    LoginState login = cache_rig_login(state, START);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_r302, START);

    cache_rig_ok(sessions_begin_login(rig->sessions, &login, &flow));
}

static ErrorCode
take(const CacheRig *rig, Str state, const unsigned char *binding, Micros now)
{
    LoginState login;

    return cache_rig_code(sessions_take_login(rig->sessions, rig->arena, state, binding, now, &login));
}

static void
a_take_gives_back_every_field(void **state)
{
    CacheRig *rig = *state;
    LoginState login = cache_rig_login(LIT("state-1"), START), taken;

    begin(rig, LIT("state-1"));
    cache_rig_ok(sessions_take_login(rig->sessions, rig->arena, LIT("state-1"), cache_rig_binding, START, &taken));
    cache_rig_same_text(taken.state, login.state);
    cache_rig_same_text(taken.nonce, login.nonce);
    cache_rig_same_text(taken.verifier, login.verifier);
    cache_rig_same_text(taken.provider, login.provider);
    cache_rig_same_text(taken.return_to, login.return_to);
    cache_rig_same_text(taken.client_id, login.client_id);
    assert_memory_equal(taken.binding, login.binding, 32);
    assert_int_equal(taken.created, START);
}

typedef struct Visit {
    Micros after;
    const unsigned char *binding;
    ErrorCode expected;
} Visit;

static const struct {
    const char *words;
    Visit visits[3]; /* in this order; expected E_CODES: no visit */
} cases[] = {
    { "in time", { { 0, cache_rig_binding, E_OK }, { 0, NULL, E_CODES } } },
    { "a microsecond before it expires", { { LOGIN_LIFETIME - 1, cache_rig_binding, E_OK }, { 0, NULL, E_CODES } } },
    { "at its expiry", { { LOGIN_LIFETIME, cache_rig_binding, E_STATE_MISSING }, { 0, NULL, E_CODES } } },
    { "long after", { { DAY, cache_rig_binding, E_STATE_MISSING }, { 0, NULL, E_CODES } } },
    { "twice", { { 1, cache_rig_binding, E_OK }, { 2, cache_rig_binding, E_STATE_USED }, { 0, NULL, E_CODES } } },
    { "by another browser, then by the owner",
      { { 1, cache_rig_other_binding, E_STATE_MISMATCH },
        { 2, cache_rig_other_binding, E_STATE_MISMATCH },
        { 3, cache_rig_binding, E_OK } } },
    { "spent, then by another browser",
      { { 1, cache_rig_binding, E_OK }, { 2, cache_rig_other_binding, E_STATE_USED }, { 0, NULL, E_CODES } } },
    { "the tombstone's edge",
      { { 0, cache_rig_binding, E_OK },
        { LOGIN_LIFETIME - 1, cache_rig_binding, E_STATE_USED },
        { LOGIN_LIFETIME, cache_rig_binding, E_STATE_MISSING } } },
};

static void
visits_are_told_apart(void **state)
{
    CacheRig *rig = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str name = cache_rig_name(rig, "state-", (int)i);
        begin(rig, name);
        for (size_t v = 0; v < 3 && cases[i].visits[v].expected != E_CODES; v++) {
            const Visit *visit = &cases[i].visits[v];
            ErrorCode code = take(rig, name, visit->binding, START + visit->after);
            if (code != visit->expected)
                fail_msg("%s, visit %zu: %s", cases[i].words, v, error_info(code)->name);
        }
    }
}

static void
an_unknown_state_is_missing(void **state)
{
    CacheRig *rig = *state;

    begin(rig, LIT("state-1"));
    assert_int_equal(take(rig, LIT("state-2"), cache_rig_binding, START), E_STATE_MISSING);
    assert_int_equal(take(rig, LIT(""), cache_rig_binding, START), E_STATE_MISSING);
}

static void
a_failed_take_leaves_its_output_untouched(void **state)
{
    CacheRig *rig = *state;
    LoginState login = { .created = 42 };

    assert_code(sessions_take_login(rig->sessions, rig->arena, LIT("none"), cache_rig_binding, START, &login),
                E_STATE_MISSING);
    assert_int_equal(login.created, 42);
}

static void
the_flow_opens_in_the_same_act(void **state)
{
    CacheRig *rig = *state;
    bool found = false;
    Flow flow;

    begin(rig, LIT("state-1"));
    cache_rig_ok(sessions_take_flow(rig->sessions, rig->arena, LIT("our-client"), LIT("state-1"), &flow, &found));
    assert_true(found);
    assert_int_equal(flow.reached, MILESTONE_r302);
}

static void
a_text_over_the_limit_is_refused(void **state)
{
    CacheRig *rig = *state;
    char *long_text = arena_alloc(rig->arena, SESSIONS_TEXT_LIMIT + 1);
    Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);
    LoginState login = cache_rig_login(LIT("state-1"), START);

    memset(long_text, 'a', SESSIONS_TEXT_LIMIT + 1);
    login.return_to = (Str){ long_text, SESSIONS_TEXT_LIMIT + 1 };
    assert_code(sessions_begin_login(rig->sessions, &login, &flow), E_TOO_LARGE);
    login.return_to.len = SESSIONS_TEXT_LIMIT;
    assert_code(sessions_begin_login(rig->sessions, &login, &flow), E_OK);
    assert_int_equal(take(rig, LIT("state-1"), cache_rig_binding, START), E_OK);
}

/* Of a flood as many flows are counted as there is room for. */
static void
when_a_kind_is_full_the_login_begins_and_its_flow_is_left_out(void **state)
{
    CacheRig *rig = *state;
    OpenFlows open;

    for (int i = 0; i < 1000; i++) {
        Str name = cache_rig_name(rig, "state-", i);
        LoginState login = cache_rig_login(name, START);
        Flow flow = cache_rig_flow(FLOW_OWN, MILESTONE_store, START);
        cache_rig_ok(sessions_begin_login(rig->sessions, &login, &flow));
        assert_int_equal(take(rig, name, cache_rig_binding, START), E_OK);
    }
    cache_rig_ok(sessions_open_flows(rig->sessions, 0, START, &open));
    assert_in_range(open.total, 50, 500);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(a_take_gives_back_every_field),
        RIG_TEST(visits_are_told_apart),
        RIG_TEST(an_unknown_state_is_missing),
        RIG_TEST(a_failed_take_leaves_its_output_untouched),
        RIG_TEST(the_flow_opens_in_the_same_act),
        RIG_TEST(a_text_over_the_limit_is_refused),
        RIG_TEST_LIMITED(when_a_kind_is_full_the_login_begins_and_its_flow_is_left_out),
    };
    return cmocka_run_group_tests_name("cache_login", tests, NULL, NULL);
}
