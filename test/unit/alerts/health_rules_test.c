/* health_rules_test.c -- when a connection is failing, slow, idle, and well again: a table of numbers, and one of histories.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "alerts/health_rules.h"

static const AlertLimits limits = { .failing_count = 5,
                                    .failing_share = 2,
                                    .recent_count = 3,
                                    .recent_share = 20,
                                    .slow_flows = 20,
                                    .slow_percent = 200,
                                    .slow_least = 100 * MILLISECOND,
                                    .quiet = 5 * MINUTE };

#define NOW ((Micros)1700000000 * SECOND)
#define MS  MILLISECOND

/* clang-format off */
static const struct {
    const char *what;
    HealthNumbers numbers;
    HealthState state;
} numbers_cases[] = {
    { "nothing ever",               { .usual = -1, .slow = -1, .idle = true },                 HEALTH_IDLE },
    { "all well",                   { 1000, 0, 50, 0, 50, 300 * MS, 200 * MS },                HEALTH_OK },
    { "five of 250: 2 %",           { 250, 5, 50, 0, 0, -1, -1 },                              HEALTH_FAILING },
    { "five of 251: below 2 %",     { 251, 5, 50, 0, 0, -1, -1 },                              HEALTH_OK },
    { "four of 10, long ago",       { 10, 4, 0, 0, 0, -1, -1 },                                HEALTH_OK },
    { "three of 15 just now: 20 %", { 1000, 3, 15, 3, 0, -1, -1 },                             HEALTH_FAILING },
    { "three of 16 just now",       { 1000, 3, 16, 3, 0, -1, -1 },                             HEALTH_OK },
    { "one of one is noise",        { 1, 1, 1, 1, 0, -1, -1 },                                 HEALTH_OK },
    { "and so are two of two",      { 2, 2, 2, 2, 0, -1, -1 },                                 HEALTH_OK },
    { "three of three are not",     { 3, 3, 3, 3, 0, -1, -1 },                                 HEALTH_FAILING },
    { "20 above twice the usual",   { 1000, 0, 50, 0, 20, 401 * MS, 200 * MS },                HEALTH_SLOW },
    { "exactly twice",              { 1000, 0, 50, 0, 20, 400 * MS, 200 * MS },                HEALTH_OK },
    { "19 measured",                { 1000, 0, 50, 0, 19, 900 * MS, 200 * MS },                HEALTH_OK },
    { "no usual time is known",     { 1000, 0, 50, 0, 20, 900 * MS, -1 },                      HEALTH_OK },
    { "nobody notices 30 ms",       { 1000, 0, 50, 0, 20, 30 * MS, 3 * MS },                   HEALTH_OK },
    { "failing outranks slow",      { 100, 50, 50, 50, 20, 900 * MS, 200 * MS },               HEALTH_FAILING },
};
/* clang-format on */

static void
numbers_give_the_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers_cases); i++) {
        HealthMemory before = { .state = HEALTH_OK, .since = NOW - HOUR };
        HealthMemory after = health_rules_next(&limits, &numbers_cases[i].numbers, &before, NOW);
        if (after.state != numbers_cases[i].state)
            fail_msg("%s: state %d, wanted %d", numbers_cases[i].what, (int)after.state, (int)numbers_cases[i].state);
        assert_true(after.since == (after.state == HEALTH_OK ? NOW - HOUR : NOW)); /* raised at once */
    }
}

/* A history: what is seen so long after the start, and the state then. */
typedef struct Moment {
    Micros at;
    HealthNumbers numbers;
    HealthState state;
} Moment;

#define BAD                                     \
    {                                           \
        100, 60, 20, 10, 20, 150 * MS, 150 * MS \
    }
#define HALF                                   \
    {                                          \
        100, 60, 20, 2, 20, 150 * MS, 150 * MS \
    } /* 10 % of the last minutes: not below half of 20 */
#define CALM                                    \
    {                                           \
        100, 60, 200, 1, 20, 150 * MS, 150 * MS \
    }
#define SLOW                                  \
    {                                         \
        100, 0, 20, 0, 20, 900 * MS, 150 * MS \
    }
#define SLOWISH                               \
    {                                         \
        100, 0, 20, 0, 20, 240 * MS, 150 * MS \
    } /* above the middle between usual and limit */
#define FAST                                  \
    {                                         \
        100, 0, 20, 0, 20, 160 * MS, 150 * MS \
    }
#define NOBODY                                \
    {                                         \
        .idle = true, .usual = -1, .slow = -1 \
    }

static const Moment heals[] = { { 0, BAD, HEALTH_FAILING },
                                { MINUTE, CALM, HEALTH_FAILING },
                                { 5 * MINUTE, CALM, HEALTH_FAILING },
                                { 6 * MINUTE, CALM, HEALTH_OK } };
static const Moment half_is_not_calm[] = {
    { 0, BAD, HEALTH_FAILING },           { MINUTE, CALM, HEALTH_FAILING },      { 5 * MINUTE, HALF, HEALTH_FAILING },
    { 6 * MINUTE, CALM, HEALTH_FAILING }, { 10 * MINUTE, CALM, HEALTH_FAILING }, { 11 * MINUTE, CALM, HEALTH_OK }
};
static const Moment slow_heals[] = { { 0, SLOW, HEALTH_SLOW },
                                     { MINUTE, SLOWISH, HEALTH_SLOW },
                                     { 9 * MINUTE, SLOWISH, HEALTH_SLOW },
                                     { 10 * MINUTE, FAST, HEALTH_SLOW },
                                     { 15 * MINUTE, FAST, HEALTH_OK } };
static const Moment slow_fails[] = { { 0, SLOW, HEALTH_SLOW },
                                     { MINUTE, BAD, HEALTH_FAILING },
                                     { 2 * MINUTE, CALM, HEALTH_FAILING },
                                     { 7 * MINUTE, SLOW, HEALTH_SLOW } };
static const Moment nobody_comes[] = { { 0, BAD, HEALTH_FAILING },
                                       { MINUTE, NOBODY, HEALTH_FAILING },
                                       { 6 * MINUTE, NOBODY, HEALTH_IDLE },
                                       { 7 * MINUTE, FAST, HEALTH_OK } };
static const Moment clock_goes_back[] = { { 10 * MINUTE, BAD, HEALTH_FAILING },
                                          { 20 * MINUTE, CALM, HEALTH_FAILING },
                                          { 11 * MINUTE, CALM, HEALTH_FAILING },
                                          { 15 * MINUTE, CALM, HEALTH_FAILING },
                                          { 16 * MINUTE, CALM, HEALTH_OK } };

#define HISTORY(name)               \
    {                               \
#name, name, COUNT_OF(name) \
    }
static const struct {
    const char *what;
    const Moment *moments;
    size_t count;
} histories[] = { HISTORY(heals),      HISTORY(half_is_not_calm), HISTORY(slow_heals),
                  HISTORY(slow_fails), HISTORY(nobody_comes),     HISTORY(clock_goes_back) };

static void
alerts_stand_until_all_was_calm(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(histories); i++) {
        HealthMemory memory = { .state = HEALTH_OK, .since = NOW - DAY };
        for (size_t m = 0; m < histories[i].count; m++) {
            const Moment *moment = &histories[i].moments[m];
            memory = health_rules_next(&limits, &moment->numbers, &memory, NOW + moment->at);
            if (memory.state != moment->state)
                fail_msg("%s, moment %zu: state %d, wanted %d", histories[i].what, m, (int)memory.state,
                         (int)moment->state);
        }
    }
}

static void
the_verdict_speaks_of_the_worst(void **state)
{
    Health health = { 0 };

    (void)state;
    health_rules_judge(&health);
    assert_int_equal(health.worst, -1);
    health.of[CONNECTION_store] = (ConnectionHealth){ .state = HEALTH_SLOW, .slow = 900, .usual = 100 };
    health.of[CONNECTION_upsert] = (ConnectionHealth){ .state = HEALTH_SLOW, .slow = 500, .usual = 50 };
    health_rules_judge(&health);
    assert_int_equal(health.worst, CONNECTION_upsert);
    health.of[CONNECTION_token] = (ConnectionHealth){ .state = HEALTH_FAILING, .failed = 5 };
    health.of[CONNECTION_access] = (ConnectionHealth){ .state = HEALTH_FAILING, .failed = 7 };
    health_rules_judge(&health);
    assert_int_equal(health.worst, CONNECTION_access);
    assert_int_equal(health.needing_attention, 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_give_the_state),
        cmocka_unit_test(alerts_stand_until_all_was_calm),
        cmocka_unit_test(the_verdict_speaks_of_the_worst),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
