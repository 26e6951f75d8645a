/* zone_table.h -- when a zone's clocks were and will be changed: TZif bytes, and the rule at their end. Only for zone.c.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ZONE_TABLE_H
#define LATCHSTRING_ZONE_TABLE_H

#include "codec/zone.h"

/* At most this many changes, and kinds of time. */
#define ZONE_CHANGES_MAX 4096
#define ZONE_TYPES_MAX   256

/* E_CONFIG when damaged, or of version 1. */
Error *zone_table_read(Arena *arena, Str bytes, const ZoneTable **table) MUST_USE;

/* Seconds east of UTC at a time in seconds since 1970. */
int32_t zone_table_offset(const ZoneTable *table, int64_t at);

/* Days since 1970 of a date; months and days beyond their end run over. */
int64_t zone_table_days(int64_t year, int64_t month, int64_t day);

#endif
