/* network.c -- addresses and networks.
 * SPDX-License-Identifier: ISC */
#include "http/network.h"

#include "base/str.h"
#include "codec/base64url.h"
#include "crypto/hash.h"

#include <arpa/inet.h>
#include <string.h>

#define ADDRESS_MAX 45

static bool
is_proxy(Str address, const Str *proxies, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(proxies[i], address))
            return true;
    return false;
}

static bool
parse_address(Str text, int family, unsigned char bytes[16])
{
    char copy[ADDRESS_MAX + 1];

    if (text.len == 0 || text.len > ADDRESS_MAX)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return inet_pton(family, copy, bytes) == 1;
}

static bool
is_address(Str text)
{
    unsigned char bytes[16];

    return parse_address(text, AF_INET, bytes) || parse_address(text, AF_INET6, bytes);
}

/* The last word of one line that is no proxy, or what was found before it. When it is no address, nobody is believed: what stands
 * further left may be the client's own invention. */
static Str
last_client(Str line, const Str *proxies, size_t count, Str found)
{
    while (line.len) {
        Str word;
        line = str_cut(line, ',', &word);
        word = str_trim(word);
        if (word.len && !is_proxy(word, proxies, count))
            found = is_address(word) ? word : LIT("");
    }
    return found;
}

void
network_apply_proxies(Request *request, const Str *proxies, size_t count)
{
    Str found = LIT("");

    if (!is_proxy(request->peer, proxies, count))
        return;
    //= rfc9110#5.3  a recipient MAY combine multiple field lines within a field section that have the same field name […] by
    //= appending each subsequent field line value […] in order: some proxies add a line of their own behind the client's.
    for (size_t i = 0; i < request->header_count; i++)
        if (str_equal_nocase(request->headers[i].name, LIT("X-Forwarded-For")))
            found = last_client(request->headers[i].value, proxies, count, found);
    if (found.len)
        request->peer = found;
}

Str
network_of(Arena *arena, Str address)
{
    unsigned char b[16];

    if (parse_address(address, AF_INET, b))
        return str_format(arena, "%u.%u.%u.0/24", b[0], b[1], b[2]);
    if (parse_address(address, AF_INET6, b))
        return str_format(arena, "%02x%02x:%02x%02x:%02x%02x::/48", b[0], b[1], b[2], b[3], b[4], b[5]);
    return address;
}

Str
network_name(Arena *arena, const unsigned char key[32], Str address)
{
    unsigned char digest[HASH_SIZE];

    hash_keyed(key, network_of(arena, address), digest);
    return base64url_encode(arena, (Str){ (const char *)digest, 12 });
}
