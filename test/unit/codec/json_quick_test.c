/* json_quick_test.c -- what is read quickly is read as json_decode reads it, and what is unusual is left to that.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "codec/json_quick.h"

#include <stdlib.h>

typedef struct Inner {
    int64_t number;
    Str text;
} Inner;

typedef struct Doc {
    Str name;
    int64_t number;
    bool flag;
    Str raw;
    Inner inner;
} Doc;

static const JsonField inner_fields[] = {
    JSON_FIELD(Inner, number, JSON_INT, true),
    JSON_FIELD(Inner, text, JSON_STR, false),
    JSON_FIELD_END,
};

static const JsonField fields[] = {
    JSON_FIELD(Doc, name, JSON_STR, true),
    JSON_FIELD(Doc, number, JSON_INT, false),
    JSON_FIELD(Doc, flag, JSON_BOOLEAN, false),
    JSON_FIELD(Doc, raw, JSON_RAW, false),
    JSON_FIELD_NESTED(Doc, inner, inner_fields, false),
    JSON_FIELD_END,
};

static void
assert_same(const Doc *a, const Doc *b)
{
    assert_true(str_equal(a->name, b->name) && str_equal(a->inner.text, b->inner.text));
    assert_int_equal(a->number, b->number);
    assert_int_equal(a->flag, b->flag);
    assert_int_equal(a->inner.number, b->inner.number);
}

static void
reads_the_usual(void **state)
{
    static const char *const rows[] = {
        "{\"name\":\"\"}",
        "{\"name\":\"a ~ z\",\"number\":0}",
        "{\"name\":\"a\",\"number\":-7,\"flag\":true}",
        "{\"name\":\"a\",\"number\":999999999999999999,\"flag\":false}",
        "{\"name\":\"a\",\"flag\":true}",
        "{\"name\":\"a\",\"inner\":{\"number\":10}}",
        "{\"name\":\"a\",\"number\":1,\"flag\":true,\"inner\":{\"number\":-1,\"text\":\"{,}:[]\"}}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Doc quick = { 0 }, slow = { 0 };
        assert_true(json_quick(str_from_c(rows[i]), fields, &quick));
        ASSERT_OK(json_decode(arena, E_QUEUE, str_from_c(rows[i]), fields, &slow));
        assert_same(&quick, &slow);
    }
}

/* Some of it is good JSON, some is not: all of it is for the other reader. */
static void
leaves_the_unusual(void **state)
{
    static const char *const rows[] = {
        "",
        "{",
        "{}",
        "[]",
        "{\"name\":\"a\"",
        "{\"name\":\"a\"}}",
        "{\"name\":\"a\"} ",
        " {\"name\":\"a\"}",
        "{\"name\": \"a\"}",
        "{\"name\":\"a\",}",
        "{\"name\":\"a",
        "{\"name\":\"a\\n\"}",
        "{\"name\":\"\xc3\xa4\"}",
        "{\"name\":\"\x7f\"}",
        "{\"name\":\"\x01\"}",
        "{\"name\":1}",
        "{\"name\":null}",
        "{\"nam\":\"a\"}",
        "{\"names\":\"a\"}",
        "{\"\":\"a\"}",
        "{\"name\":\"a\",\"name\":\"a\"}",
        "{\"name\":\"a\",\"new\":1}",
        "{\"number\":1,\"name\":\"a\"}",
        "{\"name\":\"a\",\"flag\":true,\"number\":1}",
        "{\"name\":\"a\",\"number\":01}",
        "{\"name\":\"a\",\"number\":-0}",
        "{\"name\":\"a\",\"number\":-}",
        "{\"name\":\"a\",\"number\":1.0}",
        "{\"name\":\"a\",\"number\":1e3}",
        "{\"name\":\"a\",\"number\":1000000000000000000}",
        "{\"name\":\"a\",\"number\":null}",
        "{\"name\":\"a\",\"number\":\"1\"}",
        "{\"name\":\"a\",\"flag\":1}",
        "{\"name\":\"a\",\"flag\":truer}",
        "{\"name\":\"a\",\"raw\":1}",
        "{\"name\":\"a\",\"inner\":{}}",
        "{\"name\":\"a\",\"inner\":{\"text\":\"b\"}}",
        "{\"name\":\"a\",\"inner\":[]}",
        "{\"name\":\"a\",\"inner\":{\"number\":1}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Doc doc = { 0 };
        if (json_quick(str_from_c(rows[i]), fields, &doc))
            fail_msg("read: %s", rows[i]);
    }
}

/* Every beginning of a text, in memory that ends there. */
static void
ends_where_the_text_ends(void **state)
{
    static const char text[] = "{\"name\":\"a\",\"number\":-12,\"flag\":false,\"inner\":{\"number\":3,\"text\":\"b\"}}";

    (void)state;
    for (size_t size = 0; size + 1 < sizeof text; size++) {
        Doc doc = { 0 };
        char *copy = malloc(size ? size : 1);
        for (size_t i = 0; i < size; i++)
            copy[i] = text[i];
        assert_false(json_quick((Str){ copy, size }, fields, &doc));
        free(copy);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(reads_the_usual),
        UNIT(leaves_the_unusual),
        UNIT(ends_where_the_text_ends),
    };

    return cmocka_run_group_tests_name("json_quick", tests, NULL, NULL);
}
