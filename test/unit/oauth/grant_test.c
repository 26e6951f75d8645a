/* grant_test.c -- a code stands for one client, one address, one verifier and a short time (attacks.md 17, 20).
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "oauth/grant.h"

#define VERIFIER  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define NOW       (100 * DAY)

static void
every_condition(void **state)
{
    static const struct {
        const char *what, *client, *redirect_uri, *verifier;
        Micros late;
        ErrorCode code;
    } rows[] = {
        { "all right", "shop", "https://a/cb", VERIFIER, -1, E_OK },
        { "long before", "shop", "https://a/cb", VERIFIER, -DAY, E_OK },
        { "just too late", "shop", "https://a/cb", VERIFIER, 0, E_CODE_EXPIRED },
        { "much too late", "shop", "https://a/cb", VERIFIER, DAY, E_CODE_EXPIRED },
        { "another client", "mall", "https://a/cb", VERIFIER, -1, E_CLIENT_MISMATCH },
        { "the client in other case", "Shop", "https://a/cb", VERIFIER, -1, E_CLIENT_MISMATCH },
        { "no client", "", "https://a/cb", VERIFIER, -1, E_CLIENT_MISMATCH },
        { "another address", "shop", "https://a/cb/", VERIFIER, -1, E_REDIRECT_MISMATCH },
        { "no address", "shop", "", VERIFIER, -1, E_REDIRECT_MISMATCH },
        { "no verifier", "shop", "https://a/cb", "", -1, E_PKCE_MISMATCH },
        { "the challenge for a verifier", "shop", "https://a/cb", CHALLENGE, -1, E_PKCE_MISMATCH },
        { "another verifier", "shop", "https://a/cb", "a" VERIFIER, -1, E_PKCE_MISMATCH },
        { "everything wrong", "mall", "https://b", "", 1, E_CODE_EXPIRED },
    };
    Grant grant = {
        .client_id = LIT("shop"), .redirect_uri = LIT("https://a/cb"), .code_challenge = LIT(CHALLENGE), .expires = NOW
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Client client = { .client_id = str_from_c(rows[i].client) };
        Error *error = grant_check(arena, &grant, &client, str_from_c(rows[i].redirect_uri),
                                   str_from_c(rows[i].verifier), NOW + rows[i].late);
        ASSERT_CODE(error, rows[i].code, rows[i].what);
    }
}

/* A record without a challenge cannot be redeemed by sending none (attacks.md K2). */
static void
a_grant_without_challenge_is_worth_nothing(void **state)
{
    Grant grant = { .client_id = LIT("shop"), .redirect_uri = LIT("https://a/cb"), .expires = NOW };
    Client client = { .client_id = LIT("shop") };

    (void)state;
    ASSERT_CODE(grant_check(arena, &grant, &client, LIT("https://a/cb"), LIT(""), 0), E_PKCE_MISMATCH, "none");
    ASSERT_CODE(grant_check(arena, &grant, &client, LIT("https://a/cb"), LIT(VERIFIER), 0), E_PKCE_MISMATCH, "one");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(every_condition),
        UNIT(a_grant_without_challenge_is_worth_nothing),
    };

    return cmocka_run_group_tests_name("grant", tests, NULL, NULL);
}
