/* html_test.c -- nothing that is escaped can end an element or a quoted attribute.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/html.h"

static void
escapes(void **state)
{
    static const struct {
        Str text;
        const char *html;
    } rows[] = {
        { LIT_INIT(""), "" },
        { LIT_INIT("plain"), "plain" },
        { LIT_INIT("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;" },
        { LIT_INIT("\" onload='x'"), "&quot; onload=&#39;x&#39;" },
        { LIT_INIT("&lt;"), "&amp;lt;" },
        { LIT_INIT("a&b"), "a&amp;b" },
        { LIT_INIT("\xc3\xa4\xe2\x82\xac"), "\xc3\xa4\xe2\x82\xac" },
        { LIT_INIT("<<>>"), "&lt;&lt;&gt;&gt;" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Buf buf = buf_new(arena, 1000);
        html_escape(&buf, rows[i].text);
        ASSERT_STR(buf_str(&buf), rows[i].html);
    }
}

static void
no_byte_gets_through(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        Buf buf = buf_new(arena, 16);
        const char text[1] = { (char)byte };
        html_escape(&buf, (Str){ text, 1 });
        Str html = buf_str(&buf);
        bool special = byte == '<' || byte == '>' || byte == '"' || byte == '\'' || byte == '&';
        assert_int_equal(html.len > 1, special);
        assert_int_equal(html.ptr[0], special ? '&' : (char)byte);
    }
}

static void
half_an_entity_is_an_overflow(void **state)
{
    Buf buf = buf_new(arena, 4);
    Str html;

    (void)state;
    html_escape(&buf, LIT("a<"));
    html_escape(&buf, LIT("b"));
    ASSERT_CODE(buf_finish(&buf, "text", &html), E_TOO_LARGE, "a&lt;");
    ASSERT_STR(buf_str(&buf), "a");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(escapes),
        UNIT(no_byte_gets_through),
        UNIT(half_an_entity_is_an_overflow),
    };

    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
