/* binding_test.c -- a browser keeps its binding, nobody else can make one up that hurts, and none fits nothing (attacks.md 42).
 * SPDX-License-Identifier: ISC */
#include "made_request.h"

#include "crypto/hash.h"
#include "crypto/random.h"
#include "http/binding.h"

#include <string.h>

#define COOKIE LIT("flow")

static Request *
request_with(Str value)
{
    Request *request = made_request("GET", "/login", "");
    Str line = str_copy(arena, (Str){ arena_alloc(arena, value.len + 5), value.len + 5 });

    memcpy((char *)(uintptr_t)line.ptr, "flow=", 5);
    if (value.len)
        memcpy((char *)(uintptr_t)line.ptr + 5, value.ptr, value.len);
    made_header(request, "Cookie", line);
    return request;
}

/* The value that the reply sets. */
static Str
set_value(const Reply *reply)
{
    Str value, name, set = made_reply_header(reply, "Set-Cookie");

    (void)str_cut(set, ';', &value);
    value = str_cut(value, '=', &name);
    ASSERT_STR(name, "flow");
    assert_int_equal(value.len, 43);
    return value;
}

static void
a_new_browser_gets_one(void **state)
{
    unsigned char first[32], second[32], digest[32];
    Reply a = { 0 }, b = { 0 };

    (void)state;
    binding_make(made_request("GET", "/login", ""), &a, COOKIE, first);
    binding_make(made_request("GET", "/login", ""), &b, COOKIE, second);
    hash_sha256(set_value(&a), digest);
    assert_memory_equal(first, digest, 32);
    assert_memory_not_equal(first, second, 32);
}

static void
a_known_browser_keeps_it(void **state)
{
    unsigned char made[32], again[32], read[32];
    Reply first = { 0 }, second = { 0 };

    (void)state;
    binding_make(made_request("GET", "/login", ""), &first, COOKIE, made);
    Request *request = request_with(set_value(&first));
    binding_make(request, &second, COOKIE, again);
    binding_read(request, COOKIE, read);
    assert_memory_equal(made, again, 32);
    assert_memory_equal(made, read, 32);
    assert_true(str_equal(set_value(&first), set_value(&second)));
}

/* Cookies of another length or with other bytes than ours. */
static const Str strange[] = {
    LIT_INIT(""),
    LIT_INIT("x"),
    LIT_INIT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    LIT_INIT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    LIT_INIT("AAAAAAAAAAAAAAAAAAAAA\tAAAAAAAAAAAAAAAAAAAAA"), /* a tab is no control byte to the grammar */
    LIT_INIT("AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA"),
    LIT_INIT("AAAAAAAAAAAAAAAAAAAAA\xffZAAAAAAAAAAAAAAAAAAAA"),
    LIT_INIT("AAAAAAAAAAAAAAAAAAAAA,AAAAAAAAAAAAAAAAAAAAA"),
    LIT_INIT("\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""),
};

static void
a_strange_one_is_replaced(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(strange); i++) {
        unsigned char made[32], digest[32];
        Reply reply = { 0 };
        binding_make(request_with(strange[i]), &reply, COOKIE, made);
        hash_sha256(set_value(&reply), digest);
        assert_memory_equal(made, digest, 32);
        assert_false(str_equal(set_value(&reply), strange[i]));
    }
}

static void
a_strange_one_fits_nothing(void **state)
{
    static const unsigned char zero[32];
    unsigned char read[32];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(strange); i++) {
        binding_read(request_with(strange[i]), COOKIE, read);
        assert_memory_equal(read, zero, 32);
    }
    binding_read(made_request("GET", "/login", ""), COOKIE, read);
    assert_memory_equal(read, zero, 32);
}

static void
two_of_them_fit_nothing(void **state)
{
    static const unsigned char zero[32];
    Str value = random_token(arena);
    Request *request = request_with(value);
    unsigned char read[32];

    (void)state;
    made_header(request, "Cookie", request->headers[0].value);
    binding_read(request, COOKIE, read);
    assert_memory_equal(read, zero, 32);
}

static int
set_up_random(void **state)
{
    (void)state;
    return random_init() ? -1 : 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_new_browser_gets_one),     UNIT(a_known_browser_keeps_it), UNIT(a_strange_one_is_replaced),
        UNIT(a_strange_one_fits_nothing), UNIT(two_of_them_fit_nothing),
    };

    return cmocka_run_group_tests_name("binding", tests, set_up_random, NULL);
}
