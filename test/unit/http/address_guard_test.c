/* address_guard_test.c -- which addresses a request may go to that somebody's text names; and that what is refused is not connected to.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "crypto/random.h"
#include "http/address_guard.h"
#include "http/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/* clang-format off */
static const struct {
    const char *address;
    bool is_public;
} cases[] = {
    { "8.8.8.8", true }, { "93.184.216.34", true }, { "1.0.0.1", true }, { "223.255.255.255", true }, { "11.0.0.0", true },
    { "172.15.255.255", true }, { "172.32.0.0", true }, { "100.63.255.255", true }, { "100.128.0.0", true }, { "192.167.255.255", true },
    { "169.253.255.255", true }, { "198.17.255.255", true }, { "198.20.0.0", true },
    { "0.0.0.0", false }, { "0.1.2.3", false }, { "10.0.0.1", false }, { "10.255.255.255", false }, { "100.64.0.1", false },
    { "100.100.100.200", false }, { "127.0.0.1", false }, { "127.255.255.254", false }, { "168.63.129.16", false },
    { "169.254.169.254", false }, { "172.16.0.1", false }, { "172.31.255.255", false }, { "192.0.0.192", false },
    { "192.0.2.1", false }, { "192.88.99.1", false }, { "192.168.1.1", false }, { "198.18.0.1", false }, { "198.19.255.255", false },
    { "198.51.100.1", false }, { "203.0.113.1", false }, { "224.0.0.1", false }, { "239.255.255.255", false },
    { "240.0.0.1", false }, { "255.255.255.255", false },
    { "2606:4700:4700::1111", true }, { "2a00:1450:4001::1", true }, { "2001:4860:4860::8888", true },
    { "::", false }, { "::1", false }, { "::7f00:1", false }, { "::8.8.8.8", false },
    { "::ffff:127.0.0.1", false }, { "::ffff:10.0.0.1", false }, { "::ffff:169.254.169.254", false }, { "::ffff:8.8.8.8", true },
    { "64:ff9b::127.0.0.1", false }, { "64:ff9b::8.8.8.8", true }, { "64:ff9b:1::8.8.8.8", false },
    { "2002:7f00:1::", false }, { "2001::1", false }, { "2001:db8::1", false }, { "3fff::1", false }, { "100::1", false },
    { "fc00::1", false }, { "fd00:ec2::254", false }, { "fe80::1", false }, { "fec0::1", false }, { "ff02::1", false },
    { "4000::1", false }, { "5f00::1", false },
};
/* clang-format on */

static void
special_addresses_are_not_public(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sockaddr_storage address = { 0 };
        struct sockaddr_in *in4 = (struct sockaddr_in *)&address;
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address;
        bool six = strchr(cases[i].address, ':') != NULL;
        address.ss_family = six ? AF_INET6 : AF_INET;
        void *bytes = six ? (void *)&in6->sin6_addr : (void *)&in4->sin_addr;
        assert_int_equal(inet_pton(address.ss_family, cases[i].address, bytes), 1);
        if (address_guard_is_public((struct sockaddr *)&address) != cases[i].is_public)
            fail_msg("%s is judged wrongly", cases[i].address);
    }
    struct sockaddr_un local = { .sun_family = AF_UNIX };
    assert_false(address_guard_is_public((struct sockaddr *)&local));
}

/* A listener of this machine that answers nobody; whether anybody connected is asked of it. */
static int
open_listener(uint16_t *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0 && listen(fd, 8) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static void
close_fetch(void *fetch)
{
    fetch_close(fetch);
}

/* However this machine is named, nothing of a guarded request reaches it; with the setting it does. */
static void
guarded_requests_reach_no_private_network(void **state)
{
    static const char *const names[] = { "127.0.0.1",  "localhost",  "[::ffff:127.0.0.1]", "127.1",
                                         "2130706433", "0x7f000001", "0177.0.0.1",         "0.0.0.0" };
    FetchOptions options = { .allow_http = true };
    Fetch *fetch;
    FetchReply reply;
    uint16_t port;
    int listener = open_listener(&port);

    (void)state;
    assert_null(random_init());
    assert_null(fetch_open(&options, &fetch));
    arena_defer(arena, close_fetch, fetch); /* after the transfers, which hang on the arena, too */
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        FetchRequest request = { .guarded = true,
                                 .method = LIT("POST"),
                                 .url = str_format(arena, "http://%s:%u/hook", names[i], port),
                                 .deadline = 500 * MILLISECOND,
                                 .limit = 1024 };
        assert_non_null(fetch_send(fetch, arena, &request, &reply));
        int reached = accept(listener, NULL, NULL);
        if (reached >= 0)
            fail_msg("%s was connected to", names[i]);
    }
    FetchRequest allowed = { .guarded = true,
                             .private = true,
                             .method = LIT("POST"),
                             .url = str_format(arena, "http://127.0.0.1:%u/hook", port),
                             .deadline = 300 * MILLISECOND,
                             .limit = 1024 };
    ASSERT_CODE(fetch_send(fetch, arena, &allowed, &reply), E_TIMEOUT, "allowed, and nobody answers");
    int reached = accept(listener, NULL, NULL);
    assert_true(reached >= 0);
    (void)close(reached);
    (void)close(listener);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { UNIT(special_addresses_are_not_public),
                                        UNIT(guarded_requests_reach_no_private_network) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
