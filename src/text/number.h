/* number.h -- numbers and times as people of a language read them. Digits stay 0-9.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_NUMBER_H
#define LATCHSTRING_NUMBER_H

#include "base/arena.h"
#include "text/language.h"

/* "12,480", "12.480", "12 480" (U+202F). */
Str number_count(Arena *arena, LanguageId language, int64_t count);

/* "95.2%"; "–" below 20 of the whole: a share of fewer says nothing. */
Str number_share(Arena *arena, LanguageId language, int64_t part, int64_t whole);

/* The same, but "6 of 10" below 20, "–" of nothing. */
Str number_part(Arena *arena, LanguageId language, int64_t part, int64_t whole);

/* "< 0.1 ms", "0.4 ms", "38 ms", "4.2 s", "2 min", "5 h", "3 d"; "–" when negative (not known). */
Str number_duration(Arena *arena, LanguageId language, Micros duration);

/* "14:32" and "14:32:05" of a moment, moved by offset (of the reader's time zone) from UTC. */
Str number_clock(Arena *arena, LanguageId language, Micros moment, Micros offset);
Str number_clock_seconds(Arena *arena, LanguageId language, Micros moment, Micros offset);

/* "22 November 2026", "22 Nov" (charts), and "22 November 2026, 14:32". */
Str number_date(Arena *arena, LanguageId language, Micros moment, Micros offset);
Str number_date_short(Arena *arena, LanguageId language, Micros moment, Micros offset);
Str number_moment(Arena *arena, LanguageId language, Micros moment, Micros offset);

/* Which plural form a count takes: 0 to 5. */
int number_plural(LanguageId language, int64_t count);

#endif
