/* json_test.c -- JSON into declared fields: typed, bounded, without doubles (attacks.md 66, 68).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/json.h"

#include <string.h>

typedef struct Doc {
    Str name, raw;
    int64_t number;
    bool flag;
    JsonStrList list, raws;
} Doc;

static const JsonField fields[] = {
    JSON_FIELD(Doc, name, JSON_STR, true),
    JSON_FIELD(Doc, number, JSON_INT, false),
    JSON_FIELD(Doc, flag, JSON_BOOLEAN, false),
    JSON_FIELD(Doc, list, JSON_STR_LIST, false),
    JSON_FIELD(Doc, raws, JSON_RAW_LIST, false),
    JSON_FIELD_NAMED(Doc, "r\xc4\x81w", raw, JSON_RAW, false),
    JSON_FIELD_END,
};

static void
reads_every_kind(void **state)
{
    Doc doc = { 0 };
    Str text = LIT("{\"name\":\"\\u00e4\\n\",\"number\":-7,\"flag\":true,\"list\":[\"a\",\"b\"],"
                   "\"raws\":[{\"x\" : 1},2,null],\"r\xc4\x81w\":{ \"y\" : [1, 2.5] },\"other\":{}}");

    (void)state;
    ASSERT_OK(json_decode(arena, E_PROVIDER, text, fields, &doc));
    ASSERT_STR(doc.name, "\xc3\xa4\n");
    assert_int_equal(doc.number, -7);
    assert_true(doc.flag);
    assert_true(doc.list.was_list);
    assert_int_equal(doc.list.count, 2);
    ASSERT_STR(doc.list.items[1], "b");
    assert_int_equal(doc.raws.count, 3);
    ASSERT_STR(doc.raws.items[0], "{\"x\":1}");
    ASSERT_STR(doc.raws.items[2], "null");
    ASSERT_STR(doc.raw, "{\"y\":[1,2.5]}");
}

static void
a_string_is_a_list_of_one(void **state)
{
    Doc doc = { 0 };

    (void)state;
    ASSERT_OK(json_decode(arena, E_PROVIDER, LIT("{\"name\":\"x\",\"list\":\"one\"}"), fields, &doc));
    assert_int_equal(doc.list.count, 1);
    assert_false(doc.list.was_list);
    ASSERT_STR(doc.list.items[0], "one");
    ASSERT_OK(json_decode(arena, E_PROVIDER, LIT("{\"name\":\"x\",\"list\":[]}"), fields, &doc));
    assert_int_equal(doc.list.count, 0);
}

static void
null_is_absent(void **state)
{
    Doc doc = { .number = 5 };

    (void)state;
    ASSERT_OK(json_decode(arena, E_PROVIDER, LIT("{\"name\":\"x\",\"number\":null,\"list\":null}"), fields, &doc));
    assert_int_equal(doc.number, 5);
    assert_int_equal(doc.list.count, 0);
    ASSERT_CODE(json_decode(arena, E_PROVIDER, LIT("{\"name\":null}"), fields, &doc), E_PROVIDER, "required null");
}

static void
integers(void **state)
{
    static const struct {
        const char *text;
        int64_t value;
        bool ok;
    } rows[] = {
        { "0", 0, true },
        { "-0", 0, true },
        { "9223372036854775807", INT64_MAX, true },
        { "-9223372036854775808", INT64_MIN, true },
        { "1.0", 1, true },
        { "1e3", 1000, true },
        { "9007199254740992.0", 9007199254740992, true },
        { "-9007199254740992.0", -9007199254740992, true },
        { "9223372036854775808", 0, false },
        { "1e16", 0, false }, /* beyond 2^53 a real stands for several numbers */
        { "1e400", 0, false },
        { "1.5", 0, false },
        { "1e-3", 0, false },
        { "\"1\"", 0, false },
        { "true", 0, false },
        { "[1]", 0, false },
        { "01", 0, false },
        { "+1", 0, false },
        { "0x1", 0, false },
        { "1.", 0, false },
        { ".5", 0, false },
        { "NaN", 0, false },
        { "Infinity", 0, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Doc doc = { .number = 77 };
        Str text = str_format(arena, "{\"name\":\"x\",\"number\":%s}", rows[i].text);
        ASSERT_CODE(json_decode(arena, E_PROVIDER, text, fields, &doc), rows[i].ok ? E_OK : E_PROVIDER, rows[i].text);
        assert_int_equal(doc.number, rows[i].ok ? rows[i].value : 77);
    }
}

static void
refuses(void **state)
{
    static const struct {
        Str text;
        const char *sentence;
    } rows[] = {
        { LIT_INIT(""), "not the JSON it should be" },
        { { NULL, 0 }, "not the JSON it should be" },
        { LIT_INIT("{"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"x\"} x"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"x\"}{}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"x\",}"), "not the JSON it should be" },
        { LIT_INIT("{'name':'x'}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"x\",\"name\":\"y\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"x\",\"na\\u006de\":\"y\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"x\",\"o\":{\"a\":1,\"a\":2}}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"\xff\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"\xc0\x80\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"\\ud800\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"a\\u0000b\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"a\0b\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"na\\u0000me\":\"x\"}"), "not the JSON it should be" },
        { LIT_INIT("{\"name\":\"a\nb\"}"), "not the JSON it should be" },
        { LIT_INIT("\xef\xbb\xbf{\"name\":\"x\"}"), "not the JSON it should be" },
        { LIT_INIT("[]"), "JSON that is not an object" },
        { LIT_INIT("{}"), "member name is missing" },
        { LIT_INIT("{\"name\":1}"), "member name is not a string" },
        { LIT_INIT("{\"name\":[\"x\"]}"), "member name is not a string" },
        { LIT_INIT("{\"name\":\"x\",\"flag\":\"true\"}"), "member flag is neither true nor false" },
        { LIT_INIT("{\"name\":\"x\",\"flag\":1}"), "member flag is neither true nor false" },
        { LIT_INIT("{\"name\":\"x\",\"list\":[\"a\",1]}"), "member list is neither" },
        { LIT_INIT("{\"name\":\"x\",\"list\":{}}"), "member list is neither" },
        { LIT_INIT("{\"name\":\"x\",\"list\":[[\"a\"]]}"), "member list is neither" },
        { LIT_INIT("{\"name\":\"x\",\"raws\":{}}"), "member raws is not an array" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Doc doc = { 0 };
        Error *error = json_decode(arena, E_PROVIDER, rows[i].text, fields, &doc);
        if (!error || strncmp(error->text, rows[i].sentence, strlen(rows[i].sentence)) != 0)
            fail_msg("row %zu (%s): %s", i, rows[i].sentence, error ? error->text : "read");
        assert_int_equal(error->code, E_PROVIDER);
    }
}

/* An object whose member "deep" is this many arrays in each other. */
static Str
nested(int depth)
{
    Buf buf = buf_new(arena, 100000);

    buf_add(&buf, LIT("{\"name\":\"x\",\"deep\":"));
    for (int i = 0; i < depth; i++)
        buf_add_byte(&buf, '[');
    for (int i = 0; i < depth; i++)
        buf_add_byte(&buf, ']');
    buf_add_byte(&buf, '}');
    return buf_str(&buf);
}

static void
depth_is_bounded(void **state)
{
    Doc doc = { 0 };

    (void)state;
    ASSERT_OK(json_decode(arena, E_PROVIDER, nested(JSON_DEPTH_MAX - 1), fields, &doc));
    ASSERT_CODE(json_decode(arena, E_PROVIDER, nested(JSON_DEPTH_MAX), fields, &doc), E_PROVIDER, "33");
    ASSERT_CODE(json_decode(arena, E_PROVIDER, nested(40000), fields, &doc), E_PROVIDER, "40,000");
}

static void
members_are_bounded(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        Buf buf = buf_new(arena, 10000);
        Doc doc = { 0 };
        buf_add(&buf, LIT("{\"name\":\"x\",\"many\":[1"));
        for (int i = 0; i < JSON_MEMBERS_MAX - 4 + more; i++) /* the object, name, many and the first are four */
            buf_add(&buf, LIT(",1"));
        buf_add(&buf, LIT("]}"));
        ASSERT_CODE(json_decode(arena, E_PROVIDER, buf_str(&buf), fields, &doc), more ? E_PROVIDER : E_OK, "members");
    }
}

typedef struct Inner {
    Str name;
    int64_t number;
} Inner;

typedef struct Outer {
    Inner inner;
    Str last;
} Outer;

static const JsonField inner_fields[] = {
    JSON_FIELD(Inner, name, JSON_STR, true),
    JSON_FIELD(Inner, number, JSON_INT, false),
    JSON_FIELD_END,
};

static const JsonField outer_fields[] = {
    JSON_FIELD_NESTED(Outer, inner, inner_fields, false),
    JSON_FIELD(Outer, last, JSON_STR, true),
    JSON_FIELD_END,
};

static void
objects_inside_objects(void **state)
{
    static const struct {
        const char *json;
        const char *name; /* NULL: refused */
        int number;
    } rows[] = {
        { "{\"inner\":{\"name\":\"x\",\"number\":3},\"last\":\"l\"}", "x", 3 },
        { "{\"inner\":{\"name\":\"x\",\"more\":[]},\"last\":\"l\"}", "x", 0 },
        { "{\"last\":\"l\"}", "", 0 },
        { "{\"inner\":null,\"last\":\"l\"}", "", 0 },
        { "{\"inner\":{},\"last\":\"l\"}", NULL, 0 },
        { "{\"inner\":{\"name\":1},\"last\":\"l\"}", NULL, 0 },
        { "{\"inner\":[],\"last\":\"l\"}", NULL, 0 },
        { "{\"inner\":\"x\",\"last\":\"l\"}", NULL, 0 },
        { "{\"inner\":{\"name\":\"x\"},\"name\":\"l\"}", NULL, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Outer outer = { 0 };
        ASSERT_CODE(json_decode(arena, E_PROVIDER, str_from_c(rows[i].json), outer_fields, &outer),
                    rows[i].name ? E_OK : E_PROVIDER, rows[i].json);
        if (!rows[i].name)
            continue;
        ASSERT_STR(outer.inner.name, rows[i].name);
        ASSERT_STR(outer.last, "l");
        assert_int_equal(outer.inner.number, rows[i].number);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(reads_every_kind),
        UNIT(a_string_is_a_list_of_one),
        UNIT(null_is_absent),
        UNIT(integers),
        UNIT(refuses),
        UNIT(depth_is_bounded),
        UNIT(members_are_bounded),
        UNIT(objects_inside_objects),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
