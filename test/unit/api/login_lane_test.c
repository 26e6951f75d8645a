/* login_lane_test.c -- a sign-in at an outside provider never runs in the stores' lane, however its name is spelled.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "api/handlers.h"
#include "base/str.h"

static Provider *
open_provider(const char *name, bool own)
{
    ProviderOptions options = { .name = str_from_c(name), .own = own };
    Provider *provider;

    assert_null(provider_open(&options, NULL, &provider));
    return provider;
}

static void
the_lane_is_of_the_provider_that_will_be_asked(void **state)
{
    static const struct {
        const char *query;
        Lane lane;
    } rows[] = {
        { "", LANE_STORE },
        { "provider=latchstring", LANE_STORE },
        { "return_to=%2Fflow", LANE_STORE },
        { "provider=sick", LANE_UPSTREAM },
        { "%70rovider=sick", LANE_UPSTREAM },
        { "provider=s%69ck", LANE_UPSTREAM },
        { "provider=sick&return_to=/provider=latchstring", LANE_UPSTREAM },
        { "return_to=/?provider=latchstring&provider=sick", LANE_UPSTREAM },
        { "provider=nobody", LANE_STORE },             /* refused at once */
        { "provider=sick&provider=sick", LANE_STORE }, /* refused at once */
        { "provider=%zz", LANE_STORE },                /* refused at once */
    };
    Api api = { .provider_count = 2 };

    (void)state;
    api.providers[0] = open_provider("latchstring", true);
    api.providers[1] = open_provider("sick", false);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request request = { .arena = arena, .query = str_from_c(rows[i].query) };
        if (login_lane(&request, &api) != rows[i].lane)
            fail_msg("%s: another lane", rows[i].query);
    }
    provider_close(api.providers[0]);
    provider_close(api.providers[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { UNIT(the_lane_is_of_the_provider_that_will_be_asked) };

    return cmocka_run_group_tests_name("login_lane", tests, NULL, NULL);
}
