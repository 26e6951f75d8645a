/* reports_sweep_test.c -- what is kept how long, and what comes late.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include <string.h>

#include <sqlite3.h>

static void
sweep_all(Case *c, Micros now)
{
    int64_t deleted, rounds = 0;

    do {
        OK(reports_sweep(c->reports, c->arena, now, &deleted));
        assert_true(++rounds < 1000);
    } while (deleted > 0);
}

static int64_t
rollups(Case *c, const char *level)
{
    Str sql = str_format(c->arena, "SELECT count(*) FROM rollup WHERE key >> 56 = %s", level);

    return reports_case_number(c, str_to_c(c->arena, sql));
}

/* A flow and a refused attempt on each of 120 days. */
static void
load_days(Case *c)
{
    for (int day = 0; day < 120; day++) {
        Event events[2] = { reports_case_flow(c, NOON - day * DAY, (uint64_t)day),
                            reports_case_event(c, EVENT_SIGNIN_REFUSED, NOON - day * DAY, 1000 + (uint64_t)day) };
        events[1].cause = LIT("locked");
        reports_case_load(c, events, 2, day + 1, NOON + HOUR);
    }
}

static void
each_level_is_kept_as_long_as_it_says(void **state)
{
    Case *c = *state;

    load_days(c);
    sweep_all(c, NOON + HOUR);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM flow"), 90);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM seen"), 8);
    /* Two series, flows and the house; a flow's event happened in the same minute, hour and day. */
    assert_int_equal(rollups(c, "1") / 2, 100);
    assert_int_equal(rollups(c, "2") / 2, 101);
    assert_int_equal(rollups(c, "3") / 2, 120);
    assert_int_equal(reports_case_figures(c, MIDNIGHT - 119 * DAY, MIDNIGHT + DAY).completed, 120);
}

static void
a_sweep_is_small_and_goes_on(void **state)
{
    Case *c = *state;
    static Event events[1400];
    int64_t deleted;

    for (size_t i = 0; i < COUNT_OF(events); i++)
        events[i] = reports_case_flow(c, NOON - 100 * DAY, i);
    reports_case_load(c, events, COUNT_OF(events), 1, NOON);
    OK(reports_sweep(c->reports, c->arena, NOON, &deleted));
    assert_in_range(deleted, 500, 510);
    sweep_all(c, NOON);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM flow"), 0);
}

static int64_t
data_version(sqlite3 *db)
{
    sqlite3_stmt *statement;

    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA data_version", -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t version = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return version;
}

static void
with_nothing_to_do_nothing_is_written(void **state)
{
    Case *c = *state;
    int64_t deleted;
    sqlite3 *db;

    load_days(c);
    assert_int_equal(sqlite3_open_v2(c->url + strlen("sqlite:"), &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    int64_t before = data_version(db);
    sweep_all(c, NOON + HOUR);
    assert_int_not_equal(data_version(db), before);
    before = data_version(db);
    OK(reports_sweep(c->reports, c->arena, NOON + HOUR, &deleted));
    assert_int_equal(deleted, 0);
    assert_int_equal(data_version(db), before);
    (void)sqlite3_close(db);
}

/* Counted and swept already, or of no range that is asked: either way it does not count now. */
static void
a_flow_older_than_those_kept_is_passed_over(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON - 95 * DAY, 1);
    int64_t position;

    reports_case_load(c, &event, 1, 1, NOON);
    sweep_all(c, NOON);
    reports_case_load(c, &event, 1, 2, NOON);
    event = reports_case_flow(c, NOON - 95 * DAY, 2);
    reports_case_load(c, &event, 1, 3, NOON);
    assert_int_equal(reports_case_figures(c, MIDNIGHT - 100 * DAY, MIDNIGHT).completed, 1);
    OK(reports_position(c->reports, c->arena, &position));
    assert_int_equal(position, 3);
}

/* A pipeline that stood still for months: minute and hour are gone, the day still counts; nothing of the minute comes back. */
static void
a_late_event_counts_in_the_levels_that_are_kept(void **state)
{
    Case *c = *state;
    Event event = reports_case_event(c, EVENT_SIGNIN_REFUSED, NOON - 110 * DAY, 1);

    event.cause = LIT("locked");
    sweep_all(c, NOON);
    reports_case_load(c, &event, 1, 1, NOON);
    assert_int_equal(rollups(c, "1"), 0);
    assert_int_equal(rollups(c, "2"), 0);
    Figures figures = reports_case_figures(c, NOON - 110 * DAY, NOON - 110 * DAY + HOUR);
    assert_int_equal(reports_case_count(figures.refused, figures.refused_count, "locked"), 1);
}

static void
only_the_newest_thousand_unreadable_rows_are_kept(void **state)
{
    Case *c = *state;

    for (int i = 1; i <= 1010; i++)
        OK(reports_put_aside(c->reports, c->arena, i, LIT("x"), LIT("y"), NOON));
    sweep_all(c, NOON);
    assert_int_equal(reports_case_number(c, "SELECT count(*) FROM put_aside"), 1000);
    assert_int_equal(reports_case_number(c, "SELECT min(position) FROM put_aside"), 11);
    assert_int_equal(reports_case_figures(c, MIDNIGHT, MIDNIGHT + DAY).put_aside, 1010);
}

/* A clock that was ahead once must not make the store refuse flows for years. */
static void
a_wrong_clock_is_forgiven(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON, 1);

    sweep_all(c, NOON + 3650 * DAY);
    sweep_all(c, NOON);
    reports_case_load(c, &event, 1, 1, NOON);
    assert_int_equal(reports_case_figures(c, NOON, NOON + MINUTE).completed, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, reports_case_begin, reports_case_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_level_is_kept_as_long_as_it_says),
        TEST(a_sweep_is_small_and_goes_on),
        TEST(with_nothing_to_do_nothing_is_written),
        TEST(a_flow_older_than_those_kept_is_passed_over),
        TEST(a_late_event_counts_in_the_levels_that_are_kept),
        TEST(only_the_newest_thousand_unreadable_rows_are_kept),
        TEST(a_wrong_clock_is_forgiven),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
