/* config_source.c -- settings out of an INI file (inih) and out of the environment.
 * SPDX-License-Identifier: ISC */
#include "app/config_source.h"

#include "base/str.h"

#include <ini.h>
#include <string.h>

#define LINE_LIMIT 4096
#define SHOWN      40 /* bytes of a mistyped name that a sentence repeats */

/* ---- providers ---- */

static bool
is_provider_name(Str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", name.ptr[i]))
            return false;
    return name.len > 0 && name.len <= CONFIG_PROVIDER_NAME_LIMIT && name.ptr[0] != '-';
}

/* The provider of that name, made when it is new. place is for errors: "latchstring.ini:7" or a variable's name. */
static Error *
find_provider(Arena *arena, Str name, Str place, RawConfig *raw, RawProvider **provider)
{
    for (size_t i = 0; i < raw->provider_count; i++)
        if (str_equal(raw->providers[i].name, name)) {
            *provider = &raw->providers[i];
            return NULL;
        }
    if (!is_provider_name(name))
        FAIL(E_CONFIG, "%.*s: a provider's name has 1 to %d letters a-z, digits and hyphens", STR_ARG(place),
             CONFIG_PROVIDER_NAME_LIMIT);
    if (str_equal(name, LIT("latchstring")))
        FAIL(E_CONFIG, "%.*s: the provider \"latchstring\" is the built-in Authorization Server; take another name",
             STR_ARG(place));
    if (raw->provider_count == CONFIG_PROVIDERS_MAX)
        FAIL(E_CONFIG, "%.*s: one provider too many; at most %d fit", STR_ARG(place), CONFIG_PROVIDERS_MAX);
    *provider = &raw->providers[raw->provider_count++];
    (*provider)->name = str_copy(arena, name);
    (*provider)->where = str_format(arena, "%.*s: [provider %.*s]", STR_ARG(place), STR_ARG(name));
    return NULL;
}

static ConfigRaw *
provider_value(RawProvider *provider, const Setting *row)
{
    return &provider->values[row - config_table_provider];
}

/* ---- the file ---- */

typedef struct FileReader {
    Arena *arena;
    const char *name;
    Str left;
    int line;
    RawConfig *raw;
    Error *error; /* the first */
} FileReader;

static Str
place(const FileReader *reader)
{
    return str_format(reader->arena, "%s:%d", reader->name, reader->line);
}

static Error *
set_once(FileReader *reader, const char *name, const char *text, ConfigRaw *value)
{
    if (value->text.ptr)
        FAIL(E_CONFIG, "%s:%d: %s is set a second time; the first is %.*s", reader->name, reader->line, name,
             STR_ARG(value->where));
    value->text = str_copy(reader->arena, str_from_c(text));
    value->where = str_format(reader->arena, "%s:%d: %s", reader->name, reader->line, name);
    return NULL;
}

static Error *
unknown_section(const FileReader *reader, Str section)
{
    const char *near = config_table_nearest_section(section);

    FAIL(E_CONFIG, "%s:%d: unknown section \"%.*s\"%s%s%s", reader->name, reader->line,
         (int)(section.len < SHOWN ? section.len : SHOWN), section.ptr, near ? "; did you mean [" : "",
         near ? near : "; docs/configuration.md lists them", near ? "]?" : "");
}

static Error *
unknown_setting(const FileReader *reader, const char *name, const Setting *near, bool same_section)
{
    if (!near)
        FAIL(E_CONFIG, "%s:%d: unknown setting \"%.*s\"; docs/configuration.md lists them", reader->name, reader->line,
             SHOWN, name);
    if (same_section)
        FAIL(E_CONFIG, "%s:%d: unknown setting \"%.*s\"; did you mean \"%s\"?", reader->name, reader->line, SHOWN, name,
             near->name);
    FAIL(E_CONFIG, "%s:%d: unknown setting \"%.*s\"; did you mean \"%s\" %s%s%s?", reader->name, reader->line, SHOWN,
         name, near->name, near->section[0] ? "in [" : "before the first section", near->section,
         near->section[0] ? "]" : "");
}

static Error *
take_provider_line(FileReader *reader, Str provider_name, const char *name, const char *text)
{
    const Setting *row = config_table_find_provider(str_from_c(name));
    RawProvider *provider;

    TRY(find_provider(reader->arena, provider_name, place(reader), reader->raw, &provider));
    if (!row)
        return unknown_setting(reader, name, config_table_nearest_provider(str_from_c(name)), true);
    return set_once(reader, name, text, provider_value(provider, row));
}

static Error *
take_line(FileReader *reader, Str section, const char *name, const char *text)
{
    Str provider = LIT("provider ");
    const Setting *row = config_table_find(section, str_from_c(name));

    if (str_starts(section, provider))
        return take_provider_line(reader, str_trim(str_slice(section, provider.len, section.len)), name, text);
    if (!config_table_has_section(section))
        return unknown_section(reader, section);
    if (!row) {
        Str id = str_format(reader->arena, "%.*s%s%s", STR_ARG(section), section.len ? "_" : "", name);
        const Setting *near = config_table_nearest(id);
        return unknown_setting(reader, name, near, near && str_equal(str_from_c(near->section), section));
    }
    return set_once(reader, name, text, &reader->raw->values[row - config_table]);
}

/* inih's callback for "name = value"; 0 stops it. */
static int
on_value(void *user, const char *section, const char *name, const char *text)
{
    FileReader *reader = user;

    reader->error = take_line(reader, str_from_c(section), name, text);
    return reader->error == NULL;
}

/* inih's source of lines, with the manners of fgets. It is asked once per line, so it knows the line's number. */
static char *
next_line(char *memory, int size, void *user)
{
    FileReader *reader = user;
    Str line;

    if (reader->error || reader->left.len == 0)
        return NULL;
    reader->left = str_cut(reader->left, '\n', &line);
    reader->line++;
    if (line.len + 2 > (size_t)size) {
        reader->error =
            ERROR_NEW(E_CONFIG, "%s:%d: this line is longer than %d bytes", reader->name, reader->line, size - 2);
        return NULL;
    }
    if (line.len)
        memcpy(memory, line.ptr, line.len);
    memory[line.len] = '\n';
    memory[line.len + 1] = '\0';
    return memory;
}

Error *
config_source_file(Arena *arena, const char *name, Str text, RawConfig *raw)
{
    FileReader reader = { arena, name, text, 0, raw, NULL };

    if (!str_is_utf8(text))
        FAIL(E_CONFIG, "%s: this is not UTF-8 text; expected lines of the form name = value", name);
    ini_use_stack = false;
    ini_initial_alloc = LINE_LIMIT;
    ini_allow_multiline = false;
    ini_stop_on_first_error = true;
    int result = ini_parse_stream(next_line, &reader, on_value, &reader);
    if (reader.error)
        return reader.error;
    if (result > 0)
        FAIL(E_CONFIG, "%s:%d: expected name = value, [section] or a comment that starts with ; or #", name, result);
    if (result < 0)
        FAIL(E_MEMORY, "%s: no memory to read it", name);
    return NULL;
}

/* ---- the environment ---- */

static const Str prefix = LIT_INIT("LATCHSTRING_");

Str
config_source_variable(char **environment, Str name)
{
    for (; environment && *environment; environment++) {
        Str variable, value = str_cut(str_from_c(*environment), '=', &variable);
        if (str_equal(variable, name))
            return value;
    }
    return (Str){ NULL, 0 };
}

static Str
lower_case(Arena *arena, Str text, char underscore)
{
    char *copy = str_to_c(arena, text);

    for (char *c = copy; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
        if (*c == '_')
            *c = underscore;
    }
    return (Str){ copy, text.len };
}

/* Kubernetes gives every container the addresses of the services beside it: a service "latchstring" becomes
 * LATCHSTRING_SERVICE_HOST, LATCHSTRING_PORT_8080_TCP and more. */
static bool
is_from_kubernetes(Str rest)
{
    return str_ends(rest, LIT("SERVICE_HOST")) || str_find(rest, LIT("SERVICE_PORT")) < rest.len ||
           str_equal(rest, LIT("PORT")) || str_starts(rest, LIT("PORT_")) || str_ends(rest, LIT("_PORT")) ||
           str_find(rest, LIT("_PORT_")) < rest.len;
}

/* provider_NAME_SETTING: the row whose name it ends in, and the provider's name before it. */
static Error *
take_provider_variable(Arena *arena, Str variable, Str id, Str text, RawConfig *raw)
{
    for (size_t i = 0; i < PROVIDER_SETTINGS; i++) {
        Str ending = str_format(arena, "_%s", config_table_provider[i].name);
        RawProvider *provider;
        if (!str_ends(id, ending))
            continue;
        Str name = lower_case(arena, str_slice(id, 0, id.len - ending.len), '-');
        TRY(find_provider(arena, name, variable, raw, &provider));
        *provider_value(provider, &config_table_provider[i]) = (ConfigRaw){ text, variable };
        return NULL;
    }
    FAIL(E_CONFIG,
         "%.*s: unknown setting of a provider; expected LATCHSTRING_PROVIDER_NAME_ and one of docs/configuration.md",
         STR_ARG(str_slice(variable, 0, 2 * SHOWN)));
}

static Error *
unknown_variable(Arena *arena, Str variable, Str id)
{
    const Setting *near = config_table_nearest(id);

    if (!near)
        FAIL(E_CONFIG, "unknown variable %.*s; docs/configuration.md lists them",
             STR_ARG(str_slice(variable, 0, 2 * SHOWN)));
    char *name = str_to_c(arena, str_from_c(near->id));
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    FAIL(E_CONFIG, "unknown variable %.*s; did you mean LATCHSTRING_%s?", STR_ARG(str_slice(variable, 0, 2 * SHOWN)),
         name);
}

static Error *
take_variable(Arena *arena, Str variable, Str text, RawConfig *raw)
{
    Str rest = str_slice(variable, prefix.len, variable.len), provider = LIT("provider_");
    Str id = lower_case(arena, rest, '_');
    const Setting *row = config_table_find_id(id);

    if (row) {
        raw->values[row - config_table] = (ConfigRaw){ text, variable };
        return NULL;
    }
    if (is_from_kubernetes(rest) || str_equal(rest, LIT("CONFIG")))
        return NULL;
    if (str_starts(id, provider))
        return take_provider_variable(arena, variable, str_slice(id, provider.len, id.len), text, raw);
    return unknown_variable(arena, variable, id);
}

Error *
config_source_environment(Arena *arena, char **environment, RawConfig *raw)
{
    for (; environment && *environment; environment++) {
        Str variable, text = str_cut(str_from_c(*environment), '=', &variable);
        if (str_starts(variable, prefix) && text.len > 0)
            TRY(take_variable(arena, str_copy(arena, variable), str_copy(arena, text), raw));
    }
    return NULL;
}
