/* breaker.h -- keeps a sick provider from hurting the rest.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BREAKER_H
#define LATCHSTRING_BREAKER_H

#include "base/base.h"
#include "base/error.h"

#include <pthread.h>

#define BREAKER_IN_FLIGHT 16
#define BREAKER_FAILURES  5
#define BREAKER_PAUSE     (5 * SECOND)

typedef struct Breaker {
    pthread_mutex_t lock;
    int in_flight;
    int failures;      /* in a row */
    Micros open_until; /* monotonic; 0: closed */
} Breaker;

void breaker_init(Breaker *breaker);

/* Ask to make a call: E_UNAVAILABLE at once when too many are in flight, or after failures. Every success of it must be followed by
 * one breaker_leave. name is for the message. */
Error *breaker_enter(Breaker *breaker, Str name) MUST_USE;
void breaker_leave(Breaker *breaker, bool worked);

#endif
