/* histogram_test.c -- buckets: their bounds, how far off what is read can be, adding up and taking back.
 * SPDX-License-Identifier: ISC */
#include "reports/histogram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t seed;

/* The same numbers in every run (xorshift64). */
static uint64_t
next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* A time between 1 µs and about an hour, each magnitude as likely as any other. */
static Micros
random_time(void)
{
    return 1 + (Micros)(next_random() >> (32 + next_random() % 31));
}

static void
a_time_lies_between_the_floors(void **state)
{
    static const Micros times[] = { 0,      1,      15,     16,       17,   31,         32, 33, 999, 1000,
                                    999999, SECOND, MINUTE, HOUR - 1, HOUR, 4294967295, 40, 63, 64,  12345678 };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        unsigned bucket = histogram_bucket(times[i]);
        assert_true(bucket < HISTOGRAM_BUCKETS);
        assert_true(histogram_floor(bucket) <= times[i]);
        assert_true(times[i] < histogram_floor(bucket + 1));
    }
}

static void
buckets_follow_each_other_without_gap(void **state)
{
    (void)state;
    for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        assert_int_equal(histogram_bucket(histogram_floor(bucket)), bucket);
        assert_int_equal(histogram_bucket(histogram_floor(bucket + 1) - 1), bucket);
    }
}

static void
what_lies_outside_goes_to_the_ends(void **state)
{
    (void)state;
    assert_int_equal(histogram_bucket(-1), 0);
    assert_int_equal(histogram_bucket(INT64_MIN), 0);
    assert_int_equal(histogram_bucket((Micros)1 << 32), HISTOGRAM_BUCKETS - 1);
    assert_int_equal(histogram_bucket(INT64_MAX), HISTOGRAM_BUCKETS - 1);
}

static void
the_middle_is_at_most_3_2_percent_off(void **state)
{
    (void)state;
    seed = 1;
    for (int i = 0; i < 200000; i++) {
        Micros time = random_time();
        Micros off = llabs(histogram_middle(histogram_bucket(time)) - time);
        assert_true(off * 1000 <= time * 32);
    }
}

static void
small_times_are_exact(void **state)
{
    (void)state;
    for (Micros time = 0; time < 16; time++)
        assert_int_equal(histogram_middle(histogram_bucket(time)), time);
}

static int
compare_times(const void *a, const void *b)
{
    const Micros *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Against the percentile of the sorted times themselves (nearest rank). */
static void
percentiles_are_as_near_as_buckets_are(void **state)
{
    static const unsigned percents[] = { 1, 25, 50, 75, 90, 95, 99, 100 };
    static Micros times[5000];
    Histogram histogram = { { 0 } };

    (void)state;
    seed = 42;
    for (size_t count = 1; count <= COUNT_OF(times); count++) {
        times[count - 1] = random_time();
        histogram.counts[histogram_bucket(times[count - 1])]++;
        if (count > 20 && count % 617)
            continue;
        qsort(times, count, sizeof times[0], compare_times);
        for (size_t p = 0; p < COUNT_OF(percents); p++) {
            size_t rank = (count * percents[p] + 99) / 100;
            Micros exact = times[rank - 1];
            Micros read = histogram_percentile(&histogram, percents[p], 1);
            assert_true(llabs(read - exact) * 1000 <= exact * 32);
        }
    }
}

static void
too_few_times_have_no_percentile(void **state)
{
    Histogram histogram = { { 0 } };

    (void)state;
    assert_int_equal(histogram_percentile(&histogram, 50, 0), -1);
    histogram.counts[7] = 4;
    assert_int_equal(histogram_percentile(&histogram, 50, 5), -1);
    histogram.counts[7] = 5;
    assert_int_equal(histogram_percentile(&histogram, 50, 5), 7);
}

/* Two halves added up are the whole: nothing is averaged. */
static void
added_halves_are_the_whole(void **state)
{
    Histogram half[2] = { { { 0 } } }, whole = { { 0 } };

    (void)state;
    seed = 7;
    for (int i = 0; i < 10000; i++) {
        unsigned bucket = histogram_bucket(random_time());
        half[i % 2].counts[bucket]++;
        whole.counts[bucket]++;
    }
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        half[0].counts[i] += half[1].counts[i];
    assert_memory_equal(&half[0], &whole, sizeof whole);
    assert_int_equal(histogram_total(&whole), 10000);
}

static void
huge_counts_do_not_overflow(void **state)
{
    Histogram histogram = { { 0 } };

    (void)state;
    histogram.counts[3] = INT64_MAX / 2;
    histogram.counts[9] = INT64_MAX / 2;
    assert_int_equal(histogram_percentile(&histogram, 49, 1), 3);
    assert_int_equal(histogram_percentile(&histogram, 95, 1), 9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_lies_between_the_floors),
        cmocka_unit_test(buckets_follow_each_other_without_gap),
        cmocka_unit_test(what_lies_outside_goes_to_the_ends),
        cmocka_unit_test(the_middle_is_at_most_3_2_percent_off),
        cmocka_unit_test(small_times_are_exact),
        cmocka_unit_test(percentiles_are_as_near_as_buckets_are),
        cmocka_unit_test(too_few_times_have_no_percentile),
        cmocka_unit_test(added_halves_are_the_whole),
        cmocka_unit_test(huge_counts_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
