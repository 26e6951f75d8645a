/* userdb_signin_test.c -- the last act of a sign-in: whose account it is, who may get one, what is written.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "userdb_fixture.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IS(error, code) assert_true(userdb_fixture_is((error), (code)))

static const SignupRule everyone = { SIGNUP_EVERYONE, { NULL, 0 } };
static const SignupRule corp = { SIGNUP_DOMAIN, LIT_INIT("corp.com") };
static const SignupRule invited = { SIGNUP_INVITED, { NULL, 0 } };

static Identity
identity_of(const char *subject, const char *email, bool verified)
{
    return (Identity){ .issuer = LIT("https://issuer.example"),
                       .subject = str_from_c(subject),
                       .display_name = LIT("Given Name"),
                       .email = str_from_c(email),
                       .email_verified = verified };
}

static Event
flow_event(void)
{
    Event event = { .id = LIT("018bcfe5-0000-7000-8000-000000000001"),
                    .type = EVENT_FLOW,
                    .at = NOW,
                    .flow = { .id = LIT("018bcfe5-0000-7000-8000-0000000000aa"),
                              .kind = FLOW_FOREIGN,
                              .provider = LIT("issuer"),
                              .started = NOW - SECOND,
                              .ended = NOW,
                              .reached = MILESTONE_session,
                              .outcome = FLOW_COMPLETED,
                              .revision = 1 } };

    for (int i = 0; i < MILESTONES; i++)
        event.flow.took[i] = -1;
    return event;
}

/* Sign in from outside; the account in *user. */
static Error *
sign_in(const Fixture *in, const Identity *identity, const SignupRule *rule, User *user)
{
    Event event = flow_event();

    return userdb_complete_signin(in->users, in->arena, identity, false, rule, NOW, &event, user);
}

static void
a_first_sign_in_makes_an_account_and_an_event(void **state)
{
    Fixture *in = *state;
    Identity identity = identity_of("s1", "anna@issuer.example", true);
    Event event = flow_event();
    User user;

    IS(userdb_complete_signin(in->users, in->arena, &identity, false, &everyone, NOW, &event, &user), E_OK);
    assert_true(user.id > 0 && user.subject.len >= 43 && user.name.len == 0);
    assert_true(str_equal(user.display_name, identity.display_name) && str_equal(user.email, identity.email));
    assert_true(user.email_verified);
    /* the event is completed, and what is in the outbox is the same */
    const FixtureEvents *events = userdb_fixture_events(in, EVENT_FLOW);
    assert_int_equal(events->count, 1);
    const Event *both[] = { &event, &events->events[0] };
    for (size_t i = 0; i < 2; i++) {
        assert_true(str_equal(both[i]->user_subject, user.subject));
        assert_true(both[i]->flow.new_user);
        assert_int_equal(both[i]->flow.reached, MILESTONE_publish);
        assert_true(both[i]->flow.took[MILESTONE_upsert] >= 0);
        assert_true(both[i]->flow.took[MILESTONE_publish] >= both[i]->flow.took[MILESTONE_upsert]);
        assert_int_equal(both[i]->flow.took[MILESTONE_session], -1);
    }
}

static void
the_same_identity_is_the_same_account(void **state)
{
    Fixture *in = *state;
    Identity identity = identity_of("s1", "anna@issuer.example", true);
    Event event = flow_event();
    User first, second;

    IS(sign_in(in, &identity, &everyone, &first), E_OK);
    event.flow.new_user = true; /* whatever the caller left there */
    IS(userdb_complete_signin(in->users, in->arena, &identity, false, &invited, NOW + 1, &event, &second), E_OK);
    assert_int_equal(first.id, second.id);
    assert_false(event.flow.new_user);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM users"), 1);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM identities"), 1);
    assert_int_equal(userdb_fixture_events(in, EVENT_FLOW)->count, 2);
}

typedef struct OtherCase {
    const char *what, *issuer, *subject, *email;
    bool verified;
} OtherCase;

/* attack 48: the key is (issuer, subject), never the e-mail */
static const OtherCase other_cases[] = {
    { "other subject", "https://issuer.example", "s2", "anna@issuer.example", true },
    { "subject in other case", "https://issuer.example", "S1", "anna@issuer.example", true },
    { "other issuer", "https://evil.example", "s1", "anna@issuer.example", true },
    { "issuer with a slash", "https://issuer.example/", "s1", "anna@issuer.example", true },
    { "unverified", "https://issuer.example", "s3", "anna@issuer.example", false },
    { "other case of the e-mail", "https://issuer.example", "s4", "ANNA@issuer.example", true },
};

static void
an_equal_email_never_gives_another_account(void **state)
{
    Fixture *in = *state;
    Identity anna = identity_of("s1", "anna@issuer.example", true);
    User first, other;

    IS(sign_in(in, &anna, &everyone, &first), E_OK);
    for (size_t i = 0; i < COUNT_OF(other_cases); i++) {
        Identity identity = identity_of(other_cases[i].subject, other_cases[i].email, other_cases[i].verified);
        identity.issuer = str_from_c(other_cases[i].issuer);
        IS(sign_in(in, &identity, &everyone, &other), E_OK);
        assert_int_not_equal(other.id, first.id);
        assert_int_equal(other.email.len, 0); /* it is another account's */
        assert_false(other.email_verified);
    }
    assert_int_equal(userdb_fixture_number(in, "SELECT count(DISTINCT user) FROM identities"),
                     1 + COUNT_OF(other_cases));
}

static void
an_unverified_email_occupies_nothing(void **state)
{
    Fixture *in = *state;
    Identity squatter = identity_of("s1", "victim@corp.com", false);
    NewUser victim = { .name = LIT("victim"), .email = LIT("victim@corp.com") };
    User user;
    Str encoded;
    bool found;

    IS(sign_in(in, &squatter, &everyone, &user), E_OK);
    assert_int_equal(user.email.len, 0);
    IS(userdb_find_login(in->users, in->arena, LIT("victim@corp.com"), &user, &encoded, &found), E_OK);
    assert_false(found);
    IS(userdb_create_user(in->users, in->arena, &victim, NOW, &user), E_OK);
}

typedef struct RuleCase {
    const char *email;
    bool verified;
    bool allowed;
} RuleCase;

static const RuleCase domain_cases[] = {
    { "anna@corp.com", true, true },
    { "Anna@CORP.com", true, true },
    { "anna@corp.com", false, false },
    { "a@evil@corp.com", true, false }, /* attack 49 */
    { "a@corp.com@evil.com", true, false },
    { "anna@evil.com", true, false },
    { "anna@notcorp.com", true, false },
    { "anna@sub.corp.com", true, false },
    { "anna@corp.com.evil.com", true, false },
    { "anna@corp.com ", true, false },
    { "anna@corp.com\n", true, false },
    { "anna@c\xd0\xberp.com", true, false }, /* a Cyrillic o */
    { "@corp.com", true, false },
    { "corp.com", true, false },
    { "", true, false },
};

static void
a_domain_rule_lets_in_its_domain_only(void **state)
{
    Fixture *in = *state;
    char subject[16];

    for (size_t i = 0; i < COUNT_OF(domain_cases); i++) {
        (void)snprintf(subject, sizeof subject, "s%zu", i);
        Identity identity = identity_of(subject, domain_cases[i].email, domain_cases[i].verified);
        User user = { .id = 77 };
        IS(sign_in(in, &identity, &corp, &user), domain_cases[i].allowed ? E_OK : E_SIGNUP_REFUSED);
        if (!domain_cases[i].allowed)
            assert_int_equal(user.id, 77);
    }
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM users"), 2);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM identities"), 2);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM outbox"), 2); /* a refusal writes nothing */
}

static void
an_invitation_is_taken_once(void **state)
{
    Fixture *in = *state;
    NewUser invitation = { .email = LIT("guest@corp.com"), .display_name = LIT("Guest") };
    Identity right = identity_of("s1", "Guest@Corp.com", true), second = identity_of("s2", "guest@corp.com", true),
             unverified = identity_of("s3", "guest@corp.com", false);
    User made, user;

    IS(userdb_create_user(in->users, in->arena, &invitation, NOW, &made), E_OK);
    IS(sign_in(in, &unverified, &invited, &user), E_SIGNUP_REFUSED);
    IS(sign_in(in, &right, &invited, &user), E_OK);
    assert_int_equal(user.id, made.id);
    assert_true(user.email_verified);
    assert_false(userdb_fixture_events(in, EVENT_FLOW)->events[0].flow.new_user);
    IS(sign_in(in, &second, &invited, &user), E_SIGNUP_REFUSED);
    IS(sign_in(in, &right, &invited, &user), E_OK);
}

static void
an_account_with_a_password_is_no_invitation(void **state)
{
    Fixture *in = *state;
    NewUser account = { .name = LIT("anna"), .email = LIT("anna@corp.com"), .password_encoded = LIT("$x") };
    Identity identity = identity_of("s1", "anna@corp.com", true);
    User user;

    IS(userdb_create_user(in->users, in->arena, &account, NOW, &user), E_OK);
    IS(sign_in(in, &identity, &invited, &user), E_SIGNUP_REFUSED);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM identities"), 0);
}

static void
our_own_issuer_names_the_user_itself(void **state)
{
    Fixture *in = *state;
    User anna = userdb_fixture_user(in, "anna"), user;
    Identity identity = { .issuer = LIT("https://id.example.com"), .display_name = LIT("Changed") };
    Event event;

    identity.subject = anna.subject;
    for (int i = 0; i < 2; i++) {
        event = flow_event();
        IS(userdb_complete_signin(in->users, in->arena, &identity, true, &invited, NOW, &event, &user), E_OK);
        assert_int_equal(user.id, anna.id);
        assert_int_equal(user.display_name.len, 0); /* what we said ourselves is no news */
        assert_false(event.flow.new_user);
    }
    identity.subject = LIT("nobody's subject");
    event = flow_event();
    IS(userdb_complete_signin(in->users, in->arena, &identity, true, &everyone, NOW, &event, &user), E_SIGNUP_REFUSED);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM users"), 1);
}

typedef struct WhoseCase {
    const char *issuer, *subject;
    bool own; /* subject NULL: anna's own */
    bool found;
} WhoseCase;

static const WhoseCase whose_cases[] = {
    { "https://issuer.example", "s1", false, true },     { "https://issuer.example", "s2", false, false },
    { "https://issuer.example", "S1", false, false },    { "https://other.example", "s1", false, false },
    { "https://issuer.example", "s1", true, false },     { "https://id.example.com", NULL, true, true },
    { "https://id.example.com", "nobody", true, false }, { "https://issuer.example", NULL, false, false },
};

static void
whose_an_identity_is_can_be_asked_before(void **state)
{
    Fixture *in = *state;
    Identity identity = identity_of("s1", "anna@issuer.example", true);
    User anna, user;
    bool found;

    IS(sign_in(in, &identity, &everyone, &anna), E_OK);
    for (size_t i = 0; i < COUNT_OF(whose_cases); i++) {
        const WhoseCase *row = &whose_cases[i];
        Str subject = row->subject ? str_from_c(row->subject) : anna.subject;
        user = (User){ .id = 77 };
        IS(userdb_find_identity(in->users, in->arena, str_from_c(row->issuer), subject, row->own, &user, &found), E_OK);
        assert_int_equal(found, row->found);
        assert_int_equal(user.id, row->found ? anna.id : 77);
    }
}

static void
a_disabled_account_is_not_signed_in(void **state)
{
    Fixture *in = *state;
    Identity identity = identity_of("s1", "anna@issuer.example", true);
    NewUser invitation = { .email = LIT("guest@corp.com") };
    Identity guest = identity_of("s2", "guest@corp.com", true);
    Event event = flow_event();
    User user, none = { .id = 77 };

    IS(sign_in(in, &identity, &everyone, &user), E_OK);
    IS(userdb_disable_user(in->users, in->arena, user.id, true, NOW), E_OK);
    IS(userdb_complete_signin(in->users, in->arena, &identity, false, &everyone, NOW, &event, &none), E_LOCKED);
    assert_int_equal(none.id, 77);
    assert_int_equal(event.user_subject.len, 0); /* outputs are untouched on failure */
    assert_int_equal(event.flow.reached, MILESTONE_session);

    IS(userdb_create_user(in->users, in->arena, &invitation, NOW, &user), E_OK);
    IS(userdb_disable_user(in->users, in->arena, user.id, true, NOW), E_OK);
    IS(sign_in(in, &guest, &invited, &none), E_LOCKED);
    assert_int_equal(userdb_fixture_events(in, EVENT_FLOW)->count, 1);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM identities"), 1);
}

static void
a_field_follows_the_issuer_until_it_is_edited(void **state)
{
    Fixture *in = *state;
    Identity identity = identity_of("s1", "old@issuer.example", true);
    User user;

    IS(sign_in(in, &identity, &everyone, &user), E_OK);
    identity.display_name = LIT("Married Name");
    identity.email = LIT("new@issuer.example");
    IS(sign_in(in, &identity, &everyone, &user), E_OK);
    assert_true(str_equal(user.display_name, LIT("Married Name")) && str_equal(user.email, LIT("new@issuer.example")));
    IS(userdb_find_user(in->users, in->arena, LIT("NEW@issuer.example"), &user), E_OK);
    IS(userdb_find_user(in->users, in->arena, LIT("old@issuer.example"), &user), E_NOT_FOUND);

    identity.email = LIT("unproven@issuer.example"); /* not verified: not taken over */
    identity.email_verified = false;
    IS(sign_in(in, &identity, &everyone, &user), E_OK);
    assert_true(str_equal(user.email, LIT("new@issuer.example")) && user.email_verified);
}

static void
an_edited_field_stays(void **state)
{
    Fixture *in = *state;
    NewUser invitation = { .email = LIT("guest@corp.com"), .display_name = LIT("As Invited") };
    Identity identity = identity_of("s1", "guest@corp.com", true);
    User user;

    IS(userdb_create_user(in->users, in->arena, &invitation, NOW, &user), E_OK);
    for (int i = 0; i < 2; i++) {
        IS(sign_in(in, &identity, &invited, &user), E_OK);
        assert_true(str_equal(user.display_name, LIT("As Invited"))); /* never what the issuer had said */
    }
}

static void
identities_beyond_the_limits_are_cut_or_refused(void **state)
{
    Fixture *in = *state;
    char text[4000];
    User user;

    for (size_t i = 0; i + 2 <= sizeof text; i += 2)
        memcpy(text + i, "\xc3\xa5", 2);
    Identity identity = identity_of("s1", "anna@issuer.example", true);
    text[0] = text[1] = 'x'; /* one more, and a plain cut would split a character */
    identity.display_name = (Str){ text + 1, sizeof text - 1 };
    identity.email = (Str){ text, sizeof text };
    IS(sign_in(in, &identity, &everyone, &user), E_OK);
    assert_true(user.display_name.len <= NAME_LIMIT && str_is_utf8(user.display_name));
    assert_int_equal(user.email.len, 0);

    identity = identity_of("", "", false);
    IS(sign_in(in, &identity, &everyone, &user), E_PROVIDER);
    identity.subject = (Str){ text, 256 };
    IS(sign_in(in, &identity, &everyone, &user), E_PROVIDER);
    identity = identity_of("s", "", false);
    identity.issuer = (Str){ text, 0 };
    IS(sign_in(in, &identity, &everyone, &user), E_PROVIDER);
}

/* ---- many at once ---- */

#define THREADS 32

typedef struct Person {
    pthread_t thread;
    const Fixture *in;
    Arena *arena;
    Id id;
    ErrorCode code;
    bool new_user;
} Person;

static void *
sign_in_same(void *arg)
{
    Person *person = arg;
    Identity identity = identity_of("same", "same@corp.com", true);
    Event event = flow_event();
    User user = { 0 };

    Error *error =
        userdb_complete_signin(person->in->users, person->arena, &identity, false, &everyone, NOW, &event, &user);
    person->code = error ? error->code : E_OK;
    person->id = user.id;
    person->new_user = event.flow.new_user;
    return NULL;
}

static void
of_parallel_first_sign_ins_one_makes_the_account(void **state)
{
    Person people[THREADS];
    int made = 0;

    for (size_t i = 0; i < THREADS; i++) {
        people[i] = (Person){ .in = *state, .arena = arena_new(1 << 20) };
        assert_int_equal(pthread_create(&people[i].thread, NULL, sign_in_same, &people[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        (void)pthread_join(people[i].thread, NULL);
        assert_int_equal(people[i].code, E_OK);
        assert_int_equal(people[i].id, people[0].id);
        made += people[i].new_user;
        arena_free(people[i].arena);
    }
    assert_int_equal(made, 1);
    assert_int_equal(userdb_fixture_events(*state, EVENT_FLOW)->count, THREADS);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, userdb_fixture_setup, userdb_fixture_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_first_sign_in_makes_an_account_and_an_event),   CASE(the_same_identity_is_the_same_account),
        CASE(an_equal_email_never_gives_another_account),      CASE(an_unverified_email_occupies_nothing),
        CASE(a_domain_rule_lets_in_its_domain_only),           CASE(an_invitation_is_taken_once),
        CASE(an_account_with_a_password_is_no_invitation),     CASE(our_own_issuer_names_the_user_itself),
        CASE(whose_an_identity_is_can_be_asked_before),        CASE(a_disabled_account_is_not_signed_in),
        CASE(a_field_follows_the_issuer_until_it_is_edited),   CASE(an_edited_field_stays),
        CASE(identities_beyond_the_limits_are_cut_or_refused), CASE(of_parallel_first_sign_ins_one_makes_the_account),
    };

    return cmocka_run_group_tests_name("userdb_signin", tests, NULL, NULL);
}
