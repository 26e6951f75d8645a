/* address_guard.h -- which addresses are of the open Internet: where a request may go that somebody else's text names.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ADDRESS_GUARD_H
#define LATCHSTRING_ADDRESS_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

/* False for loopback, private, shared (carrier NAT), link-local (clouds' metadata lies there), unique local, multicast, broadcast,
 * documentation, benchmarking, reserved and unspecified addresses (IANA's special-purpose registries), for IPv4 ones of these that are
 * written inside IPv6 (mapped, compatible, NAT64, 6to4, Teredo), for what is not IP, and for all of IPv6 but 2000::/3. */
bool address_guard_is_public(const struct sockaddr *address);

#endif
