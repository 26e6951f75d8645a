/* refusals.c -- refused attempts, counted in memory.
 * SPDX-License-Identifier: ISC */
#include "events/refusals.h"

#include "base/str.h"
#include "events/event_make.h"

#include <stdatomic.h>
#include <stdlib.h>

struct Refusals {
    atomic_long counts[E_CODES];
};

Refusals *
refusals_new(void)
{
    return calloc(1, sizeof(Refusals));
}

void
refusals_free(Refusals *refusals)
{
    free(refusals);
}

void
refusals_add(Refusals *refusals, ErrorCode cause)
{
    atomic_fetch_add(&refusals->counts[cause], 1);
}

size_t
refusals_take(Refusals *refusals, Arena *arena, Micros now, Event **events)
{
    Event *list = ARENA_NEW(arena, Event, E_CODES);
    size_t count = 0;

    for (int code = 0; code < E_CODES; code++) {
        long times = atomic_exchange(&refusals->counts[code], 0);
        if (times == 0)
            continue;
        list[count] = event_make(arena, EVENT_SIGNIN_REFUSED, now, LIT(""));
        list[count].cause = str_from_c(error_info((ErrorCode)code)->cause);
        list[count].count = times;
        count++;
    }
    *events = list;
    return count;
}

void
refusals_give_back(Refusals *refusals, const Event *events, size_t count)
{
    for (size_t i = 0; i < count; i++)
        atomic_fetch_add(&refusals->counts[error_from_cause(events[i].cause)], events[i].count);
}
