/* zone.h -- a time zone as a value: what its clocks show at a time, and when its days begin. IANA names are read from the system's
 * zoneinfo (TZif, RFC 8536); setenv("TZ") belongs to nobody's thread and is not used.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ZONE_H
#define LATCHSTRING_ZONE_H

#include "base/arena.h"
#include "base/error.h"

#define ZONE_NAME_LIMIT 64

typedef struct ZoneTable ZoneTable;

/* Zero is UTC. Copied by value; the table lives in the arena that it was opened in. */
typedef struct Zone {
    Str name;               /* "" for UTC; else as it was asked for */
    int32_t offset;         /* without a table: seconds east of UTC, always */
    const ZoneTable *table; /* NULL for UTC and fixed offsets */
} Zone;

/* name: "" or "UTC" or "Z", an offset "+05:30" "-0300" (at most 18 hours), or an IANA name "Europe/Berlin". E_INVALID_REQUEST when
 * there is no such zone here. */
Error *zone_open(Arena *arena, Str name, Zone *zone) MUST_USE;

/* The same from bytes of a TZif file of version 2 or later (for zone_open, tests and the fuzzer). E_CONFIG when damaged. */
Error *zone_read(Arena *arena, Str bytes, const ZoneTable **table) MUST_USE;

/* Seconds east of UTC that the clocks show at a time. */
int32_t zone_offset(const Zone *zone, Micros at);

/* A date and time of day of the calendar. */
typedef struct ZoneTime {
    int32_t year, month, day;     /* 2026, 1-12, 1-31 */
    int32_t hour, minute, second; /* 0-23, 0-59, 0-59 */
    int32_t weekday;              /* 0 Sunday */
    int32_t offset;               /* seconds east of UTC */
} ZoneTime;

ZoneTime zone_time(const Zone *zone, Micros at);

/* When the clocks show it (`offset` and `weekday` are not read; days and months beyond their end run over). What they show twice is
 * the first time; what they leave out (a clock put forward) is as far behind the change as it was meant to be behind its start. */
Micros zone_at(const Zone *zone, const ZoneTime *time);

/* The first moment of the zone's calendar day that holds `at`; and of the day `days` after that one. */
Micros zone_day(const Zone *zone, Micros at, int32_t days);

#endif
