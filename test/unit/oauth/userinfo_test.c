/* userinfo_test.c -- the userinfo answer: as much as the scope allows, and of nobody else (attacks.md 45).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "oauth/userinfo.h"

static const User user = { .subject = LIT_INIT("u1"),
                           .name = LIT_INIT("anne"),
                           .display_name = LIT_INIT("Anne"),
                           .email = LIT_INIT("a@b.example"),
                           .email_verified = true,
                           .updated = 7 * SECOND };

static void
as_much_as_the_scope_allows(void **state)
{
    static const struct {
        const char *scope, *json;
    } rows[] = {
        { "openid", "{\"sub\":\"u1\"}" },
        { "openid profile", "{\"sub\":\"u1\",\"name\":\"Anne\",\"preferred_username\":\"anne\",\"updated_at\":7}" },
        { "openid email", "{\"sub\":\"u1\",\"email\":\"a@b.example\",\"email_verified\":true}" },
        { "", "{\"sub\":\"u1\"}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ASSERT_STR(userinfo_encode(arena, &user, str_from_c(rows[i].scope)), rows[i].json);
}

/* OpenID Connect Core 5.3.2: a claim that is not returned is left out, not sent empty. */
static void
what_is_empty_is_left_out(void **state)
{
    User bare = { .subject = LIT("u1") };

    (void)state;
    ASSERT_STR(userinfo_encode(arena, &bare, LIT("openid profile email")), "{\"sub\":\"u1\",\"updated_at\":0}");
}

static void
comes_back(void **state)
{
    Userinfo back;

    (void)state;
    ASSERT_OK(
        userinfo_decode(arena, 200, userinfo_encode(arena, &user, LIT("openid profile email")), LIT("u1"), &back));
    ASSERT_STR(back.name, "Anne");
    ASSERT_STR(back.preferred_username, "anne");
    ASSERT_STR(back.email, "a@b.example");
    assert_true(back.email_verified);
}

static void
refuses(void **state)
{
    static const struct {
        int status;
        const char *json;
    } rows[] = {
        { 200, "{\"sub\":\"u2\"}" },
        { 200, "{\"sub\":\"u1 \"}" },
        { 200, "{\"sub\":\"U1\"}" },
        { 200, "{\"sub\":\"\"}" },
        { 200, "{\"sub\":1}" },
        { 200, "{\"name\":\"Anne\"}" },
        { 200, "{\"sub\":\"u1\",\"sub\":\"u1\"}" },
        { 200, "{\"sub\":\"u1\",\"email_verified\":\"true\"}" },
        { 200, "{\"sub\":\"u1\",\"name\":{}}" },
        { 200, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1MSJ9." },
        { 200, "" },
        { 401, "{\"sub\":\"u1\"}" },
        { 302, "{\"sub\":\"u1\"}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Userinfo info = { .name = LIT("untouched") };
        ASSERT_CODE(userinfo_decode(arena, rows[i].status, str_from_c(rows[i].json), LIT("u1"), &info), E_USERINFO,
                    rows[i].json);
        ASSERT_STR(info.name, "untouched");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(as_much_as_the_scope_allows),
        UNIT(what_is_empty_is_left_out),
        UNIT(comes_back),
        UNIT(refuses),
    };

    return cmocka_run_group_tests_name("userinfo", tests, NULL, NULL);
}
