/* peers.h -- how many connections there are, in total and from each address, and whether one more may come. Safe from any thread.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PEERS_H
#define LATCHSTRING_PEERS_H

#include "http/server.h"

#include <netinet/in.h>
#include <sys/socket.h>

typedef struct Peers Peers;

/* What connections are counted by: an IPv4 address, or the /64 of an IPv6 address (one subscriber has at least that). An IPv4
 * address written as IPv6 is an IPv4 address. */
typedef struct PeerKey {
    unsigned char bytes[17]; /* family, address */
} PeerKey;

/* Caps and exempt addresses from the options. E_CONFIG naming an exempt address that is none. */
Error *peers_new(const ServerOptions *options, Peers **peers) MUST_USE;
/* NULL is allowed. */
void peers_free(Peers *peers);

PeerKey peers_key(const struct sockaddr *address);

/* Count one more connection; false, and not counted, when a cap is reached. */
bool peers_admit(Peers *peers, const PeerKey *key);
void peers_release(Peers *peers, const PeerKey *key);

/* Fill in what is known of connections. */
void peers_figures(Peers *peers, ServerFigures *figures);

/* The address as text, without port, into memory of INET6_ADDRSTRLEN bytes. */
Str peers_text(const struct sockaddr *address, char *memory);

#endif
