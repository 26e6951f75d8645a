/* peers.c -- a tree of counts by address: strangers choose their addresses, and a tree cannot be flooded like a hash table.
 * SPDX-License-Identifier: ISC */
#include "http/peers.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <assert.h>
#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#define IPV4 4
#define IPV6 6

typedef struct Count {
    PeerKey key;
    size_t connections;
} Count;

struct Peers {
    pthread_mutex_t lock;
    void *counts; /* tsearch(3): a balanced tree */
    size_t total, total_limit, address_limit;
    uint64_t accepted, refused; /* since the start */
    size_t exempt_count;
    PeerKey exempt[];
};

static int
compare(const void *a, const void *b)
{
    return memcmp(((const Count *)a)->key.bytes, ((const Count *)b)->key.bytes, sizeof(PeerKey));
}

/* The key of an address given as the 16 bytes of IPv6. */
static PeerKey
key_of_ipv6(const unsigned char *address)
{
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    PeerKey key = { { IPV6 } };

    if (memcmp(address, mapped, sizeof mapped) != 0) {
        memcpy(key.bytes + 1, address, 8);
        return key;
    }
    key.bytes[0] = IPV4;
    memcpy(key.bytes + 1, address + sizeof mapped, 4);
    return key;
}

PeerKey
peers_key(const struct sockaddr *address)
{
    PeerKey key = { { IPV4 } };

    if (address->sa_family == AF_INET6)
        return key_of_ipv6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    memcpy(key.bytes + 1, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    return key;
}

Str
peers_text(const struct sockaddr *address, char *memory)
{
    const struct in6_addr *ipv6 = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;

    if (address->sa_family != AF_INET6)
        (void)inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, memory,
                        INET6_ADDRSTRLEN);
    else if (IN6_IS_ADDR_V4MAPPED(ipv6))
        (void)inet_ntop(AF_INET, ipv6->s6_addr + 12, memory, INET6_ADDRSTRLEN);
    else
        (void)inet_ntop(AF_INET6, ipv6, memory, INET6_ADDRSTRLEN);
    return str_from_c(memory);
}

static bool
key_from_text(Str text, PeerKey *key)
{
    char address[INET6_ADDRSTRLEN] = { 0 };
    unsigned char bytes[16];

    if (text.len == 0 || text.len >= sizeof address)
        return false;
    memcpy(address, text.ptr, text.len);
    if (inet_pton(AF_INET, address, bytes) == 1) {
        *key = (PeerKey){ { IPV4, bytes[0], bytes[1], bytes[2], bytes[3] } };
        return true;
    }
    if (inet_pton(AF_INET6, address, bytes) != 1)
        return false;
    *key = key_of_ipv6(bytes);
    return true;
}

Error *
peers_new(const ServerOptions *options, Peers **peers)
{
    Peers *made = calloc(1, sizeof *made + options->exempt_count * sizeof *made->exempt);

    if (!made)
        FAIL(E_MEMORY, "no memory for the connections' counts");
    pthread_mutex_init(&made->lock, NULL);
    made->total_limit = options->connections_total ? options->connections_total : SIZE_MAX;
    made->address_limit = options->connections_per_address ? options->connections_per_address : SIZE_MAX;
    made->exempt_count = options->exempt_count;
    for (size_t i = 0; i < options->exempt_count; i++)
        if (!key_from_text(options->exempt[i], &made->exempt[i])) {
            peers_free(made);
            FAIL(E_CONFIG, "the exempt address \"%.*s\" is no IP address", STR_ARG(options->exempt[i]));
        }
    *peers = made;
    return NULL;
}

void
peers_free(Peers *peers)
{
    if (!peers)
        return;
    tdestroy(peers->counts, free);
    pthread_mutex_destroy(&peers->lock);
    free(peers);
}

static bool
is_exempt(const Peers *peers, const PeerKey *key)
{
    for (size_t i = 0; i < peers->exempt_count; i++)
        if (memcmp(&peers->exempt[i], key, sizeof *key) == 0)
            return true;
    return false;
}

/* The count of an address, made when it is not there; NULL without memory. */
static Count *
count_of(Peers *peers, const PeerKey *key)
{
    Count wanted = { *key, 0 };
    Count *const *found = tfind(&wanted, &peers->counts, compare);

    if (found)
        return *found;
    Count *made = malloc(sizeof *made);
    if (!made)
        return NULL;
    *made = wanted;
    if (!tsearch(made, &peers->counts, compare)) {
        free(made);
        return NULL;
    }
    return made;
}

bool
peers_admit(Peers *peers, const PeerKey *key)
{
    bool counted = !is_exempt(peers, key), admitted = false;

    pthread_mutex_lock(&peers->lock);
    Count *count = counted && peers->total < peers->total_limit ? count_of(peers, key) : NULL;
    if (count)
        admitted = count->connections < peers->address_limit;
    else
        admitted = !counted && peers->total < peers->total_limit;
    peers->total += admitted;
    peers->accepted += admitted;
    peers->refused += !admitted;
    if (admitted && count)
        count->connections++;
    pthread_mutex_unlock(&peers->lock);
    return admitted;
}

void
peers_figures(Peers *peers, ServerFigures *figures)
{
    pthread_mutex_lock(&peers->lock);
    figures->connections = peers->total;
    figures->accepted = peers->accepted;
    figures->refused = peers->refused;
    pthread_mutex_unlock(&peers->lock);
}

void
peers_release(Peers *peers, const PeerKey *key)
{
    Count wanted = { *key, 0 };

    pthread_mutex_lock(&peers->lock);
    peers->total--;
    Count *const *found = tfind(&wanted, &peers->counts, compare);
    Count *count = found ? *found : NULL;
    assert(count || is_exempt(peers, key));
    if (count && --count->connections == 0) {
        (void)tdelete(&wanted, &peers->counts, compare);
        free(count);
    }
    pthread_mutex_unlock(&peers->lock);
}
