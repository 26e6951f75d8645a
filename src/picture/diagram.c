/* diagram.c -- reading a diagram's file, line by line; the words of a diagram in a language.
 * SPDX-License-Identifier: ISC */
#include "picture/diagram.h"

#include "base/str.h"
#include "picture/diagram_room.h"
#include "picture/diagram_text.h"
#include "text/message.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#define SHOWN             40 /* bytes of a mistyped name that a sentence repeats */
#define BUILT_IN_ARENA    ((size_t)4 << 20)
#define FAIL_HERE(r, ...) return fail_here((r), ERROR_NEW(E_CONFIG, __VA_ARGS__))

typedef struct Reader {
    Arena *arena;
    const char *file;
    int line;
    Diagram *diagram;
    const DiagramTable *table; /* of the section that is being read */
    void *struct_at;
    uint32_t *seen;
    Str prefix; /* of its texts: "box.api.", "" */
} Reader;

/* The error with the place before it. */
static Error *
fail_here(const Reader *reader, const Error *error)
{
    char text[ERROR_TEXT_MAX];
    Buf buf = buf_fixed(text, sizeof text);

    buf_add(&buf, str_from_c(error->text));
    Str what = buf_str(&buf);
    return ERROR_NEW(E_CONFIG, "%s:%d: %.*s", reader->file, reader->line, STR_ARG(what));
}

static Str
shown(Str typed)
{
    return str_slice(typed, 0, SHOWN);
}

static bool
is_id(Str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_", id.ptr[i]))
            return false;
    return id.len > 0 && id.len <= DIAGRAM_ID_LIMIT;
}

/* ---- sections ---- */

/* What must have stood in the section that ends here. */
static Error *
end_section(Reader *reader)
{
    for (size_t i = 0; reader->table && i < reader->table->field_count; i++)
        if (reader->table->fields[i].required && !(*reader->seen & (uint32_t)1 << i))
            FAIL_HERE(reader, "the section before this line, [%s %.*s], has no \"%s\"", reader->table->name,
                      STR_ARG(((DiagramSection *)reader->struct_at)->id), reader->table->fields[i].name);
    return NULL;
}

static const DiagramTable *
find_table(Str name)
{
    for (size_t i = 0; i < DIAGRAM_TABLES; i++)
        if (str_equal(name, str_from_c(diagram_tables[i].name)))
            return &diagram_tables[i];
    return NULL;
}

static bool
id_is_taken(const Reader *reader, Str id)
{
    const DiagramTable *table = reader->table;
    const char *first = (const char *)reader->diagram + table->offset;
    size_t count = *(const size_t *)((const char *)reader->diagram + table->count_offset);

    for (size_t i = 0; i < count; i++)
        if (str_equal(((const DiagramSection *)(first + i * table->size))->id, id))
            return true;
    return false;
}

static void
open_section(Reader *reader, Str id)
{
    const DiagramTable *table = reader->table;
    size_t *count = (size_t *)((char *)reader->diagram + table->count_offset);
    DiagramSection *section = (DiagramSection *)((char *)reader->diagram + table->offset + *count * table->size);

    (*count)++;
    section->id = id;
    section->line = reader->line;
    reader->struct_at = section;
    reader->seen = &section->seen;
    reader->prefix = table->has_id ? str_format(reader->arena, "%s.%.*s.", table->name, STR_ARG(id))
                                   : str_format(reader->arena, "%s.", table->name);
    if (table == &diagram_tables[0])
        reader->prefix = LIT("");
}

static Error *
read_section(Reader *reader, Str line)
{
    Str name, id;

    if (!str_ends(line, LIT("]")))
        FAIL_HERE(reader, "a section ends with \"]\": [box api]");
    TRY(end_section(reader));
    id = str_trim(str_cut(str_slice(line, 1, line.len - 1), ' ', &name));
    reader->table = find_table(name);
    if (!reader->table) {
        const char *near = diagram_near_table(name);
        FAIL_HERE(reader, "there is no section [%.*s]%s%s%s", STR_ARG(shown(name)), near ? "; the nearest is [" : "",
                  near ? near : "", near ? "]" : "");
    }
    if (reader->table->has_id ? !is_id(id) : id.len > 0)
        FAIL_HERE(reader, "[%s] takes %s", reader->table->name,
                  reader->table->has_id ? "an id after it: 1 to 32 letters a-z, digits, - and _" : "no id");
    if (id_is_taken(reader, id))
        FAIL_HERE(reader, "[%.*s] stands a second time", STR_ARG(shown(str_slice(line, 1, line.len - 1))));
    if (*(size_t *)((char *)reader->diagram + reader->table->count_offset) == reader->table->limit)
        FAIL_HERE(reader, "one [%s] too many; at most %zu fit", reader->table->name, reader->table->limit);
    open_section(reader, id);
    return NULL;
}

/* ---- keys ---- */

static Error *
add_text(Reader *reader, Str key, LanguageId language, Str text)
{
    Diagram *diagram = reader->diagram;
    Str whole = str_equal(key, LIT("text"))
                    ? str_slice(reader->prefix, 0, reader->prefix.len - 1)
                    : str_format(reader->arena, "%.*s%.*s", STR_ARG(reader->prefix), STR_ARG(key));

    for (size_t i = 0; i < diagram->text_count; i++)
        if (diagram->texts[i].language == language && str_equal(diagram->texts[i].key, whole))
            FAIL_HERE(reader, "\"%.*s\" stands a second time", STR_ARG(whole));
    if (diagram->text_count == DIAGRAM_TEXTS)
        FAIL_HERE(reader, "one text too many; at most %d fit", DIAGRAM_TEXTS);
    diagram->texts[diagram->text_count++] = (DiagramText){ .key = whole, .language = language, .text = text };
    return NULL;
}

static Error *
find_field(const Reader *reader, Str key, size_t *found)
{
    for (size_t i = 0; i < reader->table->field_count; i++)
        if (str_equal(key, str_from_c(reader->table->fields[i].name))) {
            *found = i;
            return NULL;
        }
    const char *near = diagram_near_field(reader->table, key);
    FAIL_HERE(reader, "[%s] knows no \"%.*s\"%s%s%s", reader->table->name, STR_ARG(shown(key)),
              near ? "; the nearest is \"" : "", near ? near : "", near ? "\"" : "");
}

/* "label[de]": the key, and the language when there is one. */
static Error *
cut_language(const Reader *reader, Str *key, LanguageId *language)
{
    Str name, tag = str_cut(*key, '[', &name);

    if (name.len == key->len)
        return NULL;
    if (!str_ends(tag, LIT("]")) || !language_find(str_slice(tag, 0, tag.len - 1), language))
        FAIL_HERE(reader, "\"%.*s\" names no language that is spoken here: label[de]", STR_ARG(shown(*key)));
    *key = name;
    return NULL;
}

static Error *
read_key(Reader *reader, Str line)
{
    Str key, value = str_trim(str_cut(line, '=', &key));
    LanguageId language = LANGUAGE_en;
    bool translated = false;
    size_t found = 0;
    Str text;

    if (key.len == line.len)
        FAIL_HERE(reader, "this is neither \"[section]\" nor \"key = value\"");
    if (!reader->table)
        FAIL_HERE(reader, "a section must come first: [diagram]");
    key = str_trim(key);
    translated = str_find_byte(key, '[') < key.len;
    TRY(cut_language(reader, &key, &language));
    TRY(find_field(reader, key, &found));
    const DiagramField *field = &reader->table->fields[found];
    if (translated && field->kind != FIELD_TEXT)
        FAIL_HERE(reader, "\"%s\" is no text; it has no translation", field->name);
    if (!translated && (*reader->seen & (uint32_t)1 << found))
        FAIL_HERE(reader, "\"%s\" stands a second time in its section", field->name);
    void *at = field->kind == FIELD_TEXT ? (void *)&text : (char *)reader->struct_at + field->offset;
    if (!diagram_field_read(field->kind, value, at))
        FAIL_HERE(reader, "\"%s\" is %s, not \"%.*s\"", field->name, diagram_field_expects(field->kind),
                  STR_ARG(shown(value)));
    if (!translated)
        *reader->seen |= (uint32_t)1 << found;
    return field->kind == FIELD_TEXT ? add_text(reader, key, language, text) : NULL;
}

/* ---- the file ---- */

/* No control characters but the ends of lines and tabs; and nothing that XML cannot carry. */
static bool
is_clean(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
            return false;
        if (c == 0xef && i + 2 < text.len && (unsigned char)text.ptr[i + 1] == 0xbf &&
            (unsigned char)text.ptr[i + 2] >= 0xbe)
            return false; /* U+FFFE, U+FFFF */
    }
    return str_is_utf8(text);
}

static Error *
read_lines(Reader *reader, Str rest)
{
    while (rest.len) {
        Str line;
        rest = str_cut(rest, '\n', &line);
        reader->line++;
        if (str_ends(line, LIT("\r")))
            line = str_slice(line, 0, line.len - 1);
        line = str_trim(line);
        if (!is_clean(line))
            FAIL_HERE(reader, "a diagram is UTF-8 text without control characters");
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        TRY(line.ptr[0] == '[' ? read_section(reader, line) : read_key(reader, line));
    }
    reader->line++;
    return end_section(reader);
}

/* Texts that "constant" names stay as they are in every language. */
static void
mark_constants(Arena *arena, Diagram *diagram)
{
    for (size_t i = 0; i < diagram->arrow_count; i++) {
        const DiagramArrow *arrow = &diagram->arrows[i];
        Str key = str_format(arena, "arrow.%.*s.%.*s", STR_ARG(arrow->section.id), STR_ARG(arrow->constant));
        for (size_t t = 0; arrow->constant.len && t < diagram->text_count; t++)
            diagram->texts[t].constant |= str_equal(diagram->texts[t].key, key);
    }
}

Error *
diagram_parse(Arena *arena, Str text, const char *file, const Diagram **diagram)
{
    Diagram *made = ARENA_NEW(arena, Diagram, 1);
    Reader reader = { .arena = arena, .file = file, .diagram = made };

    if (text.len > DIAGRAM_LIMIT)
        FAIL(E_CONFIG, "%s has %zu bytes; a diagram has at most %d", file, text.len, DIAGRAM_LIMIT);
    made->texts = ARENA_NEW(arena, DiagramText, DIAGRAM_TEXTS);
    TRY(read_lines(&reader, str_copy(arena, text)));
    mark_constants(arena, made);
    TRY(diagram_check(made, file));
    *diagram = made;
    return NULL;
}

/* ---- the one that is built in ---- */

static const Diagram *signin;
static Arena *signin_arena; /* lives as long as the program */

static void
parse_signin(void)
{
    signin_arena = arena_new(BUILT_IN_ARENA);
    assert(signin_arena);
    Error *error = diagram_parse(signin_arena, diagram_text_signin, "signin.diagram", &signin);

    assert(signin && !error);
    (void)error;
}

const Diagram *
diagram_signin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, parse_signin);
    return signin;
}

/* ---- words ---- */

static const DiagramText *
find_text(const Diagram *diagram, LanguageId language, Str key)
{
    for (size_t i = 0; i < diagram->text_count; i++)
        if (diagram->texts[i].language == language && str_equal(diagram->texts[i].key, key))
            return &diagram->texts[i];
    return NULL;
}

/* The catalog knows the built-in diagram's texts; another diagram's only when they are the same in English. */
static bool
find_in_catalog(LanguageId language, const DiagramText *english, Str *words)
{
    char memory[128];
    Buf key = buf_fixed(memory, sizeof memory);
    MessageId id;

    buf_add(&key, LIT("picture."));
    buf_add(&key, english->key);
    if (key.overflow || !message_find(buf_str(&key), &id) || !str_equal(message(LANGUAGE_en, id), english->text))
        return false;
    *words = message(language, id);
    return true;
}

Str
diagram_words(const Diagram *diagram, LanguageId language, Str key)
{
    const DiagramText *english = find_text(diagram, LANGUAGE_en, key);
    const DiagramText *own = find_text(diagram, language, key);
    Str words;

    if (!english)
        return LIT("");
    if (own && !english->constant)
        return own->text;
    if (!english->constant && find_in_catalog(language, english, &words))
        return words;
    return english->text;
}
