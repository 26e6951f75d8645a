/* language.h -- the languages that Latchstring speaks, and which one a reader gets.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LANGUAGE_H
#define LATCHSTRING_LANGUAGE_H

#include "base/base.h"

/* One row of languages.def each; English is 0. The last two are pseudo-locales for tests: never offered, found by their code only. */
typedef enum LanguageId {
#define LANGUAGE(id, ...) LANGUAGE_##id,
#include "text/languages.def"
#undef LANGUAGE
    LANGUAGES
} LanguageId;

typedef struct Language {
    Str code;            /* BCP 47: "pt-BR", "zh-Hans"; the value of lang= */
    Str name;            /* in the language itself: "Deutsch" */
    Str english_name;    /* "German" */
    bool rtl;            /* dir="rtl" */
    bool offered;        /* in the chooser: complete at build, and no pseudo-locale */
    const char *group;   /* between thousands, UTF-8: "," "." U+202F … */
    int group_first;     /* digits of the last group: 3 */
    int group_next;      /* digits of those before it: 3, or 2 (12,34,567 in Hindi) */
    int group_from;      /* the least number of digits that is grouped: 4, or 5 (es, it, pl) */
    const char *decimal; /* "." or "," */
    const char *percent; /* "{n}%", "{n} %" with U+00A0, … */
} Language;

extern const Language languages[LANGUAGES];

/* The language of a BCP 47 tag, without regard to case: exact, else by its base ("de-AT": de), "zh-TW", "zh-HK" as zh-Hant, other
 * Chinese as zh-Hans (RFC 4647 3.4, lookup). false when we do not speak it. */
bool language_find(Str tag, LanguageId *language);

/* The first that is offered (or a pseudo-locale) of: ui_locales (space separated, OpenID Connect Core 3.1.2.1), the cookie, Accept-Language by weight
 * (RFC 9110 12.5.4), the fallback. Texts from strangers: at most 1,024 bytes and 32 tags of each are read. */
LanguageId language_choose(Str ui_locales, Str cookie, Str accept, LanguageId fallback);

#endif
