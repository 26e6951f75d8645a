/* health.h -- how each connection of the picture is doing.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HEALTH_H
#define LATCHSTRING_HEALTH_H

#include "model/model.h"

typedef enum HealthState { HEALTH_OK, HEALTH_SLOW, HEALTH_FAILING, HEALTH_IDLE } HealthState;

typedef struct ConnectionHealth {
    HealthState state;
    Micros since;       /* when it became so */
    int64_t failed;     /* failing: flows that our systems failed here since then (at least those of the window) */
    Str cause;          /* failing: the most frequent cause, of errors.def */
    Str provider;       /* failing: the label of the provider with the most of them; "" for our own server */
    Micros slow, usual; /* slow: the 95th percentile now, and over 7 days */
} ConnectionHealth;

typedef struct Health {
    ConnectionHealth of[CONNECTIONS];
    bool stale;            /* the pipeline is more than 2 minutes behind */
    Micros figures_until;  /* stale: up to when the figures are complete; else 0 */
    int worst;             /* index of the connection that the verdict speaks of; -1 for none */
    int needing_attention; /* how many are slow or failing */
} Health;

#endif
