/* network.h -- where a request comes from: the address, and the network that it lies in.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_NETWORK_H
#define LATCHSTRING_NETWORK_H

#include "http/request.h"

/* When the peer is one of the named proxies, the last word of all X-Forwarded-For lines that is not one takes its place, if it is an
 * address. Nobody else's X-Forwarded-For is believed. */
void network_apply_proxies(Request *request, const Str *proxies, size_t count);

/* The network of an address, for limits: the address cut to /24 (IPv4) or /48 (IPv6); what is no address stays as it is. */
Str network_of(Arena *arena, Str address);

/* The network under a keyed hash, 16 characters, for events: the same network gives the same name, the name gives nothing. */
Str network_name(Arena *arena, const unsigned char key[32], Str address);

#endif
