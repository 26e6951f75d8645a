/* words.h -- numbers and times as people read them (English).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_WORDS_H
#define LATCHSTRING_WORDS_H

#include "base/arena.h"
#include "base/base.h"

/* "12,480" */
Str words_count(Arena *arena, int64_t count);

/* "< 0.1 ms", "0.4 ms", "38 ms", "4.2 s", "2 min"; "–" when it is negative (not known) */
Str words_duration(Arena *arena, Micros duration);

/* "95.2%"; "–" below 20 of them */
Str words_share(Arena *arena, int64_t part, int64_t whole);

/* "95.2%"; "5 of 9" below 20 of them; "–" of none */
Str words_part(Arena *arena, int64_t part, int64_t whole);

/* "14:32 on 22 November 2026 (UTC)" */
Str words_time(Arena *arena, Micros time);

/* "14:32:05 UTC" */
Str words_clock(Arena *arena, Micros time);

#endif
