/* spans.c -- cutting a range at minutes, hours and days.
 * SPDX-License-Identifier: ISC */
#include "reports/spans.h"

#include <assert.h>

static const Micros widths[LEVELS] = { MINUTE, HOUR, DAY };
static const Micros kept_for[LEVELS] = { 100 * DAY, 100 * DAY, 1826 * DAY };

Micros
spans_width(Level level)
{
    assert(level < LEVELS);
    return widths[level];
}

Micros
spans_floor(Level level, Micros at)
{
    Micros rest = at % spans_width(level);

    return at - rest - (rest < 0 ? spans_width(level) : 0);
}

Micros
spans_ceiling(Level level, Micros at)
{
    Micros floor = spans_floor(level, at);

    return floor == at ? at : floor + spans_width(level);
}

Micros
spans_kept(Level level, Micros now)
{
    Level next = level + 1 < LEVELS ? level + 1 : level;

    return spans_floor(next, now - kept_for[level]);
}

/* The finest level that still knows this time. */
static Level
finest(Micros at, const Micros kept[LEVELS])
{
    Level level = LEVEL_MINUTE;

    while (level < LEVEL_DAY && at < kept[level])
        level++;
    return level;
}

Micros
spans_edge(Micros at, const Micros kept[LEVELS], bool up)
{
    return up ? spans_ceiling(finest(at, kept), at) : spans_floor(finest(at, kept), at);
}

static size_t
add_span(Span *spans, size_t count, Span span)
{
    if (span.from >= span.to)
        return count;
    spans[count] = span;
    return count + 1;
}

/* An edge of the range, [from, to), where the coarse level has no whole rollup: hours inside, minutes around them. */
static size_t
cover_edge(Micros from, Micros to, Span *spans)
{
    Micros inside = spans_ceiling(LEVEL_HOUR, from), outside = spans_floor(LEVEL_HOUR, to);
    size_t count = 0;

    if (inside >= outside)
        return add_span(spans, 0, (Span){ LEVEL_MINUTE, from, to });
    count = add_span(spans, count, (Span){ LEVEL_MINUTE, from, inside });
    count = add_span(spans, count, (Span){ LEVEL_HOUR, inside, outside });
    return add_span(spans, count, (Span){ LEVEL_MINUTE, outside, to });
}

size_t
spans_cover(Micros since, Micros until, const Micros kept[LEVELS], Span spans[SPANS_MAX])
{
    size_t count;

    if (since >= until)
        return 0;
    since = spans_edge(since, kept, false);
    until = spans_edge(until, kept, true);
    Micros inside = spans_ceiling(LEVEL_DAY, since), outside = spans_floor(LEVEL_DAY, until);
    if (inside >= outside)
        return cover_edge(since, until, spans);
    count = cover_edge(since, inside, spans);
    count = add_span(spans, count, (Span){ LEVEL_DAY, inside, outside });
    return count + cover_edge(outside, until, spans + count);
}
