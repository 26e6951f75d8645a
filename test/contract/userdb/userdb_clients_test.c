/* userdb_clients_test.c -- clients and their cache, consents.
 * SPDX-License-Identifier: ISC */
#include "../sql/temp_folder.h"
#include "base/str.h"
#include "userdb_fixture.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define IS(error, code) assert_true(userdb_fixture_is((error), (code)))

static Client
shop(void)
{
    Client client = { .client_id = LIT("shop"),
                      .name = LIT("The Shop"),
                      .first_party = true,
                      .redirect_uris = { LIT("https://shop.example/cb"), LIT("http://127.0.0.1/cb") },
                      .redirect_uri_count = 2 };

    memset(client.secret_hash, 3, sizeof client.secret_hash);
    return client;
}

static bool
is_same(const Client *a, const Client *b)
{
    bool same = str_equal(a->client_id, b->client_id) && str_equal(a->name, b->name) && a->is_public == b->is_public &&
                a->first_party == b->first_party && a->redirect_uri_count == b->redirect_uri_count &&
                memcmp(a->secret_hash, b->secret_hash, sizeof a->secret_hash) == 0;

    for (size_t i = 0; same && i < a->redirect_uri_count; i++)
        same = str_equal(a->redirect_uris[i], b->redirect_uris[i]);
    return same;
}

static void
a_client_is_found_as_it_was_registered(void **state)
{
    Fixture *in = *state;
    Client client = shop(), got, *list;
    size_t count;

    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_OK);
    for (int i = 0; i < 2; i++) { /* read, then cached */
        IS(userdb_get_client(in->users, in->arena, LIT("shop"), &got), E_OK);
        assert_true(is_same(&got, &client));
        assert_int_equal(got.created, NOW);
        assert_true(got.id > 0);
    }
    (void)userdb_fixture_client(in, "second");
    IS(userdb_list_clients(in->users, in->arena, &list, &count), E_OK);
    assert_int_equal(count, 2);
    assert_true(is_same(&list[0], &client));
    assert_true(str_equal(list[1].client_id, LIT("second")) && list[1].redirect_uri_count == 1);
    assert_int_equal(userdb_fixture_events(in, EVENT_CLIENT_CREATED)->count, 2);
    assert_true(str_equal(userdb_fixture_events(in, EVENT_CLIENT_CREATED)->events[0].client_id, LIT("shop")));
}

static void
an_unknown_client_is_refused(void **state)
{
    static const char *const names[] = { "", "sho", "shop ", "SHOP", "shop' --", "nobody" };
    Fixture *in = *state;
    Client client = shop(), got = { .id = 77 };

    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_OK);
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < COUNT_OF(names); i++)
            IS(userdb_get_client(in->users, in->arena, str_from_c(names[i]), &got), E_INVALID_CLIENT);
    assert_int_equal(got.id, 77);
}

static void
a_client_that_cannot_be_is_refused(void **state)
{
    static char long_text[URI_LIMIT + 1];
    Fixture *in = *state;
    Client client = shop();

    memset(long_text, 'a', sizeof long_text);
    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_OK);
    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_EXISTS);
    client.client_id = LIT("");
    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_INVALID_REQUEST);
    client.client_id = (Str){ long_text, NAME_LIMIT + 1 };
    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_INVALID_REQUEST);
    client.client_id = LIT("next");
    client.redirect_uris[1] = (Str){ long_text, sizeof long_text };
    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_INVALID_REQUEST);
    client.redirect_uri_count = REDIRECT_URIS_MAX + 1;
    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_INVALID_REQUEST);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM clients"), 1);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM client_redirect_uris"), 2);
}

static void
our_own_client_is_kept_up_to_date(void **state)
{
    Fixture *in = *state;
    Client client = shop(), got;

    for (int i = 0; i < 2; i++)
        IS(userdb_put_own_client(in->users, in->arena, &client, NOW), E_OK);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM outbox"), 1); /* the second changed nothing */
    client.redirect_uris[0] = LIT("https://new.example/cb");
    client.redirect_uri_count = 1;
    IS(userdb_put_own_client(in->users, in->arena, &client, NOW), E_OK);
    IS(userdb_get_client(in->users, in->arena, LIT("shop"), &got), E_OK); /* at once, through the cache */
    assert_true(is_same(&got, &client));
    client.secret_hash[31] ^= 1;
    IS(userdb_put_own_client(in->users, in->arena, &client, NOW), E_OK);
    IS(userdb_get_client(in->users, in->arena, LIT("shop"), &got), E_OK);
    assert_true(is_same(&got, &client));
    assert_int_equal(userdb_fixture_events(in, EVENT_CLIENT_CHANGED)->count, 2);
}

static void
a_new_secret_is_seen_at_once(void **state)
{
    Fixture *in = *state;
    Client client = shop(), app = { .client_id = LIT("spa"), .is_public = true }, got;
    unsigned char hash[32];

    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_OK);
    IS(userdb_create_client(in->users, in->arena, &app, NOW), E_OK);
    for (int i = 0; i < 100; i++) {
        memset(hash, i, sizeof hash);
        IS(userdb_set_client_secret(in->users, in->arena, LIT("shop"), hash, NOW), E_OK);
        IS(userdb_get_client(in->users, in->arena, LIT("shop"), &got), E_OK);
        assert_memory_equal(got.secret_hash, hash, sizeof hash);
    }
    IS(userdb_set_client_secret(in->users, in->arena, LIT("nobody"), hash, NOW), E_INVALID_CLIENT);
    IS(userdb_set_client_secret(in->users, in->arena, LIT("spa"), hash, NOW), E_INVALID_REQUEST);
}

/* More clients than the cache has places, in several threads, while one of them changes. */
#define CLIENTS 600

typedef struct Looker {
    pthread_t thread;
    const Fixture *in;
    int wrong;
} Looker;

static void *
look_often(void *arg)
{
    Looker *looker = arg;

    for (int i = 0; i < CLIENTS; i++) {
        Arena *arena = arena_new(1 << 20);
        Str name = str_format(arena, "client-%d", i);
        Client client;
        if (userdb_get_client(looker->in->users, arena, name, &client) || !str_equal(client.client_id, name) ||
            client.redirect_uri_count != 1 || !str_equal(client.redirect_uris[0], LIT("https://app.example/callback")))
            looker->wrong++;
        arena_free(arena);
    }
    return NULL;
}

static void
any_number_of_clients_is_found_by_many_threads(void **state)
{
    Fixture *in = *state;
    Looker lookers[8];
    unsigned char hash[32] = { 0 };

    for (int i = 0; i < CLIENTS; i++)
        (void)userdb_fixture_client(in, str_format(in->arena, "client-%d", i).ptr);
    for (size_t i = 0; i < COUNT_OF(lookers); i++) {
        lookers[i] = (Looker){ .in = in };
        assert_int_equal(pthread_create(&lookers[i].thread, NULL, look_often, &lookers[i]), 0);
    }
    for (int i = 0; i < 20; i++)
        IS(userdb_set_client_secret(in->users, in->arena, LIT("client-5"), hash, NOW), E_OK);
    for (size_t i = 0; i < COUNT_OF(lookers); i++) {
        (void)pthread_join(lookers[i].thread, NULL);
        assert_int_equal(lookers[i].wrong, 0);
    }
}

static void
what_was_handed_out_outlives_a_change(void **state)
{
    Fixture *in = *state;
    Client client = shop(), before;
    Arena *arena = arena_new(1 << 16);

    IS(userdb_create_client(in->users, in->arena, &client, NOW), E_OK);
    IS(userdb_get_client(in->users, arena, LIT("shop"), &before), E_OK);
    Client changed = shop();
    changed.name = LIT("Another Name");
    IS(userdb_put_own_client(in->users, in->arena, &changed, NOW), E_OK);
    IS(userdb_get_client(in->users, in->arena, LIT("shop"), &changed), E_OK);
    assert_true(str_equal(changed.name, LIT("Another Name")));
    userdb_fixture_close(in);
    assert_true(is_same(&before, &client));
    arena_free(arena);
}

/* ---- another process ---- */

static int
add_client(const TempProcess *self, void *arg)
{
    Fixture *in = arg;

    temp_folder_wait(self->go);
    userdb_fixture_open(in);
    Client client = userdb_fixture_client(in, "far");
    temp_folder_signal(self->ready);
    temp_folder_wait(self->go);
    client.name = LIT("Far Away");
    Error *error = userdb_put_own_client(in->users, in->arena, &client, NOW);
    userdb_fixture_close(in);
    return error ? 1 : 0;
}

/* Commands write while the server runs. */
static void
another_process_is_seen_after_a_tenth_of_a_second(void **state)
{
    Fixture *in = *state;
    TempProcess process = temp_folder_process(add_client, in);
    Client client;

    userdb_fixture_open(in);
    IS(userdb_get_client(in->users, in->arena, LIT("far"), &client), E_INVALID_CLIENT);
    temp_folder_signal(process.go);
    temp_folder_wait(process.ready);
    (void)usleep(120000);
    IS(userdb_get_client(in->users, in->arena, LIT("far"), &client), E_OK);
    assert_true(str_equal(client.name, LIT("An app")));
    temp_folder_signal(process.go);
    assert_int_equal(temp_folder_join(&process), 0);
    (void)usleep(120000);
    IS(userdb_get_client(in->users, in->arena, LIT("far"), &client), E_OK);
    assert_true(str_equal(client.name, LIT("Far Away")));
}

/* ---- consents ---- */

typedef struct ConsentCase {
    const char *asked;
    bool granted;
} ConsentCase;

static const ConsentCase consent_cases[] = {
    { "openid", true },
    { "email openid", true },
    { " openid  email ", true },
    { "openid email profile", true },
    { "openid email profile offline_access", false },
    { "open", false },
    { "OPENID", false },
    { "openid\temail", false },
    { "", true },
};

static void
consent_is_for_the_scopes_that_were_allowed(void **state)
{
    Fixture *in = *state;
    User anna = userdb_fixture_user(in, "anna"), berta = userdb_fixture_user(in, "berta");
    bool granted;

    (void)userdb_fixture_client(in, "app");
    (void)userdb_fixture_client(in, "other");
    IS(userdb_has_consent(in->users, in->arena, anna.id, LIT("app"), LIT(""), &granted), E_OK);
    assert_false(granted);
    IS(userdb_give_consent(in->users, in->arena, anna.id, LIT("app"), LIT("openid email"), NOW), E_OK);
    IS(userdb_give_consent(in->users, in->arena, anna.id, LIT("app"), LIT("profile openid"), NOW + 1), E_OK);
    for (size_t i = 0; i < COUNT_OF(consent_cases); i++) {
        IS(userdb_has_consent(in->users, in->arena, anna.id, LIT("app"), str_from_c(consent_cases[i].asked), &granted),
           E_OK);
        assert_int_equal(granted, consent_cases[i].granted);
    }
    IS(userdb_has_consent(in->users, in->arena, anna.id, LIT("other"), LIT("openid"), &granted), E_OK);
    assert_false(granted);
    IS(userdb_has_consent(in->users, in->arena, berta.id, LIT("app"), LIT("openid"), &granted), E_OK);
    assert_false(granted);
    const FixtureEvents *events = userdb_fixture_events(in, EVENT_CONSENT_GIVEN);
    assert_int_equal(events->count, 2);
    assert_true(str_equal(events->events[0].client_id, LIT("app")));
    assert_true(str_equal(events->events[0].user_subject, anna.subject));
}

static void
consent_that_cannot_be_is_refused(void **state)
{
    static char long_scope[SCOPE_LIMIT + 1];
    Fixture *in = *state;
    User anna = userdb_fixture_user(in, "anna");
    bool granted;

    memset(long_scope, 's', sizeof long_scope);
    (void)userdb_fixture_client(in, "app");
    IS(userdb_give_consent(in->users, in->arena, anna.id, LIT("nobody"), LIT("openid"), NOW), E_INVALID_CLIENT);
    IS(userdb_give_consent(in->users, in->arena, anna.id + 1, LIT("app"), LIT("openid"), NOW), E_NOT_FOUND);
    IS(userdb_give_consent(in->users, in->arena, anna.id, LIT("app"), (Str){ long_scope, sizeof long_scope }, NOW),
       E_INVALID_SCOPE);
    IS(userdb_has_consent(in->users, in->arena, anna.id, LIT("app"), (Str){ long_scope, sizeof long_scope }, &granted),
       E_INVALID_SCOPE);
    IS(userdb_give_consent(in->users, in->arena, anna.id, LIT("app"), (Str){ long_scope, SCOPE_LIMIT }, NOW), E_OK);
    IS(userdb_give_consent(in->users, in->arena, anna.id, LIT("app"), LIT("more"), NOW), E_INVALID_SCOPE);
    assert_int_equal(userdb_fixture_events(in, EVENT_CONSENT_GIVEN)->count, 1);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, userdb_fixture_setup, userdb_fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_client_is_found_as_it_was_registered),
        CASE(an_unknown_client_is_refused),
        CASE(a_client_that_cannot_be_is_refused),
        CASE(our_own_client_is_kept_up_to_date),
        CASE(a_new_secret_is_seen_at_once),
        CASE(any_number_of_clients_is_found_by_many_threads),
        CASE(what_was_handed_out_outlives_a_change),
        cmocka_unit_test_setup_teardown(another_process_is_seen_after_a_tenth_of_a_second, userdb_fixture_setup_closed,
                                        userdb_fixture_teardown),
        CASE(consent_is_for_the_scopes_that_were_allowed),
        CASE(consent_that_cannot_be_is_refused),
    };

    return cmocka_run_group_tests_name("userdb_clients", tests, NULL, NULL);
}
