/* flow_script.h -- a conversation script as lines of words, and its variables.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_SCRIPT_H
#define LATCHSTRING_FLOW_SCRIPT_H

#include "base/arena.h"
#include "base/error.h"

#define SCRIPT_WORDS_MAX 48
#define VARS_MAX         256

typedef struct ScriptLine {
    int number; /* in the file, from 1 */
    Str words[SCRIPT_WORDS_MAX];
    size_t count;
} ScriptLine;

typedef struct Script {
    ScriptLine *lines; /* those that say something */
    size_t count;
} Script;

/* Read the file. E_USAGE names the line that cannot be read. */
Error *script_read(Arena *arena, const char *path, Script *script) MUST_USE;

typedef struct Vars {
    Arena *arena;
    Str names[VARS_MAX], values[VARS_MAX];
    size_t count;
} Vars;

void vars_set(Vars *vars, Str name, Str value);

/* "" when it is not set; *found says whether it is. */
Str vars_get(const Vars *vars, Str name, bool *found);

/* The word with $name and ${name} filled in. E_USAGE names a variable that was never set. */
Error *vars_expand(const Vars *vars, Str word, Str *expanded) MUST_USE;

#endif
