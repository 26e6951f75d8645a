/* alert_words_test.c -- what a delivery says: since when, of today by the clock, of another day with its date.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "alerts/alert_words.h"

#define NOON ((Micros)20517 * DAY + 12 * HOUR)

static Str
body_of(Str kind, Str subject, Str state, Micros since)
{
    AlertRecord record = {
        .kind = kind, .subject = subject, .state = state, .since = since, .failed = 6, .cause = LIT("timeout")
    };
    Str body;

    ASSERT_OK(alert_words_body(arena, LIT("https://id.example"), &record, false, NOON, &body));
    return body;
}

static void
has(Str body, const char *part)
{
    if (str_find(body, str_from_c(part)) == body.len)
        fail_msg("\"%s\" is not in %.*s", part, STR_ARG(body));
}

static void
a_connection_that_fails(void **state)
{
    (void)state;
    has(body_of(LIT("connection"), LIT("token"), LIT("failing"), NOON - HOUR), " 11:00");
    has(body_of(LIT("connection"), LIT("token"), LIT("failing"), NOON - 12 * HOUR - MINUTE), " 4 March 2026, 23:59");
    has(body_of(LIT("connection"), LIT("token"), LIT("slow"), NOON - 2 * DAY), "3 March 2026, 12:00");
}

static void
figures_that_are_behind(void **state)
{
    (void)state;
    has(body_of(LIT("pipeline"), LIT(""), LIT("stale"), NOON - HOUR), "until 11:00 UTC");
    has(body_of(LIT("pipeline"), LIT(""), LIT("stale"), NOON - DAY), "until 4 March 2026, 12:00 UTC");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_connection_that_fails),
        UNIT(figures_that_are_behind),
    };
    return cmocka_run_group_tests_name("alert_words", tests, NULL, NULL);
}
