/* reports_upgrade_test.c -- a store that an older program wrote is opened, counts on, and says what it said before.
 * upgrade FILE: the store as SQL.
 * SPDX-License-Identifier: ISC */
#include "reports_case.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

static const char *dump;

/* The store of the set-up is replaced by the old one, which is not opened yet. */
static void
put_old_store(Case *c)
{
    static char text[65536];
    const char *path = c->url + strlen("sqlite:");
    sqlite3 *db;
    FILE *file = fopen(dump, "r");

    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    reports_close(c->reports);
    c->reports = NULL;
    assert_int_equal(remove(path), 0);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

static Figures
figures_of(Case *c, bool clients)
{
    ReportRange range = { .since = NOON - 2 * DAY, .until = NOON + DAY, .clients = clients };
    Figures figures;
    Report report;

    OK(reports_figures(c->reports, c->arena, &range, &figures));
    OK(reports_page(c->reports, c->arena, &range, NOON, &report));
    OK(reports_page_reconcile(&report));
    reports_case_same(&figures, &report.figures);
    return figures;
}

static void
what_was_counted_still_counts(void **state)
{
    Case *c = *state;

    put_old_store(c);
    OK(reports_open(str_from_c(c->url), &c->reports));
    Figures own = figures_of(c, false), clients = figures_of(c, true);
    assert_int_equal(own.completed, 16);
    assert_int_equal(own.failed, 4);
    assert_int_equal(own.abandoned, 3);
    assert_int_equal(own.refused[0].flows, 1);
    assert_int_equal(clients.completed, 2);
    assert_int_equal(clients.failed, 2);
    assert_int_equal(reports_case_number(c, "PRAGMA user_version"), 3);
}

/* A flow that the old program counted is replaced by a later revision, and taken back exactly: no time of it is left over. */
static void
an_old_flow_is_replaced(void **state)
{
    Case *c = *state;
    Event event = reports_case_flow(c, NOON - 21 * HOUR, 3); /* failed with bad_password in the old store */
    ReportRange range = { .since = NOON - 2 * DAY, .until = NOON + DAY };
    Report report;

    put_old_store(c);
    OK(reports_open(str_from_c(c->url), &c->reports));
    event.flow.revision = 2;
    reports_case_load(c, &event, 1, 27, NOON);
    OK(reports_page(c->reports, c->arena, &range, NOON, &report));
    OK(reports_page_reconcile(&report));
    assert_int_equal(report.figures.completed, 17);
    assert_int_equal(report.figures.failed, 3);
    assert_int_equal(report.signin.measured, 17);
    assert_int_equal(report.person.measured, 1); /* of those before it is not known */
}

/* Outlines begin with the day after the old rows: days, and hours of every zone, on both sides and across are counted whole. */
static void
old_and_new_days_are_counted_alike(void **state)
{
    static const char *const zones[] = { "UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu" };
    static const Micros lengths[] = { 7 * DAY, 19 * DAY, 60 * DAY };
    Case *c = *state;
    Event events[40];

    put_old_store(c);
    OK(reports_open(str_from_c(c->url), &c->reports));
    assert_int_equal(reports_case_number(c, "SELECT outlined FROM loaded"), MIDNIGHT + DAY);
    for (int i = 0; i < 40; i++)
        events[i] = reports_case_flow(c, NOON - 2 * DAY + i * (3 * HOUR + 7 * MINUTE), 300 + (uint64_t)i);
    reports_case_load(c, events, 40, 70, NOON + 3 * DAY);
    for (size_t i = 0; i < COUNT_OF(zones) * COUNT_OF(lengths); i++) {
        ReportRange range = { .since = NOON - 3 * DAY + 4 * HOUR };
        Figures figures;
        Report report;
        range.until = range.since + lengths[i % COUNT_OF(lengths)];
        OK(zone_open(c->arena, str_from_c(zones[i / COUNT_OF(lengths)]), &range.zone));
        OK(reports_figures(c->reports, c->arena, &range, &figures));
        OK(reports_page(c->reports, c->arena, &range, NOON + 3 * DAY, &report));
        OK(reports_page_reconcile(&report));
        reports_case_same(&figures, &report.figures);
        assert_int_equal(figures.completed, 16 + 40);
        assert_int_equal(report.system.measured, 40);
    }
}

/* Who signed in before the upgrade is not known: an unknown user without a new account counts as returning, for a while. */
static void
an_unknown_user_was_there_before(void **state)
{
    Case *c = *state;
    Event events[3] = { reports_case_flow(c, NOON + HOUR, 200), reports_case_flow(c, NOON + HOUR, 201),
                        reports_case_flow(c, NOON + 91 * DAY, 202) };
    ReportRange range = { .since = NOON, .until = NOON + DAY },
                later = { .since = NOON + 90 * DAY, .until = NOON + 92 * DAY };
    ReportPeople people;

    put_old_store(c);
    OK(reports_open(str_from_c(c->url), &c->reports));
    events[0].user_subject = LIT("old");
    events[1].user_subject = LIT("young");
    events[1].flow.new_user = true;
    events[2].user_subject = LIT("later");
    reports_case_load(c, events, 3, 30, NOON + 92 * DAY);
    OK(reports_people(c->reports, c->arena, &range, &people));
    assert_int_equal(people.users, 2);
    assert_int_equal(people.new_users, 1);
    OK(reports_people(c->reports, c->arena, &later, &people));
    assert_int_equal(people.new_users, 1);
}

int
main(int argc, char **argv)
{
#define ON_A_STORE(test) cmocka_unit_test_setup_teardown(test, reports_case_begin, reports_case_end)
    const struct CMUnitTest tests[] = {
        ON_A_STORE(what_was_counted_still_counts),
        ON_A_STORE(an_old_flow_is_replaced),
        ON_A_STORE(old_and_new_days_are_counted_alike),
        ON_A_STORE(an_unknown_user_was_there_before),
    };

    assert(argc == 2);
    dump = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
