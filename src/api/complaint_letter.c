/* complaint_letter.c -- the characters of the scripts, as far as the judge of complaints needs to know them.
 * SPDX-License-Identifier: ISC */
#include "api/complaint_letter.h"

#include "base/str.h"

typedef struct Range {
    uint32_t first, last;
    ComplaintLetter kind;
} Range;

/* Sorted, none inside of another; what is in none is a gap. */
/* clang-format off */
static const Range ranges[] = {
    { 0x0000, 0x0020, LETTER_BLANK }, { 0x0027, 0x0027, LETTER_SKIP },  { 0x0041, 0x005a, LETTER_WORD },  { 0x0061, 0x007a, LETTER_WORD },
    { 0x007f, 0x00a0, LETTER_BLANK }, { 0x00aa, 0x00aa, LETTER_WORD },  { 0x00ad, 0x00ad, LETTER_SKIP },  { 0x00b5, 0x00b5, LETTER_WORD },
    { 0x00ba, 0x00ba, LETTER_WORD },  { 0x00c0, 0x00d6, LETTER_WORD },  { 0x00d8, 0x00f6, LETTER_WORD },  { 0x00f8, 0x02b8, LETTER_WORD },
    { 0x02bc, 0x02bc, LETTER_SKIP },  { 0x0300, 0x034e, LETTER_WORD },  { 0x034f, 0x034f, LETTER_SKIP },  { 0x0350, 0x037d, LETTER_WORD },
    { 0x0386, 0x0386, LETTER_WORD },  { 0x0388, 0x0559, LETTER_WORD },  { 0x0560, 0x0588, LETTER_WORD },  { 0x0591, 0x05bd, LETTER_SKIP },
    { 0x05bf, 0x05bf, LETTER_SKIP },  { 0x05c1, 0x05c5, LETTER_SKIP },  { 0x05d0, 0x05f4, LETTER_WORD },  { 0x061c, 0x061c, LETTER_SKIP },
    { 0x0620, 0x063f, LETTER_WORD },  { 0x0640, 0x0640, LETTER_SKIP },  { 0x0641, 0x064a, LETTER_WORD },  { 0x064b, 0x065f, LETTER_SKIP },
    { 0x066e, 0x06d3, LETTER_WORD },  { 0x06d5, 0x06ef, LETTER_WORD },  { 0x06fa, 0x06ff, LETTER_WORD },  { 0x0710, 0x07bf, LETTER_WORD },
    { 0x08a0, 0x08ff, LETTER_WORD },  { 0x0900, 0x0963, LETTER_WORD },  { 0x0971, 0x09e5, LETTER_WORD },  { 0x09f0, 0x0dff, LETTER_WORD },
    { 0x0e01, 0x0e4e, LETTER_DENSE }, { 0x0e80, 0x0ece, LETTER_DENSE }, { 0x0edc, 0x0edf, LETTER_DENSE }, { 0x0f40, 0x0fbc, LETTER_DENSE },
    { 0x1000, 0x103f, LETTER_DENSE }, { 0x1050, 0x108f, LETTER_DENSE }, { 0x10a0, 0x10ff, LETTER_WORD },  { 0x1100, 0x115e, LETTER_HANGUL },
    { 0x115f, 0x1160, LETTER_SKIP },  { 0x1161, 0x11ff, LETTER_HANGUL }, { 0x1200, 0x135f, LETTER_WORD }, { 0x13a0, 0x13ff, LETTER_WORD },
    { 0x1680, 0x1680, LETTER_BLANK }, { 0x1780, 0x17b3, LETTER_DENSE }, { 0x17b4, 0x17b5, LETTER_SKIP },  { 0x17b6, 0x17d3, LETTER_DENSE },
    { 0x1820, 0x18aa, LETTER_WORD },  { 0x1c80, 0x1cbf, LETTER_WORD },  { 0x1d00, 0x1fff, LETTER_WORD },  { 0x2000, 0x200a, LETTER_BLANK },
    { 0x200b, 0x200f, LETTER_SKIP },  { 0x2019, 0x2019, LETTER_SKIP },  { 0x2028, 0x2029, LETTER_BLANK }, { 0x202a, 0x202e, LETTER_SKIP },
    { 0x202f, 0x202f, LETTER_BLANK }, { 0x205f, 0x205f, LETTER_BLANK }, { 0x2060, 0x206f, LETTER_SKIP },  { 0x2800, 0x2800, LETTER_BLANK },
    { 0x2c60, 0x2c7f, LETTER_WORD },  { 0x2d00, 0x2d2f, LETTER_WORD },  { 0x3000, 0x3000, LETTER_BLANK }, { 0x3005, 0x3007, LETTER_HAN },
    { 0x3041, 0x30ff, LETTER_HAN },   { 0x3105, 0x312f, LETTER_HAN },   { 0x3131, 0x3163, LETTER_HANGUL }, { 0x3164, 0x3164, LETTER_SKIP },
    { 0x3165, 0x318e, LETTER_HANGUL }, { 0x31f0, 0x31ff, LETTER_HAN },  { 0x3400, 0x4dbf, LETTER_HAN },   { 0x4e00, 0x9fff, LETTER_HAN },
    { 0xa640, 0xa69f, LETTER_WORD },  { 0xa720, 0xa7ff, LETTER_WORD },  { 0xa8e0, 0xa8ff, LETTER_WORD },  { 0xac00, 0xd7a3, LETTER_HANGUL },
    { 0xf900, 0xfaff, LETTER_HAN },   { 0xfb00, 0xfb4f, LETTER_WORD },  { 0xfb50, 0xfdff, LETTER_WORD },  { 0xfe00, 0xfe0f, LETTER_SKIP },
    { 0xfe70, 0xfefc, LETTER_WORD },  { 0xfeff, 0xfeff, LETTER_SKIP },  { 0xff21, 0xff3a, LETTER_WORD },  { 0xff41, 0xff5a, LETTER_WORD },
    { 0xff66, 0xff9f, LETTER_HAN },   { 0xffa0, 0xffa0, LETTER_SKIP },  { 0xffa1, 0xffdc, LETTER_HANGUL }, { 0x10400, 0x10fff, LETTER_WORD },
    { 0x1e900, 0x1e95f, LETTER_WORD }, { 0x20000, 0x3ffff, LETTER_HAN }, { 0xe0000, 0xe0fff, LETTER_SKIP },
};

/* What stands side by side on keyboards: Latin (three makes), Cyrillic, Greek, Hebrew, Arabic. */
static const char *const key_rows[] = {
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiopü", "asdfghjklöä", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
    "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "фівапролджє", "ςερτυθιοπ", "ασδφγηξκλ", "ζχψωβνμ",
    "קראטוןםפ", "שדגכעיחלךף", "זסבהנמצתץ", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلاىةوزظ",
};
/* clang-format on */

ComplaintLetter
complaint_letter(uint32_t character)
{
    size_t low = 0, high = COUNT_OF(ranges);

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < COUNT_OF(ranges) && character >= ranges[low].first ? ranges[low].kind : LETTER_GAP;
}

/* Small letters that stand a fixed way behind their capitals. */
typedef struct Shift {
    uint32_t first, last;
    int32_t by;
} Shift;

static const Shift shifts[] = {
    { 'A', 'Z', 32 },
    { 0x00c0, 0x00d6, 32 },
    { 0x00d8, 0x00de, 32 },
    { 0x0386, 0x0386, 38 },
    { 0x0388, 0x038a, 37 },
    { 0x038c, 0x038c, 64 },
    { 0x038e, 0x038f, 63 },
    { 0x0391, 0x03ab, 32 },
    { 0x03c2, 0x03c2, 1 },
    { 0x0400, 0x040f, 80 },
    { 0x0410, 0x042f, 32 },
    { 0xff21, 0xff3a, 'a' - 0xff21 },
    { 0xff41, 0xff5a, 'a' - 0xff41 },
};

/* Blocks in which each capital stands right before its small letter; odd: the capitals are the odd ones. */
typedef struct Pairs {
    uint32_t first, last;
    bool odd;
} Pairs;

static const Pairs pairs[] = {
    { 0x0100, 0x0137, false }, { 0x0139, 0x0148, true },  { 0x014a, 0x0177, false }, { 0x0179, 0x017e, true },
    { 0x01a0, 0x01a5, false }, { 0x01af, 0x01b0, true },  { 0x0460, 0x0481, false }, { 0x048a, 0x04bf, false },
    { 0x04d0, 0x052f, false }, { 0x1e00, 0x1e95, false }, { 0x1ea0, 0x1eff, false },
};

uint32_t
complaint_letter_fold(uint32_t character)
{
    if (character == 0x0130 || character == 0x0131)
        return 'i'; /* one letter to us, whichever keyboard typed it */
    for (size_t i = 0; i < COUNT_OF(shifts); i++)
        if (character >= shifts[i].first && character <= shifts[i].last)
            return (uint32_t)((int32_t)character + shifts[i].by);
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if (character >= pairs[i].first && character <= pairs[i].last)
            return (character & 1) == (pairs[i].odd ? 1 : 0) ? character + 1 : character;
    return character;
}

uint32_t
complaint_letter_next(Str text, size_t *at)
{
    unsigned char lead = (unsigned char)text.ptr[(*at)++];
    int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    uint32_t character = more == 0 ? lead : lead & (0x3fU >> more);

    for (; more > 0 && *at < text.len; more--)
        character = character << 6 | ((unsigned char)text.ptr[(*at)++] & 0x3f);
    return character;
}

/* Where a letter stands in a row; -1 when it does not. */
static int
place_in(const char *row, uint32_t letter)
{
    Str text = str_from_c(row);
    int place = 0;

    for (size_t at = 0; at < text.len; place++)
        if (complaint_letter_next(text, &at) == letter)
            return place;
    return -1;
}

/* The longest run along a row in one direction, in letters. */
static size_t
longest_run(const char *row, const uint32_t *word, size_t length)
{
    size_t longest = 0, run = 1;
    int before = place_in(row, word[0]), direction = 0;

    for (size_t i = 1; i < length; i++) {
        int place = place_in(row, word[i]);
        int step = place < 0 || before < 0 ? 0 : place - before;
        bool beside = step == 1 || step == -1;
        if (beside && (run == 1 || step == direction))
            run++;
        else
            run = beside ? 2 : 1;
        direction = step;
        before = place;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* Six or more Latin letters of one row with next to no vowel: "sdkfjhskdjfh". */
static bool
is_drumming(const char *row, const uint32_t *word, size_t length)
{
    size_t vowels = 0;

    for (size_t i = 0; i < length; i++) {
        if (place_in(row, word[i]) < 0)
            return false;
        vowels += place_in("aeiouy", word[i]) >= 0;
    }
    return length >= 6 && vowels * 5 <= length;
}

bool
complaint_letter_mash(const uint32_t *word, size_t length)
{
    if (length < 4)
        return false;
    for (size_t i = 0; i < COUNT_OF(key_rows); i++) {
        size_t run = longest_run(key_rows[i], word, length);
        if (run >= 5 || run == length || (i < 3 && is_drumming(key_rows[i], word, length)))
            return true;
    }
    return false;
}
