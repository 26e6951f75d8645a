/* words.c -- numbers and times as people read them.
 * SPDX-License-Identifier: ISC */
#include "api/words.h"

#include "base/str.h"

#include <time.h>

#define SHARE_MIN 20 /* a share of fewer says nothing */

Str
words_count(Arena *arena, int64_t count)
{
    if (count < 0)
        return str_format(arena, "-%.*s", STR_ARG(words_count(arena, -count)));
    if (count < 1000)
        return str_format(arena, "%lld", (long long)count);
    return str_format(arena, "%.*s,%03lld", STR_ARG(words_count(arena, count / 1000)), (long long)(count % 1000));
}

Str
words_duration(Arena *arena, Micros duration)
{
    if (duration < 0)
        return LIT("–");
    if (duration < MILLISECOND / 10)
        return LIT("< 0.1 ms");
    if (duration < 10 * MILLISECOND)
        return str_format(arena, "%.1f ms", (double)duration / (double)MILLISECOND);
    if (duration < SECOND)
        return str_format(arena, "%lld ms", (long long)((duration + MILLISECOND / 2) / MILLISECOND));
    if (duration < MINUTE)
        return str_format(arena, "%.1f s", (double)duration / (double)SECOND);
    return str_format(arena, "%lld min", (long long)((duration + MINUTE / 2) / MINUTE));
}

Str
words_share(Arena *arena, int64_t part, int64_t whole)
{
    if (whole < SHARE_MIN)
        return LIT("–");
    return str_format(arena, "%.1f%%", 100.0 * (double)part / (double)whole);
}

Str
words_part(Arena *arena, int64_t part, int64_t whole)
{
    if (whole == 0 || whole >= SHARE_MIN)
        return words_share(arena, part, whole);
    return str_format(arena, "%lld of %lld", (long long)part, (long long)whole);
}

Str
words_time(Arena *arena, Micros time)
{
    time_t seconds = (time_t)(time / SECOND);
    struct tm parts;
    char month[32];

    (void)gmtime_r(&seconds, &parts);
    (void)strftime(month, sizeof month, "%B", &parts);
    return str_format(arena, "%02d:%02d on %d %s %d (UTC)", parts.tm_hour, parts.tm_min, parts.tm_mday, month,
                      parts.tm_year + 1900);
}

Str
words_clock(Arena *arena, Micros time)
{
    int64_t second = time / SECOND % 86400;

    return str_format(arena, "%02lld:%02lld:%02lld UTC", (long long)(second / 3600), (long long)(second / 60 % 60),
                      (long long)(second % 60));
}
