/* flow_match.c -- how an expectation is compared with what came.
 * SPDX-License-Identifier: ISC */
#include "flow_match.h"

#include "base/str.h"

#include <jansson.h>
#include <stdlib.h>

bool
match_glob(Str pattern, Str text)
{
    while (pattern.len && pattern.ptr[0] != '*') {
        if (text.len == 0 || text.ptr[0] != pattern.ptr[0])
            return false;
        pattern = str_slice(pattern, 1, pattern.len);
        text = str_slice(text, 1, text.len);
    }
    if (pattern.len == 0)
        return text.len == 0;
    pattern = str_slice(pattern, 1, pattern.len);
    for (size_t i = 0; i <= text.len; i++)
        if (match_glob(pattern, str_slice(text, i, text.len)))
            return true;
    return false;
}

static bool
is_called(const json_t *item, const char *member, const char *name)
{
    const json_t *value = json_object_get(item, member);
    uint64_t number;

    if (json_is_integer(value))
        return str_to_uint(str_from_c(name), INT64_MAX, &number) && json_integer_value(value) == (json_int_t)number;
    return json_is_string(value) && str_equal(str_from_c(json_string_value(value)), str_from_c(name));
}

static const json_t *
array_step(const json_t *array, const char *step)
{
    static const char *const names[] = { "id", "cause", "kid", "step" };
    uint64_t position;

    for (size_t i = 0; i < json_array_size(array); i++)
        for (size_t n = 0; n < COUNT_OF(names); n++)
            if (is_called(json_array_get(array, i), names[n], step))
                return json_array_get(array, i);
    return str_to_uint(str_from_c(step), 100000, &position) ? json_array_get(array, position) : NULL;
}

static Str
value_text(Arena *arena, const json_t *value)
{
    if (!value)
        return LIT("absent");
    if (json_is_string(value))
        return str_copy(arena, (Str){ json_string_value(value), json_string_length(value) });
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    Str copy = str_copy(arena, str_from_c(text));
    free(text);
    return copy;
}

static Str
walk(Arena *arena, const json_t *value, Str path)
{
    while (path.len && value) {
        Str step;
        path = str_cut(path, '.', &step);
        if (json_is_array(value) && str_equal(step, LIT("count")))
            return str_format(arena, "%zu", json_array_size(value));
        const char *name = str_to_c(arena, step);
        value = json_is_array(value) ? array_step(value, name) : json_object_get(value, name);
    }
    return value_text(arena, value);
}

Error *
match_json_get(Arena *arena, Str json, Str path, Str *value)
{
    json_error_t where;
    json_t *document = json_loadb(json.len ? json.ptr : "", json.len, JSON_REJECT_DUPLICATES, &where);

    if (!document)
        FAIL(E_SERVER_ERROR, "this is no JSON: %.*s", STR_ARG(str_slice(json, 0, 120)));
    *value = walk(arena, document, path);
    json_decref(document);
    return NULL;
}

Error *
match_json(Arena *arena, Str json, const Str *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str path, value, pattern = str_cut(words[i], '=', &path);
        TRY(match_json_get(arena, json, path, &value));
        if (!match_glob(pattern, value))
            FAIL(E_SERVER_ERROR, "expected %.*s to be %.*s; it is %.*s", STR_ARG(path), STR_ARG(pattern),
                 STR_ARG(str_slice(value, 0, 160)));
    }
    return NULL;
}
