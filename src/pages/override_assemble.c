/* override_assemble.c -- a page with its layout and its partials put in; files of the site's own before the built-in ones.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

typedef struct Assembly {
    Arena *arena;
    const OverrideFolder *folder;
    OverrideBudget budget;
    Str open[OVERRIDE_DEPTH]; /* files that are being put in */
    size_t depth;
    bool changed;
    const OverrideNodes *fills; /* of the page, while its layout is put in; else NULL */
} Assembly;

/* A template by its name, of the site or built in; false when there is none. */
static bool
find_file(Assembly *assembly, Str name, OverrideFile *file)
{
    for (size_t i = 0; i < assembly->folder->count; i++) {
        if (!str_equal(assembly->folder->files[i].name, name))
            continue;
        *file = assembly->folder->files[i];
        assembly->folder->used[i] = true;
        assembly->changed = true;
        return true;
    }
    for (size_t i = 0; i < page_fields_builtin_count; i++) {
        if (!str_equal(page_fields_builtin[i].name, name))
            continue;
        const char *path = str_to_c(assembly->arena, str_format(assembly->arena, "built-in %.*s.html", STR_ARG(name)));
        *file = (OverrideFile){ name, path, page_fields_builtin[i].text };
        return true;
    }
    return false;
}

static Error *
load(Assembly *assembly, Str name, OverridePlace place, OverrideNodes *nodes)
{
    OverrideFile file;

    for (size_t i = 0; i < assembly->depth; i++)
        if (str_equal(assembly->open[i], name))
            OVERRIDE_REFUSE(place, "%s.html includes itself", override_quote(assembly->arena, name));
    if (assembly->depth == OVERRIDE_DEPTH)
        OVERRIDE_REFUSE(place, "partials are nested deeper than %d", OVERRIDE_DEPTH);
    if (!find_file(assembly, name, &file))
        OVERRIDE_REFUSE(place, "there is no %s.html, here or built in", override_quote(assembly->arena, name));
    assembly->open[assembly->depth++] = name;
    return override_parse(assembly->arena, &assembly->budget, &file, nodes);
}

static Error *expand(Assembly *assembly, const OverrideNode *node, OverrideNodes *into);

static Error *
expand_partial(Assembly *assembly, const OverrideNode *node, OverrideNodes *into)
{
    const OverrideNodes *fills = assembly->fills;
    OverrideNodes partial;

    TRY(load(assembly, node->text, node->place, &partial));
    assembly->fills = NULL;
    TRY(expand(assembly, partial.first, into));
    assembly->fills = fills;
    assembly->depth--;
    return NULL;
}

static Error *
expand_slot(Assembly *assembly, const OverrideNode *node, OverrideNodes *into)
{
    const OverrideNodes *fills = assembly->fills;
    OverrideNode *fill = fills ? fills->first : NULL;

    while (fill && (fill->kind != OVERRIDE_FILL || !str_equal(fill->text, node->text)))
        fill = fill->next;
    if (!fill)
        OVERRIDE_REFUSE(node->place, "slot %s is not filled", override_quote(assembly->arena, node->text));
    fill->used = true;
    assembly->fills = NULL;
    TRY(expand(assembly, fill->body.first, into));
    assembly->fills = fills;
    return NULL;
}

/* A copy: a partial, or a slot, may stand in several places. */
static Error *
expand_plain(Assembly *assembly, const OverrideNode *node, OverrideNodes *into)
{
    OverrideNode *copy;

    TRY(override_parse_node(assembly->arena, &assembly->budget, node->place, &copy));
    *copy = *node;
    copy->next = NULL;
    copy->body = copy->other = (OverrideNodes){ NULL, NULL };
    TRY(expand(assembly, node->body.first, &copy->body));
    TRY(expand(assembly, node->other.first, &copy->other));
    override_parse_add(into, copy);
    return NULL;
}

static Error *
expand(Assembly *assembly, const OverrideNode *node, OverrideNodes *into)
{
    for (; node; node = node->next) {
        if (node->kind == OVERRIDE_PARTIAL)
            TRY(expand_partial(assembly, node, into));
        else if (node->kind == OVERRIDE_SLOT)
            TRY(expand_slot(assembly, node, into));
        else if (node->kind == OVERRIDE_LAYOUT || node->kind == OVERRIDE_FILL)
            OVERRIDE_REFUSE(node->place, "{{layout}} and {{#slot}} belong to the top of a page");
        else
            TRY(expand_plain(assembly, node, into));
    }
    return NULL;
}

static bool
is_blank(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ' && (text.ptr[i] < '\t' || text.ptr[i] > '\r'))
            return false;
    return true;
}

/* The slots of a page that has a layout, each once and nothing beside them. */
static Error *
check_fills(Arena *arena, const OverrideNodes *nodes, const OverrideNode *layout)
{
    for (const OverrideNode *node = nodes->first; node; node = node->next) {
        if (node == layout || (node->kind == OVERRIDE_TEXT && is_blank(node->text)))
            continue;
        if (node->kind == OVERRIDE_LAYOUT)
            OVERRIDE_REFUSE(node->place, "a second {{layout}}");
        if (node->kind != OVERRIDE_FILL)
            OVERRIDE_REFUSE(node->place, "this stands outside of the slots of a page with a layout");
        for (const OverrideNode *other = nodes->first; other != node; other = other->next)
            if (other->kind == OVERRIDE_FILL && str_equal(other->text, node->text))
                OVERRIDE_REFUSE(node->place, "slot %s is filled twice", override_quote(arena, node->text));
    }
    return NULL;
}

static Error *
put_layout(Assembly *assembly, const OverrideNodes *page, const OverrideNode *layout, OverrideNodes *nodes)
{
    OverrideNodes frame;

    TRY(check_fills(assembly->arena, page, layout));
    TRY(load(assembly, layout->text, layout->place, &frame));
    assembly->fills = page;
    TRY(expand(assembly, frame.first, nodes));
    for (const OverrideNode *node = page->first; node; node = node->next)
        if (node->kind == OVERRIDE_FILL && !node->used)
            OVERRIDE_REFUSE(node->place, "%s.html has no {{slot %s}}", override_quote(assembly->arena, layout->text),
                            override_quote(assembly->arena, node->text));
    return NULL;
}

Error *
override_assemble(Arena *arena, const OverrideFolder *folder, Str page, OverrideNodes *nodes, bool *changed)
{
    Assembly assembly = { .arena = arena, .folder = folder, .budget = { OVERRIDE_NODES, OVERRIDE_SOURCE } };
    OverrideNodes read, made = { NULL, NULL };
    const OverrideNode *layout;

    TRY(load(&assembly, page, (OverridePlace){ "the pages", 0 }, &read));
    for (layout = read.first; layout && layout->kind != OVERRIDE_LAYOUT; layout = layout->next)
        continue;
    if (layout)
        TRY(put_layout(&assembly, &read, layout, &made));
    else
        TRY(expand(&assembly, read.first, &made));
    *nodes = made;
    *changed = assembly.changed;
    return NULL;
}
