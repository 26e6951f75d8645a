/* userdb_complaints_test.c -- complaints: taken, listed, decided, forgotten; each step and its event.
 * SPDX-License-Identifier: ISC */
#include "userdb/userdb_complaints.h"

#include "base/str.h"
#include "userdb_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IS(error, code) assert_true(userdb_fixture_is((error), (code)))

static const Complaint written = { .description = LIT_INIT("The cloud looks like a fist"),
                                   .language = LIT_INIT("pt-BR"),
                                   .picture = LIT_INIT("0.1.0") };

static int64_t
take(const Fixture *in, bool generic, Micros now)
{
    int64_t number = 0;

    IS(userdb_add_complaint(in->users, in->arena, &written, generic, now, &number), E_OK);
    assert_in_range(number, 100000, 999999);
    return number;
}

static Complaint
look(const Fixture *in, int64_t number)
{
    Complaint complaint = { 0 };

    IS(userdb_get_complaint(in->users, in->arena, number, &complaint), E_OK);
    return complaint;
}

static void
a_complaint_is_kept_as_it_was_written(void **state)
{
    Fixture *in = *state;
    int64_t number = take(in, false, NOW);
    Complaint got = look(in, number);

    assert_int_equal(got.state, COMPLAINT_RECEIVED);
    assert_int_equal(got.received, NOW);
    assert_true(got.confirmed == 0 && got.closed == 0 && got.reason.len == 0);
    assert_true(str_equal(got.description, written.description) && str_equal(got.language, LIT("pt-BR")));
    assert_true(str_equal(got.picture, LIT("0.1.0")));
    IS(userdb_get_complaint(in->users, in->arena, number == 999999 ? 999998 : number + 1, &got), E_NOT_FOUND);
}

static void
its_event_tells_the_number_and_not_the_text(void **state)
{
    Fixture *in = *state;
    int64_t number = take(in, false, NOW);
    const FixtureEvents *events = userdb_fixture_events(in, EVENT_COMPLAINT_RECEIVED);

    assert_int_equal(events->count, 1);
    assert_int_equal(events->events[0].count, number);
    assert_int_equal(events->events[0].at, NOW);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM outbox WHERE json LIKE '%fist%'"), 0);
    assert_int_equal(userdb_fixture_events(in, EVENT_COMPLAINT_DISMISSED)->count, 0);
}

static void
numbers_tell_nothing_of_their_order(void **state)
{
    Fixture *in = *state;
    int rising = 0;
    int64_t before = take(in, false, NOW);

    for (int i = 0; i < 40; i++) {
        int64_t number = take(in, false, NOW + i);
        assert_int_not_equal(number, before);
        rising += number > before;
        before = number;
    }
    assert_in_range(rising, 3, 37); /* by chance outside once in a hundred million runs */
}

typedef struct StepCase {
    const char *what;
    ComplaintState steps[3]; /* RECEIVED: none */
    ComplaintState to;
    ErrorCode code;
    const char *says;
} StepCase;

static const StepCase steps[] = {
    { "confirm", { 0 }, COMPLAINT_CONFIRMED, E_OK, "" },
    { "dismiss", { 0 }, COMPLAINT_DISMISSED, E_OK, "" },
    { "resolve at once",
      { 0 },
      COMPLAINT_RESOLVED,
      E_USAGE,
      "is received: it cannot become resolved; confirm or dismiss it" },
    { "resolve", { COMPLAINT_CONFIRMED }, COMPLAINT_RESOLVED, E_OK, "" },
    { "dismiss what was confirmed", { COMPLAINT_CONFIRMED }, COMPLAINT_DISMISSED, E_OK, "" },
    { "confirm twice",
      { COMPLAINT_CONFIRMED },
      COMPLAINT_CONFIRMED,
      E_USAGE,
      "is confirmed: it cannot become confirmed" },
    { "confirm a resolved one",
      { COMPLAINT_CONFIRMED, COMPLAINT_RESOLVED },
      COMPLAINT_CONFIRMED,
      E_USAGE,
      "is resolved" },
    { "dismiss a resolved one",
      { COMPLAINT_CONFIRMED, COMPLAINT_RESOLVED },
      COMPLAINT_DISMISSED,
      E_USAGE,
      "that was its end" },
    { "confirm a dismissed one", { COMPLAINT_DISMISSED }, COMPLAINT_CONFIRMED, E_USAGE, "is dismissed" },
    { "receive again", { COMPLAINT_CONFIRMED }, COMPLAINT_RECEIVED, E_USAGE, "cannot become received" },
};

static Error *
decide(const Fixture *in, int64_t number, ComplaintState to, Micros now)
{
    return userdb_decide_complaint(in->users, in->arena, number, to,
                                   to == COMPLAINT_DISMISSED ? LIT("a matter of taste") : LIT(""), now);
}

static void
the_steps_are_these_and_no_others(void **state)
{
    Fixture *in = *state;

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        int64_t number = take(in, false, NOW);
        for (size_t j = 0; j < COUNT_OF(steps[i].steps) && steps[i].steps[j]; j++)
            IS(decide(in, number, steps[i].steps[j], NOW + HOUR), E_OK);
        ComplaintState before = look(in, number).state;
        Error *error = decide(in, number, steps[i].to, NOW + 2 * HOUR);
        IS(error, steps[i].code);
        assert_int_equal(look(in, number).state, error ? before : steps[i].to);
        if (error && !strstr(error->text, steps[i].says))
            fail_msg("%s: %s", steps[i].what, error->text);
    }
    IS(decide(in, 1, COMPLAINT_CONFIRMED, NOW), E_NOT_FOUND);
}

static void
each_step_has_its_time_its_reason_and_its_event(void **state)
{
    Fixture *in = *state;
    int64_t first = take(in, false, NOW), second = take(in, false, NOW);

    IS(decide(in, first, COMPLAINT_CONFIRMED, NOW + HOUR), E_OK);
    IS(decide(in, first, COMPLAINT_RESOLVED, NOW + 2 * HOUR), E_OK);
    IS(decide(in, second, COMPLAINT_DISMISSED, NOW + HOUR), E_OK);
    Complaint got = look(in, first);
    assert_true(got.confirmed == NOW + HOUR && got.closed == NOW + 2 * HOUR && got.reason.len == 0);
    got = look(in, second);
    assert_true(got.confirmed == 0 && got.closed == NOW + HOUR && str_equal(got.reason, LIT("a matter of taste")));

    const EventType types[] = { EVENT_COMPLAINT_CONFIRMED, EVENT_COMPLAINT_RESOLVED, EVENT_COMPLAINT_DISMISSED };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        const FixtureEvents *events = userdb_fixture_events(in, types[i]);
        assert_int_equal(events->count, 1);
        assert_int_equal(events->events[0].count, i == 2 ? second : first);
    }
}

static void
a_reason_belongs_to_a_dismissal(void **state)
{
    Fixture *in = *state;
    int64_t number = take(in, false, NOW);
    char *memory = arena_alloc(in->arena, COMPLAINT_REASON_LIMIT + 1);
    Str longest = { memory, COMPLAINT_REASON_LIMIT + 1 };

    memset(memory, 'x', longest.len);
    IS(userdb_decide_complaint(in->users, in->arena, number, COMPLAINT_DISMISSED, LIT(""), NOW), E_USAGE);
    IS(userdb_decide_complaint(in->users, in->arena, number, COMPLAINT_CONFIRMED, LIT("why"), NOW), E_USAGE);
    IS(userdb_decide_complaint(in->users, in->arena, number, COMPLAINT_DISMISSED, longest, NOW), E_USAGE);
    IS(userdb_decide_complaint(in->users, in->arena, number, COMPLAINT_DISMISSED, LIT("\xff"), NOW), E_USAGE);
    longest.len--;
    IS(userdb_decide_complaint(in->users, in->arena, number, COMPLAINT_DISMISSED, longest, NOW), E_OK);
}

static void
a_generic_one_is_dismissed_at_once_and_counted(void **state)
{
    Fixture *in = *state;
    Complaint got = look(in, take(in, true, NOW));
    ComplaintCounts counts;

    assert_int_equal(got.state, COMPLAINT_DISMISSED);
    assert_true(str_equal(got.reason, LIT("generic")) && got.closed == NOW);
    assert_int_equal(userdb_fixture_events(in, EVENT_COMPLAINT_RECEIVED)->count, 1);
    assert_int_equal(userdb_fixture_events(in, EVENT_COMPLAINT_DISMISSED)->count, 1);
    IS(userdb_count_complaints(in->users, in->arena, &counts), E_OK);
    assert_true(counts.of[COMPLAINT_DISMISSED] == 1 && counts.of[COMPLAINT_RECEIVED] == 0 && counts.generic == 1);
}

/* Whoever floods the form with nonsense pushes out nonsense, and no complaint. */
static void
generic_ones_are_bounded(void **state)
{
    Fixture *in = *state;
    int64_t real = take(in, false, NOW - DAY), dismissed = take(in, false, NOW - DAY), oldest = take(in, true, NOW - 1);
    ComplaintCounts counts;
    Complaint got;

    IS(decide(in, dismissed, COMPLAINT_DISMISSED, NOW - HOUR), E_OK);
    for (int i = 0; i < COMPLAINTS_GENERIC_KEPT; i++)
        (void)take(in, true, NOW + i);
    IS(userdb_get_complaint(in->users, in->arena, oldest, &got), E_NOT_FOUND);
    assert_int_equal(look(in, real).state, COMPLAINT_RECEIVED);
    assert_int_equal(look(in, dismissed).state, COMPLAINT_DISMISSED);
    IS(userdb_count_complaints(in->users, in->arena, &counts), E_OK);
    assert_int_equal(counts.of[COMPLAINT_DISMISSED], COMPLAINTS_GENERIC_KEPT + 1);
    assert_int_equal(counts.generic, COMPLAINTS_GENERIC_KEPT + 1);
}

static Error *
fill(Tx *tx, void *arg)
{
    return sql_run(tx,
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
                   "INSERT INTO complaints (number, state, generic, description, language, picture, reason, received) "
                   "SELECT i, i % 2, 0, 'x', 'en', '', '', i FROM n",
                   SQL_ARGS(SQL_I(*(const int *)arg)));
}

static void
those_that_wait_are_bounded(void **state)
{
    Fixture *in = *state;
    int count = COMPLAINTS_WAITING_MAX - 1;
    int64_t number;

    IS(sql_write(userdb_sql(in->users), in->arena, fill, &count), E_OK);
    (void)take(in, false, NOW);
    IS(userdb_add_complaint(in->users, in->arena, &written, false, NOW, &number), E_FULL);
    (void)take(in, true, NOW); /* those that say nothing have a bound of their own */
    IS(decide(in, 2, COMPLAINT_DISMISSED, NOW), E_OK);
    (void)take(in, false, NOW);
}

static void
what_waits_is_listed_first(void **state)
{
    Fixture *in = *state;
    int64_t closed_old = take(in, false, NOW - 5), open_new = take(in, false, NOW - 1),
            closed_new = take(in, true, NOW);
    int64_t open_old = take(in, false, NOW - 3);
    const int64_t expected[] = { open_old, open_new, closed_new, closed_old };
    Complaint *items;
    size_t count;

    IS(decide(in, closed_old, COMPLAINT_DISMISSED, NOW), E_OK);
    IS(decide(in, open_new, COMPLAINT_CONFIRMED, NOW), E_OK);
    IS(userdb_list_complaints(in->users, in->arena, &items, &count), E_OK);
    assert_int_equal(count, COUNT_OF(expected));
    /* by time alone: a confirmed one is no less urgent than a received one */
    for (size_t i = 0; i < count; i++)
        assert_int_equal(items[i].number, expected[i]);
}

static void
what_is_late_is_counted_from_its_confirmation(void **state)
{
    Fixture *in = *state;
    int64_t first = take(in, false, NOW), second = take(in, false, NOW + HOUR);
    ComplaintsOverdue late;

    IS(userdb_complaints_overdue(in->users, in->arena, NOW + COMPLAINT_ALERT_AFTER - 1, &late), E_OK);
    assert_true(late.unread == 0 && late.unresolved == 0 && late.oldest == 0);
    IS(userdb_complaints_overdue(in->users, in->arena, NOW + COMPLAINT_ALERT_AFTER, &late), E_OK);
    assert_true(late.unread == 1 && late.unresolved == 0 && late.oldest == first && late.since == NOW);

    IS(decide(in, second, COMPLAINT_CONFIRMED, NOW + 2 * HOUR), E_OK);
    IS(userdb_complaints_overdue(in->users, in->arena, NOW + 2 * HOUR + COMPLAINT_ALERT_AFTER, &late), E_OK);
    assert_true(late.unread == 1 && late.unresolved == 1 && late.oldest == second && late.since == NOW + 2 * HOUR);
    IS(decide(in, second, COMPLAINT_RESOLVED, NOW + DAY), E_OK);
    IS(decide(in, first, COMPLAINT_DISMISSED, NOW + DAY), E_OK);
    IS(userdb_complaints_overdue(in->users, in->arena, NOW + 30 * DAY, &late), E_OK);
    assert_true(late.unread == 0 && late.unresolved == 0 && late.oldest == 0);
}

static void
what_ended_400_days_ago_is_forgotten(void **state)
{
    Fixture *in = *state;
    int64_t waiting = take(in, false, NOW), resolved = take(in, false, NOW), generic = take(in, true, NOW);
    int64_t later = take(in, false, NOW), deleted;
    Complaint got;

    IS(decide(in, resolved, COMPLAINT_CONFIRMED, NOW), E_OK);
    IS(decide(in, resolved, COMPLAINT_RESOLVED, NOW), E_OK);
    IS(decide(in, later, COMPLAINT_DISMISSED, NOW + DAY), E_OK);
    IS(userdb_sweep(in->users, in->arena, NOW + 400 * DAY - 1, &deleted), E_OK);
    assert_int_equal(deleted, 0);
    IS(userdb_sweep(in->users, in->arena, NOW + 400 * DAY, &deleted), E_OK);
    assert_int_equal(deleted, 2);
    IS(userdb_get_complaint(in->users, in->arena, resolved, &got), E_NOT_FOUND);
    IS(userdb_get_complaint(in->users, in->arena, generic, &got), E_NOT_FOUND);
    assert_int_equal(look(in, waiting).state, COMPLAINT_RECEIVED);
    assert_int_equal(look(in, later).state, COMPLAINT_DISMISSED);
}

static void
limits_are_kept(void **state)
{
    Fixture *in = *state;
    char *memory = arena_alloc(in->arena, COMPLAINT_TEXT_LIMIT + 1);
    Complaint big = written;
    int64_t number;

    memset(memory, 'x', COMPLAINT_TEXT_LIMIT + 1);
    big.description = (Str){ memory, COMPLAINT_TEXT_LIMIT + 1 };
    IS(userdb_add_complaint(in->users, in->arena, &big, false, NOW, &number), E_INVALID_REQUEST);
    big.description.len--;
    IS(userdb_add_complaint(in->users, in->arena, &big, false, NOW, &number), E_OK);
    big.language = (Str){ memory, COMPLAINT_WORD_LIMIT + 1 };
    IS(userdb_add_complaint(in->users, in->arena, &big, false, NOW, &number), E_INVALID_REQUEST);
    big = written;
    big.picture = (Str){ memory, COMPLAINT_WORD_LIMIT + 1 };
    IS(userdb_add_complaint(in->users, in->arena, &big, false, NOW, &number), E_INVALID_REQUEST);
    big = written;
    big.description = LIT("");
    IS(userdb_add_complaint(in->users, in->arena, &big, false, NOW, &number), E_INVALID_REQUEST);
    assert_int_equal(userdb_fixture_number(in, "SELECT count(*) FROM complaints"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, userdb_fixture_setup, userdb_fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_complaint_is_kept_as_it_was_written),
        TEST(its_event_tells_the_number_and_not_the_text),
        TEST(numbers_tell_nothing_of_their_order),
        TEST(the_steps_are_these_and_no_others),
        TEST(each_step_has_its_time_its_reason_and_its_event),
        TEST(a_reason_belongs_to_a_dismissal),
        TEST(a_generic_one_is_dismissed_at_once_and_counted),
        TEST(generic_ones_are_bounded),
        TEST(those_that_wait_are_bounded),
        TEST(what_waits_is_listed_first),
        TEST(what_is_late_is_counted_from_its_confirmation),
        TEST(what_ended_400_days_ago_is_forgotten),
        TEST(limits_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
