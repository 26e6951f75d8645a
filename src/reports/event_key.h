/* event_key.h -- ids of events and flows as the store's keys.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_EVENT_KEY_H
#define LATCHSTRING_EVENT_KEY_H

#include "base/arena.h"
#include "base/base.h"

/* The 16 bytes of a UUID's text form; any other text stays as it is. */
Str event_key(Arena *arena, Str id);

/* The smallest key that a UUIDv7 of this time can have (RFC 9562 5.7: its first 48 bits are milliseconds since 1970). */
Str event_key_floor(Arena *arena, Micros at);

#endif
