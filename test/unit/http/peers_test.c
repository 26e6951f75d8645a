/* peers_test.c -- which addresses count as one, and that every count comes back to nothing.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "http/peers.h"
#include "http_cases.h"

#include <arpa/inet.h>
#include <string.h>

static PeerKey
key_of(const char *text)
{
    struct sockaddr_in ipv4 = { .sin_family = AF_INET };
    struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1)
        return peers_key((const struct sockaddr *)&ipv4);
    assert_int_equal(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1);
    return peers_key((const struct sockaddr *)&ipv6);
}

typedef struct Pair {
    const char *name, *a, *b;
    bool same;
} Pair;

static const Pair pairs[] = {
    { "the same IPv4 address", "192.0.2.1", "192.0.2.1", true },
    { "two IPv4 addresses", "192.0.2.1", "192.0.2.2", false },
    { "an IPv4 address in IPv6", "192.0.2.1", "::ffff:192.0.2.1", true },
    { "two IPv4 addresses in IPv6", "::ffff:192.0.2.1", "::ffff:192.0.2.2", false },
    { "one network of IPv6", "2001:db8::1", "2001:db8::ffff:1:2:3", true },
    { "two networks of IPv6", "2001:db8::1", "2001:db8:0:1::1", false },
    { "IPv4 and IPv6 of the same bytes", "32.1.13.184", "2001:db8::", false },
};

static void
counts_as_one(void **state)
{
    const Pair *row = *state;
    PeerKey a = key_of(row->a), b = key_of(row->b);

    assert_int_equal(memcmp(&a, &b, sizeof a) == 0, row->same);
}

static void
comes_back_to_nothing(void **state)
{
    ServerOptions options = { .connections_total = 2000, .connections_per_address = 3 };
    Peers *peers;
    ServerFigures figures;

    (void)state;
    assert_null(peers_new(&options, &peers));
    for (int round = 0; round < 4; round++)
        for (unsigned i = 0; i < 500; i++) {
            struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(i * 2654435761u) };
            PeerKey key = peers_key((const struct sockaddr *)&address);
            assert_int_equal(peers_admit(peers, &key), round < 3);
        }
    for (int round = 0; round < 3; round++)
        for (unsigned i = 0; i < 500; i++) {
            struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(i * 2654435761u) };
            PeerKey key = peers_key((const struct sockaddr *)&address);
            peers_release(peers, &key);
        }
    peers_figures(peers, &figures);
    assert_int_equal(figures.connections, 0);
    assert_int_equal(figures.accepted, 1500);
    assert_int_equal(figures.refused, 500);
    peers_free(peers);
}

static void
writes_addresses(void **state)
{
    static const char *const rows[][2] = { { "192.0.2.1", "192.0.2.1" },
                                           { "::ffff:192.0.2.1", "192.0.2.1" },
                                           { "2001:db8:0::1", "2001:db8::1" } };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct sockaddr_storage address = { .ss_family = strchr(rows[i][0], ':') ? AF_INET6 : AF_INET };
        char memory[INET6_ADDRSTRLEN];
        void *place = address.ss_family == AF_INET ? (void *)&((struct sockaddr_in *)&address)->sin_addr
                                                   : (void *)&((struct sockaddr_in6 *)&address)->sin6_addr;
        assert_int_equal(inet_pton(address.ss_family, rows[i][0], place), 1);
        assert_true(str_equal(peers_text((const struct sockaddr *)&address, memory), str_from_c(rows[i][1])));
    }
}

int
main(void)
{
    CASES_ADD(pairs, counts_as_one);
    cases_add_test((struct CMUnitTest)cmocka_unit_test(comes_back_to_nothing));
    cases_add_test((struct CMUnitTest)cmocka_unit_test(writes_addresses));
    return cases_run("peers");
}
