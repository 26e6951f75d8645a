/* json.c -- JSON into declared fields, by jansson.
 * SPDX-License-Identifier: ISC */
#include "codec/json.h"

#include "base/str.h"

#include <jansson.h>
#include <math.h>

typedef struct Decoder {
    Arena *arena;
    ErrorCode code;
} Decoder;

/* Depth and number of members, before anything is believed. */
static bool
is_within_limits(const json_t *value, int depth, int *members)
{
    size_t index;
    const char *key;
    json_t *item;

    if (depth > JSON_DEPTH_MAX || ++*members > JSON_MEMBERS_MAX)
        return false;
    if (json_is_array(value)) {
        json_array_foreach(value, index, item) if (!is_within_limits(item, depth + 1, members)) return false;
    } else if (json_is_object(value)) {
        /* jansson's foreach wants a pointer that is not const, but changes nothing */
        json_object_foreach((json_t *)(uintptr_t)value, key,
                            item) if (!is_within_limits(item, depth + 1, members)) return false;
    }
    return true;
}

static Str
copy_string(const Decoder *decoder, const json_t *value)
{
    return str_copy(decoder->arena, (Str){ json_string_value(value), json_string_length(value) });
}

static Error *
decode_raw(const Decoder *decoder, const char *name, const json_t *value, Str *out)
{
    size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
    size_t size = json_dumpb(value, NULL, 0, flags);

    if (size == 0)
        FAIL(decoder->code, "member %s cannot be written again", name);
    char *text = arena_alloc(decoder->arena, size);
    (void)json_dumpb(value, text, size, flags);
    *out = (Str){ text, size };
    return NULL;
}

static Error *
decode_list(const Decoder *decoder, const JsonField *field, const json_t *value, JsonStrList *out)
{
    bool raw = field->kind == JSON_RAW_LIST, is_list = json_is_array(value);
    size_t count = is_list ? json_array_size(value) : 1;
    JsonStrList list = { ARENA_NEW(decoder->arena, Str, count + 1), count, is_list };

    if (raw && !is_list)
        FAIL(decoder->code, "member %s is not an array", field->name);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = is_list ? json_array_get(value, i) : value;
        if (raw) {
            TRY(decode_raw(decoder, field->name, item, &list.items[i]));
        } else {
            if (!json_is_string(item))
                FAIL(decoder->code, "member %s is neither a string nor an array of strings", field->name);
            list.items[i] = copy_string(decoder, item);
        }
    }
    *out = list;
    return NULL;
}

static Error *
decode_int(const Decoder *decoder, const char *name, const json_t *value, int64_t *out)
{
    double real = json_number_value(value);

    if (json_is_integer(value))
        *out = json_integer_value(value);
    else if (json_is_real(value) && real == floor(real) && fabs(real) <= 9007199254740992.0)
        *out = (int64_t)real;
    else
        FAIL(decoder->code, "member %s is not an integer", name);
    return NULL;
}

static Error *decode_object(const Decoder *decoder, const JsonField *fields, const json_t *object, void *out) MUST_USE;

static Error *
decode_member(const Decoder *decoder, const JsonField *field, const json_t *value, void *at)
{
    switch (field->kind) {
    case JSON_STR:
        if (!json_is_string(value))
            FAIL(decoder->code, "member %s is not a string", field->name);
        *(Str *)at = copy_string(decoder, value);
        return NULL;
    case JSON_INT:
        return decode_int(decoder, field->name, value, at);
    case JSON_BOOLEAN:
        if (!json_is_boolean(value))
            FAIL(decoder->code, "member %s is neither true nor false", field->name);
        *(bool *)at = json_is_true(value);
        return NULL;
    case JSON_RAW:
        return decode_raw(decoder, field->name, value, at);
    case JSON_NESTED:
        if (!json_is_object(value))
            FAIL(decoder->code, "member %s is not an object", field->name);
        return decode_object(decoder, field->members, value, at);
    case JSON_STR_LIST:
    case JSON_RAW_LIST:
        return decode_list(decoder, field, value, at);
    }
    return NULL;
}

static Error *
decode_object(const Decoder *decoder, const JsonField *fields, const json_t *object, void *out)
{
    for (const JsonField *field = fields; field->name; field++) {
        const json_t *value = json_object_get(object, field->name);
        if (value && !json_is_null(value))
            TRY(decode_member(decoder, field, value, (char *)out + field->offset));
        else if (field->required)
            FAIL(decoder->code, "member %s is missing", field->name);
    }
    return NULL;
}

static void
release(void *arg)
{
    json_decref(*(json_t **)arg);
}

Error *
json_decode(Arena *arena, ErrorCode code, Str text, const JsonField *fields, void *out)
{
    Decoder decoder = { arena, code };
    json_error_t why;
    int members = 0;

    json_t **slot = ARENA_NEW(arena, json_t *, 1); /* hung on the arena first: what follows may run out of it */
    arena_defer(arena, release, slot);
    json_t *root = *slot = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        FAIL(code, "not the JSON it should be: line %d, column %d", why.line, why.column);
    if (!json_is_object(root))
        FAIL(code, "JSON that is not an object");
    if (!is_within_limits(root, 1, &members))
        FAIL(code, "JSON deeper than %d or with more than %d members", JSON_DEPTH_MAX, JSON_MEMBERS_MAX);
    return decode_object(&decoder, fields, root, out);
}
