/* address_guard.c -- the special-purpose addresses, as tables (IANA's registries for IPv4 and IPv6).
 * SPDX-License-Identifier: ISC */
#include "http/address_guard.h"

#include "base/base.h"

#include <netinet/in.h>
#include <string.h>

typedef struct Block4 {
    unsigned char bytes[4];
    int bits;
} Block4;

/* clang-format off */
static const Block4 special4[] = {
    { { 0, 0, 0, 0 }, 8 },       /* this network */
    { { 10, 0, 0, 0 }, 8 },      /* private */
    { { 100, 64, 0, 0 }, 10 },   /* shared, carrier NAT; one cloud's metadata */
    { { 127, 0, 0, 0 }, 8 },     /* loopback */
    { { 168, 63, 129, 16 }, 32 }, /* a cloud's own services, though the address looks public */
    { { 169, 254, 0, 0 }, 16 },  /* link-local; most clouds' metadata */
    { { 172, 16, 0, 0 }, 12 },   /* private */
    { { 192, 0, 0, 0 }, 24 },    /* protocols; one cloud's metadata */
    { { 192, 0, 2, 0 }, 24 },    /* documentation */
    { { 192, 88, 99, 0 }, 24 },  /* 6to4 relays, gone */
    { { 192, 168, 0, 0 }, 16 },  /* private */
    { { 198, 18, 0, 0 }, 15 },   /* benchmarking */
    { { 198, 51, 100, 0 }, 24 }, /* documentation */
    { { 203, 0, 113, 0 }, 24 },  /* documentation */
    { { 224, 0, 0, 0 }, 4 },     /* multicast */
    { { 240, 0, 0, 0 }, 4 },     /* reserved, broadcast */
};
/* clang-format on */

static bool
is_within(const unsigned char *address, const unsigned char *block, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    unsigned char mask = (unsigned char)(0xff00 >> rest);

    if (memcmp(address, block, (size_t)whole) != 0)
        return false;
    return rest == 0 || (address[whole] & mask) == (block[whole] & mask);
}

static bool
is_public4(const unsigned char address[4])
{
    for (size_t i = 0; i < COUNT_OF(special4); i++)
        if (is_within(address, special4[i].bytes, special4[i].bits))
            return false;
    return true;
}

typedef struct Block6 {
    unsigned char bytes[16];
    int bits;
} Block6;

/* Inside 2000::/3, the only stretch that is given out. */
static const Block6 special6[] = {
    { { 0x20, 0x01 }, 23 },                   /* protocols: Teredo, benchmarking, ORCHID */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32 },       /* documentation */
    { { 0x20, 0x02 }, 16 },                   /* 6to4: an IPv4 address inside, and gone */
    { { 0x26, 0x20, 0, 0x4f, 0x80, 0 }, 48 }, /* AS112: answers for private networks' names */
    { { 0x3f, 0xff }, 20 },                   /* documentation */
};

static bool
is_public6(const unsigned char address[16])
{
    static const unsigned char zeros[12], given_out[] = { 0x20 };
    static const unsigned char nat64[12] = { 0, 0x64, 0xff, 0x9b };
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

    /* An IPv4 address in other clothes is judged as what it is; the compatible form (::a.b.c.d) has no use today. */
    if (memcmp(address, mapped, sizeof mapped) == 0 || memcmp(address, nat64, sizeof nat64) == 0)
        return is_public4(address + 12);
    if (memcmp(address, zeros, sizeof zeros) == 0 || !is_within(address, given_out, 3))
        return false;
    for (size_t i = 0; i < COUNT_OF(special6); i++)
        if (is_within(address, special6[i].bytes, special6[i].bits))
            return false;
    return true;
}

bool
address_guard_is_public(const struct sockaddr *address)
{
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in4, address, sizeof in4);
        return is_public4((const unsigned char *)&in4.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        return is_public6(in6.sin6_addr.s6_addr);
    }
    return false;
}
