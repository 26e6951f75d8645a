/* vectors.c -- for the tests: finding and reading published test vectors.
 * SPDX-License-Identifier: ISC */
#include "vectors.h"

#include "base/str.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *
folder(void)
{
    const char *named = getenv("LATCHSTRING_VECTORS");

    return named && *named ? named : SOURCE_ROOT "/../shared/vectors";
}

bool
vectors_exist(void)
{
    if (access(folder(), R_OK) == 0)
        return true;
    (void)fprintf(stderr,
                  "no test vectors in %s: set LATCHSTRING_VECTORS to the folder that holds wycheproof/ and rfc7520/\n",
                  folder());
    return false;
}

json_t *
vectors_load(const char *file)
{
    char path[PATH_MAX];
    json_error_t why;

    (void)snprintf(path, sizeof path, "%s/%s", folder(), file);
    json_t *root = json_load_file(path, 0, &why);
    if (!root)
        (void)fprintf(stderr, "%s: %s\n", path, why.text);
    return root;
}

const char *
vectors_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static int
digit(char c)
{
    assert((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

Str
vectors_hex(Arena *arena, const char *text)
{
    Str digits = str_from_c(text);
    char *bytes = arena_alloc(arena, digits.len / 2 + 1);

    for (size_t i = 0; i + 1 < digits.len; i += 2)
        bytes[i / 2] = (char)(digit(text[i]) << 4 | digit(text[i + 1]));
    return (Str){ bytes, digits.len / 2 };
}

Str
vectors_json(Arena *arena, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

    assert(text);
    Str copy = str_copy(arena, str_from_c(text));
    free(text);
    return copy;
}
