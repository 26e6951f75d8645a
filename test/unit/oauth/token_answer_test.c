/* token_answer_test.c -- the token endpoint's answer, written and read; a stranger's is read with care.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "base/buf.h"
#include "oauth/token_answer.h"

#include <string.h>

static void
comes_back(void **state)
{
    static const TokenAnswer rows[] = {
        { LIT_INIT("at"), LIT_INIT("Bearer"), LIT_INIT("rt"), LIT_INIT("e30.e30.x"), LIT_INIT("openid email"), 600 },
        { LIT_INIT("at"), LIT_INIT("Bearer"), LIT_INIT(""), LIT_INIT(""), LIT_INIT("openid"), 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        TokenAnswer back;
        ASSERT_OK(token_answer_decode(arena, 200, token_answer_encode(arena, &rows[i]), &back));
        assert_true(str_equal(back.access_token, rows[i].access_token));
        assert_true(str_equal(back.refresh_token, rows[i].refresh_token));
        assert_true(str_equal(back.id_token, rows[i].id_token));
        assert_true(str_equal(back.scope, rows[i].scope));
        assert_int_equal(back.expires_in, rows[i].expires_in);
    }
}

static void
what_is_not_there_is_not_written(void **state)
{
    TokenAnswer answer = {
        .access_token = LIT("at"), .token_type = LIT("Bearer"), .expires_in = 60, .scope = LIT("openid")
    };

    (void)state;
    ASSERT_STR(token_answer_encode(arena, &answer),
               "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"openid\"}");
}

static void
reads(void **state)
{
    static const char *const rows[] = {
        "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"expires_in\":3600}",
        "{\"access_token\":\"at\",\"token_type\":\"BEARER\",\"expires_in\":3600.0,\"id_token\":null}",
        "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"example_parameter\":[1]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        TokenAnswer answer;
        ASSERT_CODE(token_answer_decode(arena, 200, str_from_c(rows[i]), &answer), E_OK, rows[i]);
        ASSERT_STR(answer.access_token, "at");
    }
}

static void
refuses(void **state)
{
    static const struct {
        int status;
        const char *json;
    } rows[] = {
        { 200, "" },
        { 200, "<html>" },
        { 200, "{}" },
        { 200, "{\"error\":\"bad_verification_code\"}" }, /* GitHub refuses with 200 */
        { 200, "{\"access_token\":\"at\"}" },
        { 200, "{\"access_token\":\"\",\"token_type\":\"Bearer\"}" },
        { 200, "{\"access_token\":1,\"token_type\":\"Bearer\"}" },
        { 200, "{\"access_token\":\"at\",\"token_type\":\"mac\"}" },
        { 200, "{\"access_token\":\"at\",\"token_type\":\"DPoP\"}" },
        { 200, "{\"access_token\":\"at\",\"token_type\":\"Bearer \"}" },
        { 200, "{\"access_token\":\"a\\r\\nX-Evil: 1\",\"token_type\":\"Bearer\"}" },
        { 200, "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}" },
        { 200, "{\"access_token\":\"\\u00e4\",\"token_type\":\"Bearer\"}" },
        { 200, "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"refresh_token\":\"\\u0007\"}" },
        { 200, "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"id_token\":[]}" },
        { 201, "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}" },
        { 302, "" },
        { 400, "{\"error\":\"unauthorized_client\"}" },
        { 500, "<html>" },
        { 0, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        TokenAnswer answer = { .expires_in = 77 };
        ASSERT_CODE(token_answer_decode(arena, rows[i].status, str_from_c(rows[i].json), &answer), E_TOKEN_ENDPOINT,
                    rows[i].json);
        assert_int_equal(answer.expires_in, 77);
    }
}

static void
a_refused_code_is_nobodys_outage(void **state)
{
    TokenAnswer answer;

    (void)state;
    ASSERT_CODE(token_answer_decode(arena, 400, LIT("{\"error\":\"invalid_grant\"}"), &answer), E_INVALID_GRANT, "400");
}

static void
the_operator_reads_the_protocols_word(void **state)
{
    TokenAnswer answer;
    Error *error = token_answer_decode(arena, 401, LIT("{\"error\":\"invalid_client\",\"x\":1}"), &answer);

    (void)state;
    ASSERT_CODE(error, E_TOKEN_ENDPOINT, "401");
    assert_non_null(strstr(error->text, "401 \"invalid_client\""));
}

/* A token that fills the answer would not fit a header of ours. */
static void
tokens_have_a_limit(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        char *token = arena_alloc(arena, TOKEN_ANSWER_TOKEN_LIMIT + 2);
        TokenAnswer answer;
        memset(token, 'x', TOKEN_ANSWER_TOKEN_LIMIT + more);
        Buf buf = buf_new(arena, 1 << 20);
        buf_add(&buf, LIT("{\"token_type\":\"Bearer\",\"access_token\":\""));
        buf_add(&buf, str_from_c(token));
        buf_add(&buf, LIT("\"}"));
        ASSERT_CODE(token_answer_decode(arena, 200, buf_str(&buf), &answer), more ? E_TOKEN_ENDPOINT : E_OK, "limit");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(comes_back),
        UNIT(what_is_not_there_is_not_written),
        UNIT(reads),
        UNIT(refuses),
        UNIT(a_refused_code_is_nobodys_outage),
        UNIT(the_operator_reads_the_protocols_word),
        UNIT(tokens_have_a_limit),
    };

    return cmocka_run_group_tests_name("token_answer", tests, NULL, NULL);
}
