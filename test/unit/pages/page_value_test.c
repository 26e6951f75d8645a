/* page_value_test.c -- addresses that a page may link to, and those that become "#"; queries; what counts as set.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "pages/page_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct ValueCase {
    Str value, written;
} ValueCase;

static void
check_values(const ValueCase *cases, size_t count, void (*write)(Buf *buf, Str value))
{
    for (size_t i = 0; i < count; i++) {
        char memory[256];
        Buf buf = buf_fixed(memory, sizeof memory);
        write(&buf, cases[i].value);
        if (!str_equal(buf_str(&buf), cases[i].written))
            fail_msg("%.*s became %.*s", STR_ARG(cases[i].value), STR_ARG(buf_str(&buf)));
    }
}

static void
test_url_allowed(void **state)
{
    static const ValueCase cases[] = {
        { LIT_INIT("/"), LIT_INIT("/") },
        { LIT_INIT("/login?provider=a&return_to=/"), LIT_INIT("/login?provider=a&amp;return_to=/") },
        { LIT_INIT("?range=7d"), LIT_INIT("?range=7d") },
        { LIT_INIT("https://shop.example.com/x"), LIT_INIT("https://shop.example.com/x") },
        { LIT_INIT("HTTP://localhost:3000/"), LIT_INIT("HTTP://localhost:3000/") },
        { LIT_INIT("com.example.app:/callback"), LIT_INIT("com.example.app:/callback") },
    };

    (void)state;
    check_values(cases, COUNT_OF(cases), page_value_url);
}

static void
test_url_refused(void **state)
{
    static const Str refused[] = {
        LIT_INIT(""),
        LIT_INIT("javascript:alert(1)"),
        LIT_INIT("JavaScript:alert(1)"),
        LIT_INIT(" javascript:alert(1)"),
        LIT_INIT("java\tscript:alert(1)"),
        LIT_INIT("java\nscript:alert(1)"),
        LIT_INIT("data:text/html,<script>alert(1)</script>"),
        LIT_INIT("vbscript:x"),
        LIT_INIT("blob:x"),
        LIT_INIT("file:///etc/passwd"),
        LIT_INIT("//evil.example/"),
        LIT_INIT("/\\evil.example/"),
        LIT_INIT("/\t/evil.example/"),
        LIT_INIT("\\\\evil.example/"),
        LIT_INIT("evil.example"),
        LIT_INIT(":x"),
        LIT_INIT(".a:x"),
        LIT_INIT("a.b&colon;x"),
        LIT_INIT("/a b"),
        LIT_INIT("/a\x7f"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        ValueCase row = { refused[i], LIT("#") };
        check_values(&row, 1, page_value_url);
    }
}

static void
test_query(void **state)
{
    static const ValueCase cases[] = {
        { LIT_INIT("24h"), LIT_INIT("24h") },
        { LIT_INIT("A-z_0.~"), LIT_INIT("A-z_0.~") },
        { LIT_INIT("a b&c=d\"'<>#%+"), LIT_INIT("a%20b%26c%3Dd%22%27%3C%3E%23%25%2B") },
        { LIT_INIT("\xc3\xa9"), LIT_INIT("%C3%A9") },
    };

    (void)state;
    check_values(cases, COUNT_OF(cases), page_value_query);
}

static void
test_text(void **state)
{
    static const ValueCase cases[] = {
        { LIT_INIT("plain"), LIT_INIT("plain") },
        { LIT_INIT("<\"'&>"), LIT_INIT("&lt;&quot;&#39;&amp;&gt;") },
    };

    (void)state;
    check_values(cases, COUNT_OF(cases), page_value_text);
}

static void
test_set_and_same(void **state)
{
    int64_t one = 1, none = 0;
    size_t rows = 3, no_rows = 0;

    (void)state;
    assert_true(PAGE_VALUE_SET(LIT("x")));
    assert_false(PAGE_VALUE_SET(LIT("")));
    assert_true(PAGE_VALUE_SET((bool)true));
    assert_false(PAGE_VALUE_SET((bool)false));
    assert_true(PAGE_VALUE_SET(one));
    assert_false(PAGE_VALUE_SET(none));
    assert_true(PAGE_VALUE_SET(rows));
    assert_false(PAGE_VALUE_SET(no_rows));
    assert_true(PAGE_VALUE_SAME(one, one));
    assert_false(PAGE_VALUE_SAME(one, none));
    assert_true(PAGE_VALUE_SAME(LIT("a"), LIT("a")));
    assert_false(PAGE_VALUE_SAME(LIT("a"), LIT("b")));
}

static void
test_number(void **state)
{
    char memory[64];
    Buf buf = buf_fixed(memory, sizeof memory);

    (void)state;
    PAGE_VALUE(&buf, INT64_MIN);
    PAGE_VALUE(&buf, 7);
    assert_true(str_equal(buf_str(&buf), LIT("-92233720368547758087")));
}

/* A message in a page: its own text and its values are escaped, values are isolated, numbers are grouped. */
static void
test_message(void **state)
{
    static const Str hostile = LIT_INIT("<b>&\"");
    Arena *arena = arena_new(1 << 16);
    Buf page = buf_new(arena, 1024), title = buf_new(arena, 1024), plural = buf_new(arena, 1024);
    const MessageValue app[] = { PAGE_MESSAGE_VALUE("app", hostile) };
    const MessageValue users[] = { MESSAGE_NUMBER("count", 12480) };

    (void)state;
    page_value_message(&page, LANGUAGE_en, MESSAGE_signin_title, app, 1);
    assert_true(str_equal(buf_str(&page), LIT("Sign in to <bdi>&lt;b&gt;&amp;&quot;</bdi>")));
    page_value_message_plain(&title, LANGUAGE_en, MESSAGE_signin_title, app, 1);
    assert_true(str_equal(buf_str(&title), LIT("Sign in to \u2068&lt;b&gt;&amp;&quot;\u2069")));
    page_value_message(&plural, LANGUAGE_en, MESSAGE_flow_users, users, 1);
    assert_true(str_equal(buf_str(&plural), LIT("12,480 users")));
    arena_free(arena);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_url_allowed), cmocka_unit_test(test_url_refused),  cmocka_unit_test(test_query),
        cmocka_unit_test(test_text),        cmocka_unit_test(test_set_and_same), cmocka_unit_test(test_number),
        cmocka_unit_test(test_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
