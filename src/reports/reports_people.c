/* reports_people.c -- distinct users: sets of numbers of a range, joined, compared and counted.
 * SPDX-License-Identifier: ISC */
#include "reports/labels.h"
#include "reports/people.h"
#include "reports/report_names.h"
#include "reports/reports_room.h"

#define DAYS_MAX 400

typedef struct Ask {
    const ReportRange *range;
    Micros now;
    ReportNames names;
    bool *wanted; /* by series: the filters' */
    bool *whole;  /* by series: all of own and foreign flows, or of client flows */
    bool *house;
    ReportPeople people;
    ReportActive active;
} Ask;

/* Sets know nothing of tests: those flows are nobody's. */
static Error *
begin(Tx *tx, Ask *ask)
{
    TRY(report_names_read(tx, &ask->names));
    size_t count = (size_t)ask->names.series_max + 1;
    ReportRange filters = *ask->range, all = { .clients = ask->range->clients };
    filters.tests = REPORT_NO_TESTS;
    ask->wanted = ARENA_NEW(tx_arena(tx), bool, count);
    ask->whole = ARENA_NEW(tx_arena(tx), bool, count);
    ask->house = ARENA_NEW(tx_arena(tx), bool, count);
    for (size_t i = 0; i < count; i++) {
        ask->wanted[i] = report_names_use(&ask->names, (int64_t)i, &filters) & USE_FLOWS;
        ask->whole[i] = report_names_use(&ask->names, (int64_t)i, &all) & USE_FLOWS;
        ask->house[i] = ask->names.series[i].known && ask->names.series[i].kind == SERIES_HOUSE;
    }
    return NULL;
}

static Error *
read_set(Tx *tx, Ask *ask, PeopleSet which, const bool *series, NumberSet *set)
{
    PeopleAsk people = { which, ask->range->since, ask->range->until, series, ask->names.series_max };

    return people_read(tx, &ask->names.loaded, &people, set);
}

static Error *
read_people(Tx *tx, void *arg)
{
    Ask *ask = arg;
    NumberSet signed_in = number_set_new(tx_arena(tx)), first = signed_in, back = signed_in;

    TRY(begin(tx, ask));
    TRY(read_set(tx, ask, PEOPLE_SIGNED, ask->wanted, &signed_in));
    TRY(read_set(tx, ask, PEOPLE_FIRST, ask->whole, &first));
    TRY(read_set(tx, ask, PEOPLE_BACK, ask->wanted, &back));
    ask->people.users = number_set_count(&signed_in);
    ask->people.new_users = number_set_count_both(&signed_in, &first);
    ask->people.returning = ask->people.users - ask->people.new_users;
    ask->people.back = number_set_count_without(&back, &first);
    return NULL;
}

Error *
reports_people(Reports *reports, Arena *arena, const ReportRange *range, ReportPeople *people)
{
    Ask *ask = ARENA_NEW(arena, Ask, 1);
    Scratch *scratch;

    ask->range = range;
    TRY(reports_scratch(arena, &scratch));
    TRY(sql_read(reports->sql, scratch->arena, read_people, ask));
    reports_scratch_free(scratch);
    *people = ask->people;
    return NULL;
}

/* ---- active users ---- */

/* Sessions begin with completed flows of any kind, and live on with refreshed tokens: one set has both. */
static Error *
count_active(Tx *tx, Ask *ask, Micros since, Micros until, NumberSet *set, int64_t *users)
{
    PeopleAsk active = { PEOPLE_ACTIVE, since, until, ask->house, ask->names.series_max };

    number_set_clear(set);
    TRY(people_read(tx, &ask->names.loaded, &active, set));
    *users = number_set_count(set);
    return NULL;
}

/* The days that the range touches, and how many users each had. */
static Error *
count_days(Tx *tx, Ask *ask, NumberSet *set)
{
    const Zone *zone = &ask->range->zone;
    ReportActive *active = &ask->active;
    Micros oldest = zone_day(zone, ask->range->until - 1, 1 - DAYS_MAX);
    Micros at = zone_day(zone, ask->range->since, 0);

    for (at = at < oldest ? oldest : at; at < ask->range->until && active->day_count < DAYS_MAX;) {
        ReportDay *day = &active->days[active->day_count++];
        *day = (ReportDay){ .since = at, .until = zone_day(zone, at, 1) };
        day->running = day->until > ask->now;
        TRY(count_active(tx, ask, day->since, day->until, set, &day->users));
        at = day->until;
    }
    return NULL;
}

/* The days before the day of now; those that are in the range were counted. */
static Error *
count_week(Tx *tx, Ask *ask, NumberSet *set)
{
    const Zone *zone = &ask->range->zone;
    ReportActive *active = &ask->active;

    for (int32_t back = 1; back <= 7; back++) {
        Micros since = zone_day(zone, ask->now, -back), until = zone_day(zone, ask->now, 1 - back);
        int64_t users = -1;
        for (size_t i = 0; i < active->day_count; i++)
            if (active->days[i].since == since)
                users = active->days[i].users;
        if (users < 0)
            TRY(count_active(tx, ask, since, until, set, &users));
        active->week_of_days += users;
    }
    return NULL;
}

static Error *
read_active(Tx *tx, void *arg)
{
    Ask *ask = arg;
    const Zone *zone = &ask->range->zone;
    ReportActive *active = &ask->active;
    NumberSet set = number_set_new(tx_arena(tx));

    TRY(begin(tx, ask));
    TRY(count_days(tx, ask, &set));
    TRY(count_week(tx, ask, &set));
    Micros until = zone_day(zone, ask->now, 1);
    TRY(count_active(tx, ask, zone_day(zone, ask->now, 0), until, &set, &active->daily));
    TRY(count_active(tx, ask, zone_day(zone, ask->now, -6), until, &set, &active->weekly));
    TRY(count_active(tx, ask, zone_day(zone, ask->now, -29), until, &set, &active->monthly));
    active->stickiness =
        active->monthly < REPORT_LEAST ? -1 : (double)active->week_of_days / 7 / (double)active->monthly;
    return NULL;
}

Error *
reports_active(Reports *reports, Arena *arena, const ReportRange *range, Micros now, ReportActive *active)
{
    Ask *ask = ARENA_NEW(arena, Ask, 1);
    Scratch *scratch;

    ask->range = range;
    ask->now = now;
    ask->active.days = ARENA_NEW(arena, ReportDay, DAYS_MAX);
    TRY(reports_scratch(arena, &scratch));
    TRY(sql_read(reports->sql, scratch->arena, read_active, ask));
    reports_scratch_free(scratch);
    *active = ask->active;
    return NULL;
}
