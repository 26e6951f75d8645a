/* spans.c -- cutting a range at minutes, hours and days.
 * SPDX-License-Identifier: ISC */
#include "reports/spans.h"

#include <assert.h>

static const Micros widths[ALL_LEVELS] = { MINUTE, HOUR, DAY, 15 * MINUTE, HOUR, DAY, 6 * HOUR };
static const Micros kept_for[LEVELS] = { 100 * DAY, 100 * DAY, 1826 * DAY };

Micros
spans_width(Level level)
{
    assert(level < ALL_LEVELS);
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

/* Cover [from, to) by the levels from this one on, each finer than the one before; the last is minutes. */
static size_t
cover(const Level *levels, Micros from, Micros to, Span *spans)
{
    if (levels[0] == LEVEL_MINUTE)
        return add_span(spans, 0, (Span){ LEVEL_MINUTE, from, to });
    Micros inside = spans_ceiling(levels[0], from), outside = spans_floor(levels[0], to);
    if (inside >= outside)
        return cover(levels + 1, from, to, spans);
    size_t count = cover(levels + 1, from, inside, spans);
    count = add_span(spans, count, (Span){ levels[0], inside, outside });
    return count + cover(levels + 1, outside, to, spans + count);
}

size_t
spans_cover(Micros since, Micros until, const Micros kept[LEVELS], Span spans[SPANS_MAX])
{
    static const Level levels[] = { LEVEL_DAY, LEVEL_HOUR, LEVEL_MINUTE };

    if (since >= until)
        return 0;
    return cover(levels, spans_edge(since, kept, false), spans_edge(until, kept, true), spans);
}

typedef struct Cover {
    const Level *levels; /* of what began when `outlined` or later; before it, whole rollups */
    const Micros *kept;
    Micros outlined;
} Cover;

static size_t
cover_both(const Cover *how, Micros since, Micros until, Span spans[OUTLINE_SPANS_MAX])
{
    size_t count = 0;

    if (since >= until)
        return 0;
    since = spans_edge(since, how->kept, false);
    until = spans_edge(until, how->kept, true);
    if (since < how->outlined)
        count = spans_cover(since, until < how->outlined ? until : how->outlined, how->kept, spans);
    if (until > how->outlined)
        count += cover(how->levels, since > how->outlined ? since : how->outlined, until, spans + count);
    return count;
}

size_t
spans_outline(Micros since, Micros until, const Micros kept[LEVELS], Micros outlined, Span spans[OUTLINE_SPANS_MAX])
{
    static const Level levels[] = { OUTLINE_DAY, OUTLINE_HOUR, OUTLINE_QUARTER, LEVEL_MINUTE };

    return cover_both(&(Cover){ levels, kept, outlined }, since, until, spans);
}

size_t
spans_active(Micros since, Micros until, const Micros kept[LEVELS], Micros outlined, Span spans[OUTLINE_SPANS_MAX])
{
    static const Level levels[] = { LEVEL_DAY, ACTIVE_SIX_HOURS, LEVEL_HOUR, LEVEL_MINUTE };

    return cover_both(&(Cover){ levels, kept, outlined }, since, until, spans);
}

Micros
spans_outline_kept(Level level, const Micros kept[LEVELS], Micros outlined)
{
    Micros since = kept[level == OUTLINE_DAY ? LEVEL_DAY : LEVEL_HOUR];

    return since > outlined ? since : outlined;
}
