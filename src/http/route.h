/* route.h -- which function answers what: const tables of routes with declared fields; and the one place that answers errors
 * and writes the log line.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ROUTE_H
#define LATCHSTRING_ROUTE_H

#include "codec/form.h"
#include "http/request.h"

typedef enum Lane {
    LANE_FAST,     /* inline on the loop: must not block */
    LANE_STORE,    /* talks to our stores */
    LANE_HASH,     /* passwords */
    LANE_UPSTREAM, /* may wait for strangers */
    LANES
} Lane;

/* How a route's errors are answered, and which rules hold for it. */
typedef enum RouteFlag {
    ROUTE_JSON = 1,        /* errors as {"error":…} (RFC 6749 5.2); else a page */
    ROUTE_ANY_HOST = 2,    /* answers whatever Host was asked for */
    ROUTE_SAME_ORIGIN = 4, /* a POST from a page of ours: Origin or Sec-Fetch-Site must say so */
    ROUTE_QUIET = 8,       /* no log line when it succeeds (health) */
} RouteFlag;

/* input points at the filled struct that `fields` declare; fields of a GET come from the query, of a POST from the body. */
typedef Error *(*RouteFn)(Request *request, const void *input, Reply *reply);

typedef struct Route {
    const char *method; /* NULL ends the table; a GET answers HEAD too */
    Str path;           /* exact, or a prefix when it ends in '*': the rest is request->tail */
    Lane lane;
    const Field *fields; /* NULL: none */
    size_t size;         /* of the struct */
    RouteFn answer;
    unsigned flags;
    Lane (*choose)(const Request *request,
                   const void *app); /* NULL, or says the lane of this very request instead of `lane` */
} Route;

#define ROUTE_END                                       \
    {                                                   \
        NULL, LIT_INIT(""), LANE_FAST, NULL, 0, NULL, 0 \
    }

typedef struct RouterOptions {
    const Clock *clock;
    const Str *origins; /* scheme://host[:port]; a request's Host must be one of theirs */
    size_t origin_count;
    const Str *proxies; /* addresses whose X-Forwarded-For is believed */
    size_t proxy_count;
    LanguageId language; /* of pages, for who asks for none that we speak */
    /* Draw the page of an error. */
    void (*error_page)(void *context, Request *request, const Error *error, Reply *reply);
    void *context;
} RouterOptions;

typedef struct Router Router;

Router *router_new(const RouterOptions *options);
void router_free(Router *router);

/* Add a table; app becomes request->app of its routes. At most 16 tables. */
void router_mount(Router *router, const Route *routes, void *app);

/* The rule of ROUTE_SAME_ORIGIN, for a route where it holds only sometimes. E_CROSS_ORIGIN. */
Error *router_check_origin(const Request *request) MUST_USE;

/* Where the request is to run: the lane of its route (LANE_FAST when it has none). Sets request->now. */
Lane router_lane(const Router *router, Request *request);

/* Answer it, whatever happens: errors, memory and all. Writes the log line. Called in the thread of its lane. */
void router_answer(Router *router, Request *request, Reply *reply);

/* Answer what never became a request (a grammar error, a full lane). request may be half filled: arena, id and now are there. */
void router_refuse(Router *router, Request *request, const Error *error, Reply *reply);

#endif
