/* capitals.c -- the letters of our languages in upper case, without a locale. Ranges after Unicode's UnicodeData.txt.
 * SPDX-License-Identifier: ISC */
#include "picture/capitals.h"

#include "base/buf.h"
#include "base/str.h"

typedef struct Range {
    uint32_t first, last;
    int32_t shift; /* added to make it a capital; 0: every second letter is one, one before it */
} Range;

static const Range ranges[] = {
    { 'a', 'z', -32 },     { 0xe0, 0xf6, -32 }, { 0xf8, 0xfe, -32 },   { 0x100, 0x137, 0 },   { 0x14a, 0x177, 0 },
    { 0x1de, 0x1ef, 0 },   { 0x1f8, 0x21f, 0 }, { 0x3b1, 0x3c1, -32 }, { 0x3c3, 0x3cb, -32 }, { 0x430, 0x44f, -32 },
    { 0x450, 0x45f, -80 }, { 0x490, 0x4bf, 0 }, { 0x4d0, 0x52f, 0 },   { 0x1e00, 0x1e95, 0 }, { 0x1ea0, 0x1eff, 0 },
};

/* Letters that follow no range. */
static const uint32_t single[][2] = {
    { 0x3ac, 0x391 }, { 0x3ad, 0x395 }, { 0x3ae, 0x397 }, { 0x3af, 0x399 }, { 0x3cc, 0x39f }, { 0x3cd, 0x3a5 },
    { 0x3ce, 0x3a9 }, { 0x390, 0x3aa }, { 0x3b0, 0x3ab }, { 0x3c2, 0x3a3 }, { 0x131, 'I' },   { 0x13a, 0x139 },
    { 0x13c, 0x13b }, { 0x13e, 0x13d }, { 0x142, 0x141 }, { 0x144, 0x143 }, { 0x146, 0x145 }, { 0x148, 0x147 },
    { 0x17a, 0x179 }, { 0x17c, 0x17b }, { 0x17e, 0x17d }, { 0x1a1, 0x1a0 }, { 0x1b0, 0x1af }, { 0xff, 0x178 },
};

static uint32_t
capital(LanguageId language, uint32_t letter)
{
    if (language == LANGUAGE_tr && letter == 'i')
        return 0x130;
    for (size_t i = 0; i < COUNT_OF(single); i++)
        if (single[i][0] == letter)
            return single[i][1];
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (letter < ranges[i].first || letter > ranges[i].last)
            continue;
        if (ranges[i].shift)
            return (uint32_t)((int32_t)letter + ranges[i].shift);
        return letter & ~1u;
    }
    return letter;
}

/* One code point of well-formed UTF-8; returns its length. */
static size_t
read_letter(Str text, uint32_t *letter)
{
    unsigned char first = (unsigned char)text.ptr[0];
    size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

    length = length < text.len ? length : text.len;
    *letter = first < 0x80 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length; i++)
        *letter = *letter << 6 | ((unsigned char)text.ptr[i] & 0x3f);
    return length;
}

static void
write_letter(Buf *buf, uint32_t letter)
{
    if (letter < 0x80) {
        buf_add_byte(buf, (char)letter);
    } else if (letter < 0x800) {
        buf_add_byte(buf, (char)(0xc0 | letter >> 6));
        buf_add_byte(buf, (char)(0x80 | (letter & 0x3f)));
    } else {
        buf_add_byte(buf, (char)(0xe0 | letter >> 12));
        buf_add_byte(buf, (char)(0x80 | (letter >> 6 & 0x3f)));
        buf_add_byte(buf, (char)(0x80 | (letter & 0x3f)));
    }
}

Str
capitals_of(Arena *arena, LanguageId language, Str text)
{
    Buf buf = buf_new(arena, text.len * 2 + 8);

    while (text.len) {
        uint32_t letter;
        size_t length = read_letter(text, &letter);
        uint32_t upper = length > 3 ? letter : capital(language, letter);
        if (letter == 0xdf)
            buf_add(&buf, LIT("SS"));
        else if (upper == letter)
            buf_add(&buf, str_slice(text, 0, length));
        else
            write_letter(&buf, upper);
        text = str_slice(text, length, text.len);
    }
    return buf_str(&buf);
}
