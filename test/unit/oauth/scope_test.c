/* scope_test.c -- the scopes that exist here: known, within, and in words.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "oauth/scope.h"

#include <string.h>

static void
the_known_ones_once_and_in_our_order(void **state)
{
    static const struct {
        const char *asked, *known;
    } rows[] = {
        { "openid", "openid" },
        { "email profile openid", "openid profile email" },
        { "openid openid email openid", "openid email" },
        { "openid admin email root", "openid email" },
        { "OPENID", "" },
        { "openidx openi", "" },
        { "", "" },
        { "  openid   offline_access ", "openid offline_access" },
        { "openid\tprofile", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ASSERT_STR(scope_known(arena, str_from_c(rows[i].asked)), rows[i].known);
    ASSERT_STR(scope_known(arena, scope_supported), "openid profile email offline_access");
}

static void
never_wider(void **state)
{
    static const struct {
        const char *asked, *granted;
        bool within;
    } rows[] = {
        { "openid", "openid profile", true },
        { "profile openid", "openid profile", true },
        { "openid openid", "openid", true },
        { "", "openid", true },
        { "", "", true },
        { "openid email", "openid profile", false },
        { "openid", "", false },
        { "open", "openid", false },
        { "openid profile", "openidprofile", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(scope_within(str_from_c(rows[i].asked), str_from_c(rows[i].granted)), rows[i].within);
}

static void
names_in_our_order(void **state)
{
    Str names[SCOPES_MAX];

    (void)state;
    assert_int_equal(scope_names(scope_supported, names), 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(str_has_word(scope_supported, names[i]));
    assert_int_equal(scope_names(LIT("email unknown"), names), 1);
    ASSERT_STR(names[0], "email");
    assert_int_equal(scope_names(LIT(""), names), 0);
}

/* A scope with 10^5 items costs no more than reading it (attacks.md 71). */
static void
a_hundred_thousand_words(void **state)
{
    size_t length = 200000;
    char *text = arena_alloc(arena, length);

    (void)state;
    for (size_t i = 0; i < length; i++)
        text[i] = i % 2 ? ' ' : 'a';
    memcpy(text + length - 6, "openid", 6);
    text[length - 7] = ' ';
    ASSERT_STR(scope_known(arena, (Str){ text, length }), "openid");
    assert_false(scope_within((Str){ text, length }, LIT("openid")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_known_ones_once_and_in_our_order),
        UNIT(never_wider),
        UNIT(names_in_our_order),
        UNIT(a_hundred_thousand_words),
    };

    return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
