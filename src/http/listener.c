/* listener.c -- from "address:port" to a socket that listens, or a sentence that helps.
 * SPDX-License-Identifier: ISC */
#include "http/listener.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
} Address;

static bool
parse_address(Str listen, Address *address)
{
    char host[INET6_ADDRSTRLEN] = { 0 };
    bool bracket = str_starts(listen, LIT("["));
    size_t end = bracket ? str_find(listen, LIT("]:")) : str_find_byte(listen, ':');
    Str text = str_slice(listen, bracket, end);
    uint64_t port;

    if (text.len == 0 || text.len >= sizeof host ||
        !str_to_uint(str_slice(listen, end + 1 + bracket, listen.len), 65535, &port))
        return false;
    memcpy(host, text.ptr, text.len);
    memset(address, 0, sizeof *address);
    address->any.sa_family = bracket ? AF_INET6 : AF_INET;
    if (bracket) {
        address->ipv6.sin6_port = htons((uint16_t)port);
        return inet_pton(AF_INET6, host, &address->ipv6.sin6_addr) == 1;
    }
    address->ipv4.sin_port = htons((uint16_t)port);
    return inet_pton(AF_INET, host, &address->ipv4.sin_addr) == 1;
}

static const char *
advice(int number)
{
    switch (number) {
    case EADDRINUSE:
        return "another program listens there already; stop it, or set listen to another port";
    case EADDRNOTAVAIL:
        return "this machine has no such address; set listen to one of its own";
    case EACCES:
        return "ports below 1024 need CAP_NET_BIND_SERVICE; grant it, or set listen to a higher port";
    default:
        return strerror(number);
    }
}

/* SO_REUSEADDR lets a restart pass old connections in TIME_WAIT; without SO_REUSEPORT a port in use stays an error. Accepted
 * sockets inherit TCP_NODELAY. */
static int
bind_and_listen(int made, const Address *address)
{
    static const int on = 1;
    socklen_t length = address->any.sa_family == AF_INET6 ? sizeof address->ipv6 : sizeof address->ipv4;

    if (setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 || bind(made, &address->any, length) != 0 ||
        listen(made, BACKLOG) != 0)
        return errno;
    return 0;
}

Error *
listener_open(Str listen, int *socket_out, uint16_t *port)
{
    Address address;

    if (!parse_address(listen, &address))
        FAIL(E_CONFIG, "listen = \"%.*s\" is not ADDRESS:PORT, like 127.0.0.1:8080 or [::1]:8080", STR_ARG(listen));
    int made = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0)
        FAIL(E_IO, "no socket for %.*s: %s", STR_ARG(listen), strerror(errno));
    int number = bind_and_listen(made, &address);
    if (number != 0) {
        (void)close(made);
        FAIL(E_CONFIG, "cannot listen on %.*s: %s", STR_ARG(listen), advice(number));
    }
    socklen_t length = sizeof address;
    if (getsockname(made, &address.any, &length) != 0) {
        (void)close(made);
        FAIL(E_IO, "the port of %.*s is unknown: %s", STR_ARG(listen), strerror(errno));
    }
    *port = ntohs(address.any.sa_family == AF_INET6 ? address.ipv6.sin6_port : address.ipv4.sin_port);
    *socket_out = made;
    return NULL;
}
