/* zone.c -- calendars of time zones: names, offsets, and the two directions between a time and what the clocks show.
 * SPDX-License-Identifier: ISC */
#include "codec/zone.h"

#include "base/str.h"
#include "codec/zone_table.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_LIMIT   65536
#define OFFSET_LIMIT (18 * 3600)
#define ZONEINFO     "/usr/share/zoneinfo/"

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "+05:30", "-0300", "+09". */
static bool
read_offset(Str name, int32_t *offset)
{
    char digits[4] = { '0', '0', '0', '0' };
    size_t count = 0;

    if (name.len < 3 || name.len > 6 || (name.ptr[0] != '+' && name.ptr[0] != '-'))
        return false;
    for (size_t i = 1; i < name.len; i++) {
        if (i == 3 && name.ptr[i] == ':' && name.len == 6)
            continue;
        if (!is_digit(name.ptr[i]) || count == 4)
            return false;
        digits[count++] = name.ptr[i];
    }
    int32_t minutes = (digits[2] - '0') * 10 + digits[3] - '0';
    int32_t seconds = ((digits[0] - '0') * 10 + digits[1] - '0') * 3600 + minutes * 60;
    *offset = name.ptr[0] == '-' ? -seconds : seconds;
    return (count == 2 || count == 4) && minutes < 60 && seconds <= OFFSET_LIMIT;
}

/* Words of letters, digits, _ + - with single slashes in between: no path leads out of the folder. */
static bool
is_zone_name(Str name)
{
    bool word = false;

    if (name.len == 0 || name.len > ZONE_NAME_LIMIT)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool other = is_digit(c) || c == '_' || c == '+' || c == '-';
        if (c == '/' ? !word : !(letter || (other && word)))
            return false;
        word = c != '/';
    }
    return word;
}

static Error *
read_file(Arena *arena, Str name, Str *bytes)
{
    char *memory = arena_alloc(arena, FILE_LIMIT);
    Str path = str_format(arena, "%s%.*s", ZONEINFO, STR_ARG(name));
    int fd = open(str_to_c(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t size = fd < 0 ? -1 : read(fd, memory, FILE_LIMIT);

    if (fd >= 0)
        (void)close(fd);
    if (size < 0)
        FAIL(E_INVALID_REQUEST,
             "the system has no time zone \"%.*s\": give a name like Europe/Berlin, or an offset like +01:00, or "
             "install tzdata",
             STR_ARG(name));
    *bytes = (Str){ memory, (size_t)size };
    return NULL;
}

Error *
zone_open(Arena *arena, Str name, Zone *zone)
{
    Zone opened = { 0 };
    Str bytes;

    if (name.len == 0 || str_equal(name, LIT("UTC")) || str_equal(name, LIT("Z"))) {
        *zone = opened;
        return NULL;
    }
    opened.name = str_copy(arena, name);
    if (read_offset(name, &opened.offset)) {
        *zone = opened;
        return NULL;
    }
    if (!is_zone_name(name))
        FAIL(E_INVALID_REQUEST, "a time zone is a name like Europe/Berlin or an offset like +01:00");
    TRY(read_file(arena, name, &bytes));
    if (zone_read(arena, bytes, &opened.table))
        FAIL(E_INVALID_REQUEST, "the system's time zone \"%.*s\" cannot be read: install tzdata again", STR_ARG(name));
    *zone = opened;
    return NULL;
}

Error *
zone_read(Arena *arena, Str bytes, const ZoneTable **table)
{
    return zone_table_read(arena, bytes, table);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int32_t
zone_offset(const Zone *zone, Micros at)
{
    return zone->table ? zone_table_offset(zone->table, floor_div(at, SECOND)) : zone->offset;
}

/* Days since 1970 of a date; the year is taken to begin in March, so that the leap day is its last (H. Hinnant's algorithm). */
int64_t
zone_table_days(int64_t year, int64_t month, int64_t day)
{
    int64_t months = year * 12 + month - 3; /* since March of year 0 */
    int64_t y = floor_div(months, 12), m = months - y * 12;
    int64_t era = floor_div(y, 400), of_era = y - era * 400;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static void
set_date(int64_t days, ZoneTime *time)
{
    int64_t since = days + 719468, era = floor_div(since, 146097), of_era = since - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;

    time->day = (int32_t)(of_year - (153 * month + 2) / 5 + 1);
    time->month = (int32_t)(month < 10 ? month + 3 : month - 9);
    time->year = (int32_t)(year + era * 400 + (month >= 10));
    time->weekday = (int32_t)(days + 4 - floor_div(days + 4, 7) * 7);
}

ZoneTime
zone_time(const Zone *zone, Micros at)
{
    ZoneTime time = { .offset = zone_offset(zone, at) };
    int64_t local = floor_div(at, SECOND) + time.offset;
    int64_t days = floor_div(local, 86400), rest = local - days * 86400;

    set_date(days, &time);
    time.hour = (int32_t)(rest / 3600);
    time.minute = (int32_t)(rest / 60 % 60);
    time.second = (int32_t)(rest % 60);
    return time;
}

/* The offsets a day before and a day after are those on both sides of a change, if there is one. */
Micros
zone_at(const Zone *zone, const ZoneTime *time)
{
    int64_t local = zone_table_days(time->year, time->month, time->day) * 86400 + (int64_t)time->hour * 3600 +
                    (int64_t)time->minute * 60 + time->second;
    int32_t before = zone_offset(zone, local * SECOND - DAY), after = zone_offset(zone, local * SECOND + DAY);
    Micros first = (local - before) * SECOND, second = (local - after) * SECOND;

    if (before == after || zone_offset(zone, first) == before || zone_offset(zone, second) != after)
        return first;
    return second;
}

Micros
zone_day(const Zone *zone, Micros at, int32_t days)
{
    ZoneTime time = zone_time(zone, at);
    ZoneTime start = { .year = time.year, .month = time.month, .day = time.day + days };

    return zone_at(zone, &start);
}
