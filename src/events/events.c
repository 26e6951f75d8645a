/* events.c -- the queue that a URL names.
 * SPDX-License-Identifier: ISC */
#include "events/events.h"

#include "base/str.h"
#include "events/events_backend.h"

#include <stdlib.h>

static const EventsOps *const back_ends[] = { &events_outbox_ops };

Error *
events_open(Str url, Sql *sql, Events **out)
{
    Str scheme;

    (void)str_cut(url, ':', &scheme);
    for (size_t i = 0; i < COUNT_OF(back_ends); i++) {
        if (scheme.len == url.len || !str_equal(scheme, str_from_c(back_ends[i]->scheme)))
            continue;
        Events *events = calloc(1, sizeof *events);
        if (!events)
            FAIL(E_MEMORY, "no memory for the event queue");
        *events = (Events){ back_ends[i], sql };
        *out = events;
        return NULL;
    }
    FAIL(E_CONFIG, "the queue needs a URL like outbox:, not \"%.*s\"", STR_ARG(scheme));
}

void
events_close(Events *events)
{
    free(events);
}

Error *
events_fetch(Events *events, Arena *arena, int64_t after, size_t max, EventRow **rows, size_t *count)
{
    return events->ops->fetch(events, arena, after, max, rows, count);
}

Error *
events_waiting(Events *events, Arena *arena, int64_t after, int64_t *count)
{
    return events->ops->waiting(events, arena, after, count);
}

Error *
events_sweep(Events *events, Arena *arena, int64_t loaded, Micros before, size_t max, int64_t *deleted)
{
    return events->ops->sweep(events, arena, loaded, before, max, deleted);
}
