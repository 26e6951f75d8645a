/* spans.h -- which rollups answer a range: minutes at its edges, hours and days inside.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SPANS_H
#define LATCHSTRING_SPANS_H

#include "base/base.h"

/* Whole rollups, and outlines: of these the counts that a bucket of a chart shows, some 100 cells of thousands. Keys hold them:
 * never renumber. */
typedef enum Level {
    LEVEL_MINUTE,
    LEVEL_HOUR,
    LEVEL_DAY,
    LEVELS,
    OUTLINE_QUARTER = LEVELS,
    OUTLINE_HOUR,
    OUTLINE_DAY,
    OUTLINES,
    ACTIVE_SIX_HOURS = OUTLINES, /* sets of active users: days of a zone are made of them */
    ALL_LEVELS
} Level;

/* The length of a level's rollups; the start of the one that holds `at`, and the first start at or after it (UTC). */
Micros spans_width(Level level);
Micros spans_floor(Level level, Micros at);
Micros spans_ceiling(Level level, Micros at);

/* Rollups of one level that start in [from, to). */
typedef struct Span {
    Level level;
    Micros from, to;
} Span;

#define SPANS_MAX 5

/* Cover [since, until) with as few rollups as there are. kept[level]: from when on a level is kept, a multiple of the next
 * level's length. An edge that lies before what its level keeps is moved outwards, to the next level's. Returns how many. */
size_t spans_cover(Micros since, Micros until, const Micros kept[LEVELS], Span spans[SPANS_MAX]);

/* The same with outlines where there are any (`outlined` and later; it is a day's start), and whole rollups where not: minutes at
 * the edges. */
#define OUTLINE_SPANS_MAX 12
size_t spans_outline(Micros since, Micros until, const Micros kept[LEVELS], Micros outlined,
                     Span spans[OUTLINE_SPANS_MAX]);

/* The same for sets of active users: days, six hours (`outlined` and later), hours, minutes. */
size_t spans_active(Micros since, Micros until, const Micros kept[LEVELS], Micros outlined,
                    Span spans[OUTLINE_SPANS_MAX]);

/* From when on outlines of a level are kept: as long as hours, or days. */
Micros spans_outline_kept(Level level, const Micros kept[LEVELS], Micros outlined);

/* An edge of a range moved outwards to the finest level that still knows it: down, or up. */
Micros spans_edge(Micros at, const Micros kept[LEVELS], bool up);

/* What a level keeps at a time, cut to the next level's length: minutes and hours 100 days, days 5 years. */
Micros spans_kept(Level level, Micros now);

#endif
