/* http_cases.h -- a table's rows as cmocka tests, one each, so that the first that fails has a name.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HTTP_CASES_H
#define LATCHSTRING_HTTP_CASES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CASES_MAX 256

static struct CMUnitTest cases_tests[CASES_MAX];
static size_t cases_count;

/* Run `test` once for each row of `table`, whose rows start with `const char *name`. */
#define CASES_ADD(table, test) cases_add((table), sizeof(table) / sizeof(table)[0], sizeof(table)[0], (test))

static inline void
cases_add(const void *table, size_t count, size_t size, CMUnitTestFunction test)
{
    assert_true(cases_count + count <= CASES_MAX);
    for (size_t i = 0; i < count; i++) {
        const char *row = (const char *)table + i * size;
        const char *const *name = (const char *const *)(const void *)row;
        cases_tests[cases_count++] = (struct CMUnitTest){ *name, test, NULL, NULL, (void *)(uintptr_t)row };
    }
}

/* A test that has no table. */
static inline void
cases_add_test(struct CMUnitTest test)
{
    assert_true(cases_count < CASES_MAX);
    cases_tests[cases_count++] = test;
}

/* One group for a program: the runner counts its XML by groups of different names. */
static inline int
cases_run(const char *group)
{
    return _cmocka_run_group_tests(group, cases_tests, cases_count, NULL, NULL);
}

#endif
