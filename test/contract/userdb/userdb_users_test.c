/* userdb_users_test.c -- accounts: made, found, listed, changed; and each change's event.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "userdb_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IS(error, code) assert_true(userdb_fixture_is((error), (code)))

static NewUser
anna(void)
{
    return (NewUser){ .name = LIT("Anna"),
                      .display_name = LIT("Anna Ek"),
                      .email = LIT("Anna@Example.com"),
                      .email_verified = true,
                      .permissions = PERMISSION_REPORTS,
                      .password_encoded = LIT("$argon2id$secret") };
}

static void
a_new_account_is_found_as_it_was_made(void **state)
{
    Fixture *in = *state;
    NewUser new_user = anna();
    User made, got;

    IS(userdb_create_user(in->users, in->arena, &new_user, NOW, &made), E_OK);
    IS(userdb_get_user(in->users, in->arena, made.id, &got), E_OK);
    assert_int_equal(got.id, made.id);
    assert_true(made.subject.len >= 43 && str_equal(got.subject, made.subject));
    assert_true(str_equal(got.name, LIT("Anna")) && str_equal(got.display_name, LIT("Anna Ek")));
    assert_true(str_equal(got.email, LIT("Anna@Example.com")) && got.email_verified && !got.disabled);
    assert_int_equal(got.permissions, PERMISSION_REPORTS);
    assert_int_equal(got.created, NOW);
    assert_int_equal(got.updated, NOW);

    const FixtureEvents *events = userdb_fixture_events(in, EVENT_USER_CREATED);
    assert_int_equal(events->count, 1);
    assert_true(str_equal(events->events[0].user_subject, made.subject));
    assert_int_equal(events->events[0].at, NOW);
}

typedef struct RefuseCase {
    const char *what;
    Str name, email;
    ErrorCode code;
    const char *says;
} RefuseCase;

static const RefuseCase refuse_cases[] = {
    { "same name", LIT_INIT("Anna"), { NULL, 0 }, E_EXISTS, "name" },
    { "same name in other case", LIT_INIT("aNNA"), { NULL, 0 }, E_EXISTS, "name" },
    { "same email", LIT_INIT("Berta"), LIT_INIT("anna@example.COM"), E_EXISTS, "email" },
    { "a name that is another's email", LIT_INIT("anna@example.com"), { NULL, 0 }, E_EXISTS, "name" },
    { "nothing", { NULL, 0 }, { NULL, 0 }, E_INVALID_REQUEST, "needs a name" },
    { "two @", LIT_INIT("x"), LIT_INIT("a@evil@corp.com"), E_INVALID_REQUEST, "one '@'" },
    { "no @", LIT_INIT("x"), LIT_INIT("corp.com"), E_INVALID_REQUEST, "one '@'" },
    { "nothing before @", LIT_INIT("x"), LIT_INIT("@corp.com"), E_INVALID_REQUEST, "one '@'" },
    { "nothing after @", LIT_INIT("x"), LIT_INIT("a@"), E_INVALID_REQUEST, "one '@'" },
    { "space in email", LIT_INIT("x"), LIT_INIT("a @b"), E_INVALID_REQUEST, "one '@'" },
    { "NUL in name", LIT_INIT("An\0na"), { NULL, 0 }, E_INVALID_REQUEST, "control" },
    { "newline in name", LIT_INIT("An\nna"), { NULL, 0 }, E_INVALID_REQUEST, "control" },
    { "broken UTF-8", LIT_INIT("An\xff"), { NULL, 0 }, E_INVALID_REQUEST, "UTF-8" },
};

static void
an_account_that_cannot_be_is_refused(void **state)
{
    Fixture *in = *state;
    NewUser new_user = anna();
    User made, untouched = { .id = 77 };
    char long_name[NAME_LIMIT + 1];

    IS(userdb_create_user(in->users, in->arena, &new_user, NOW, &made), E_OK);
    for (size_t i = 0; i < COUNT_OF(refuse_cases); i++) {
        const RefuseCase *row = &refuse_cases[i];
        NewUser other = { .name = row->name, .email = row->email };
        Error *error = userdb_create_user(in->users, in->arena, &other, NOW, &untouched);
        IS(error, row->code);
        assert_non_null(strstr(error->text, row->says));
    }
    memset(long_name, 'n', sizeof long_name);
    NewUser too_long = { .name = { long_name, sizeof long_name } };
    IS(userdb_create_user(in->users, in->arena, &too_long, NOW, &untouched), E_INVALID_REQUEST);
    assert_int_equal(untouched.id, 77);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM users"), 1);
    assert_int_equal(userdb_fixture_events(in, EVENT_USER_CREATED)->count, 1);
}

static void
names_beyond_ascii_are_compared_byte_by_byte(void **state)
{
    Fixture *in = *state;

    (void)userdb_fixture_user(in, "\xc3\x85sa"); /* capital A with ring */
    (void)userdb_fixture_user(in, "\xc3\xa5sa"); /* small a with ring: another name */
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM users"), 2);
}

typedef struct FindCase {
    Str typed;
    bool found;
} FindCase;

static const FindCase find_cases[] = {
    { LIT_INIT("Anna"), true },
    { LIT_INIT("ANNA"), true },
    { LIT_INIT("anna@example.com"), true },
    { LIT_INIT("ANNA@EXAMPLE.COM"), true },
    { LIT_INIT("Ann"), false },
    { LIT_INIT("Anna "), false },
    { LIT_INIT("Anna\0"), false },
    { LIT_INIT("anna@example.co"), false },
    { LIT_INIT("' OR 1=1 --"), false },
    { LIT_INIT("%"), false },
    { { NULL, 0 }, false },
};

static void
a_person_is_found_by_what_they_type(void **state)
{
    Fixture *in = *state;
    NewUser new_user = anna();
    User made, user;
    Str encoded;
    bool found;

    IS(userdb_create_user(in->users, in->arena, &new_user, NOW, &made), E_OK);
    (void)userdb_fixture_user(in, "other");
    for (size_t i = 0; i < COUNT_OF(find_cases); i++) {
        IS(userdb_find_login(in->users, in->arena, find_cases[i].typed, &user, &encoded, &found), E_OK);
        assert_int_equal(found, find_cases[i].found);
        if (found) {
            assert_int_equal(user.id, made.id);
            assert_true(str_equal(encoded, LIT("$argon2id$secret")));
        } else {
            assert_int_equal(encoded.len, 0);
        }
    }
    IS(userdb_find_login(in->users, in->arena, LIT("other"), &user, &encoded, &found), E_OK);
    assert_true(found && encoded.len == 0);
}

static void
a_typed_name_with_an_at_is_a_name_first(void **state)
{
    Fixture *in = *state;
    NewUser first = { .name = LIT("root@home") }, second = { .name = LIT("b"), .email = LIT("b@home") };
    User a, b, user;
    Str encoded;
    bool found;

    IS(userdb_create_user(in->users, in->arena, &first, NOW, &a), E_OK);
    IS(userdb_create_user(in->users, in->arena, &second, NOW, &b), E_OK);
    IS(userdb_find_login(in->users, in->arena, LIT("root@home"), &user, &encoded, &found), E_OK);
    assert_int_equal(user.id, a.id);
    NewUser taken = { .name = LIT("c"), .email = LIT("Root@Home") }; /* no e-mail may be another's name either */
    IS(userdb_create_user(in->users, in->arena, &taken, NOW, &user), E_EXISTS);
}

static void
commands_find_by_name_email_or_subject(void **state)
{
    Fixture *in = *state;
    NewUser new_user = anna();
    User made, user = { .id = 77 };

    IS(userdb_create_user(in->users, in->arena, &new_user, NOW, &made), E_OK);
    const Str words[] = { LIT("anna"), LIT("anna@example.com"), made.subject };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        IS(userdb_find_user(in->users, in->arena, words[i], &user), E_OK);
        assert_int_equal(user.id, made.id);
    }
    user.id = 77;
    IS(userdb_find_user(in->users, in->arena, LIT("nobody"), &user), E_NOT_FOUND);
    IS(userdb_get_user(in->users, in->arena, made.id + 1, &user), E_NOT_FOUND);
    assert_int_equal(user.id, 77);
}

typedef struct PageCase {
    size_t offset, limit, count;
} PageCase;

static const PageCase page_cases[] = {
    { 0, 100, 7 }, { 0, 3, 3 }, { 5, 3, 2 }, { 7, 3, 0 }, { 99, 3, 0 }, { 0, 0, 0 }
};

static void
users_are_listed_in_pages(void **state)
{
    Fixture *in = *state;
    char name[16];
    User *list;
    size_t count;
    int64_t total;

    for (int i = 0; i < 7; i++) {
        (void)snprintf(name, sizeof name, "user%d", i);
        (void)userdb_fixture_user(in, name);
    }
    for (size_t i = 0; i < COUNT_OF(page_cases); i++) {
        IS(userdb_list_users(in->users, in->arena, page_cases[i].offset, page_cases[i].limit, &list, &count), E_OK);
        assert_int_equal(count, page_cases[i].count);
        for (size_t k = 0; k < count; k++)
            assert_int_equal(list[k].name.ptr[4], (char)('0' + page_cases[i].offset + k));
    }
    IS(userdb_count_users(in->users, in->arena, &total), E_OK);
    assert_int_equal(total, 7);
}

static void
changes_are_kept_and_told(void **state)
{
    Fixture *in = *state;
    User user = userdb_fixture_user(in, "anna"), got;
    Str encoded;
    bool found;

    IS(userdb_set_password(in->users, in->arena, user.id, LIT("$one"), NOW + 1), E_OK);
    IS(userdb_set_password(in->users, in->arena, user.id, LIT("$two"), NOW + 2), E_OK);
    IS(userdb_set_permissions(in->users, in->arena, user.id, PERMISSION_ADMIN, NOW + 3), E_OK);
    IS(userdb_disable_user(in->users, in->arena, user.id, true, NOW + 4), E_OK);
    IS(userdb_find_login(in->users, in->arena, LIT("anna"), &got, &encoded, &found), E_OK);
    assert_true(found && got.disabled && str_equal(encoded, LIT("$two")));
    assert_int_equal(got.permissions, PERMISSION_ADMIN);
    assert_int_equal(got.updated, NOW + 4);
    IS(userdb_disable_user(in->users, in->arena, user.id, false, NOW + 5), E_OK);
    IS(userdb_set_password(in->users, in->arena, user.id, LIT(""), NOW + 6), E_OK);
    IS(userdb_find_login(in->users, in->arena, LIT("anna"), &got, &encoded, &found), E_OK);
    assert_true(!got.disabled && encoded.len == 0);

    const FixtureEvents *events = userdb_fixture_events(in, EVENT_USER_CHANGED);
    assert_int_equal(events->count, 6);
    for (size_t i = 0; i < events->count; i++)
        assert_true(str_equal(events->events[i].user_subject, user.subject) &&
                    events->events[i].at == NOW + 1 + (Micros)i);
}

static void
changes_of_nobody_are_refused(void **state)
{
    Fixture *in = *state;

    IS(userdb_set_password(in->users, in->arena, 9, LIT("$one"), NOW), E_NOT_FOUND);
    IS(userdb_set_permissions(in->users, in->arena, 9, 1, NOW), E_NOT_FOUND);
    IS(userdb_disable_user(in->users, in->arena, 9, true, NOW), E_NOT_FOUND);
    assert_int_equal(userdb_fixture_events(in, EVENT_USER_CHANGED)->count, 0);
}

static void
events_are_recorded_all_or_none(void **state)
{
    Fixture *in = *state;
    static char long_text[5000];
    memset(long_text, 'x', sizeof long_text);
    Event events[3] = {
        { .id = LIT("018bcfe5-0000-7000-8000-000000000001"), .type = EVENT_SESSION_ENDED, .at = NOW },
        { .id = LIT("018bcfe5-0000-7000-8000-000000000002"), .type = EVENT_SESSION_ENDED, .at = NOW },
        { .id = LIT("018bcfe5-0000-7000-8000-000000000003"), .type = EVENT_SESSION_ENDED, .at = NOW },
    };

    IS(userdb_record(in->users, in->arena, &events[0]), E_OK);
    IS(userdb_record_all(in->users, in->arena, events + 1, 2), E_OK);
    assert_int_equal(userdb_fixture_events(in, EVENT_SESSION_ENDED)->count, 3);
    events[2].trace = (Str){ long_text, sizeof long_text };
    IS(userdb_record_all(in->users, in->arena, events, 3), E_TOO_LARGE);
    assert_int_equal(userdb_fixture_events(in, EVENT_SESSION_ENDED)->count, 3);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, userdb_fixture_setup, userdb_fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_new_account_is_found_as_it_was_made),
        CASE(an_account_that_cannot_be_is_refused),
        CASE(names_beyond_ascii_are_compared_byte_by_byte),
        CASE(a_person_is_found_by_what_they_type),
        CASE(a_typed_name_with_an_at_is_a_name_first),
        CASE(commands_find_by_name_email_or_subject),
        CASE(users_are_listed_in_pages),
        CASE(changes_are_kept_and_told),
        CASE(changes_of_nobody_are_refused),
        CASE(events_are_recorded_all_or_none),
    };

    return cmocka_run_group_tests_name("userdb_users", tests, NULL, NULL);
}
