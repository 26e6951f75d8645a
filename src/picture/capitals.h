/* capitals.h -- upper case for zone tags, where the script has it: Latin, Greek, Cyrillic.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CAPITALS_H
#define LATCHSTRING_CAPITALS_H

#include "base/arena.h"
#include "text/language.h"

/* Turkish i keeps its dot, Greek loses its accents, ß becomes SS; what has no capital stays. */
Str capitals_of(Arena *arena, LanguageId language, Str text);

#endif
