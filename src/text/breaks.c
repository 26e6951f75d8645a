/* breaks.c -- where a line may end: what UAX 14 allows (libunibreak), less what a label of a drawing does not want.
 * SPDX-License-Identifier: ISC */
#include "text/breaks.h"

#include <assert.h>
#include <linebreak.h>
#include <pthread.h>
#include <string.h>

#define BREAKS_MAX 4096

static pthread_once_t breaks_once = PTHREAD_ONCE_INIT;

/* Han and kana, with their punctuation and full-width forms; not Hangul, which breaks at spaces. */
static bool
is_han_or_kana(uint32_t code)
{
    return (code >= 0x2E80 && code <= 0x312F) || (code >= 0x31A0 && code <= 0x4DBF) ||
           (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFE30 && code <= 0xFE4F) || (code >= 0xFF00 && code <= 0xFF9F) ||
           (code >= 0x20000 && code <= 0x3FFFF);
}

/* Kinsoku: no line starts with these. UAX 14 leaves the small kana to the implementation. */
static bool
is_no_start(uint32_t code)
{
    static const uint32_t marks[] = {
        0x3001, 0x3002, 0xFF0C, 0xFF0E, 0x30FB, 0x30FC, 0xFF09,
        0x300D, 0x300F, 0x3011, 0x3015, 0x3009, 0x300B, /* 、。，．・ー）」』】〕〉》 */
        0xFF01, 0xFF1F, 0xFF1A, 0xFF1B, 0x3005, 0x303B, 0x309D,
        0x309E, 0x30FD, 0x30FE, 0x2026, 0x2014, /* ！？：；々〻ゝゞヽヾ…— */
        0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083,
        0x3085, 0x3087, 0x308E, 0x3095, 0x3096, /* ぁぃぅぇぉっゃゅょゎゕゖ */
        0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3,
        0x30E5, 0x30E7, 0x30EE, 0x30F5, 0x30F6, /* ァィゥェォッャュョヮヵヶ */
    };
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (marks[i] == code)
            return true;
    }
    return false;
}

static bool
is_no_end(uint32_t code)
{
    return code == 0xFF08 || code == 0x300C || code == 0x300E || code == 0x3010 || code == 0x3014 || code == 0x3008 ||
           code == 0x300A;
}

/* Where the writer has put U+200B into a text of Han, kana or Thai, it breaks there and nowhere else, not even at its spaces. */
static bool
has_own_breaks(const uint32_t *codes, size_t count)
{
    bool zero_width = false;
    bool spaceless = false;
    for (size_t i = 0; i < count; i++) {
        zero_width = zero_width || codes[i] == BREAK_ZERO_WIDTH;
        spaceless = spaceless || is_han_or_kana(codes[i]) || (codes[i] >= 0x0E00 && codes[i] <= 0x0E7F);
    }
    return zero_width && spaceless;
}

/* A break mark and then spaces: UAX 14 (LB 8) breaks after the spaces. */
static bool
is_marked(const uint32_t *codes, size_t at)
{
    while (at > 0 && codes[at] == ' ')
        at--;
    return codes[at] == BREAK_ZERO_WIDTH;
}

static Break
break_between(uint32_t before, uint32_t after, bool own_breaks)
{
    if (before == BREAK_SOFT_HYPHEN)
        return BREAK_HYPHEN;
    if (before == BREAK_ZERO_WIDTH)
        return BREAK_PLAIN;
    if (own_breaks)
        return BREAK_NONE;
    if (before == ' ' || before == 0x3000)
        return BREAK_PLAIN;
    if (!(is_han_or_kana(before) || is_han_or_kana(after)) || is_no_start(after) || is_no_end(before))
        return BREAK_NONE;
    return BREAK_PLAIN;
}

void
breaks_find(const char *code, const uint32_t *codes, size_t count, Break *breaks)
{
    char allowed[BREAKS_MAX];
    assert(count <= BREAKS_MAX);
    pthread_once(&breaks_once, init_linebreak);
    set_linebreaks_utf32(codes, count, code, allowed);
    bool own_breaks = has_own_breaks(codes, count);
    for (size_t i = 0; i < count; i++) {
        if (i + 1 == count)
            breaks[i] = BREAK_PLAIN;
        else if (allowed[i] == LINEBREAK_NOBREAK)
            breaks[i] = BREAK_NONE;
        else
            breaks[i] = break_between(codes[i], codes[i + 1], own_breaks && !is_marked(codes, i));
    }
}
