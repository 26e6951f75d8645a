/* reports_range.c -- ranges: by name, by dates, the period before, the week before.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "reports/report_buckets.h"
#include "reports/reports_room.h"

#define LONGEST (1827 * DAY)

static const struct {
    Str name;
    Micros length;
    Level edge;
} ranges[] = {
    { LIT_INIT("1h"), HOUR, LEVEL_MINUTE },    { LIT_INIT("24h"), DAY, LEVEL_MINUTE },
    { LIT_INIT("7d"), 7 * DAY, LEVEL_MINUTE }, { LIT_INIT("30d"), 30 * DAY, LEVEL_HOUR },
    { LIT_INIT("90d"), 90 * DAY, LEVEL_HOUR },
};

Error *
reports_range(Str name, Micros now, ReportRange *range)
{
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (!str_equal(ranges[i].name, name))
            continue;
        *range = (ReportRange){
            .name = ranges[i].name,
            .since = spans_floor(ranges[i].edge, now - ranges[i].length),
            .until = spans_floor(LEVEL_MINUTE, now) + MINUTE,
        };
        return NULL;
    }
    FAIL(E_INVALID_REQUEST, "the range is none of 1h, 24h, 7d, 30d, 90d");
}

/* ---- dates and times ---- */

/* Exactly so many digits, a number in [least, most], then `after` (0: nothing more is looked at). */
static bool
cut_digits(Str *text, size_t digits, int32_t most, int32_t *value)
{
    uint64_t number;

    if (text->len < digits || !str_to_uint(str_slice(*text, 0, digits), (uint64_t)most, &number))
        return false;
    *value = (int32_t)number;
    *text = str_slice(*text, digits, text->len);
    return true;
}

static bool
cut_byte(Str *text, char byte)
{
    if (text->len == 0 || text->ptr[0] != byte)
        return false;
    *text = str_slice(*text, 1, text->len);
    return true;
}

/* "Z", "+HH:MM", "-HH:MM"; nothing is the zone's own. */
static bool
cut_offset(Str text, Zone *zone)
{
    int32_t hours, minutes;

    if (text.len == 0)
        return true;
    if (str_equal(text, LIT("Z"))) {
        *zone = (Zone){ 0 };
        return true;
    }
    bool west = text.ptr[0] == '-';
    if (!cut_byte(&text, '+') && !cut_byte(&text, '-'))
        return false;
    if (!cut_digits(&text, 2, 18, &hours) || !cut_byte(&text, ':') || !cut_digits(&text, 2, 59, &minutes) || text.len)
        return false;
    int32_t seconds = hours * 3600 + minutes * 60;
    *zone = (Zone){ .offset = west ? -seconds : seconds };
    return true;
}

static bool
read_date(Str *text, ZoneTime *time)
{
    static const int32_t lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    if (!cut_digits(text, 4, 9998, &time->year) || !cut_byte(text, '-') || !cut_digits(text, 2, 12, &time->month) ||
        !cut_byte(text, '-') || !cut_digits(text, 2, 31, &time->day))
        return false;
    bool leap = time->year % 4 == 0 && (time->year % 100 != 0 || time->year % 400 == 0);
    if (time->year < 1970 || time->month < 1 || time->day < 1)
        return false;
    return time->day <= lengths[time->month - 1] && (time->month != 2 || time->day < 29 || leap);
}

/* whole: a date alone is its end. */
static bool
read_edge(Str text, const Zone *zone, bool whole, Micros *at)
{
    ZoneTime time = { 0 };
    Zone own = *zone;

    if (!read_date(&text, &time))
        return false;
    if (text.len == 0) {
        time.day += whole;
        *at = zone_at(zone, &time);
        return true;
    }
    if ((!cut_byte(&text, 'T') && !cut_byte(&text, ' ')) || !cut_digits(&text, 2, 23, &time.hour) ||
        !cut_byte(&text, ':') || !cut_digits(&text, 2, 59, &time.minute))
        return false;
    if (cut_byte(&text, ':') && !cut_digits(&text, 2, 59, &time.second))
        return false;
    if (!cut_offset(text, &own))
        return false;
    *at = zone_at(&own, &time);
    return true;
}

Error *
reports_range_between(Str since, Str until, const Zone *zone, Micros now, ReportRange *range)
{
    Micros end = spans_floor(LEVEL_MINUTE, now) + MINUTE;
    ReportRange read = { .name = LIT("custom"), .zone = *zone, .until = end };

    if (!read_edge(since, zone, false, &read.since))
        FAIL(E_INVALID_REQUEST, "since is no date like 2026-03-05 and no time like 2026-03-05T14:30");
    if (until.len > 0 && !read_edge(until, zone, true, &read.until))
        FAIL(E_INVALID_REQUEST, "until is no date like 2026-03-05 and no time like 2026-03-05T14:30");
    if (read.until > end)
        read.until = end;
    if (read.since >= read.until)
        FAIL(E_INVALID_REQUEST, "since does not lie before until, or lies in the future");
    if (read.until - read.since > LONGEST)
        FAIL(E_INVALID_REQUEST, "the range is longer than five years");
    *range = read;
    return NULL;
}

void
reports_compare(const ReportRange *range, Micros now, ReportRange *settled, ReportRange *before)
{
    ReportUnit unit = report_buckets_unit(range->since, range->until);
    Micros running = now < range->since ? range->until : report_buckets_floor(unit, &range->zone, now);

    *settled = *range;
    if (running > range->since && running < range->until)
        settled->until = running;
    *before = *settled;
    before->since = settled->since - (settled->until - settled->since);
    before->until = settled->since;
}

static Micros
week_before(const Zone *zone, Micros at)
{
    ZoneTime time = zone_time(zone, at);
    Micros rest = at % SECOND;

    time.day -= 7;
    return zone_at(zone, &time) + rest + (rest < 0 ? SECOND : 0);
}

void
reports_week_earlier(const ReportRange *range, ReportRange *earlier)
{
    *earlier = *range;
    earlier->since = week_before(&range->zone, range->since);
    earlier->until = week_before(&range->zone, range->until);
}
