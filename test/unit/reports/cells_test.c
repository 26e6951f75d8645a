/* cells_test.c -- sparse vectors: sorting, adding, taking back, and their bytes.
 * SPDX-License-Identifier: ISC */
#include "reports/cells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define KEYS 3000

static Arena *arena;
static uint64_t seed;

static uint64_t
next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static int
begin(void **state)
{
    (void)state;
    arena = arena_new((size_t)64 << 20);
    seed = 11;
    return arena ? 0 : -1;
}

static int
end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* A cell for each small number, in every family. */
static uint32_t
key_of(uint64_t number)
{
    return CELL_KEY(number % CELL_FAMILIES, number % 61, number % 450);
}

/* Adds at random, and keeps the sums in a plain array beside it. */
static Cells
random_cells(size_t count, int64_t sums[KEYS], int sign)
{
    Cells cells = { 0 };

    for (size_t i = 0; i < count; i++) {
        uint64_t number = next_random() % KEYS;
        int64_t value = sign * (int64_t)(next_random() % 5);
        cells_add(arena, &cells, key_of(number), value);
        sums[number] += value;
    }
    return cells;
}

static int64_t
count_of(const Cells *cells, uint32_t key)
{
    for (size_t i = 0; i < cells->count; i++)
        if (cells->items[i].key == key)
            return cells->items[i].count;
    return 0;
}

static void
check_order(const Cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        assert_int_not_equal(cells->items[i].count, 0);
        if (i)
            assert_true(cells->items[i - 1].key < cells->items[i].key);
    }
}

/* Numbers that have the same key are one cell. */
static void
check_sums(const Cells *cells, const int64_t sums[KEYS])
{
    for (uint64_t i = 0; i < KEYS; i++) {
        int64_t sum = 0;
        for (uint64_t j = 0; j < KEYS; j++)
            sum += key_of(j) == key_of(i) ? sums[j] : 0;
        assert_int_equal(count_of(cells, key_of(i)), sum);
    }
}

static void
a_key_gives_its_parts_back(void **state)
{
    uint32_t key = CELL_KEY(CELL_FAILED, CELL_MAJOR_MAX, CELL_MINOR_MAX);

    (void)state;
    assert_int_equal(cells_family(key), CELL_FAILED);
    assert_int_equal(cells_major(key), CELL_MAJOR_MAX);
    assert_int_equal(cells_minor(key), CELL_MINOR_MAX);
}

/* Rows in the store carry these numbers: whoever changes one breaks every store that exists. Add at the end, or migrate. */
static void
stored_numbers_never_change(void **state)
{
    static const char *const milestones[] = { "login", "store",  "r302",    "authorize", "consent", "cb", "code",
                                              "token", "access", "session", "upsert",    "publish", "etl" };

    (void)state;
    assert_int_equal(CELL_KEY(CELL_TIME, 3, 7), 4 << 21 | 3 << 9 | 7);
    assert_int_equal(CELL_COMPLETED, 0);
    assert_int_equal(CELL_REFUSED, 6);
    assert_int_equal(FLOW_OWN, 0);
    assert_int_equal(FLOW_CLIENT, 2);
    assert_int_equal(FLOW_KINDS, 3);
    assert_int_equal(FLOW_ABANDONED, 3);
    assert_int_equal(MILESTONES, COUNT_OF(milestones));
    for (size_t i = 0; i < COUNT_OF(milestones); i++)
        assert_string_equal(flow_milestone_ids[i], milestones[i]);
}

static void
sorted_cells_are_a_vector(void **state)
{
    static const size_t sizes[] = { 1, 2, 63, 64, 65, 1000, 20000 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        int64_t sums[KEYS] = { 0 };
        Cells cells = random_cells(sizes[i], sums, 1);
        cells_sort(arena, &cells);
        check_order(&cells);
        check_sums(&cells, sums);
    }
}

static void
what_cancels_out_is_gone(void **state)
{
    Cells cells = { 0 };

    (void)state;
    for (int i = 0; i < 100; i++) {
        cells_add(arena, &cells, key_of(5), 3);
        cells_add(arena, &cells, key_of(5), -3);
    }
    cells_sort(arena, &cells);
    assert_int_equal(cells.count, 0);
}

static void
a_merge_is_the_sum(void **state)
{
    int64_t sums[KEYS] = { 0 };

    (void)state;
    Cells a = random_cells(3000, sums, 1), b = random_cells(500, sums, 1);
    cells_sort(arena, &a);
    cells_sort(arena, &b);
    Cells sum = cells_merge(arena, &a, &b);
    check_order(&sum);
    check_sums(&sum, sums);
}

static void
what_was_added_can_be_taken_back(void **state)
{
    int64_t sums[KEYS] = { 0 };

    (void)state;
    Cells a = random_cells(2000, sums, 1);
    Cells b = random_cells(700, (int64_t[KEYS]){ 0 }, 1), minus_b = { 0 };
    for (size_t i = 0; i < b.count; i++)
        cells_add(arena, &minus_b, b.items[i].key, -b.items[i].count);
    cells_sort(arena, &a);
    cells_sort(arena, &b);
    cells_sort(arena, &minus_b);
    Cells with = cells_merge(arena, &a, &b);
    Cells without = cells_merge(arena, &with, &minus_b);
    assert_int_equal(without.count, a.count);
    check_sums(&without, sums);
}

static void
less_than_nothing_is_nothing(void **state)
{
    Cells a = { 0 }, b = { 0 };

    (void)state;
    cells_add(arena, &a, key_of(1), 2);
    cells_add(arena, &b, key_of(1), -3);
    assert_int_equal(cells_merge(arena, &a, &b).count, 0);
}

static void
bytes_come_back_as_they_were(void **state)
{
    static const size_t sizes[] = { 0, 1, 2, 500, 5000 };
    Cells read;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        Cells cells = random_cells(sizes[i], (int64_t[KEYS]){ 0 }, 1);
        cells_sort(arena, &cells);
        Str bytes = cells_encode(arena, &cells);
        assert_null(cells_decode(arena, bytes, &read));
        assert_int_equal(read.count, cells.count);
        for (size_t j = 0; j < read.count; j++) {
            assert_int_equal(read.items[j].key, cells.items[j].key);
            assert_int_equal(read.items[j].count, cells.items[j].count);
        }
    }
}

static void
the_largest_numbers_come_back(void **state)
{
    Cells cells = { 0 }, read;

    (void)state;
    cells_add(arena, &cells, 0, INT64_MAX);
    cells_add(arena, &cells, CELL_KEY(CELL_REFUSED, CELL_MAJOR_MAX, CELL_MINOR_MAX), INT64_MAX);
    assert_null(cells_decode(arena, cells_encode(arena, &cells), &read));
    assert_int_equal(read.count, 2);
    assert_int_equal(read.items[1].key, CELL_KEY(CELL_REFUSED, CELL_MAJOR_MAX, CELL_MINOR_MAX));
    assert_int_equal(read.items[0].count, INT64_MAX);
}

static void
damaged_bytes_are_refused(void **state)
{
    static const Str damaged[] = {
        LIT_INIT(""),
        LIT_INIT("\x02"),                                             /* another version */
        LIT_INIT("\x01\x05"),                                         /* a key without a count */
        LIT_INIT("\x01\x05\x80"),                                     /* a count without an end */
        LIT_INIT("\x01\x05\x01\x00\x01"),                             /* the same key twice */
        LIT_INIT("\x01\xff\xff\xff\xff\x7f\x01"),                     /* a key beyond all families */
        LIT_INIT("\x01\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), /* a count beyond 63 bits */
    };
    Cells read = { NULL, 77, 0 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        Error *error = cells_decode(arena, damaged[i], &read);
        assert_non_null(error);
        assert_int_equal(error->code, E_DB);
        assert_int_equal(read.count, 77);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_gives_its_parts_back, begin, end),
        cmocka_unit_test_setup_teardown(stored_numbers_never_change, begin, end),
        cmocka_unit_test_setup_teardown(sorted_cells_are_a_vector, begin, end),
        cmocka_unit_test_setup_teardown(what_cancels_out_is_gone, begin, end),
        cmocka_unit_test_setup_teardown(a_merge_is_the_sum, begin, end),
        cmocka_unit_test_setup_teardown(what_was_added_can_be_taken_back, begin, end),
        cmocka_unit_test_setup_teardown(less_than_nothing_is_nothing, begin, end),
        cmocka_unit_test_setup_teardown(bytes_come_back_as_they_were, begin, end),
        cmocka_unit_test_setup_teardown(the_largest_numbers_come_back, begin, end),
        cmocka_unit_test_setup_teardown(damaged_bytes_are_refused, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
