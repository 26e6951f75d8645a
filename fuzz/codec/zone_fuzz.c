/* zone_fuzz.c -- any bytes as a TZif file: refused, or a table whose every answer is an offset; any text as a name.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/zone.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t times[] = { -4000000000, -1, 0, 1774746000, 2500000000, 9000000000 };
    Arena *arena = arena_new((size_t)4 << 20);
    Str bytes = { (const char *)data, size };
    Zone zone = { 0 };

    assert(arena);
    Error *error = zone_read(arena, bytes, &zone.table);
    if (error)
        assert(error->code == E_CONFIG);
    for (size_t i = 0; i < COUNT_OF(times) && !error; i++)
        (void)zone_offset(&zone, times[i] * SECOND);
    error = size < 256 ? zone_open(arena, bytes, &zone) : NULL;
    assert(!error || error->code == E_INVALID_REQUEST);
    arena_free(arena);
    return 0;
}
