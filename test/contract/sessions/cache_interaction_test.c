/* cache_interaction_test.c -- the contract of requests that wait for a person: seen often, taken once, two stages apart.
 * SPDX-License-Identifier: ISC */
#include "cache_rig.h"

static const Str handle = LIT_INIT("interaction-1");

static void
put(const CacheRig *rig, InteractionStage stage)
{
    Interaction interaction = cache_rig_interaction();

    cache_rig_ok(sessions_put_interaction(rig->sessions, stage, handle, &interaction, START));
}

static ErrorCode
see(const CacheRig *rig, InteractionStage stage, const unsigned char *binding, Micros now)
{
    Interaction seen;

    return cache_rig_code(sessions_see_interaction(rig->sessions, rig->arena, stage, handle, binding, now, &seen));
}

static ErrorCode
take(const CacheRig *rig, InteractionStage stage, const unsigned char *binding, Micros now)
{
    Interaction taken;

    return cache_rig_code(sessions_take_interaction(rig->sessions, rig->arena, stage, handle, binding, now, &taken));
}

static void
every_field_comes_back(void **state)
{
    CacheRig *rig = *state;
    Interaction put_in = cache_rig_interaction(), seen;

    put(rig, STAGE_CONSENT);
    cache_rig_ok(
        sessions_see_interaction(rig->sessions, rig->arena, STAGE_CONSENT, handle, cache_rig_binding, START, &seen));
    const Str pairs[][2] = {
        { seen.request.client_id, put_in.request.client_id },
        { seen.request.redirect_uri, put_in.request.redirect_uri },
        { seen.request.scope, put_in.request.scope },
        { seen.request.state, put_in.request.state },
        { seen.request.nonce, put_in.request.nonce },
        { seen.request.code_challenge, put_in.request.code_challenge },
        { seen.request.prompt, put_in.request.prompt },
        { seen.request.login_hint, put_in.request.login_hint },
        { seen.request.flow_key, put_in.request.flow_key },
        { seen.request.response_mode, put_in.request.response_mode },
        { seen.sso, put_in.sso },
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        cache_rig_same_text(pairs[i][0], pairs[i][1]);
    assert_int_equal(seen.request.max_age, -1);
    assert_memory_equal(seen.binding, put_in.binding, 32);
    assert_int_equal(seen.user, put_in.user);
    assert_int_equal(seen.auth_time, put_in.auth_time);
    assert_int_equal(seen.shown, put_in.shown);
}

static void
seeing_takes_nothing_and_taking_takes_once(void **state)
{
    CacheRig *rig = *state;

    put(rig, STAGE_SIGNIN);
    assert_int_equal(see(rig, STAGE_SIGNIN, cache_rig_binding, START), E_OK);
    assert_int_equal(see(rig, STAGE_SIGNIN, cache_rig_binding, START), E_OK);
    assert_int_equal(take(rig, STAGE_SIGNIN, cache_rig_binding, START), E_OK);
    assert_int_equal(see(rig, STAGE_SIGNIN, cache_rig_binding, START), E_STATE_USED);
    assert_int_equal(take(rig, STAGE_SIGNIN, cache_rig_binding, START), E_STATE_USED);
}

static void
another_browser_neither_sees_nor_takes(void **state)
{
    CacheRig *rig = *state;

    put(rig, STAGE_CONSENT);
    assert_int_equal(see(rig, STAGE_CONSENT, cache_rig_other_binding, START), E_STATE_MISMATCH);
    assert_int_equal(take(rig, STAGE_CONSENT, cache_rig_other_binding, START), E_STATE_MISMATCH);
    assert_int_equal(take(rig, STAGE_CONSENT, cache_rig_binding, START), E_OK);
}

static void
the_stages_are_apart(void **state)
{
    CacheRig *rig = *state;

    put(rig, STAGE_SIGNIN);
    assert_int_equal(see(rig, STAGE_CONSENT, cache_rig_binding, START), E_STATE_MISSING);
    assert_int_equal(take(rig, STAGE_CONSENT, cache_rig_binding, START), E_STATE_MISSING);
    assert_int_equal(take(rig, STAGE_SIGNIN, cache_rig_binding, START), E_OK);
}

static void
it_expires_at_its_expiry(void **state)
{
    CacheRig *rig = *state;

    put(rig, STAGE_SIGNIN);
    assert_int_equal(see(rig, STAGE_SIGNIN, cache_rig_binding, START + LOGIN_LIFETIME - 1), E_OK);
    assert_int_equal(see(rig, STAGE_SIGNIN, cache_rig_binding, START + LOGIN_LIFETIME), E_STATE_MISSING);
    assert_int_equal(take(rig, STAGE_SIGNIN, cache_rig_binding, START + LOGIN_LIFETIME), E_STATE_MISSING);
}

static void
a_refusal_is_noted_and_the_record_stays(void **state)
{
    CacheRig *rig = *state;
    Interaction seen;

    put(rig, STAGE_SIGNIN);
    cache_rig_ok(sessions_note_refusal(rig->sessions, handle, LIT("bad_password"), LIT("ada"), START + MINUTE));
    cache_rig_ok(
        sessions_see_interaction(rig->sessions, rig->arena, STAGE_SIGNIN, handle, cache_rig_binding, START, &seen));
    cache_rig_same_text(seen.last_error, LIT("bad_password"));
    cache_rig_same_text(seen.typed_name, LIT("ada"));
    cache_rig_same_text(seen.request.client_id, LIT("shop"));
    /* and it does not live longer for it */
    assert_int_equal(see(rig, STAGE_SIGNIN, cache_rig_binding, START + LOGIN_LIFETIME), E_STATE_MISSING);
}

static void
a_refusal_of_what_is_gone_says_so(void **state)
{
    CacheRig *rig = *state;
    Sessions *sessions = rig->sessions;

    assert_code(sessions_note_refusal(sessions, handle, LIT("bad_password"), LIT("ada"), START), E_STATE_MISSING);
    put(rig, STAGE_CONSENT); /* the other stage is none */
    assert_code(sessions_note_refusal(sessions, handle, LIT("bad_password"), LIT("ada"), START), E_STATE_MISSING);
    put(rig, STAGE_SIGNIN);
    assert_code(sessions_note_refusal(sessions, handle, LIT("bad_password"), LIT("ada"), START + LOGIN_LIFETIME),
                E_STATE_MISSING);
    assert_int_equal(take(rig, STAGE_SIGNIN, cache_rig_binding, START), E_OK);
    assert_code(sessions_note_refusal(sessions, handle, LIT("bad_password"), LIT("ada"), START), E_STATE_USED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(every_field_comes_back),
        RIG_TEST(seeing_takes_nothing_and_taking_takes_once),
        RIG_TEST(another_browser_neither_sees_nor_takes),
        RIG_TEST(the_stages_are_apart),
        RIG_TEST(it_expires_at_its_expiry),
        RIG_TEST(a_refusal_is_noted_and_the_record_stays),
        RIG_TEST(a_refusal_of_what_is_gone_says_so),
    };
    return cmocka_run_group_tests_name("cache_interaction", tests, NULL, NULL);
}
