/* flow_since_test.c -- since when something is wrong: of today by the clock, of another day with its date, in the zone that is shown.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "api/flow_words.h"

#define NOON ((Micros)20517 * DAY + 12 * HOUR)

/* clang-format off */
static const struct {
    const char *what;
    Micros now, since, offset;
    const char *words; /* a part of the verdict */
    bool dated;
} cases[] = {
    { "an hour ago",                            NOON, NOON - HOUR, 0, "11:00", false },
    { "just now",                               NOON, NOON, 0, "12:00", false },
    { "midnight of today",                      NOON, NOON - 12 * HOUR, 0, "00:00", false },
    { "a minute before midnight",               NOON, NOON - 12 * HOUR - MINUTE, 0, "4 March 2026, 23:59", true },
    { "the same clock, the day before",         NOON, NOON - DAY, 0, "4 March 2026, 12:00", true },
    { "a month ago",                            NOON, NOON - 30 * DAY, 0, "3 February 2026, 12:00", true },
    { "yesterday in UTC, today in the zone",    NOON - 11 * HOUR, NOON - 13 * HOUR, 2 * HOUR, "01:00", false },
    { "today in UTC, yesterday in the zone",    NOON, NOON - 11 * HOUR, -5 * HOUR, "4 March 2026, 20:00", true },
};
/* clang-format on */

static FlowView
view_of(size_t i, HealthState state)
{
    FlowView view = { .set = { .now = cases[i].now },
                      .health = { .worst = CONNECTION_token },
                      .offset = cases[i].offset };

    view.health.of[CONNECTION_token] = (ConnectionHealth){
        .state = state, .since = cases[i].since, .failed = 6, .cause = LIT("timeout"), .provider = LIT("")
    };
    return view;
}

static void
check(const char *what, Str words, const char *part, bool dated)
{
    if (str_find(words, str_from_c(part)) == words.len || (str_find(words, LIT("2026")) < words.len) != dated)
        fail_msg("%s: \"%.*s\"", what, STR_ARG(words));
}

static void
the_verdict_of_another_day_says_the_date(void **state)
{
    static const HealthState states[] = { HEALTH_FAILING, HEALTH_SLOW };
    PictureState drawn;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t j = 0; j < COUNT_OF(states); j++) {
            FlowView view = view_of(i, states[j]);
            check(cases[i].what, flow_words_verdict(arena, LANGUAGE_en, &view, &drawn), cases[i].words, cases[i].dated);
        }
}

static void
stale_figures_of_another_day_say_the_date(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FlowView view = view_of(i, HEALTH_OK);
        view.health.stale = true;
        view.health.figures_until = cases[i].since;
        check(cases[i].what, flow_words_window(arena, LANGUAGE_en, &view), cases[i].words, cases[i].dated);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_verdict_of_another_day_says_the_date),
        UNIT(stale_figures_of_another_day_say_the_date),
    };
    return cmocka_run_group_tests_name("flow_since", tests, NULL, NULL);
}
