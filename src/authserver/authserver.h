/* authserver.h -- AUTHORIZATION SERVER: what its routes need, and the routes.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_AUTHSERVER_H
#define LATCHSTRING_AUTHSERVER_H

#include "events/refusals.h"
#include "http/route.h"
#include "pages/pages.h"
#include "sessions/sessions.h"
#include "userdb/userdb.h"

typedef struct AuthServer {
    Userdb *users;
    Sessions *sessions;
    Refusals *refusals;
    Str issuer;
    PageBrand brand;
    Str provider_name; /* of our own issuer, in events */
    Str sso_cookie;    /* names of the cookies */
    Str binding_cookie;
    Micros sso_lifetime;
    int64_t guess_account_limit;    /* wrong passwords per account and network … */
    int64_t guess_everywhere_limit; /* … per account from networks where it never signed in … */
    int64_t guess_network_limit;    /* … and per network … */
    Micros guess_window;            /* … in this time */
    Str demo_name;                  /* whom to sign in as, said on the sign-in page of a demo; "" otherwise */
    unsigned char network_key[32];  /* hashes networks in events */
} AuthServer;

extern const Route authserver_routes[];

#endif
