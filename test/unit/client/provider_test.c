/* provider_test.c -- an issuer's documents: fetched when needed, kept, refreshed, and believed only when they are right
 * (attacks.md 41, 43).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/clock.h"
#include "fake_issuer.h"
#include "turned_clock.h"

static Provider *provider;

static int
begin(void **state)
{
    provider = fake_issuer_open(fake_issuer_client());
    return provider ? unit_set_up(state) : -1;
}

static int
end(void **state)
{
    int result = unit_tear_down(state); /* documents hang on the arena */

    provider_close(provider);
    return result;
}

static Micros
soon(void)
{
    return clock_monotonic() + 5 * SECOND;
}

static void
nothing_is_fetched_before_it_is_needed(void **state)
{
    const ProviderDocs *docs;

    (void)state;
    assert_int_equal(fake_issuer_documents(), 0);
    ASSERT_OK(provider_docs(provider, arena, soon(), &docs));
    ASSERT_STR(docs->metadata.issuer, FAKE_ISSUER);
    ASSERT_STR(docs->metadata.token_endpoint, FAKE_ISSUER "/token");
    assert_non_null(jwks_find(docs->jwks, sign_key_id(fake_issuer_keys[0])));
    assert_int_equal(fake_issuer_documents(), 2);
}

static void
and_then_only_once(void **state)
{
    const ProviderDocs *first, *docs;

    (void)state;
    ASSERT_OK(provider_docs(provider, arena, soon(), &first));
    turned_clock_pass(DAY);
    for (int i = 0; i < 10; i++) {
        ASSERT_OK(provider_docs(provider, arena, soon(), &docs));
        assert_ptr_equal(docs, first); /* stale is served; refreshing is the background's */
    }
    assert_int_equal(fake_issuer_documents(), 2);
}

static void
documents_that_are_not_believed(void **state)
{
    static const struct {
        const char *what;
        int metadata_status, jwks_status;
        const char *metadata, *jwks;
    } rows[] = {
        { "no metadata", 404, 200, NULL, NULL },
        { "metadata behind a redirect", 302, 200, NULL, NULL },
        { "metadata that is no JSON", 200, 200, "<html>", NULL },
        { "metadata of another issuer", 200, 200,
          "{\"issuer\":\"https://evil.example\",\"authorization_endpoint\":\"https://id.example/a\","
          "\"token_endpoint\":\"https://id.example/t\",\"jwks_uri\":\"https://id.example/jwks.json\"}",
          NULL },
        { "metadata without a token endpoint", 200, 200,
          "{\"issuer\":\"https://id.example\",\"authorization_endpoint\":\"https://id.example/a\","
          "\"jwks_uri\":\"https://id.example/jwks.json\"}",
          NULL },
        { "no keys", 200, 500, NULL, NULL },
        { "keys that are no JSON", 200, 200, NULL, "keys" },
        { "an empty set of keys", 200, 200, NULL, "{\"keys\":[]}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const ProviderDocs *docs = NULL;
        fake_issuer.metadata_status = rows[i].metadata_status;
        fake_issuer.jwks_status = rows[i].jwks_status;
        fake_issuer.metadata = rows[i].metadata;
        fake_issuer.jwks = rows[i].jwks;
        ASSERT_CODE(provider_docs(provider, arena, soon(), &docs), E_PROVIDER, rows[i].what);
        assert_null(docs);
    }
}

static void
a_provider_that_comes_back(void **state)
{
    const ProviderDocs *docs;

    (void)state;
    fake_issuer.metadata_status = 503;
    ASSERT_CODE(provider_docs(provider, arena, soon(), &docs), E_PROVIDER, "down");
    fake_issuer.metadata_status = 200;
    ASSERT_OK(provider_docs(provider, arena, soon(), &docs));
}

static void
the_background_refreshes_what_is_old(void **state)
{
    const ProviderDocs *old, *fresh;

    (void)state;
    provider_refresh(provider);
    assert_int_equal(fake_issuer_documents(), 2);
    ASSERT_OK(provider_docs(provider, arena, soon(), &old));
    turned_clock_pass(HOUR - MINUTE);
    provider_refresh(provider);
    assert_int_equal(fake_issuer_documents(), 2);
    turned_clock_pass(2 * MINUTE);
    fake_issuer.published = fake_issuer_keys[1];
    provider_refresh(provider);
    assert_int_equal(fake_issuer_documents(), 4);
    ASSERT_OK(provider_docs(provider, arena, soon(), &fresh));
    assert_non_null(jwks_find(fresh->jwks, sign_key_id(fake_issuer_keys[1])));
    assert_non_null(jwks_find(old->jwks, sign_key_id(fake_issuer_keys[0]))); /* whoever holds them keeps them */
}

static void
a_refresh_that_fails_leaves_the_old(void **state)
{
    const ProviderDocs *old, *docs;

    (void)state;
    ASSERT_OK(provider_docs(provider, arena, soon(), &old));
    turned_clock_pass(2 * HOUR);
    fake_issuer.jwks = "{\"keys\":[]}";
    provider_refresh(provider);
    ASSERT_OK(provider_docs(provider, arena, soon(), &docs));
    assert_ptr_equal(docs, old);
}

static void
an_unknown_kid_asks_at_most_once_in_half_a_minute(void **state)
{
    const ProviderDocs *docs;

    (void)state;
    ASSERT_OK(provider_docs(provider, arena, soon(), &docs));
    for (int i = 0; i < 100; i++)
        ASSERT_OK(provider_docs_again(provider, arena, soon(), &docs));
    assert_int_equal(fake_issuer_documents(), 2);
    turned_clock_pass(31 * SECOND);
    for (int i = 0; i < 100; i++)
        ASSERT_OK(provider_docs_again(provider, arena, soon(), &docs));
    assert_int_equal(fake_issuer_documents(), 4);
}

static void
no_time_is_left(void **state)
{
    const ProviderDocs *docs;

    (void)state;
    ASSERT_CODE(provider_docs(provider, arena, clock_monotonic() - 1, &docs), E_TIMEOUT, "the deadline has passed");
    assert_int_equal(fake_issuer_documents(), 0);
}

/* Port 1 refuses at once; after five failures nobody is asked any more. */
static void
a_sick_outside_provider_fails_at_once(void **state)
{
    ProviderOptions options = fake_issuer_client();
    const ProviderDocs *docs;

    (void)state;
    provider_close(provider);
    options.own = false;
    options.issuer = LIT("http://127.0.0.1:1");
    provider = fake_issuer_open(options);
    for (int i = 0; i < BREAKER_FAILURES; i++)
        ASSERT_CODE(provider_docs(provider, arena, soon(), &docs), E_PROVIDER, "refused connection");
    ASSERT_CODE(provider_docs(provider, arena, soon(), &docs), E_UNAVAILABLE, "the breaker");
    turned_clock_pass(BREAKER_PAUSE);
    ASSERT_CODE(provider_docs(provider, arena, soon(), &docs), E_PROVIDER, "the probe");
}

/* A stranger's settings or documents do not lead into our own router. */
static void
an_outside_provider_is_not_asked_inside(void **state)
{
    ProviderOptions options = fake_issuer_client();
    const ProviderDocs *docs;

    (void)state;
    provider_close(provider);
    options.own = false;
    provider = fake_issuer_open(options);
    ASSERT_CODE(provider_docs(provider, arena, soon(), &docs), E_PROVIDER, "our own address");
    assert_int_equal(fake_issuer_documents(), 0);
}

static void
the_settings_come_back(void **state)
{
    (void)state;
    ASSERT_STR(provider_options(provider)->name, "acme");
    ASSERT_STR(provider_options(provider)->label, "Acme");
    provider_close(NULL);
}

#define ASKED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ASKED(nothing_is_fetched_before_it_is_needed),
        ASKED(and_then_only_once),
        ASKED(documents_that_are_not_believed),
        ASKED(a_provider_that_comes_back),
        ASKED(the_background_refreshes_what_is_old),
        ASKED(a_refresh_that_fails_leaves_the_old),
        ASKED(an_unknown_kid_asks_at_most_once_in_half_a_minute),
        ASKED(no_time_is_left),
        ASKED(a_sick_outside_provider_fails_at_once),
        ASKED(an_outside_provider_is_not_asked_inside),
        ASKED(the_settings_come_back),
    };

    return cmocka_run_group_tests_name("provider", tests, fake_issuer_start, fake_issuer_stop);
}
