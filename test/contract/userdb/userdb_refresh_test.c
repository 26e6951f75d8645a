/* userdb_refresh_test.c -- refresh tokens: spent once, replaced once, revoked together.
 * SPDX-License-Identifier: ISC */
#include "../sql/temp_folder.h"
#include "base/str.h"
#include "crypto/hash.h"
#include "userdb_fixture.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IS(error, code) assert_true(userdb_fixture_is((error), (code)))
#define LIFE            (30 * DAY)

typedef struct World {
    Fixture *in;
    User user;
    RefreshToken record;
} World;

/* A user, two clients, one token "token-0" of grant "grant-1". */
static World
world_new(void **state)
{
    World world = { .in = *state };
    Fixture *in = world.in;

    world.user = userdb_fixture_user(in, "anna");
    (void)userdb_fixture_client(in, "app");
    (void)userdb_fixture_client(in, "other");
    world.record = (RefreshToken){ .grant_id = LIT("grant-1"),
                                   .client_id = LIT("app"),
                                   .user = world.user.id,
                                   .scope = LIT("openid email"),
                                   .sso = LIT("sso-hash"),
                                   .auth_time = NOW - HOUR,
                                   .issued = NOW,
                                   .expires = NOW + LIFE };
    IS(userdb_add_refresh(in->users, in->arena, LIT("token-0"), &world.record), E_OK);
    return world;
}

typedef struct Answer {
    RefreshToken record;
    User user;
    Str token;
} Answer;

static Error *
rotate(const World *world, const char *token, const char *client, const char *successor, Micros now, Answer *answer)
{
    *answer = (Answer){ .token = LIT("untouched") };
    return userdb_rotate_refresh(world->in->users, world->in->arena, str_from_c(token), str_from_c(client),
                                 str_from_c(successor), now, &answer->record, &answer->user, &answer->token);
}

static int64_t
tokens(const World *world)
{
    return userdb_fixture_number(world->in, "SELECT count(*) FROM refresh_tokens");
}

static void
a_token_is_replaced_by_its_successor(void **state)
{
    World world = world_new(state);
    Answer answer;

    IS(rotate(&world, "token-0", "app", "token-1", NOW + HOUR, &answer), E_OK);
    assert_true(str_equal(answer.token, LIT("token-1")));
    assert_int_equal(answer.user.id, world.user.id);
    assert_true(str_equal(answer.record.grant_id, LIT("grant-1")) && str_equal(answer.record.client_id, LIT("app")));
    assert_true(str_equal(answer.record.scope, LIT("openid email")) && str_equal(answer.record.sso, LIT("sso-hash")));
    assert_int_equal(answer.record.auth_time, NOW - HOUR);
    assert_int_equal(answer.record.issued, NOW);

    IS(rotate(&world, "token-1", "app", "token-2", NOW + 2 * HOUR, &answer), E_OK);
    assert_true(str_equal(answer.token, LIT("token-2")));
    assert_int_equal(answer.record.issued, NOW + HOUR);
    assert_int_equal(answer.record.expires, NOW + LIFE); /* it never lives longer than the first */
    const FixtureEvents *events = userdb_fixture_events(world.in, EVENT_TOKENS_REFRESHED);
    assert_int_equal(events->count, 2);
    assert_true(str_equal(events->events[0].client_id, LIT("app")));
    assert_true(str_equal(events->events[0].user_subject, world.user.subject));
}

typedef struct GraceCase {
    Micros after; /* since the first rotation */
    ErrorCode code;
} GraceCase;

/* attacks 26 and 27 */
static const GraceCase grace_cases[] = {
    { 0, E_OK },
    { 10 * SECOND - 1, E_OK },
    { -5 * SECOND, E_OK }, /* another thread's clock */
    { 10 * SECOND, E_TOKEN_REUSED },
    { DAY, E_TOKEN_REUSED },
    { -MINUTE, E_TOKEN_REUSED },
};

static void
a_spent_token_gives_the_same_successor_for_ten_seconds(void **state)
{
    World world = world_new(state);
    Answer answer;
    Micros spent = NOW + HOUR;
    char token[32], first[32], second[32];

    for (size_t i = 0; i < COUNT_OF(grace_cases); i++) {
        (void)snprintf(token, sizeof token, "case-%zu", i);
        (void)snprintf(first, sizeof first, "successor-%zu", i);
        (void)snprintf(second, sizeof second, "second-%zu", i);
        world.record.grant_id = str_format(world.in->arena, "grant of case %zu", i);
        IS(userdb_add_refresh(world.in->users, world.in->arena, str_from_c(token), &world.record), E_OK);
        IS(rotate(&world, token, "app", first, spent, &answer), E_OK);
        IS(rotate(&world, token, "app", second, spent + grace_cases[i].after, &answer), grace_cases[i].code);
        assert_true(str_equal(answer.token, str_from_c(grace_cases[i].code == E_OK ? first : "untouched")));
        /* the successor works, or died with the family; the second was never stored */
        IS(rotate(&world, second, "app", "x", spent + 2 * DAY, &answer), E_INVALID_GRANT);
        (void)snprintf(second, sizeof second, "third-%zu", i);
        IS(rotate(&world, first, "app", second, spent + 2 * DAY, &answer),
           grace_cases[i].code == E_OK ? E_OK : E_INVALID_GRANT);
    }
    const FixtureEvents *events = userdb_fixture_events(world.in, EVENT_TOKENS_REVOKED);
    assert_int_equal(events->count, 3);
    for (size_t i = 0; i < events->count; i++) {
        assert_true(str_equal(events->events[i].cause, LIT("token_reused")));
        assert_true(str_equal(events->events[i].user_subject, world.user.subject));
        assert_true(str_equal(events->events[i].client_id, LIT("app")));
    }
}

static void
reuse_ends_the_family_and_no_other(void **state)
{
    World world = world_new(state);
    Answer answer;

    world.record.grant_id = LIT("grant-2");
    IS(userdb_add_refresh(world.in->users, world.in->arena, LIT("bystander"), &world.record), E_OK);
    IS(rotate(&world, "token-0", "app", "token-1", NOW + 1, &answer), E_OK);
    IS(rotate(&world, "token-1", "app", "token-2", NOW + HOUR, &answer), E_OK);
    IS(rotate(&world, "token-0", "app", "evil", NOW + 2 * HOUR, &answer), E_TOKEN_REUSED);
    IS(rotate(&world, "token-2", "app", "token-3", NOW + 2 * HOUR, &answer), E_INVALID_GRANT);
    IS(rotate(&world, "token-0", "app", "evil", NOW + 2 * HOUR, &answer), E_INVALID_GRANT);
    IS(rotate(&world, "bystander", "app", "b1", NOW + 2 * HOUR, &answer), E_OK);
    assert_int_equal(userdb_fixture_events(world.in, EVENT_TOKENS_REVOKED)->count, 1);
}

static void
a_token_is_bound_to_its_client(void **state)
{
    World world = world_new(state);
    Answer answer;

    IS(rotate(&world, "token-0", "other", "evil", NOW + 1, &answer), E_INVALID_GRANT);
    assert_true(str_equal(answer.token, LIT("untouched")));
    IS(rotate(&world, "token-0", "app", "token-1", NOW + 1, &answer),
       E_INVALID_GRANT); /* whoever shows it: it is out */
    assert_int_equal(tokens(&world), 0);
    const FixtureEvents *events = userdb_fixture_events(world.in, EVENT_TOKENS_REVOKED);
    assert_int_equal(events->count, 1);
    assert_true(str_equal(events->events[0].cause, LIT("invalid_grant")));
}

typedef struct RefusedCase {
    const char *token;
    Micros at;
    bool disabled;
} RefusedCase;

static const RefusedCase refused_cases[] = {
    { "unknown", NOW, false },
    { "token-", NOW, false },   /* attack 30: cut, */
    { "token-00", NOW, false }, /* longer, */
    { "Token-0", NOW, false },  /* other case */
    { "", NOW, false },
    { "token-0", NOW + LIFE, false }, /* at its expiry */
    { "token-0", NOW + LIFE + 1, false },
    { "token-0", NOW + 1, true }, /* attack 31 */
};

static void
what_does_not_stand_is_refused_and_changes_nothing(void **state)
{
    World world = world_new(state);
    Fixture *in = world.in;
    Answer answer;

    for (size_t i = 0; i < COUNT_OF(refused_cases); i++) {
        IS(userdb_disable_user(in->users, in->arena, world.user.id, refused_cases[i].disabled, NOW), E_OK);
        IS(rotate(&world, refused_cases[i].token, "app", "next", refused_cases[i].at, &answer), E_INVALID_GRANT);
        assert_true(str_equal(answer.token, LIT("untouched")));
        assert_int_equal(tokens(&world), 1);
    }
    IS(userdb_disable_user(in->users, in->arena, world.user.id, false, NOW), E_OK);
    IS(rotate(&world, "token-0", "app", "token-1", NOW + LIFE - 1, &answer), E_OK);
    IS(userdb_disable_user(in->users, in->arena, world.user.id, true, NOW), E_OK);
    IS(rotate(&world, "token-0", "app", "token-2", NOW + LIFE - 1, &answer), E_INVALID_GRANT); /* nor in the grace */
    assert_int_equal(userdb_fixture_events(in, EVENT_TOKENS_REVOKED)->count, 0);
}

static void
a_revoked_grant_takes_no_more_tokens(void **state)
{
    World world = world_new(state);
    Fixture *in = world.in;
    Answer answer;

    for (int i = 0; i < 3; i++) /* a code that is shown again and again */
        IS(userdb_revoke_grant(in->users, in->arena, LIT("grant-1"), LIT("code_reused"), NOW + i), E_OK);
    IS(rotate(&world, "token-0", "app", "token-1", NOW + 1, &answer), E_INVALID_GRANT);
    /* the first redemption of that code was not done yet: attack 18 */
    IS(userdb_add_refresh(in->users, in->arena, LIT("late"), &world.record), E_INVALID_GRANT);
    assert_int_equal(tokens(&world), 0);
    const FixtureEvents *events = userdb_fixture_events(in, EVENT_TOKENS_REVOKED);
    assert_int_equal(events->count, 1);
    assert_true(str_equal(events->events[0].cause, LIT("code_reused")));
    IS(userdb_revoke_grant(in->users, in->arena, LIT("grant without tokens"), LIT("code_reused"), NOW), E_OK);
    assert_int_equal(userdb_fixture_events(in, EVENT_TOKENS_REVOKED)->count, 2);
}

static void
a_token_of_no_client_is_refused(void **state)
{
    World world = world_new(state);

    world.record.client_id = LIT("nobody");
    IS(userdb_add_refresh(world.in->users, world.in->arena, LIT("t"), &world.record), E_INVALID_CLIENT);
    world.record.client_id = LIT("app");
    IS(userdb_add_refresh(world.in->users, world.in->arena, LIT("token-0"), &world.record), E_EXISTS);
    world.record.user = 99;
    IS(userdb_add_refresh(world.in->users, world.in->arena, LIT("t"), &world.record), E_DB);
}

/* Neither a token nor its successor can be read in the files. */
static void
no_token_lies_in_the_database(void **state)
{
    static const char *const files[] = { "users.db", "users.db-wal" };
    World world = world_new(state);
    Answer answer;
    const Str words[] = { LIT("a-rather-long-refresh-token"), LIT("a-rather-long-successor-of-it") };

    world.record.grant_id = LIT("grant-3");
    IS(userdb_add_refresh(world.in->users, world.in->arena, words[0], &world.record), E_OK);
    IS(rotate(&world, words[0].ptr, "app", words[1].ptr, NOW + 1, &answer), E_OK);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        Str bytes = temp_folder_read(world.in->arena, temp_folder_path(world.in->arena, world.in->folder, files[i]));
        for (size_t k = 0; k < COUNT_OF(words); k++)
            assert_int_equal(str_find(bytes, words[k]), bytes.len);
        /* but what is meant to be there is */
        if (i == 1)
            assert_true(str_find(bytes, LIT("grant-3")) < bytes.len);
    }
}

/* The longest token, over several blocks of the pad. */
static void
a_long_successor_comes_back_whole(void **state)
{
    World world = world_new(state);
    char longest[TOKEN_LIMIT + 1];
    Answer answer;

    for (size_t i = 0; i < TOKEN_LIMIT; i++)
        longest[i] = (char)('a' + i % 26);
    longest[TOKEN_LIMIT] = '\0';
    IS(rotate(&world, "token-0", "app", longest, NOW + 1, &answer), E_OK);
    IS(rotate(&world, "token-0", "app", "another", NOW + 2, &answer), E_OK);
    assert_true(str_equal(answer.token, str_from_c(longest)));
}

static void
the_sweep_lets_go_of_what_is_over(void **state)
{
    World world = world_new(state);
    Fixture *in = world.in;
    Answer answer;
    char token[32];
    int64_t deleted;

    for (int i = 0; i < 1200; i++) { /* more than two batches */
        (void)snprintf(token, sizeof token, "short-%d", i);
        world.record.expires = NOW + MINUTE;
        IS(userdb_add_refresh(in->users, in->arena, str_from_c(token), &world.record), E_OK);
    }
    IS(rotate(&world, "token-0", "app", "token-1", NOW, &answer), E_OK);
    IS(userdb_revoke_grant(in->users, in->arena, LIT("gone"), LIT("code_reused"), NOW), E_OK);

    IS(userdb_sweep(in->users, in->arena, NOW + 15 * SECOND, &deleted), E_OK);
    assert_int_equal(deleted, 0);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM refresh_tokens WHERE successor IS NOT NULL"), 1);
    IS(userdb_sweep(in->users, in->arena, NOW + MINUTE, &deleted), E_OK);
    assert_int_equal(deleted, 1200);
    assert_int_equal(tokens(&world), 2);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM refresh_tokens WHERE successor IS NOT NULL"), 0);
    IS(userdb_sweep(in->users, in->arena, NOW + DAY, &deleted), E_OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM revoked_grants"), 0);
    IS(rotate(&world, "token-0", "app", "x", NOW + DAY, &answer), E_TOKEN_REUSED); /* still known for spent */
}

/* ---- a thousand at once ---- */

#define THREADS 40
#define EACH    25

typedef struct Runner {
    pthread_t thread;
    const World *world;
    int number;
    char given[EACH][48];
    ErrorCode codes[EACH];
} Runner;

static void *
run(void *arg)
{
    Runner *runner = arg;
    Arena *arena = arena_new((size_t)8 << 20);

    for (int i = 0; i < EACH; i++) {
        RefreshToken record;
        User user;
        Str token = LIT("");
        Str successor = str_format(arena, "successor-%d-%d", runner->number, i);
        Error *error = userdb_rotate_refresh(runner->world->in->users, arena, LIT("token-0"), LIT("app"), successor,
                                             NOW + 1 + i, &record, &user, &token);
        runner->codes[i] = error ? error->code : E_OK;
        (void)snprintf(runner->given[i], sizeof runner->given[i], "%.*s", STR_ARG(token));
    }
    arena_free(arena);
    return NULL;
}

static void
of_a_thousand_rotations_one_makes_the_successor(void **state)
{
    static Runner runners[THREADS];
    World world = world_new(state);
    Answer answer;

    for (int i = 0; i < THREADS; i++) {
        runners[i] = (Runner){ .world = &world, .number = i };
        assert_int_equal(pthread_create(&runners[i].thread, NULL, run, &runners[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        (void)pthread_join(runners[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        for (int k = 0; k < EACH; k++) {
            assert_int_equal(runners[i].codes[k], E_OK);
            assert_string_equal(runners[i].given[k], runners[0].given[0]);
        }
    }
    assert_int_equal(tokens(&world), 2);
    assert_int_equal(userdb_fixture_events(world.in, EVENT_TOKENS_REFRESHED)->count, 1);
    IS(rotate(&world, runners[0].given[0], "app", "next", NOW + HOUR, &answer), E_OK);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, userdb_fixture_setup, userdb_fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_token_is_replaced_by_its_successor),
        CASE(a_spent_token_gives_the_same_successor_for_ten_seconds),
        CASE(reuse_ends_the_family_and_no_other),
        CASE(a_token_is_bound_to_its_client),
        CASE(what_does_not_stand_is_refused_and_changes_nothing),
        CASE(a_revoked_grant_takes_no_more_tokens),
        CASE(a_token_of_no_client_is_refused),
        CASE(no_token_lies_in_the_database),
        CASE(a_long_successor_comes_back_whole),
        CASE(the_sweep_lets_go_of_what_is_over),
        CASE(of_a_thousand_rotations_one_makes_the_successor),
    };

    return cmocka_run_group_tests_name("userdb_refresh", tests, NULL, NULL);
}
