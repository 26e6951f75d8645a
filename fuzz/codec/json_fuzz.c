/* json_fuzz.c -- any bytes as JSON: what is read is of its kind, and what is written of it is read as the same.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/json.h"
#include "codec/json_quick.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Inner {
    Str s;
    int64_t i;
} Inner;

typedef struct Doc {
    Str s, raw;
    int64_t i;
    bool b;
    JsonStrList list, raws;
    Inner inner;
} Doc;

static const JsonField inner_fields[] = {
    JSON_FIELD(Inner, s, JSON_STR, true),
    JSON_FIELD(Inner, i, JSON_INT, false),
    JSON_FIELD_END,
};

static const JsonField fields[] = {
    JSON_FIELD(Doc, s, JSON_STR, true),
    JSON_FIELD(Doc, i, JSON_INT, false),
    JSON_FIELD(Doc, b, JSON_BOOLEAN, false),
    JSON_FIELD(Doc, list, JSON_STR_LIST, false),
    JSON_FIELD(Doc, raws, JSON_RAW_LIST, false),
    JSON_FIELD(Doc, raw, JSON_RAW, false),
    JSON_FIELD_NESTED(Doc, inner, inner_fields, false),
    JSON_FIELD_END,
};

static Str
written(Arena *arena, const Doc *doc)
{
    Buf buf = buf_new(arena, (size_t)16 << 20);
    JsonOut out = json_out(&buf);

    json_open(&out, '{');
    json_member_str(&out, "s", doc->s);
    json_member_int(&out, "i", doc->i);
    json_member_bool(&out, "b", doc->b);
    json_key(&out, "list");
    json_open(&out, '[');
    for (size_t i = 0; i < doc->list.count; i++)
        json_str(&out, doc->list.items[i]);
    json_close(&out, ']');
    json_key(&out, "raws");
    json_open(&out, '[');
    for (size_t i = 0; i < doc->raws.count; i++)
        json_raw(&out, doc->raws.items[i]);
    json_close(&out, ']');
    json_member_raw(&out, "raw", doc->raw.len ? doc->raw : LIT("null"));
    json_close(&out, '}');
    assert(!buf.overflow);
    return buf_str(&buf);
}

static void
check_same(const JsonStrList *a, const JsonStrList *b)
{
    assert(a->count == b->count);
    for (size_t i = 0; i < a->count; i++)
        assert(str_equal(a->items[i], b->items[i]));
}

static void
check_comes_back(Arena *arena, const Doc *doc)
{
    Doc again = { 0 };
    Error *error = json_decode(arena, E_PROVIDER, written(arena, doc), fields, &again);

    assert(!error);
    assert(str_is_utf8(doc->s) && str_equal(doc->s, again.s) && str_equal(doc->raw, again.raw));
    assert(doc->i == again.i && doc->b == again.b);
    check_same(&doc->list, &again.list);
    check_same(&doc->raws, &again.raws);
}

/* What the quick reader reads, the other reads as the same. */
static void
check_quick(Str text, const Error *error, const Doc *doc)
{
    Doc quick = { 0 };

    if (!json_quick(text, fields, &quick))
        return;
    assert(!error);
    assert(str_equal(quick.s, doc->s) && quick.i == doc->i && quick.b == doc->b);
    assert(str_equal(quick.inner.s, doc->inner.s) && quick.inner.i == doc->inner.i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new((size_t)256 << 20);
    Doc doc = { 0 };

    assert(arena);
    Error *error = json_decode(arena, E_PROVIDER, (Str){ (const char *)data, size }, fields, &doc);
    check_quick((Str){ (const char *)data, size }, error, &doc);
    if (error)
        assert(error->code == E_PROVIDER);
    else if (doc.raws.count + doc.list.count <
             JSON_MEMBERS_MAX - 16) /* the members that are written beside them count too */
        check_comes_back(arena, &doc);
    arena_free(arena);
    return 0;
}
