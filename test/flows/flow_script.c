/* flow_script.c -- a conversation script as lines of words, and its variables.
 * SPDX-License-Identifier: ISC */
#include "flow_script.h"

#include "base/buf.h"
#include "base/str.h"

#include <stdio.h>

#define SCRIPT_LIMIT ((size_t)1 << 18)
#define VALUE_LIMIT  ((size_t)1 << 20)

static Error *
read_file(Arena *arena, const char *path, Str *text)
{
    char *bytes = arena_alloc(arena, SCRIPT_LIMIT);
    FILE *file = fopen(path, "re");

    if (!file)
        FAIL(E_IO, "%s cannot be read", path);
    size_t length = fread(bytes, 1, SCRIPT_LIMIT, file);
    bool whole = length < SCRIPT_LIMIT && !ferror(file);
    (void)fclose(file);
    if (!whole)
        FAIL(E_IO, "%s cannot be read, or is too long", path);
    *text = (Str){ bytes, length };
    return NULL;
}

/* One word: up to a space that is not between quotes; the quotes are left out. */
static Error *
cut_word(Arena *arena, Str *rest, Str *word)
{
    char *out = arena_alloc(arena, rest->len + 1);
    size_t length = 0, i = 0;
    bool quoted = false;

    for (; i < rest->len && (quoted || rest->ptr[i] != ' '); i++) {
        if (rest->ptr[i] == '"')
            quoted = !quoted;
        else
            out[length++] = rest->ptr[i];
    }
    if (quoted)
        FAIL(E_USAGE, "a quote is not closed");
    *rest = str_slice(*rest, i, rest->len);
    *word = (Str){ out, length };
    return NULL;
}

/* A line that begins with '|' is a row of a table: the bar, then all the rest as one word. */
static Error *
cut_line(Arena *arena, Str text, ScriptLine *line)
{
    if (text.ptr[0] == '|') {
        line->words[line->count++] = LIT("|");
        line->words[line->count++] = str_trim(str_slice(text, 1, text.len));
        return NULL;
    }
    while (text.len) {
        if (line->count == SCRIPT_WORDS_MAX)
            FAIL(E_USAGE, "more than %d words", SCRIPT_WORDS_MAX);
        TRY(cut_word(arena, &text, &line->words[line->count]));
        line->count++;
        text = str_trim(text);
    }
    return NULL;
}

Error *
script_read(Arena *arena, const char *path, Script *script)
{
    Script read = { 0 };
    Str text;

    TRY(read_file(arena, path, &text));
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    read.lines = ARENA_NEW(arena, ScriptLine, lines);
    for (int number = 1; text.len; number++) {
        Str line;
        text = str_cut(text, '\n', &line);
        line = str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        read.lines[read.count].number = number;
        Error *error = cut_line(arena, line, &read.lines[read.count]);
        if (error)
            FAIL(E_USAGE, "%s:%d: %s", path, number, error->text);
        read.count++;
    }
    *script = read;
    return NULL;
}

void
vars_set(Vars *vars, Str name, Str value)
{
    Str kept = str_copy(vars->arena, value);

    for (size_t i = 0; i < vars->count; i++)
        if (str_equal(vars->names[i], name)) {
            vars->values[i] = kept;
            return;
        }
    if (vars->count == VARS_MAX)
        return; /* whoever uses it later is told that it is not set */
    vars->names[vars->count] = str_copy(vars->arena, name);
    vars->values[vars->count++] = kept;
}

Str
vars_get(const Vars *vars, Str name, bool *found)
{
    *found = false;
    for (size_t i = 0; i < vars->count; i++)
        if (str_equal(vars->names[i], name)) {
            *found = true;
            return vars->values[i];
        }
    return LIT("");
}

static bool
is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Cut "name" or "{name}" off the front of what follows a '$'. */
static Str
cut_name(Str *rest)
{
    size_t end = 0;
    Str name;

    if (rest->len && rest->ptr[0] == '{') {
        *rest = str_cut(str_slice(*rest, 1, rest->len), '}', &name);
        return name;
    }
    while (end < rest->len && is_name_byte(rest->ptr[end]))
        end++;
    name = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->len);
    return name;
}

Error *
vars_expand(const Vars *vars, Str word, Str *expanded)
{
    Buf out = buf_new(vars->arena, VALUE_LIMIT);
    bool found;

    while (word.len) {
        Str before, name;
        size_t place = str_find_byte(word, '$');
        before = str_slice(word, 0, place);
        buf_add(&out, before);
        if (place == word.len)
            break;
        word = str_slice(word, place + 1, word.len);
        name = cut_name(&word);
        buf_add(&out, vars_get(vars, name, &found));
        if (!found)
            FAIL(E_USAGE, "$%.*s was never set", STR_ARG(name));
    }
    return buf_finish(&out, "a word", expanded);
}
