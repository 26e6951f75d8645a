/* unit.h -- what the tests of pure rooms share: an arena per test, and assertions that name what they saw.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_UNIT_H
#define LATCHSTRING_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define UNIT_ARENA ((size_t)64 << 20)

static Arena *arena;

static inline int
unit_set_up(void **state)
{
    (void)state;
    arena = arena_new(UNIT_ARENA);
    return arena ? 0 : -1;
}

static inline int
unit_tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* A test with an arena of its own. */
#define UNIT(test) cmocka_unit_test_setup_teardown(test, unit_set_up, unit_tear_down)

/* ASSERT_STR(text, "expected") */
#define ASSERT_STR(text, expected) unit_assert_str((text), (expected), __FILE__, __LINE__)

static inline void
unit_assert_str(Str text, const char *expected, const char *file, int line)
{
    if (str_equal(text, str_from_c(expected)))
        return;
    print_error("\"%.*s\" is not \"%s\"\n", STR_ARG(text), expected);
    _fail(file, line);
}

/* ASSERT_CODE(call(…), E_SOMETHING, "which case"): the error's code, E_OK for success. */
#define ASSERT_CODE(error, code, what) unit_assert_code((error), (code), (what), __FILE__, __LINE__)

static inline void
unit_assert_code(const Error *error, ErrorCode code, const char *what, const char *file, int line)
{
    ErrorCode got = error ? error->code : E_OK;

    if (got == code)
        return;
    print_error("%s: %s (%s), not %s\n", what, error_info(got)->name, error ? error->text : "", error_info(code)->name);
    _fail(file, line);
}

#define ASSERT_OK(error) ASSERT_CODE((error), E_OK, #error)

#endif
