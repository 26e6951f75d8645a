/* network_test.c -- where a request comes from: only a named proxy is believed, and only what it said itself (attacks.md 51, 59).
 * SPDX-License-Identifier: ISC */
#include "made_request.h"

#include "http/network.h"

static const Str proxies[] = { LIT_INIT("10.0.0.1"), LIT_INIT("10.0.0.2"), LIT_INIT("::1") };

static void
the_last_that_is_no_proxy(void **state)
{
    static const struct {
        const char *what, *peer, *forwarded, *second, *expected;
    } rows[] = {
        { "no proxy", "192.0.2.7", NULL, NULL, "192.0.2.7" },
        { "a stranger's word", "192.0.2.7", "198.51.100.1", NULL, "192.0.2.7" },
        { "a proxy's word", "10.0.0.1", "198.51.100.1", NULL, "198.51.100.1" },
        { "a proxy without a word", "10.0.0.1", NULL, NULL, "10.0.0.1" },
        { "an empty word", "10.0.0.1", "", NULL, "10.0.0.1" },
        { "IPv6", "::1", "2001:db8::5", NULL, "2001:db8::5" },
        { "what the client wrote stands before", "10.0.0.1", "203.0.113.9, 198.51.100.1", NULL, "198.51.100.1" },
        { "through two proxies", "10.0.0.1", "203.0.113.9, 198.51.100.1 ,10.0.0.2", NULL, "198.51.100.1" },
        { "proxies alone", "10.0.0.1", "10.0.0.2", NULL, "10.0.0.1" },
        { "blanks and commas", "10.0.0.1", ", , 198.51.100.1 ,", NULL, "198.51.100.1" },
        { "the proxy's own line after the client's", "10.0.0.1", "203.0.113.9", "198.51.100.1", "198.51.100.1" },
        { "three in two lines", "10.0.0.1", "203.0.113.9, 203.0.113.8", "198.51.100.1, 10.0.0.2", "198.51.100.1" },
        { "the last is no address", "10.0.0.1", "203.0.113.9, unknown", NULL, "10.0.0.1" },
        { "the last has a port", "10.0.0.1", "203.0.113.9, 198.51.100.1:4711", NULL, "10.0.0.1" },
        { "an address with more behind it", "10.0.0.1", "198.51.100.1 evil", NULL, "10.0.0.1" },
        { "a name", "10.0.0.1", "localhost", NULL, "10.0.0.1" },
        { "a number", "10.0.0.1", "3325256705", NULL, "10.0.0.1" },
        { "too long for an address", "10.0.0.1", "00000000000000000000000000000000000000000000000001.2.3.4", NULL,
          "10.0.0.1" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Request *request = made_request("GET", "/", "");
        request->peer = str_from_c(rows[i].peer);
        if (rows[i].forwarded)
            made_header(request, "x-forwarded-for", str_from_c(rows[i].forwarded));
        made_header(request, "Accept", LIT("*/*"));
        if (rows[i].second)
            made_header(request, "X-Forwarded-For", str_from_c(rows[i].second));
        network_apply_proxies(request, proxies, COUNT_OF(proxies));
        if (!str_equal(request->peer, str_from_c(rows[i].expected)))
            fail_msg("%s: %.*s", rows[i].what, STR_ARG(request->peer));
    }
}

static void
without_proxies_nobody_is_believed(void **state)
{
    Request *request = made_request("GET", "/", "");

    (void)state;
    made_header(request, "X-Forwarded-For", LIT("198.51.100.1"));
    network_apply_proxies(request, NULL, 0);
    ASSERT_STR(request->peer, "192.0.2.7");
}

static void
networks(void **state)
{
    static const struct {
        const char *address, *network;
    } rows[] = {
        { "192.0.2.7", "192.0.2.0/24" },
        { "192.0.2.255", "192.0.2.0/24" },
        { "2001:db8:1:2::3", "2001:0db8:0001::/48" },
        { "2001:db8:1:ffff:ffff:ffff:ffff:ffff", "2001:0db8:0001::/48" },
        { "2001:db8:2::", "2001:0db8:0002::/48" },
        { "::1", "0000:0000:0000::/48" },
        { "local", "local" },
        { "192.0.2", "192.0.2" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ASSERT_STR(network_of(arena, str_from_c(rows[i].address)), rows[i].network);
}

static void
names_of_networks(void **state)
{
    static const unsigned char key[32] = { 1 }, other[32] = { 2 };
    Str name = network_name(arena, key, LIT("192.0.2.7"));

    (void)state;
    assert_int_equal(name.len, 16);
    assert_true(str_equal(name, network_name(arena, key, LIT("192.0.2.200"))));
    assert_false(str_equal(name, network_name(arena, key, LIT("192.0.3.7"))));
    assert_false(str_equal(name, network_name(arena, other, LIT("192.0.2.7"))));
    assert_int_equal(str_find(name, LIT("192")), name.len);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_last_that_is_no_proxy),
        UNIT(without_proxies_nobody_is_believed),
        UNIT(networks),
        UNIT(names_of_networks),
    };

    return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
