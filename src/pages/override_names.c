/* override_names.c -- what the names in a template mean: fields of the page and of rows, messages and their placeholders.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

#define LIST_LIMIT 160 /* bytes of an error that lists what there is */

static const PageField *
field_named(const PageFields *fields, Str name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (str_equal(str_from_c(fields->fields[i].name), name))
            return &fields->fields[i];
    return NULL;
}

/* "app_name, handle, error …" */
static const char *
names_of(Arena *arena, const PageFields *fields)
{
    Buf buf = buf_new(arena, LIST_LIMIT + 80);

    for (size_t i = 0; i < fields->count; i++) {
        if (buf.len > LIST_LIMIT) {
            buf_add(&buf, LIT(" …"));
            break;
        }
        buf_addf(&buf, "%s%s", i ? ", " : "", fields->fields[i].name);
    }
    return str_to_c(arena, buf_str(&buf));
}

static void
take_field(const OverrideScope *scope, OverrideSource *source, const PageField *field)
{
    Str name = str_from_c(field->name);

    source->holder = source->offset;
    source->offset += field->offset;
    source->kind = field->kind;
    source->of = field->of;
    source->count_offset = source->holder + field->count_offset;
    source->canonical =
        source->canonical.len ? str_format(scope->arena, "%.*s.%.*s", STR_ARG(source->canonical), STR_ARG(name)) : name;
}

/* Where a path begins: a loop's row, and what follows its name, or the page. */
static Str
begin(const OverrideScope *scope, Str path, OverrideSource *source)
{
    Str head, rest = str_cut(path, '.', &head);

    for (size_t i = scope->loop_count; i > 0; i--) {
        const OverrideLoop *loop = &scope->loops[i - 1];
        if (!str_equal(loop->name, head))
            continue;
        PageFieldKind kind = loop->row->fields ? PAGE_FIELD_STRUCT : PAGE_FIELD_TEXT;
        *source = (OverrideSource){ .kind = kind, .base = i, .of = loop->row, .canonical = loop->canonical };
        return rest;
    }
    *source = (OverrideSource){ .kind = PAGE_FIELD_STRUCT, .of = scope->page->fields, .canonical = LIT("") };
    return path;
}

Error *
override_names_find(const OverrideScope *scope, OverridePlace place, Str path, OverrideSource *source)
{
    OverrideSource found;
    Str rest = begin(scope, path, &found), name;

    while (rest.len) {
        if (found.kind != PAGE_FIELD_STRUCT)
            OVERRIDE_REFUSE(place, "%s: nothing is in %.*s", override_quote(scope->arena, path),
                            STR_ARG(found.canonical));
        const PageFields *fields = found.of;
        rest = str_cut(rest, '.', &name);
        const PageField *field = field_named(fields, name);
        if (!field)
            OVERRIDE_REFUSE(place, "%s: there is no %s here; there are %s", override_quote(scope->arena, path),
                            override_quote(scope->arena, name), names_of(scope->arena, fields));
        take_field(scope, &found, field);
    }
    *source = found;
    return NULL;
}

/* The value of one placeholder: a text or a number; what is counted must be a number. */
static Error *
find_value(const OverrideScope *scope, const OverrideNode *node, Str word, bool counts, OverrideValue *value)
{
    Str name, path = str_cut(word, '=', &name);
    OverrideSource source;

    TRY(override_names_find(scope, node->place, path, &source));
    bool number = source.kind == PAGE_FIELD_NUMBER || source.kind == PAGE_FIELD_INT;
    if (counts ? !number && source.kind != PAGE_FIELD_COUNT : !number && source.kind != PAGE_FIELD_TEXT)
        OVERRIDE_REFUSE(node->place, "%s=%s: %s is needed", override_quote(scope->arena, name),
                        override_quote(scope->arena, path), counts ? "a number" : "a text or a number");
    *value = (OverrideValue){ str_to_c(scope->arena, name), source };
    return NULL;
}

typedef struct Placeholders {
    Str names[MESSAGE_PIECES];
    size_t count;
    bool plural;
} Placeholders;

static bool
is_placeholder(const Placeholders *placeholders, Str name)
{
    for (size_t i = 0; i < placeholders->count; i++)
        if (str_equal(placeholders->names[i], name))
            return true;
    return false;
}

static bool
is_given(Str name, const OverrideOp *op)
{
    for (size_t i = 0; i < op->value_count; i++)
        if (str_equal(str_from_c(op->values[i].name), name))
            return true;
    return false;
}

static Error *
read_values(const OverrideScope *scope, const OverrideNode *node, const Placeholders *placeholders, OverrideOp *op)
{
    const char *key = override_quote(scope->arena, node->text);
    Str rest = node->count;

    while (rest.len) {
        size_t end = 0;
        while (rest.len && (rest.ptr[0] == ' ' || (rest.ptr[0] >= '\t' && rest.ptr[0] <= '\r')))
            rest = str_slice(rest, 1, rest.len);
        while (end < rest.len && rest.ptr[end] != ' ' && (rest.ptr[end] < '\t' || rest.ptr[end] > '\r'))
            end++;
        Str word = str_slice(rest, 0, end), name = str_slice(word, 0, str_find_byte(word, '='));
        rest = str_slice(rest, end, rest.len);
        if (!is_placeholder(placeholders, name))
            OVERRIDE_REFUSE(node->place, "%s has no placeholder {%s}", key, override_quote(scope->arena, name));
        if (is_given(name, op))
            OVERRIDE_REFUSE(node->place, "%s: a placeholder is given twice", key);
        bool counts = placeholders->plural && str_equal(name, LIT("count"));
        TRY(find_value(scope, node, word, counts, &op->values[op->value_count]));
        op->value_count++;
    }
    return NULL;
}

Error *
override_names_message(const OverrideScope *scope, const OverrideNode *node, OverrideOp *op)
{
    Placeholders placeholders;

    if (!message_find(node->text, &op->message))
        OVERRIDE_REFUSE(node->place, "%s is no message; the keys are in src/text/english",
                        override_quote(scope->arena, node->text));
    placeholders.count = message_placeholders(op->message, placeholders.names, &placeholders.plural);
    op->values = ARENA_NEW(scope->arena, OverrideValue, OVERRIDE_VALUES);
    TRY(read_values(scope, node, &placeholders, op));
    for (size_t i = 0; i < placeholders.count; i++) {
        Str name = placeholders.names[i];
        if (!is_given(name, op))
            OVERRIDE_REFUSE(node->place, "%s needs %.*s=…, for its placeholder {%.*s}",
                            override_quote(scope->arena, node->text), STR_ARG(name), STR_ARG(name));
    }
    return NULL;
}
