/* zone_table.c -- TZif (RFC 8536): the 64-bit block, and the POSIX rule in its footer for all that comes after.
 * SPDX-License-Identifier: ISC */
#include "codec/zone_table.h"

#include "base/str.h"

#include <string.h>

#define HEAD 44

/* "Mm.w.d/time": the w-th (5: last) weekday of a month, and seconds after its midnight. */
typedef struct RuleDay {
    int month, week, weekday;
    int32_t time;
} RuleDay;

struct ZoneTable {
    size_t count;
    int64_t *changes; /* ascending */
    int32_t *offsets; /* from that change on */
    int32_t first;    /* before the first change */
    bool has_rule;    /* after the last one */
    bool has_summer;
    int32_t standard, summer;
    RuleDay begins, ends;
};

/* What is left of the bytes; once something was missing, broken stays true. */
typedef struct Rest {
    Str bytes;
    bool broken;
} Rest;

static Error *
damaged(void)
{
    FAIL(E_CONFIG, "a time zone's file is damaged, or older than version 2 of TZif");
}

static Str
cut(Rest *rest, uint64_t size)
{
    if (rest->broken || rest->bytes.len < size) {
        rest->broken = true;
        return LIT("");
    }
    Str head = { rest->bytes.ptr, (size_t)size };
    rest->bytes = str_slice(rest->bytes, (size_t)size, rest->bytes.len);
    return head;
}

static uint64_t
number(Str bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes.len; i++)
        value = value << 8 | (unsigned char)bytes.ptr[i];
    return value;
}

typedef struct Head {
    uint64_t utc, standard, leaps, changes, types, chars;
} Head;

static Head
cut_head(Rest *rest)
{
    Str magic = cut(rest, 4);
    Str version = cut(rest, 1);
    Head head = { 0 };

    if (rest->broken || !str_equal(magic, LIT("TZif")) || version.ptr[0] < '2')
        rest->broken = true;
    (void)cut(rest, 15);
    head.utc = number(cut(rest, 4));
    head.standard = number(cut(rest, 4));
    head.leaps = number(cut(rest, 4));
    head.changes = number(cut(rest, 4));
    head.types = number(cut(rest, 4));
    head.chars = number(cut(rest, 4));
    return head;
}

/* The block of 32-bit times is passed over. */
static void
skip_block(Rest *rest)
{
    Head head = cut_head(rest);

    (void)cut(rest, head.changes * 5 + head.types * 6 + head.chars + head.leaps * 8 + head.standard + head.utc);
}

static Error *
read_block(Arena *arena, Rest *rest, ZoneTable *table)
{
    Head head = cut_head(rest);

    if (rest->broken || head.changes > ZONE_CHANGES_MAX || head.types == 0 || head.types > ZONE_TYPES_MAX)
        return damaged();
    Str times = cut(rest, head.changes * 8), kinds = cut(rest, head.changes), types = cut(rest, head.types * 6);
    (void)cut(rest, head.chars + head.leaps * 12 + head.standard + head.utc);
    if (rest->broken)
        return damaged();
    table->count = (size_t)head.changes;
    table->changes = ARENA_NEW(arena, int64_t, table->count + 1);
    table->offsets = ARENA_NEW(arena, int32_t, table->count + 1);
    table->first = (int32_t)(uint32_t)number(str_slice(types, 0, 4));
    for (size_t i = 0; i < table->count; i++) {
        size_t kind = (unsigned char)kinds.ptr[i];
        table->changes[i] = (int64_t)number(str_slice(times, i * 8, i * 8 + 8));
        if (kind >= head.types || (i > 0 && table->changes[i] <= table->changes[i - 1]))
            return damaged();
        table->offsets[i] = (int32_t)(uint32_t)number(str_slice(types, kind * 6, kind * 6 + 4));
    }
    return NULL;
}

/* ---- the rule: "CET-1CEST,M3.5.0,M10.5.0/3" ---- */

static bool
take(Str *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    *text = str_slice(*text, 1, text->len);
    return true;
}

static bool
take_number(Str *text, int64_t max, int64_t *value)
{
    size_t digits = 0;
    int64_t read = 0;

    while (digits < text->len && digits < 4 && text->ptr[digits] >= '0' && text->ptr[digits] <= '9')
        read = read * 10 + text->ptr[digits++] - '0';
    *text = str_slice(*text, digits, text->len);
    *value = read;
    return digits > 0 && read <= max;
}

/* "<+0330>" or letters. */
static bool
take_name(Str *text)
{
    size_t at = 0;

    if (take(text, '<')) {
        at = str_find_byte(*text, '>');
        if (at >= text->len)
            return false;
        *text = str_slice(*text, at + 1, text->len);
        return true;
    }
    while (at < text->len && ((text->ptr[at] | 32) >= 'a' && (text->ptr[at] | 32) <= 'z'))
        at++;
    *text = str_slice(*text, at, text->len);
    return at > 0;
}

/* [+-]h[:m[:s]] in seconds. */
static bool
take_time(Str *text, int32_t *seconds)
{
    bool minus = take(text, '-');
    int64_t hours, minutes = 0, rest = 0;

    if (!minus)
        (void)take(text, '+');
    if (!take_number(text, 167, &hours))
        return false;
    if (take(text, ':') && !take_number(text, 59, &minutes))
        return false;
    if (take(text, ':') && !take_number(text, 59, &rest))
        return false;
    int32_t sum = (int32_t)(hours * 3600 + minutes * 60 + rest);
    *seconds = minus ? -sum : sum;
    return true;
}

static bool
take_day(Str *text, RuleDay *day)
{
    int64_t month, week, weekday;

    if (!take(text, ',') || !take(text, 'M') || !take_number(text, 12, &month) || !take(text, '.') ||
        !take_number(text, 5, &week) || !take(text, '.') || !take_number(text, 6, &weekday) || month < 1 || week < 1)
        return false;
    *day = (RuleDay){ (int)month, (int)week, (int)weekday, 2 * 3600 };
    return !take(text, '/') || take_time(text, &day->time);
}

static bool
read_rule(Str text, ZoneTable *table)
{
    int32_t west;

    if (text.len == 0)
        return true; /* nothing is said: as after the last change */
    if (!take_name(&text) || !take_time(&text, &west))
        return false;
    table->has_rule = true;
    table->standard = -west;
    if (text.len == 0)
        return true;
    table->has_summer = true;
    table->summer = table->standard + 3600;
    if (!take_name(&text))
        return false;
    if (text.len > 0 && text.ptr[0] != ',') {
        if (!take_time(&text, &west))
            return false;
        table->summer = -west;
    }
    return take_day(&text, &table->begins) && take_day(&text, &table->ends) && text.len == 0;
}

Error *
zone_table_read(Arena *arena, Str bytes, const ZoneTable **table)
{
    ZoneTable *read = ARENA_NEW(arena, ZoneTable, 1);
    Rest rest = { .bytes = bytes };
    Str rule;

    skip_block(&rest);
    TRY(read_block(arena, &rest, read));
    if (!take(&rest.bytes, '\n') || str_find_byte(rest.bytes, '\n') >= rest.bytes.len)
        return damaged();
    (void)str_cut(rest.bytes, '\n', &rule);
    if (!read_rule(rule, read))
        return damaged();
    *table = read;
    return NULL;
}

/* ---- reading ---- */

/* When a rule's day begins in a year, by the clocks, in seconds since 1970. */
static int64_t
rule_at(const RuleDay *day, int64_t year)
{
    int64_t first = zone_table_days(year, day->month, 1), next = zone_table_days(year, day->month + 1, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7;
    int64_t date = first + (day->weekday - weekday + 7) % 7 + (int64_t)(day->week - 1) * 7;

    while (date >= next)
        date -= 7;
    return date * 86400 + day->time;
}

static int64_t
year_of(int64_t at)
{
    int64_t year = 1970 + at / 31556952; /* of the mean year; at most one off */

    while (zone_table_days(year, 1, 1) * 86400 > at)
        year--;
    while (zone_table_days(year + 1, 1, 1) * 86400 <= at)
        year++;
    return year;
}

static int32_t
rule_offset(const ZoneTable *table, int64_t at)
{
    if (!table->has_summer)
        return table->standard;
    int64_t year = year_of(at + table->standard);
    int64_t begins = rule_at(&table->begins, year) - table->standard;
    int64_t ends = rule_at(&table->ends, year) - table->summer;
    bool summer = begins < ends ? at >= begins && at < ends : at >= begins || at < ends;

    return summer ? table->summer : table->standard;
}

int32_t
zone_table_offset(const ZoneTable *table, int64_t at)
{
    size_t low = 0, high = table->count;

    while (low < high) { /* the first change after it */
        size_t middle = low + (high - low) / 2;
        if (table->changes[middle] <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == table->count && table->has_rule)
        return rule_offset(table, at);
    return low == 0 ? table->first : table->offsets[low - 1];
}
