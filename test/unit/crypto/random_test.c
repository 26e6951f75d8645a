/* random_test.c -- tokens and UUIDs: their form, their order, and that none comes twice.
 * SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/random.h"

#include <stdlib.h>
#include <string.h>

#define MANY 2000

static int
set_up(void **state)
{
    *state = arena_new((size_t)1 << 20);
    return *state && !random_init() ? 0 : -1;
}

static int
tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static int
by_text(const void *a, const void *b)
{
    return memcmp(((const Str *)a)->ptr, ((const Str *)b)->ptr, ((const Str *)a)->len);
}

static void
assert_all_differ(Str *texts, size_t count)
{
    qsort(texts, count, sizeof *texts, by_text);
    for (size_t i = 1; i < count; i++)
        assert_false(str_equal(texts[i - 1], texts[i]));
}

static void
tokens_are_32_bytes_of_base64url_and_differ(void **state)
{
    Str tokens[MANY], bytes;

    for (size_t i = 0; i < MANY; i++) {
        tokens[i] = random_token(*state);
        assert_int_equal(tokens[i].len, 43);
        assert_null(base64url_decode(*state, tokens[i], &bytes));
        assert_int_equal(bytes.len, 32);
    }
    assert_all_differ(tokens, MANY);
}

/* Each of the 256 bits must be seen as 0 and as 1; by chance one would not in fewer than one of 2^1900 runs. */
static void
every_bit_of_a_token_moves(void **state)
{
    unsigned char ones[32] = { 0 }, zeros[32] = { 0 };

    for (size_t i = 0; i < MANY; i++) {
        Str bytes;
        assert_null(base64url_decode(*state, random_token(*state), &bytes));
        for (size_t at = 0; at < 32; at++) {
            ones[at] |= (unsigned char)bytes.ptr[at];
            zeros[at] |= (unsigned char)~bytes.ptr[at];
        }
    }
    for (size_t at = 0; at < 32; at++) {
        assert_int_equal(ones[at], 0xff);
        assert_int_equal(zeros[at], 0xff);
    }
}

static void
random_bytes_fill_exactly_what_was_asked(void **state)
{
    unsigned char bytes[64];
    bool moved = false;

    (void)state;
    memset(bytes, 0xa5, sizeof bytes);
    random_bytes(bytes + 16, 32);
    for (size_t i = 0; i < 16; i++) {
        assert_int_equal(bytes[i], 0xa5);
        assert_int_equal(bytes[48 + i], 0xa5);
        moved |= bytes[16 + i] != 0xa5;
    }
    assert_true(moved);
}

static unsigned long long
hex(Str text, size_t from, size_t to)
{
    char digits[32] = { 0 }, *end;

    memcpy(digits, text.ptr + from, to - from);
    unsigned long long value = strtoull(digits, &end, 16);
    assert_int_equal(*end, '\0');
    return value;
}

/* The example of RFC 9562 A.6: Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00 is 0x017F22E279B0. */
static void
uuid_has_the_layout_of_version_7(void **state)
{
    Str uuid = random_uuid(*state, (Micros)0x017F22E279B0 * MILLISECOND);

    assert_int_equal(uuid.len, 36);
    for (size_t i = 0; i < uuid.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        assert_int_equal(dash, uuid.ptr[i] == '-');
        assert_true(dash || strchr("0123456789abcdef", uuid.ptr[i]));
    }
    assert_true(str_starts(uuid, LIT("017f22e2-79b0-7")));
    assert_int_equal(hex(uuid, 14, 18), 0x7000);
}

/* The bits of the variant stand among random ones, so one UUID would prove little. */
static void
uuids_all_have_the_variant_of_rfc_9562(void **state)
{
    for (int i = 0; i < MANY; i++)
        assert_non_null(memchr("89ab", random_uuid(*state, i).ptr[19], 4));
}

static void
uuid_gives_its_time_back(void **state)
{
    static const Micros times[] = { 0, 1, 999, 1000, 1764000000123456, (Micros)0xffffffffffff * 1000 + 999 };

    for (size_t i = 0; i < COUNT_OF(times); i++) {
        Str uuid = random_uuid(*state, times[i]);
        unsigned long long milliseconds = hex(uuid, 0, 8) << 16 | hex(uuid, 9, 13);
        assert_int_equal(milliseconds, times[i] / 1000);
        assert_int_equal(hex(uuid, 15, 18), times[i] % 1000 * 4096 / 1000);
    }
}

static void
uuids_are_ordered_by_microsecond(void **state)
{
    Micros now = 1764000000000000;
    Str before = random_uuid(*state, now);

    for (int i = 0; i < MANY; i++) {
        Str next = random_uuid(*state, ++now);
        assert_true(memcmp(before.ptr, next.ptr, next.len) < 0);
        before = next;
    }
}

static void
uuids_of_one_microsecond_differ(void **state)
{
    Str uuids[MANY];

    for (size_t i = 0; i < MANY; i++)
        uuids[i] = random_uuid(*state, 1764000000000000);
    assert_all_differ(uuids, MANY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tokens_are_32_bytes_of_base64url_and_differ, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_bit_of_a_token_moves, set_up, tear_down),
        cmocka_unit_test_setup_teardown(random_bytes_fill_exactly_what_was_asked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uuid_has_the_layout_of_version_7, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uuids_all_have_the_variant_of_rfc_9562, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uuid_gives_its_time_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uuids_are_ordered_by_microsecond, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uuids_of_one_microsecond_differ, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
