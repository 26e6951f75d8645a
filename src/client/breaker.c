/* breaker.c -- keeps a sick provider from hurting the rest.
 * SPDX-License-Identifier: ISC */
#include "client/breaker.h"

#include "base/clock.h"

void
breaker_init(Breaker *breaker)
{
    *breaker = (Breaker){ .in_flight = 0 };
    (void)pthread_mutex_init(&breaker->lock, NULL);
}

typedef enum Verdict { VERDICT_GO, VERDICT_FULL, VERDICT_SICK } Verdict;

static Verdict
decide(Breaker *breaker)
{
    Micros now = clock_monotonic();

    if (breaker->in_flight >= BREAKER_IN_FLIGHT)
        return VERDICT_FULL;
    if (breaker->open_until > now)
        return VERDICT_SICK;
    /* The pause is over: this call is the probe, and until it is back the others wait another pause. */
    if (breaker->open_until)
        breaker->open_until = now + BREAKER_PAUSE;
    breaker->in_flight++;
    return VERDICT_GO;
}

Error *
breaker_enter(Breaker *breaker, Str name)
{
    (void)pthread_mutex_lock(&breaker->lock);
    Verdict verdict = decide(breaker);
    (void)pthread_mutex_unlock(&breaker->lock);
    if (verdict == VERDICT_FULL)
        FAIL(E_UNAVAILABLE, "provider %.*s has %d calls in flight already", STR_ARG(name), BREAKER_IN_FLIGHT);
    if (verdict == VERDICT_SICK)
        FAIL(E_UNAVAILABLE, "provider %.*s failed %d times in a row; it is asked again in a moment", STR_ARG(name),
             BREAKER_FAILURES);
    return NULL;
}

void
breaker_leave(Breaker *breaker, bool worked)
{
    (void)pthread_mutex_lock(&breaker->lock);
    breaker->in_flight--;
    breaker->failures = worked ? 0 : breaker->failures + 1;
    if (worked)
        breaker->open_until = 0;
    else if (breaker->failures >= BREAKER_FAILURES)
        breaker->open_until = clock_monotonic() + BREAKER_PAUSE;
    (void)pthread_mutex_unlock(&breaker->lock);
}
