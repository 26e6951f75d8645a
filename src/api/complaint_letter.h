/* complaint_letter.h -- what a character is to the judge of complaints: part of a word, a character that stands for itself, a gap.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_COMPLAINT_LETTER_H
#define LATCHSTRING_COMPLAINT_LETTER_H

#include "base/base.h"

typedef enum ComplaintLetter {
    LETTER_GAP,    /* punctuation, digits, symbols: between words */
    LETTER_BLANK,  /* white space: between words, and cannot be seen */
    LETTER_SKIP,   /* apostrophes, vowel points, marks of direction: inside a word, and no part of it */
    LETTER_WORD,   /* of a script that puts spaces between words */
    LETTER_HAN,    /* Han and kana */
    LETTER_HANGUL, /* Hangul syllables */
    LETTER_DENSE,  /* Thai, Lao, Khmer, Burmese: letters without spaces */
} ComplaintLetter;

ComplaintLetter complaint_letter(uint32_t character);

/* In lower case; accents stay. */
uint32_t complaint_letter_fold(uint32_t character);

/* The character at *at of well-formed UTF-8, and *at behind it. */
uint32_t complaint_letter_next(Str text, size_t *at);

/* Whether a word of at least 4 letters was typed by running along the keys, not by meaning anything. */
bool complaint_letter_mash(const uint32_t *word, size_t length);

#endif
