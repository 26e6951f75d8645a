/* request_test.c -- headers and cookies of a request (attacks.md 46: two cookies of one name are none).
 * SPDX-License-Identifier: ISC */
#include "made_request.h"

static void
headers_have_no_case_and_the_first_counts(void **state)
{
    Request *request = made_request("GET", "/", "");

    (void)state;
    made_header(request, "X-One", LIT("1"));
    made_header(request, "x-one", LIT("2"));
    made_header(request, "Empty", LIT(""));
    ASSERT_STR(request_header(request, LIT("x-ONE")), "1");
    ASSERT_STR(request_header(request, LIT("empty")), "");
    ASSERT_STR(request_header(request, LIT("X-On")), "");
    ASSERT_STR(request_header(request, LIT("X_One")), "");
}

static void
cookies(void **state)
{
    static const struct {
        const char *first, *second, *value;
    } rows[] = {
        { "app=v", NULL, "v" },
        { "a=1; app=v; b=2", NULL, "v" },
        { "a=1;app=v;b=2", NULL, "v" },
        { "  app=v  ", NULL, "v" },
        { "app=a=b", NULL, "a=b" },
        { "app=\"v\"", NULL, "\"v\"" },
        { "a=1", "app=v", "v" },
        { "app=", NULL, "" },
        { "app", NULL, "" },
        { "", NULL, "" },
        { ";;;", NULL, "" },
        { "App=v", NULL, "" },
        { "xapp=v", NULL, "" },
        { "appx=v", NULL, "" },
        { "__Host-app=v", NULL, "" },
        { "a=app=v", NULL, "" },
        { "app =v", NULL, "" },
        { "app=v; app=v", NULL, "" },
        { "app=v; app=w", NULL, "" },
        { "app=v; app", NULL, "" },
        { "app=; app=v", NULL, "" },
        { "app=v", "app=v", "" },
        { "app=v; b=1", "c=1; app=w", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_request("GET", "/", "");
        made_header(request, "cookie", str_from_c(rows[i].first));
        if (rows[i].second)
            made_header(request, "Cookie", str_from_c(rows[i].second));
        ASSERT_STR(request_cookie(request, LIT("app")), rows[i].value);
    }
    ASSERT_STR(request_cookie(made_request("GET", "/", ""), LIT("app")), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = { UNIT(headers_have_no_case_and_the_first_counts), UNIT(cookies) };

    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
