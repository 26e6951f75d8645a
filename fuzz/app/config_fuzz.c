/* config_fuzz.c -- the configuration reader against any bytes: a file's text, then, each after a NUL, variables.
 * SPDX-License-Identifier: ISC */
#include "app/config.h"
#include "base/str.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define VARIABLES_MAX 40
#define SIZE_LIMIT    ((size_t)64 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new((size_t)16 << 20);
    char *environment[VARIABLES_MAX + 1] = { NULL };
    size_t count = 0;
    Config config = { .provider_count = SIZE_MAX };
    Str left = { (const char *)data, size }, text;

    if (!arena || size > SIZE_LIMIT) {
        arena_free(arena);
        return 0;
    }
    left = str_cut(left, '\0', &text);
    while (left.len && count < VARIABLES_MAX) {
        Str variable;
        left = str_cut(left, '\0', &variable);
        environment[count++] = str_to_c(arena, variable);
    }
    Error *error = config_parse(arena, "fuzz.ini", text, environment, &config);
    /* Refused with a sentence and without a trace, or complete. */
    if (error) {
        assert((error->code == E_CONFIG || error->code == E_IO) && error->text[0] != '\0');
        assert(config.provider_count == SIZE_MAX);
    } else {
        assert(config.listen.len > 0 && config.database.len > 0 && config.public_url.len > 0);
        assert(config.provider_count <= CONFIG_PROVIDERS_MAX);
        assert(config.session_lifetime >= MINUTE && config.connections_total >= 10);
    }
    arena_free(arena);
    return 0;
}
