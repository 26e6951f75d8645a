/* json_out_test.c -- JSON as it is written: commas by themselves, strings that nothing can leave.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/json.h"

#include <jansson.h>

static void
commas_come_by_themselves(void **state)
{
    Buf buf = buf_new(arena, 1000);
    JsonOut out = json_out(&buf);

    (void)state;
    json_open(&out, '{');
    json_member_str(&out, "a", LIT("x"));
    json_member_int(&out, "b", -1);
    json_member_bool(&out, "c", true);
    json_key(&out, "d");
    json_open(&out, '[');
    json_open(&out, '[');
    json_close(&out, ']');
    json_int(&out, 1);
    json_bool(&out, false);
    json_none(&out);
    json_str(&out, LIT(""));
    json_open(&out, '{');
    json_close(&out, '}');
    json_close(&out, ']');
    json_member_raw(&out, "e", LIT("{\"f\":1}"));
    json_close(&out, '}');
    ASSERT_STR(buf_str(&buf), "{\"a\":\"x\",\"b\":-1,\"c\":true,\"d\":[[],1,false,null,\"\",{}],\"e\":{\"f\":1}}");
}

static Str
written(Str text)
{
    Buf buf = buf_new(arena, 4096);
    JsonOut out = json_out(&buf);

    json_str(&out, text);
    return buf_str(&buf);
}

static void
strings_are_escaped(void **state)
{
    static const struct {
        Str text;
        const char *json;
    } rows[] = {
        { LIT_INIT(""), "\"\"" },
        { { NULL, 0 }, "\"\"" },
        { LIT_INIT("a\"b\\c"), "\"a\\\"b\\\\c\"" },
        { LIT_INIT("\n\t\x01\x1f"), "\"\\u000a\\u0009\\u0001\\u001f\"" },
        { LIT_INIT("</script><!--"), "\"\\u003c/script>\\u003c!--\"" },
        { LIT_INIT("\xc3\xa4\xf0\x9f\x98\x80"), "\"\xc3\xa4\xf0\x9f\x98\x80\"" },
        { LIT_INIT("a\0b"), "\"a\\u0000b\"" },
        { LIT_INIT("\xff"), "\"\xef\xbf\xbd\"" },
        { LIT_INIT("\xed\xa0\x80"), "\"\xef\xbf\xbd\"" },
        { LIT_INIT("\0\xff"), "\"\xef\xbf\xbd\"" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ASSERT_STR(written(rows[i].text), rows[i].json);
}

/* What is written is what jansson reads, for every pair of bytes that is text. */
static void
comes_back(void **state)
{
    (void)state;
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++) {
            const char bytes[2] = { (char)a, (char)b };
            Str text = { bytes, 2 }, json = written(text);
            json_t *value = json_loadb(json.ptr, json.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
            assert_true(json_is_string(value));
            Str back = { json_string_value(value), json_string_length(value) };
            assert_true(str_equal(back, text) || str_equal(back, LIT("\xef\xbf\xbd")));
            json_decref(value);
        }
}

static void
an_overflow_is_found_at_the_end(void **state)
{
    Buf buf = buf_new(arena, 10);
    JsonOut out = json_out(&buf);
    Str text;

    (void)state;
    json_open(&out, '{');
    json_member_str(&out, "name", LIT("longer than this"));
    json_close(&out, '}');
    ASSERT_CODE(buf_finish(&buf, "a document", &text), E_TOO_LARGE, "ten bytes");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(commas_come_by_themselves),
        UNIT(strings_are_escaped),
        UNIT(comes_back),
        UNIT(an_overflow_is_found_at_the_end),
    };

    return cmocka_run_group_tests_name("json_out", tests, NULL, NULL);
}
