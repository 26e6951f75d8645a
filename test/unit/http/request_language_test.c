/* request_language_test.c -- in which language a request is answered: the order of the four, and what strangers may write there.
 * The pseudo-locales stand for any language: they are always complete.
 * SPDX-License-Identifier: ISC */
#include "http/request_language.h"
#include "made_request.h"

typedef struct LanguageCase {
    const char *query, *cookie, *accept; /* NULL for none */
    LanguageId language;
} LanguageCase;

static void
the_first_that_we_speak(void **state)
{
    static const LanguageCase rows[] = {
        { "", NULL, NULL, LANGUAGE_qps }, /* the site's own */
        { "", NULL, "en", LANGUAGE_en },
        { "", NULL, "tlh", LANGUAGE_qps },
        { "", "lang=qpr", "en", LANGUAGE_qpr },
        { "", "lang=tlh", "en", LANGUAGE_en },
        { "", "lang=qpr; lang=en", NULL, LANGUAGE_qps }, /* two cookies of one name are none */
        { "ui_locales=en", "lang=qpr", NULL, LANGUAGE_en },
        { "ui_locales=tlh%20en", "lang=qpr", NULL, LANGUAGE_en },
        { "ui_locales=tlh", "lang=qpr", "en", LANGUAGE_qpr },
        { "ui_locales=", "lang=qpr", NULL, LANGUAGE_qpr },
        { "ui_locales=en&ui_locales=en", "lang=qpr", NULL, LANGUAGE_qpr },
        { "ui_locales=%zz", "lang=qpr", NULL, LANGUAGE_qpr },
        { "ui_locales=%00", "lang=qpr", NULL, LANGUAGE_qpr },
        /* other parameters are not looked at */
        { "a=b&ui_locales=en&c=%zz", "lang=qpr", NULL, LANGUAGE_en },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_request("GET", "/", rows[i].query);
        request->language = LANGUAGE_qps;
        if (rows[i].cookie)
            made_header(request, "Cookie", str_from_c(rows[i].cookie));
        if (rows[i].accept)
            made_header(request, "Accept-Language", str_from_c(rows[i].accept));
        if (request_language(request) != rows[i].language)
            fail_msg("row %zu: %.*s", i, STR_ARG(languages[request_language(request)].code));
    }
}

static void
a_post_asks_by_its_form(void **state)
{
    Request *request = made_request("POST", "/signin", "ui_locales=en");

    (void)state;
    request->body = LIT("username=ada&ui_locales=qpr");
    ASSERT_STR(request_language_asked(request), "qpr");
    assert_int_equal(request_language(request), LANGUAGE_qpr);
}

static void
a_long_list_is_none(void **state)
{
    Buf query = buf_new(arena, 4096);

    (void)state;
    buf_add(&query, LIT("ui_locales=qpr"));
    while (query.len < 300)
        buf_add(&query, LIT("+en"));
    Request *request = made_request("GET", "/", str_to_c(arena, buf_str(&query)));
    ASSERT_STR(request_language_asked(request), "");
    assert_int_equal(request_language(request), LANGUAGE_en);
}

static void
a_choice_lasts_a_year(void **state)
{
    Request *request = made_request("GET", "/language", "");
    Reply reply = { 0 };

    (void)state;
    request_language_set(request, &reply, LANGUAGE_qpr);
    ASSERT_STR(made_reply_header(&reply, "Set-Cookie"), "lang=qpr; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_first_that_we_speak),
        UNIT(a_post_asks_by_its_form),
        UNIT(a_long_list_is_none),
        UNIT(a_choice_lasts_a_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
