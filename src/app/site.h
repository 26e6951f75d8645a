/* site.h -- the running site: router, providers, the rooms' contexts, background work; everything of `serve` but the sockets, so
 * that tests drive it in process.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SITE_H
#define LATCHSTRING_SITE_H

#include "alerts/alerts.h"
#include "api/api.h"
#include "app/house.h"
#include "authserver/authserver.h"
#include "etl/etl.h"

typedef struct Site {
    House *house;
    const Clock *clock;
    Router *router;
    Fetch *fetch;
    Etl *etl;
    Alerts *alerts;
    Refusals *refusals;
    AuthServer authserver;
    Api api;
} Site;

/* Wire everything; keys and our own client are made when missing. No thread is started. The site must not move in memory. */
Error *site_open(House *house, const Clock *clock, bool demo, Site *site) MUST_USE;
void site_close(Site *site);

/* How this configuration watches and tells; the receiver lives in the house's arena. */
Error *site_alerts_options(const House *house, const Clock *clock, Fetch *fetch, AlertsOptions *options) MUST_USE;

/* What stands behind each box, as the picture names it: engines, and the outside providers behind the Authorization Server. */
void site_engines(const House *house, Engines *engines);

/* What is due now and then: keys are tended. Tests call it; housekeeping.c calls it each second. */
void site_tend(Site *site);

#endif
