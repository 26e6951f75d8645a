/* event_key_test.c -- UUIDs as bytes, other ids as they are, and the smallest key of a time.
 * SPDX-License-Identifier: ISC */
#include "reports/event_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    Str id;
    Str key;
} cases[] = {
    { LIT_INIT("01890a5d-ac96-774b-bcce-b302099a8057"),
      LIT_INIT("\x01\x89\x0a\x5d\xac\x96\x77\x4b\xbc\xce\xb3\x02\x09\x9a\x80\x57") },
    { LIT_INIT("00000000-0000-0000-0000-000000000000"), LIT_INIT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") },
    { LIT_INIT("01890A5D-ac96-774b-bcce-b302099a8057"), LIT_INIT("01890A5D-ac96-774b-bcce-b302099a8057") },
    { LIT_INIT("01890a5dac96-774b-bcce-b302099a8057-"), LIT_INIT("01890a5dac96-774b-bcce-b302099a8057-") },
    { LIT_INIT("01890a5d-ac96-774b-bcce-b302099a805"), LIT_INIT("01890a5d-ac96-774b-bcce-b302099a805") },
    { LIT_INIT("flow-1"), LIT_INIT("flow-1") },
    { LIT_INIT(""), LIT_INIT("") },
};

static void
ids_become_keys(void **state)
{
    Arena *arena = arena_new(65536);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Str key = event_key(arena, cases[i].id);
        assert_int_equal(key.len, cases[i].key.len);
        if (key.len)
            assert_memory_equal(key.ptr, cases[i].key.ptr, key.len);
    }
    arena_free(arena);
}

/* RFC 9562 A.6: the UUIDv7 of 2022-02-22 19:22:22 UTC is 017f22e2-79b0-7cc3-98c4-dc0c0c07398f. */
static void
the_floor_of_a_time_is_just_below_its_ids(void **state)
{
    Arena *arena = arena_new(65536);
    Micros at = (Micros)1645557742000 * MILLISECOND;
    Str key = event_key(arena, LIT("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));

    (void)state;
    assert_true(memcmp(event_key_floor(arena, at).ptr, key.ptr, key.len) < 0);
    assert_true(memcmp(event_key_floor(arena, at + MILLISECOND).ptr, key.ptr, key.len) > 0);
    assert_memory_equal(event_key_floor(arena, -1).ptr, "\0\0\0\0\0\0", 6);
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_become_keys),
        cmocka_unit_test(the_floor_of_a_time_is_just_below_its_ids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
