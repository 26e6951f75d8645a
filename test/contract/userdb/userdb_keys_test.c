/* userdb_keys_test.c -- signing keys: published, used, retired, forgotten, and always enough of them to verify.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "../sql/temp_folder.h"
#include "userdb_fixture.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define IS(error, code) assert_true(userdb_fixture_is((error), (code)))

static const KeyPlan plan = { .publish_before = DAY, .use_for = 30 * DAY, .retire_after = 2 * DAY };

static KeySet *
keys_of(const Fixture *in)
{
    KeySet *keys = NULL;

    IS(userdb_keys(in->users, in->arena, &keys), E_OK);
    return keys;
}

/* How many keys the public document holds. */
static size_t
published(const KeySet *keys)
{
    Str rest = keyset_jwks(keys);
    size_t count = 0;

    for (size_t at; (at = str_find(rest, LIT("\"kid\""))) < rest.len; count++)
        rest = str_slice(rest, at + 1, rest.len);
    return count;
}

static void
the_first_key_signs_and_verifies(void **state)
{
    Fixture *in = *state;
    Str token, payload, kid;
    KeySet *keys = NULL;

    IS(userdb_keys(in->users, in->arena, &keys), E_CONFIG); /* none yet */
    IS(userdb_tend_keys(in->users, in->arena, &plan, NOW), E_OK);
    keys = keys_of(in);
    IS(sign_compact(keyset_active(keys), in->arena, LIT("JWT"), LIT("{\"a\":1}"), &token), E_OK);
    IS(verify_peek_kid(in->arena, token, &kid), E_OK);
    assert_non_null(keyset_find(keys, kid));
    assert_null(keyset_find(keys, LIT("other")));
    assert_null(keyset_find(keys, LIT("")));
    IS(verify_compact(keyset_find(keys, kid), in->arena, LIT("JWT"), token, &payload), E_OK);
    assert_true(str_equal(payload, LIT("{\"a\":1}")));
    assert_true(str_starts(keyset_jwks(keys), LIT("{\"keys\":[{")) && str_ends(keyset_jwks(keys), LIT("}]}")));
    userdb_release_keys(keys);
    for (int i = 0; i < 3; i++) /* nothing is due */
        IS(userdb_tend_keys(in->users, in->arena, &plan, NOW + i), E_OK);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM signing_keys"), 1);
    assert_int_equal(userdb_fixture_events(in, EVENT_KEY_ROTATED)->count, 1);
}

typedef struct PlanCase {
    Micros at;
    int64_t next, active, retired;
    bool same_active; /* as in the row before */
} PlanCase;

static const PlanCase plan_cases[] = {
    { 0, 0, 1, 0, false },
    { 29 * DAY - 1, 0, 1, 0, true },
    { 29 * DAY, 1, 1, 0, true }, /* published a day before it is used */
    { 30 * DAY - 1, 1, 1, 0, true },
    { 30 * DAY, 0, 1, 1, false }, /* used; the old one stays published */
    { 32 * DAY - 1, 0, 1, 1, true },
    { 32 * DAY, 0, 1, 0, true },      /* forgotten */
    { 200 * DAY, 1, 1, 0, true },     /* the server was off for months: published first, */
    { 201 * DAY - 1, 1, 1, 0, true }, /* however old the active one is, */
    { 201 * DAY, 0, 1, 1, false },    /* and then used */
};

static void
keys_follow_the_plan(void **state)
{
    Fixture *in = *state;
    Str active = { NULL, 0 };

    for (size_t i = 0; i < COUNT_OF(plan_cases); i++) {
        const PlanCase *row = &plan_cases[i];
        IS(userdb_tend_keys(in->users, in->arena, &plan, NOW + row->at), E_OK);
        assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM signing_keys WHERE state = 'next'"),
                         row->next);
        assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM signing_keys WHERE state = 'active'"),
                         row->active);
        assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM signing_keys WHERE state = 'retired'"),
                         row->retired);
        KeySet *keys = keys_of(in);
        assert_int_equal(published(keys), row->next + row->active + row->retired);
        assert_int_equal(str_equal(active, sign_key_id(keyset_active(keys))), row->same_active);
        active = str_copy(in->arena, sign_key_id(keyset_active(keys)));
        assert_non_null(keyset_find(keys, active));
        userdb_release_keys(keys);
    }
}

/* Whoever has the document of any moment can verify what is signed until the next one is published for a day; and what was
 * signed is verified until it has expired. */
static void
no_token_fails_while_keys_rotate(void **state)
{
    Fixture *in = *state;
    Str tokens[3] = { { NULL, 0 } }, payload, kid;

    for (int hour = 0; hour < 24 * 70; hour += 6) {
        Micros now = NOW + hour * HOUR;
        IS(userdb_tend_keys(in->users, in->arena, &plan, now), E_OK);
        KeySet *keys = keys_of(in);
        int slot = hour / 6 % 3; /* tokens of the last 18 hours */
        IS(sign_compact(keyset_active(keys), in->arena, LIT("JWT"), LIT("{}"), &tokens[slot]), E_OK);
        for (size_t i = 0; i < 3; i++) {
            if (!tokens[i].len)
                continue;
            IS(verify_peek_kid(in->arena, tokens[i], &kid), E_OK);
            assert_non_null(keyset_find(keys, kid));
            IS(verify_compact(keyset_find(keys, kid), in->arena, LIT("JWT"), tokens[i], &payload), E_OK);
        }
        userdb_release_keys(keys);
    }
    assert_true(userdb_fixture_events(in, EVENT_KEY_ROTATED)->count >= 6);
}

static void
a_set_outlives_the_rotation_and_the_database(void **state)
{
    Fixture *in = *state;
    Str token, payload;

    IS(userdb_tend_keys(in->users, in->arena, &plan, NOW), E_OK);
    KeySet *before = keys_of(in), *same = keys_of(in);
    assert_ptr_equal(before, same); /* cached */
    userdb_release_keys(same);
    for (int day = 0; day <= 40; day++)
        IS(userdb_tend_keys(in->users, in->arena, &plan, NOW + day * DAY), E_OK);
    KeySet *after = keys_of(in); /* this process sees its own rotation at once */
    assert_false(str_equal(sign_key_id(keyset_active(before)), sign_key_id(keyset_active(after))));
    userdb_fixture_close(in);
    IS(sign_compact(keyset_active(before), in->arena, LIT("JWT"), LIT("{}"), &token), E_OK);
    IS(verify_compact(keyset_find(before, sign_key_id(keyset_active(before))), in->arena, LIT("JWT"), token, &payload),
       E_OK);
    userdb_release_keys(before);
    userdb_release_keys(after);
}

static void
another_seal_key_opens_nothing(void **state)
{
    Fixture *in = *state;
    SealKey *other;
    KeySet *keys = NULL;

    IS(userdb_tend_keys(in->users, in->arena, &plan, NOW), E_OK);
    userdb_fixture_close(in);
    IS(seal_key_open(temp_folder_path(in->arena, in->folder, "other.key"), true, &other), E_OK);
    IS(userdb_open(in->url, other, &in->users), E_OK);
    IS(userdb_keys(in->users, in->arena, &keys), E_CRYPTO);
    assert_null(keys);
    userdb_fixture_close(in);
    seal_key_close(other);
}

static Error *
forge_row(Tx *tx, void *arg)
{
    (void)arg;
    TRY(sql_run(tx, "UPDATE revisions SET signing_keys = signing_keys + 1", SQL_NO_ARGS));
    return sql_run(tx,
                   "INSERT INTO signing_keys (kid, state, sealed, since) VALUES ('evil', 'retired', "
                   "CAST('{\"kty\":\"EC\",\"crv\":\"P-256\"}' AS BLOB), 0)",
                   SQL_NO_ARGS);
}

/* Who can write the database but not seal cannot make us publish his key. */
static void
a_key_that_was_not_sealed_by_us_is_refused(void **state)
{
    Fixture *in = *state;
    KeySet *keys = NULL;

    IS(userdb_tend_keys(in->users, in->arena, &plan, NOW), E_OK);
    userdb_release_keys(keys_of(in));
    IS(sql_write(userdb_sql(in->users), in->arena, forge_row, NULL), E_OK);
    (void)usleep(120000); /* it was not written through userdb, like another process's */
    IS(userdb_keys(in->users, in->arena, &keys), E_CRYPTO);
}

/* ---- two who tend at the same time ---- */

typedef struct Tender {
    pthread_t thread;
    Fixture *in;
    Userdb *users; /* a connection of its own, like another server's */
    ErrorCode code;
} Tender;

static void *
tend(void *arg)
{
    Tender *tender = arg;
    Arena *arena = arena_new((size_t)8 << 20);

    for (int day = 0; day <= 62 && tender->code == E_OK; day++) {
        Error *error = userdb_tend_keys(tender->users, arena, &plan, NOW + day * DAY);
        tender->code = error ? error->code : E_OK;
    }
    arena_free(arena);
    return NULL;
}

static void
servers_that_tend_together_make_one_key(void **state)
{
    Tender tenders[4];

    for (size_t i = 0; i < COUNT_OF(tenders); i++) {
        tenders[i] = (Tender){ .in = *state };
        IS(userdb_open(tenders[i].in->url, tenders[i].in->seal, &tenders[i].users), E_OK);
    }
    for (size_t i = 0; i < COUNT_OF(tenders); i++)
        assert_int_equal(pthread_create(&tenders[i].thread, NULL, tend, &tenders[i]), 0);
    for (size_t i = 0; i < COUNT_OF(tenders); i++) {
        (void)pthread_join(tenders[i].thread, NULL);
        assert_int_equal(tenders[i].code, E_OK);
        userdb_close(tenders[i].users);
    }
    /* the first; then one published on day 29 and one on day 59, however far apart the tenders are */
    assert_int_equal(userdb_fixture_number(*state, "SELECT count(*) FROM signing_keys WHERE state = 'active'"), 1);
    assert_int_equal(userdb_fixture_number(*state, "SELECT seq FROM sqlite_sequence WHERE name = 'signing_keys'"), 3);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, userdb_fixture_setup, userdb_fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(the_first_key_signs_and_verifies),        CASE(keys_follow_the_plan),
        CASE(no_token_fails_while_keys_rotate),        CASE(a_set_outlives_the_rotation_and_the_database),
        CASE(another_seal_key_opens_nothing),          CASE(a_key_that_was_not_sealed_by_us_is_refused),
        CASE(servers_that_tend_together_make_one_key),
    };

    return cmocka_run_group_tests_name("userdb_keys", tests, NULL, NULL);
}
