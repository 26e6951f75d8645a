/* base64_test.c -- standard base64: RFC 4648's examples, and what is none.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "crypto/base64.h"
#include "crypto/random.h"

static int
set_up(void **state)
{
    *state = arena_new((size_t)1 << 20);
    return *state && !random_init() ? 0 : -1;
}

static int
tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct {
    const char *bytes;
    const char *text;
} cases[] = {
    { "", "" },
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
    { "\xfb\xff\xbf", "+/+/" },
};

static void
encodes_the_examples(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_true(str_equal(base64_encode(*state, str_from_c(cases[i].bytes)), str_from_c(cases[i].text)));
}

static void
decodes_the_examples(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str bytes = LIT("untouched");
        assert_null(base64_decode(*state, str_from_c(cases[i].text), &bytes));
        assert_true(str_equal(bytes, str_from_c(cases[i].bytes)));
    }
}

static void
refuses_what_is_no_base64(void **state)
{
    static const char *const wrong[] = { "Z",    "Zg",     "Zg=",   "Zg===", "Zh==",  "Zm9",
                                         "-_-_", "Zm9v\n", " Zm9v", "Zm9v=", "Zm 9v", "=" };

    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        Str bytes = LIT("untouched");
        Error *error = base64_decode(*state, str_from_c(wrong[i]), &bytes);
        assert_non_null(error);
        assert_int_equal(error->code, E_BAD_REQUEST);
        assert_true(str_equal(bytes, LIT("untouched")));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(encodes_the_examples, set_up, tear_down),
        cmocka_unit_test_setup_teardown(decodes_the_examples, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_base64, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
