/* reports_people_test.c -- distinct users against sets counted by hand: new, returning, back; by day of a zone, week and month.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include <stdlib.h>
#include <string.h>

#define USERS 60
#define FLOWS 900
#define SPAN  (70 * DAY)
#define NOW   (NOON + 7 * SECOND)

typedef struct Visit {
    Micros at;
    unsigned user;
    FlowKind kind;
    bool refreshed; /* no flow: a token */
    bool test;
} Visit;

static Visit visits[FLOWS];

static Str
subject(Case *c, unsigned user)
{
    return str_format(c->arena, "subject-%u", user);
}

static Event
make_event(Case *c, const Visit *visit, uint64_t number)
{
    Event event = visit->refreshed ? reports_case_event(c, EVENT_TOKENS_REFRESHED, visit->at, number)
                                   : reports_case_flow(c, visit->at, number);

    event.user_subject = subject(c, visit->user);
    event.flow.kind = visit->kind;
    event.flow.test = visit->test;
    if (visit->kind == FLOW_FOREIGN)
        event.flow.provider = LIT("github");
    if (visit->kind == FLOW_CLIENT)
        event.flow.app = LIT("shop");
    return event;
}

static int
compare_visits(const void *a, const void *b)
{
    const Visit *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

/* Users come more and more often with their number; the highest hardly ever. */
static void
load_visits(Case *c)
{
    uint64_t seed = 99;

    for (size_t i = 0; i < FLOWS; i++) {
        uint64_t a = reports_case_random(&seed) % USERS, b = reports_case_random(&seed) % USERS;
        visits[i] = (Visit){ .at = NOW - (Micros)(reports_case_random(&seed) % (uint64_t)SPAN),
                             .user = (unsigned)(a * b / USERS),
                             .kind = (FlowKind)(reports_case_random(&seed) % FLOW_KINDS),
                             .refreshed = reports_case_random(&seed) % 5 == 0,
                             .test = reports_case_random(&seed) % 20 == 0 };
    }
    qsort(visits, FLOWS, sizeof visits[0], compare_visits);
    for (size_t i = 0; i < FLOWS; i += 9) {
        Event batch[9];
        for (size_t k = 0; k < 9; k++)
            batch[k] = make_event(c, &visits[i + k], i + k);
        reports_case_load(c, batch, 9, (int64_t)i + 9, NOW);
        reports_case_load(c, batch, 9, (int64_t)i + 9, NOW);
    }
}

static bool
is_class(const Visit *visit, bool clients)
{
    return !visit->refreshed && !visit->test && (visit->kind == FLOW_CLIENT) == clients;
}

/* Of one user in [since, until): in `range`'s filters. */
static void
add_user(const ReportRange *range, unsigned user, ReportPeople *people)
{
    Micros first = 0, last = 0;
    bool seen = false, back = false;

    for (size_t i = 0; i < FLOWS; i++) {
        const Visit *visit = &visits[i];
        if (visit->user != user || !is_class(visit, range->clients))
            continue;
        bool inside = visit->at >= range->since && visit->at < range->until &&
                      (range->kinds != REPORT_FOREIGN || visit->kind == FLOW_FOREIGN);
        first = first ? first : visit->at;
        seen = seen || inside;
        back = back || (inside && last && visit->at - last >= 30 * DAY);
        last = visit->at;
    }
    bool is_new = first >= range->since && first < range->until;
    people->users += seen;
    people->new_users += seen && is_new;
    people->returning += seen && !is_new;
    people->back += back && !is_new;
}

static void
users_are_new_or_returning(void **state)
{
    Case *c = *state;
    uint64_t seed = 7;
    int64_t backs = 0;

    load_visits(c);
    for (int i = 0; i < 150; i++) {
        ReportRange range = { .since = NOW - SPAN + (Micros)(reports_case_random(&seed) % (uint64_t)SPAN) };
        range.since -= range.since % MINUTE;
        range.until = range.since + MINUTE + (Micros)(reports_case_random(&seed) % (uint64_t)SPAN);
        range.until -= range.until % MINUTE;
        range.clients = i % 3 == 0;
        range.kinds = i % 4 == 1 && !range.clients ? REPORT_FOREIGN : REPORT_ALL_KINDS;
        ReportPeople people, expected = { 0 };
        OK(reports_people(c->reports, c->arena, &range, &people));
        for (unsigned user = 0; user < USERS; user++)
            add_user(&range, user, &expected);
        assert_memory_equal(&people, &expected, sizeof people);
        assert_int_equal(people.users, people.new_users + people.returning);
        backs += people.back;
    }
    assert_true(backs > 0);
}

static int64_t
active_by_hand(Micros since, Micros until)
{
    bool seen[USERS] = { false };
    int64_t users = 0;

    for (size_t i = 0; i < FLOWS; i++)
        if (visits[i].at >= since && visits[i].at < until && (visits[i].refreshed || !visits[i].test))
            seen[visits[i].user] = true;
    for (size_t i = 0; i < USERS; i++)
        users += seen[i];
    return users;
}

static void
active_users_are_counted_by_the_days_of_a_zone(void **state)
{
    static const char *const zones[] = { "UTC", "Asia/Kolkata", "America/New_York", "+13:45" };
    Case *c = *state;

    load_visits(c);
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        ReportRange range = { .since = NOW - SPAN, .until = NOW };
        ReportActive active;
        OK(zone_open(c->arena, str_from_c(zones[i]), &range.zone));
        OK(reports_active(c->reports, c->arena, &range, NOW, &active));
        assert_in_range(active.day_count, 71, 72);
        int64_t week = 0;
        for (size_t d = 0; d < active.day_count; d++) {
            const ReportDay *day = &active.days[d];
            assert_int_equal(day->users, active_by_hand(day->since, day->until));
            assert_int_equal(day->running, day->until > NOW);
            week += d + 8 >= active.day_count && !day->running ? day->users : 0;
        }
        assert_int_equal(active.week_of_days, week);
        assert_int_equal(active.daily, active.days[active.day_count - 1].users);
        Micros end = zone_day(&range.zone, NOW, 1);
        assert_int_equal(active.weekly, active_by_hand(zone_day(&range.zone, NOW, -6), end));
        assert_int_equal(active.monthly, active_by_hand(zone_day(&range.zone, NOW, -29), end));
        assert_true(active.stickiness > 0 && active.stickiness <= 1);
    }
}

/* Two tabs: the flow that began first is loaded last. */
static void
the_first_flow_is_the_one_that_began_first(void **state)
{
    Case *c = *state;
    Event later = reports_case_flow(c, NOON, 1), earlier = reports_case_flow(c, NOON - 2 * HOUR, 2);
    ReportRange morning = { .since = NOON - 3 * HOUR, .until = NOON - HOUR };
    ReportRange noon = { .since = NOON - HOUR, .until = NOON + HOUR };
    ReportPeople people;

    later.user_subject = earlier.user_subject = LIT("somebody");
    reports_case_load(c, &later, 1, 1, NOON);
    OK(reports_people(c->reports, c->arena, &noon, &people));
    assert_int_equal(people.new_users, 1);
    reports_case_load(c, &earlier, 1, 2, NOON);
    OK(reports_people(c->reports, c->arena, &noon, &people));
    assert_int_equal(people.new_users, 0);
    assert_int_equal(people.returning, 1);
    OK(reports_people(c->reports, c->arena, &morning, &people));
    assert_int_equal(people.new_users, 1);
}

static void
no_subject_is_in_the_file(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON, 1);

    event.user_subject = LIT("somebody");
    reports_case_load(c, &event, 1, 1, NOON);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM person WHERE length(key) = 16"), 1);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM person WHERE instr(key, 'somebody')"), 0);
    assert_int_equal(reports_case_number(c, "SELECT length(user_key) FROM loaded"), 32);
}

static void
sets_and_users_are_swept(void **state)
{
    Case *c = *state;
    Event old = reports_case_flow(c, NOON - 80 * DAY, 1);
    int64_t deleted;

    old.user_subject = LIT("old");
    reports_case_load(c, &old, 1, 1, NOON);
    for (Micros now = NOON; now <= NOON + 30 * DAY; now += 30 * DAY)
        do
            OK(reports_sweep(c->reports, c->arena, now, &deleted));
        while (deleted > 0);
    /* 110 days after: the day is left of minute, hour and day, of the user's three sets. */
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM people"), 3);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM person"), 1);
    do
        OK(reports_sweep(c->reports, c->arena, NOON + 1760 * DAY, &deleted));
    while (deleted > 0);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM people"), 0);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM person"), 0);
}

int
main(void)
{
#define ON_A_STORE(test) cmocka_unit_test_setup_teardown(test, reports_case_begin, reports_case_end)
    const struct CMUnitTest tests[] = {
        ON_A_STORE(users_are_new_or_returning),
        ON_A_STORE(active_users_are_counted_by_the_days_of_a_zone),
        ON_A_STORE(the_first_flow_is_the_one_that_began_first),
        ON_A_STORE(no_subject_is_in_the_file),
        ON_A_STORE(sets_and_users_are_swept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
