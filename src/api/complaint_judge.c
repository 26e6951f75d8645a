/* complaint_judge.c -- whether a description says anything: counts what is left of it when filler, repetition and drumming on the keys
 * are taken away.
 * SPDX-License-Identifier: ISC */
#include "api/complaint_judge.h"

#include "api/complaint_letter.h"
#include "base/str.h"

#define ENOUGH       60 /* points */
#define WORD_POINTS  30 /* of a different word that says something … */
#define WORDS_MIN    3  /* … among so many different words */
#define LETTERS_MIN  6  /* different letters */
#define WORDS_MAX    32 /* different words that are looked at */
#define SIGNS_MAX    64 /* different characters that are remembered */
#define REPEATED_MAX 3  /* letters of a syllable that is drummed: "la", "bla" */

/* Of a different character that stands for itself and belongs to no filler. */
static const int sign_points[] = { [LETTER_HAN] = 12, [LETTER_HANGUL] = 15, [LETTER_DENSE] = 8 };

/* A description, folded: letters in lower case, a letter at most twice in a row, 0 for whatever stands between words. */
typedef struct Text {
    uint32_t letters[COMPLAINT_CHARACTERS];
    ComplaintLetter kinds[COMPLAINT_CHARACTERS];
    size_t length;
    bool visible;
} Text;

typedef struct Word {
    const uint32_t *letters;
    size_t length;
} Word;

/* What was found so far. */
typedef struct Findings {
    Word words[WORDS_MAX];
    size_t word_count;
    uint32_t letters[SIGNS_MAX], signs[SIGNS_MAX]; /* of words; of scripts without spaces */
    size_t letter_count, sign_count;
    int points;
} Findings;

static const char *const filler_words[] = {
#define FILLER_WORDS(language, words) words,
#include "api/complaint_filler.def"
#undef FILLER_WORDS
};

static const char *const filler_parts[] = {
#define FILLER_PARTS(language, parts) parts,
#include "api/complaint_filler.def"
#undef FILLER_PARTS
};

/* false: it is too long. */
static bool
read_text(Str description, Text *text)
{
    size_t count = 0;

    for (size_t at = 0; at < description.len; count++) {
        uint32_t letter = complaint_letter_fold(complaint_letter_next(description, &at));
        ComplaintLetter kind = complaint_letter(letter);
        size_t n = text->length;

        if (count == COMPLAINT_CHARACTERS)
            return false;
        text->visible = text->visible || (kind != LETTER_BLANK && kind != LETTER_SKIP);
        if (kind == LETTER_SKIP)
            continue;
        if (kind == LETTER_GAP || kind == LETTER_BLANK)
            letter = 0;
        if (n >= 2 && text->letters[n - 1] == letter && text->letters[n - 2] == letter)
            continue;
        text->letters[n] = letter;
        text->kinds[n] = kind;
        text->length++;
    }
    return true;
}

/* Whether the letters begin with this text. *length is how many that took. */
static bool
begins_with(const uint32_t *letters, size_t count, Str text, size_t *length)
{
    size_t i = 0;

    for (size_t at = 0; at < text.len; i++)
        if (i == count || complaint_letter_next(text, &at) != letters[i])
            return false;
    *length = i;
    return true;
}

static bool
is_filler(Word word)
{
    Str rest, filler;
    size_t length;

    for (size_t i = 0; i < COUNT_OF(filler_words); i++)
        for (rest = str_from_c(filler_words[i]); rest.len;) {
            rest = str_cut(rest, ' ', &filler);
            if (begins_with(word.letters, word.length, filler, &length) && length == word.length)
                return true;
        }
    return false;
}

/* The letters of the longest part of filler that begins here; 0 for none. */
static size_t
filler_part(const uint32_t *letters, size_t count)
{
    size_t longest = 0, length;
    Str rest, filler;

    for (size_t i = 0; i < COUNT_OF(filler_parts); i++)
        for (rest = str_from_c(filler_parts[i]); rest.len;) {
            rest = str_cut(rest, ' ', &filler);
            if (begins_with(letters, count, filler, &length) && length > longest)
                longest = length;
        }
    return longest;
}

/* "aa", "lalala", "blablabla": one syllable over and over. */
static bool
is_repeated(Word word)
{
    for (size_t period = 1; period <= REPEATED_MAX && period * 2 <= word.length; period++) {
        size_t i = period;
        while (i < word.length && word.letters[i] == word.letters[i - period])
            i++;
        if (i == word.length)
            return true;
    }
    return false;
}

/* Remember a character; false when it was there before, or there is no room for more. */
static bool
remember(uint32_t *seen, size_t *count, uint32_t letter)
{
    for (size_t i = 0; i < *count; i++)
        if (seen[i] == letter)
            return false;
    if (*count == SIGNS_MAX)
        return false;
    seen[(*count)++] = letter;
    return true;
}

static bool
is_known(const Findings *found, Word word)
{
    for (size_t i = 0; i < found->word_count; i++) {
        size_t j = 0;
        while (j < word.length && found->words[i].length == word.length &&
               found->words[i].letters[j] == word.letters[j])
            j++;
        if (j == word.length)
            return true;
    }
    return false;
}

static void
take_word(Findings *found, Word word)
{
    if (found->word_count == WORDS_MAX || is_repeated(word) || complaint_letter_mash(word.letters, word.length) ||
        is_known(found, word))
        return;
    found->words[found->word_count++] = word;
    for (size_t i = 0; i < word.length; i++)
        (void)remember(found->letters, &found->letter_count, word.letters[i]);
    if (word.length >= 2 && !is_filler(word))
        found->points += WORD_POINTS;
}

/* A run of a script without spaces: what is no filler counts by its different characters. */
static void
take_signs(Findings *found, const Text *text, size_t from, size_t to)
{
    for (size_t i = from, skip; i < to; i += skip ? skip : 1) {
        skip = filler_part(&text->letters[i], to - i);
        if (skip == 0 && remember(found->signs, &found->sign_count, text->letters[i]))
            found->points += sign_points[text->kinds[i]];
    }
}

static bool
is_sign(ComplaintLetter kind)
{
    return kind == LETTER_HAN || kind == LETTER_HANGUL || kind == LETTER_DENSE;
}

/* Where the run of words' letters, or of other scripts', that begins here ends. */
static size_t
run_end(const Text *text, size_t from)
{
    size_t to = from;

    while (to < text->length && text->letters[to] && is_sign(text->kinds[to]) == is_sign(text->kinds[from]))
        to++;
    return to;
}

ComplaintVerdict
complaint_judge(Str description)
{
    Text text = { .length = 0 };
    Findings found = { .points = 0 };

    if (!read_text(description, &text))
        return COMPLAINT_TOO_LONG;
    if (!text.visible)
        return COMPLAINT_EMPTY;
    for (size_t at = 0, end; at<text.length; at = end> at ? end : at + 1) {
        end = run_end(&text, at);
        if (end > at && is_sign(text.kinds[at]))
            take_signs(&found, &text, at, end);
        else if (end > at)
            take_word(&found, (Word){ &text.letters[at], end - at });
    }
    bool varied = found.sign_count > 0 || (found.word_count >= WORDS_MIN && found.letter_count >= LETTERS_MIN);
    return found.points >= ENOUGH && varied ? COMPLAINT_SPECIFIC : COMPLAINT_GENERIC;
}
