/* pkce_test.c -- verifier and challenge (RFC 7636), S256 only (attacks.md 20).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "oauth/pkce.h"

#include <string.h>

/* RFC 7636, appendix B */
#define VERIFIER  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static void
the_rfcs_own_example(void **state)
{
    (void)state;
    ASSERT_STR(pkce_challenge(arena, LIT(VERIFIER)), CHALLENGE);
    ASSERT_OK(pkce_check(arena, LIT(CHALLENGE), LIT(VERIFIER)));
}

static void
what_is_a_challenge(void **state)
{
    static const struct {
        Str text;
        bool ok;
    } rows[] = {
        { LIT_INIT(CHALLENGE), true },
        { LIT_INIT(""), false },
        { LIT_INIT("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"), false },
        { LIT_INIT(CHALLENGE "A"), false },
        { LIT_INIT("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c="), false },
        { LIT_INIT("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), false },
        { LIT_INIT("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw.cM"), false },
        { LIT_INIT("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw\0cM"), false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (pkce_is_challenge(rows[i].text) != rows[i].ok)
            fail_msg("%s", rows[i].text.ptr);
}

static void
verifiers_that_do_not_pass(void **state)
{
    static const struct {
        const char *what;
        Str verifier;
    } rows[] = {
        { "missing", LIT_INIT("") },
        { "another one", LIT_INIT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl") },
        { "the challenge itself, as with plain", LIT_INIT(CHALLENGE) },
        { "one byte short", LIT_INIT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX") },
        { "a byte more", LIT_INIT(VERIFIER "A") },
        { "padded", LIT_INIT(VERIFIER "=") },
        { "a NUL behind it", LIT_INIT(VERIFIER "\0") },
        { "in other case", LIT_INIT("DBJFTJEZ4CVP-MB92K27UHBUJU1P1R_WW1GFWFOEJXK") },
        { "with a blank", LIT_INIT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX ") },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ASSERT_CODE(pkce_check(arena, LIT(CHALLENGE), rows[i].verifier), E_PKCE_MISMATCH, rows[i].what);
}

/* The form is checked even where the hash would fit. */
static void
a_verifier_is_43_to_128_unreserved_characters(void **state)
{
    static const struct {
        size_t length;
        char byte;
        bool ok;
    } rows[] = {
        { 42, 'a', false }, { 43, 'a', true },  { 128, 'a', true },  { 129, 'a', false }, { 43, '~', true },
        { 43, '.', true },  { 43, '_', true },  { 43, '-', true },   { 43, '+', false },  { 43, '/', false },
        { 43, '%', false }, { 43, ' ', false }, { 43, '\0', false }, { 43, '\n', false }, { 43, '\xc3', false }
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *text = arena_alloc(arena, rows[i].length);
        memset(text, rows[i].byte, rows[i].length);
        Str verifier = { text, rows[i].length };
        Error *error = pkce_check(arena, pkce_challenge(arena, verifier), verifier);
        ASSERT_CODE(error, rows[i].ok ? E_OK : E_PKCE_MISMATCH, text);
    }
}

static void
an_empty_challenge_fits_nothing(void **state)
{
    (void)state;
    ASSERT_CODE(pkce_check(arena, LIT(""), LIT(VERIFIER)), E_PKCE_MISMATCH, "no challenge");
    ASSERT_CODE(pkce_check(arena, LIT(""), LIT("")), E_PKCE_MISMATCH, "neither");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_rfcs_own_example),
        UNIT(what_is_a_challenge),
        UNIT(verifiers_that_do_not_pass),
        UNIT(a_verifier_is_43_to_128_unreserved_characters),
        UNIT(an_empty_challenge_fits_nothing),
    };

    return cmocka_run_group_tests_name("pkce", tests, NULL, NULL);
}
