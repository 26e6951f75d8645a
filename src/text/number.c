/* number.c -- numbers and times as people of a language read them; digits stay 0-9.
 * SPDX-License-Identifier: ISC */
#include "text/number.h"

#include "base/buf.h"
#include "base/str.h"
#include "text/message.h"

#include <assert.h>
#include <time.h>

#define TEXT_LIMIT     512 /* bytes; a date is the longest */
#define SHARE_OF_FEWER 20  /* of fewer than these a percentage says nothing */

static const Str unknown = LIT_INIT("–");

int
number_plural(LanguageId language, int64_t count)
{
    uint64_t n = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;

    (void)n;
    switch (language) {
#define LANGUAGE(id_, code_, name_, english_, direction_, group_, first_, next_, from_, decimal_, percent_, forms_, \
                 rule_, offered_)                                                                                   \
    case LANGUAGE_##id_:                                                                                            \
        return (rule_);
#include "text/languages.def"
#undef LANGUAGE
    case LANGUAGES:
        break;
    }
    assert(!"no such language");
    return 0;
}

static void
add_count(Buf *buf, const Language *language, int64_t count)
{
    char digits[24];
    int n = 0;

    for (uint64_t left = count < 0 ? 0 - (uint64_t)count : (uint64_t)count; n == 0 || left > 0; left /= 10)
        digits[n++] = (char)('0' + left % 10);
    if (count < 0) /* kept before its digits when the text runs from right to left */
        buf_add(buf, language->rtl ? LIT("\u200e-") : LIT("-"));
    for (int i = n; i-- > 0;) {
        buf_add_byte(buf, digits[i]);
        bool end = i >= language->group_first && (i - language->group_first) % language->group_next == 0;
        if (end && n >= language->group_from)
            buf_add(buf, str_from_c(language->group));
    }
}

static void
add_tenths(Buf *buf, const Language *language, int64_t tenths)
{
    add_count(buf, language, tenths / 10);
    buf_add(buf, str_from_c(language->decimal));
    buf_add_int(buf, tenths % 10);
}

Str
number_count(Arena *arena, LanguageId language, int64_t count)
{
    Buf buf = buf_new(arena, TEXT_LIMIT);

    assert(language < LANGUAGES);
    add_count(&buf, &languages[language], count);
    return buf_str(&buf);
}

/* A message whose values are texts of ours: they need no isolation. */
static Str
fill(Arena *arena, LanguageId language, MessageId id, const MessageValue *values, size_t count)
{
    MessagePiece pieces[MESSAGE_PIECES];
    size_t made = message_pieces(language, id, values, count, pieces);
    Buf buf = buf_new(arena, TEXT_LIMIT);

    for (size_t i = 0; i < made; i++)
        buf_add(&buf, pieces[i].value < 0 ? pieces[i].text : values[pieces[i].value].text);
    assert(!buf.overflow);
    return buf_str(&buf);
}

/* ---- shares --------------------------------------------------------------------------------------------------- */

Str
number_share(Arena *arena, LanguageId language, int64_t part, int64_t whole)
{
    Buf buf = buf_new(arena, TEXT_LIMIT);
    Str before, after;

    assert(language < LANGUAGES);
    if (whole < SHARE_OF_FEWER || part < 0 || part > whole)
        return unknown;
    after = str_cut(str_from_c(languages[language].percent), '{', &before);
    buf_add(&buf, before);
    if (part == 0 || part == whole) {
        add_count(&buf, &languages[language], part ? 100 : 0);
    } else { /* never "0.0" of some, nor "100.0" when some are left */
        int64_t tenths = (int64_t)((double)part / (double)whole * 1000 + 0.5);
        add_tenths(&buf, &languages[language], tenths < 1 ? 1 : tenths > 999 ? 999 : tenths);
    }
    buf_add(&buf, str_slice(after, str_find_byte(after, '}') + 1, after.len));
    return buf_str(&buf);
}

Str
number_part(Arena *arena, LanguageId language, int64_t part, int64_t whole)
{
    if (whole <= 0 || whole >= SHARE_OF_FEWER)
        return number_share(arena, language, part, whole);
    const MessageValue values[] = { MESSAGE_TEXT("part", number_count(arena, language, part)),
                                    MESSAGE_TEXT("whole", number_count(arena, language, whole)) };
    return fill(arena, language, MESSAGE_unit_part, values, COUNT_OF(values));
}

/* ---- durations ------------------------------------------------------------------------------------------------ */

/* How long durations are said: below `below` in `unit`s, as the message says; with a tenth when that makes fewer than
 * `tenths_below` tenths: milliseconds below one, seconds below ten. */
static const struct DurationUnit {
    Micros below;
    Micros unit;
    MessageId message;
    Micros tenths_below;
} duration_units[] = {
    { 999500, MILLISECOND, MESSAGE_unit_ms, 10 }, /* 999.5 ms would be written "1000 ms" */
    { 59500 * MILLISECOND, SECOND, MESSAGE_unit_s, 100 }, { 59 * MINUTE + 30 * SECOND, MINUTE, MESSAGE_unit_min, 0 },
    { 23 * HOUR + 30 * MINUTE, HOUR, MESSAGE_unit_h, 0 }, { INT64_MAX, DAY, MESSAGE_unit_d, 0 },
};

static Str
duration_in(Arena *arena, LanguageId language, Micros duration, const struct DurationUnit *unit)
{
    Buf buf = buf_new(arena, TEXT_LIMIT);
    bool few = duration < 10 * unit->unit; /* fewer than ten: their tenths can be counted without running over */
    Micros tenths = few ? (duration + unit->unit / 20) / (unit->unit / 10) : INT64_MAX;

    if (tenths < unit->tenths_below)
        add_tenths(&buf, &languages[language], tenths);
    else
        add_count(&buf, &languages[language], duration / unit->unit + (duration % unit->unit >= unit->unit / 2));
    const MessageValue value = MESSAGE_TEXT("value", buf_str(&buf));
    return fill(arena, language, unit->message, &value, 1);
}

Str
number_duration(Arena *arena, LanguageId language, Micros duration)
{
    const struct DurationUnit *unit = duration_units;

    assert(language < LANGUAGES);
    if (duration < 0)
        return unknown;
    if (duration < MILLISECOND / 10) {
        const MessageValue value = MESSAGE_TEXT("value", duration_in(arena, language, MILLISECOND / 10, unit));
        return fill(arena, language, MESSAGE_unit_below, &value, 1);
    }
    while (duration >= unit->below && unit->below != INT64_MAX)
        unit++;
    return duration_in(arena, language, duration, unit);
}

/* ---- dates ---------------------------------------------------------------------------------------------------- */

static struct tm
civil(Micros moment, Micros offset)
{
    Micros at = moment + offset;
    time_t seconds = (time_t)(at / SECOND - (at % SECOND < 0));
    struct tm parts = { .tm_mday = 1 };

    gmtime_r(&seconds, &parts);
    return parts;
}

static Str
clock_in(Arena *arena, LanguageId language, MessageId pattern, struct tm at)
{
    const MessageValue values[] = { MESSAGE_TEXT("hour", str_format(arena, "%02d", at.tm_hour)),
                                    MESSAGE_TEXT("minute", str_format(arena, "%02d", at.tm_min)),
                                    MESSAGE_TEXT("second", str_format(arena, "%02d", at.tm_sec)) };

    return fill(arena, language, pattern, values, COUNT_OF(values));
}

static Str
date_in(Arena *arena, LanguageId language, MessageId pattern, const MessageId months[12], struct tm at)
{
    const MessageValue values[] = { MESSAGE_TEXT("day", str_format(arena, "%d", at.tm_mday)),
                                    MESSAGE_TEXT("month", message(language, months[at.tm_mon])),
                                    MESSAGE_TEXT("year", str_format(arena, "%d", at.tm_year + 1900)) };

    return fill(arena, language, pattern, values, COUNT_OF(values));
}

Str
number_clock(Arena *arena, LanguageId language, Micros moment, Micros offset)
{
    return clock_in(arena, language, MESSAGE_date_clock, civil(moment, offset));
}

Str
number_clock_seconds(Arena *arena, LanguageId language, Micros moment, Micros offset)
{
    return clock_in(arena, language, MESSAGE_date_clock_seconds, civil(moment, offset));
}

Str
number_date(Arena *arena, LanguageId language, Micros moment, Micros offset)
{
    static const MessageId months[12] = {
        MESSAGE_date_month_1, MESSAGE_date_month_2,  MESSAGE_date_month_3,  MESSAGE_date_month_4,
        MESSAGE_date_month_5, MESSAGE_date_month_6,  MESSAGE_date_month_7,  MESSAGE_date_month_8,
        MESSAGE_date_month_9, MESSAGE_date_month_10, MESSAGE_date_month_11, MESSAGE_date_month_12,
    };

    return date_in(arena, language, MESSAGE_date_long, months, civil(moment, offset));
}

Str
number_date_short(Arena *arena, LanguageId language, Micros moment, Micros offset)
{
    static const MessageId months[12] = {
        MESSAGE_date_short_1, MESSAGE_date_short_2,  MESSAGE_date_short_3,  MESSAGE_date_short_4,
        MESSAGE_date_short_5, MESSAGE_date_short_6,  MESSAGE_date_short_7,  MESSAGE_date_short_8,
        MESSAGE_date_short_9, MESSAGE_date_short_10, MESSAGE_date_short_11, MESSAGE_date_short_12,
    };

    return date_in(arena, language, MESSAGE_date_short, months, civil(moment, offset));
}

Str
number_moment(Arena *arena, LanguageId language, Micros moment, Micros offset)
{
    const MessageValue values[] = { MESSAGE_TEXT("date", number_date(arena, language, moment, offset)),
                                    MESSAGE_TEXT("time", number_clock(arena, language, moment, offset)) };

    return fill(arena, language, MESSAGE_date_moment, values, COUNT_OF(values));
}
