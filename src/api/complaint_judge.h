/* complaint_judge.h -- whether a description says anything about the picture, in whatever script it is written. Pure.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_COMPLAINT_JUDGE_H
#define LATCHSTRING_COMPLAINT_JUDGE_H

#include "base/base.h"

#define COMPLAINT_CHARACTERS 2000 /* of a description, counted as a person does: code points */

typedef enum ComplaintVerdict {
    COMPLAINT_SPECIFIC, /* worth a person's time */
    COMPLAINT_EMPTY,    /* nothing that can be seen */
    COMPLAINT_GENERIC,  /* "bad", "test", "aaaa aaa", "asdf qwer": nothing that anybody could act on */
    COMPLAINT_TOO_LONG,
} ComplaintVerdict;

/* The description is UTF-8 (str_is_utf8). In doubt it is specific: a person reads it anyway. Scripts that put spaces between
 * words need three different ones, two of which say something; others need so many different characters that say something. */
ComplaintVerdict complaint_judge(Str description);

#endif
