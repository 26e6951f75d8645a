/* api.h -- APPLICATION API: what its routes need, and the routes.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_API_H
#define LATCHSTRING_API_H

#include "api/flow_now.h"
#include "api/flow_shelf.h"
#include "api/flow_words.h"
#include "client/provider.h"
#include "codec/zone.h"
#include "events/refusals.h"
#include "http/route.h"
#include "pages/pages.h"
#include "sessions/sessions.h"
#include "userdb/userdb.h"

#define PROVIDERS_MAX 17 /* 16 outside ones and our own */

/* Which provider this browser signed in with the last time: its name, for a year. It opens nothing. */
#define PROVIDER_COOKIE          LIT("provider")
#define PROVIDER_COOKIE_LIFETIME (365 * DAY / SECOND)

/* What is served at the addresses of PageBrand; "" for none. */
typedef struct BrandFiles {
    Str logo, logo_type, style;
} BrandFiles;

typedef struct Api {
    Userdb *users;
    Sessions *sessions;
    FigureSources figures;
    Refusals *refusals;
    Provider *providers[PROVIDERS_MAX]; /* the first is the default of /login */
    size_t provider_count;
    SignupRule signup;
    PageBrand brand;
    BrandFiles files;
    Router *router;    /* our own: the test sign-in walks through it */
    Str reports_zone;  /* of days and clocks in the reports; "" for UTC */
    bool metrics_open; /* /metrics answers other machines too */
    Str origin;        /* public_url */
    Str app_cookie;    /* names of the cookies */
    Str binding_cookie;
    Micros session_lifetime;
    struct {
        int64_t per_network, total; /* so many within the window */
        Micros window;
    } complaints;
    bool flow_open;    /* everyone may see the figures of /flow … */
    bool reports_open; /* … and /reports */
    Zone zone;         /* whose clocks the picture shows: that of the reports */
    Engines engines;
    FlowNow *flow_now;     /* the picture's figures, … */
    FlowShelf *flow_shelf; /* … and the picture, at hand */
    Str start_id;          /* of this start of the program: random */
} Api;

/* All routes but the callback of our own issuer, which needs no lane for strangers. */
extern const Route api_routes[];

/* Draws the page of an error (RouterOptions.error_page); context is the Api. */
void api_error_page(void *context, Request *request, const Error *error, Reply *reply);

#endif
