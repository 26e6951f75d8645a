/* event_fuzz.c -- any bytes as an event of the queue: what is read is written and read as the same.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/event_json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_same(const Event *a, const Event *b)
{
    assert(a->type == b->type && a->at == b->at && a->count == b->count);
    assert(str_equal(a->id, b->id) && str_equal(a->trace, b->trace) && str_equal(a->user_subject, b->user_subject));
    assert(str_equal(a->client_id, b->client_id) && str_equal(a->cause, b->cause) && str_equal(a->network, b->network));
    if (a->type != EVENT_FLOW && a->type != EVENT_FLOWS_ABANDONED)
        return;
    assert(str_equal(a->flow.id, b->flow.id) && str_equal(a->flow.provider, b->flow.provider));
    assert(str_equal(a->flow.app, b->flow.app) && str_equal(a->flow.cause, b->flow.cause));
    assert(a->flow.kind == b->flow.kind && a->flow.outcome == b->flow.outcome && a->flow.reached == b->flow.reached);
    assert(a->flow.revision == b->flow.revision && a->flow.new_user == b->flow.new_user);
    for (int i = 0; i < MILESTONES; i++)
        assert(a->flow.took[i] == b->flow.took[i] || (a->flow.took[i] < 0 && b->flow.took[i] == -1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new((size_t)256 << 20);
    Event event, again;
    Str json;

    assert(arena);
    Error *error = event_decode(arena, (Str){ (const char *)data, size }, &event);
    if (error) {
        assert(error->code == E_QUEUE);
        arena_free(arena);
        return 0;
    }
    assert(event.type < EVENT_TYPES && event.flow.kind < FLOW_KINDS && event.flow.outcome < FLOW_OUTCOMES);
    assert(event.flow.reached < MILESTONES && event.flow.revision >= 0);
    error = event_encode(arena, &event, &json);
    if (error) {
        assert(error->code == E_TOO_LARGE);
    } else {
        error = event_decode(arena, json, &again);
        assert(!error);
        check_same(&event, &again);
    }
    arena_free(arena);
    return 0;
}
