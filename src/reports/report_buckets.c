/* report_buckets.c -- where buckets begin: short ones by the clock's hand, long ones by the calendar.
 * SPDX-License-Identifier: ISC */
#include "reports/report_buckets.h"

static const struct {
    Micros width;   /* of units shorter than a quarter of a day; 0: by the calendar */
    Micros at_most; /* length of a range that is cut so */
} units[REPORT_UNITS] = {
    [UNIT_MINUTE] = { MINUTE, 2 * HOUR },
    [UNIT_5_MINUTES] = { 5 * MINUTE, 12 * HOUR },
    [UNIT_15_MINUTES] = { 15 * MINUTE, 2 * DAY },
    [UNIT_HOUR] = { HOUR, 8 * DAY },
    [UNIT_6_HOURS] = { 0, 20 * DAY },
    [UNIT_DAY] = { 0, 190 * DAY },
    [UNIT_WEEK] = { 0, 1300 * DAY },
    [UNIT_MONTH] = { 0, INT64_MAX },
};

ReportUnit
report_buckets_unit(Micros since, Micros until)
{
    ReportUnit unit = UNIT_MINUTE;

    while (until - since > units[unit].at_most)
        unit++;
    return unit;
}

static Micros
floor_width(Micros at, Micros width, const Zone *zone)
{
    Micros east = (Micros)zone_offset(zone, at) * SECOND;
    Micros rest = (at + east) % width;

    return at - rest - (rest < 0 ? width : 0);
}

/* The calendar's field at the start of the unit, `more` units later. */
static Micros
by_calendar(ReportUnit unit, const Zone *zone, Micros at, int32_t more)
{
    ZoneTime time = zone_time(zone, at);
    ZoneTime start = { .year = time.year, .month = time.month, .day = time.day };

    if (unit == UNIT_6_HOURS)
        start.hour = time.hour / 6 * 6 + more * 6;
    if (unit == UNIT_DAY)
        start.day += more;
    if (unit == UNIT_WEEK) /* from Monday on (ISO 8601) */
        start.day += more * 7 - (time.weekday + 6) % 7;
    if (unit == UNIT_MONTH) {
        start.day = 1;
        start.month += more;
    }
    return zone_at(zone, &start);
}

Micros
report_buckets_floor(ReportUnit unit, const Zone *zone, Micros at)
{
    Micros width = units[unit].width;
    Micros floor = width ? floor_width(at, width, zone) : by_calendar(unit, zone, at, 0);

    return floor > at ? at : floor;
}

Micros
report_buckets_next(ReportUnit unit, const Zone *zone, Micros at)
{
    Micros width = units[unit].width;
    Micros next = width ? floor_width(at, width, zone) + width : by_calendar(unit, zone, at, 1);

    return next > at ? next : at + HOUR; /* clocks put back within the unit */
}

size_t
report_buckets_cut(const ReportRange *range, const Micros kept[LEVELS], Micros now, ReportUnit unit,
                   ReportBucket buckets[REPORT_BUCKETS_MAX + 2])
{
    Micros since = spans_edge(range->since, kept, false), until = spans_edge(range->until, kept, true);
    size_t count = 0;

    for (Micros at = since; at < until;) {
        Micros next = spans_edge(report_buckets_next(unit, &range->zone, at), kept, true);
        if (next > until || count == REPORT_BUCKETS_MAX + 1)
            next = until;
        buckets[count++] =
            (ReportBucket){ .since = at, .until = next, .running = next > now, .typical = -1, .slow = -1 };
        at = next;
    }
    return count;
}
