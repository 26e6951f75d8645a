/* event_json.h -- an Event as one line of JSON, both directions; what lies in the outbox and travels through the queue.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_EVENT_JSON_H
#define LATCHSTRING_EVENT_JSON_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"

#define EVENT_JSON_LIMIT 4096

/* {"v":1,"id":…,"type":"flow","at":…,…}; fields that do not apply are left out. E_TOO_LARGE. */
Error *event_encode(Arena *arena, const Event *event, Str *json) MUST_USE;

/* E_QUEUE when it is not one of ours: unknown version or type, wrong kinds, missing members. */
Error *event_decode(Arena *arena, Str json, Event *event) MUST_USE;

#endif
