/* override_parse.c -- reads one template of the site's own: text, and what stands between {{ and }}, blocks nested.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

#define QUOTE_MAX 40

typedef struct Parser {
    Arena *arena;
    OverrideBudget *budget;
    const char *file;
    Str source;
    size_t at;
    int line; /* of at */
    OverrideNode *open[OVERRIDE_DEPTH];
    OverrideNodes *into[OVERRIDE_DEPTH + 1];
    size_t depth;
} Parser;

const char *
override_quote(Arena *arena, Str text)
{
    Str part = str_slice(text, 0, QUOTE_MAX);
    char *copy = str_to_c(arena, part);

    for (size_t i = 0; i < part.len; i++)
        if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f)
            copy[i] = ' ';
    while (part.len < text.len && part.len && (copy[part.len - 1] & 0x80))
        copy[--part.len] = '\0'; /* no half character */
    return copy;
}

void
override_parse_add(OverrideNodes *nodes, OverrideNode *node)
{
    if (nodes->last)
        nodes->last->next = node;
    else
        nodes->first = node;
    nodes->last = node;
}

Error *
override_parse_node(Arena *arena, OverrideBudget *budget, OverridePlace place, OverrideNode **node)
{
    if (budget->nodes == 0)
        OVERRIDE_REFUSE(place, "the page with its partials has more than %d parts", OVERRIDE_NODES);
    budget->nodes--;
    *node = ARENA_NEW(arena, OverrideNode, 1);
    (*node)->place = place;
    return NULL;
}

/* Go on to a position, counting lines. */
static void
go_to(Parser *parser, size_t at)
{
    for (; parser->at < at; parser->at++)
        parser->line += parser->source.ptr[parser->at] == '\n';
}

static Error *
add_text(Parser *parser, size_t from, size_t to, int line)
{
    OverridePlace place = { parser->file, line };
    OverrideNode *node;

    if (from == to)
        return NULL;
    TRY(override_parse_node(parser->arena, parser->budget, place, &node));
    node->kind = OVERRIDE_TEXT;
    node->text = str_slice(parser->source, from, to);
    override_parse_add(parser->into[parser->depth], node);
    return NULL;
}

static bool
stands_alone(OverrideKind kind)
{
    return kind != OVERRIDE_VALUE && kind != OVERRIDE_URL && kind != OVERRIDE_QUERY && kind != OVERRIDE_MESSAGE &&
           kind != OVERRIDE_STYLE && kind != OVERRIDE_TEXT;
}

/* Whether only spaces stand before a position in its line, and behind the tag that ends at *end; then *text_end goes before those spaces and
 * *end behind the line. */
static void
take_line(Str source, size_t from, size_t *text_end, size_t *end)
{
    size_t before = *text_end, after = *end;

    while (before > 0 && (source.ptr[before - 1] == ' ' || source.ptr[before - 1] == '\t'))
        before--;
    while (after < source.len && (source.ptr[after] == ' ' || source.ptr[after] == '\t'))
        after++;
    if ((before > 0 && source.ptr[before - 1] != '\n') || (after < source.len && source.ptr[after] != '\n'))
        return;
    *text_end = before > from ? before : from;
    *end = after + (after < source.len);
}

static const char *
opened(const OverrideNode *node)
{
    if (node->kind == OVERRIDE_IF)
        return "{{#if}}";
    if (node->kind == OVERRIDE_IFCHANGED)
        return "{{#ifchanged}}";
    return node->kind == OVERRIDE_EACH ? "{{#each}}" : "{{#slot}}";
}

static bool
ends(const OverrideNode *node, Str word)
{
    Str text = str_from_c(opened(node));

    return str_equal(str_slice(text, 3, text.len - 2), word);
}

static Error *
close_block(Parser *parser, const OverrideNode *end)
{
    const OverrideNode *open = parser->depth ? parser->open[parser->depth - 1] : NULL;

    if (!open || !ends(open, end->text))
        OVERRIDE_REFUSE(end->place, "{{/%s}} does not close %s", override_quote(parser->arena, end->text),
                        open ? opened(open) : "anything");
    parser->depth--;
    return NULL;
}

static Error *
go_else(Parser *parser, const OverrideNode *node)
{
    OverrideNode *open = parser->depth ? parser->open[parser->depth - 1] : NULL;

    if (!open || (open->kind != OVERRIDE_IF && open->kind != OVERRIDE_IFCHANGED) ||
        parser->into[parser->depth] != &open->body)
        OVERRIDE_REFUSE(node->place, "{{else}} without {{#if}}");
    parser->into[parser->depth] = &open->other;
    return NULL;
}

static bool
is_block(OverrideKind kind)
{
    return kind == OVERRIDE_IF || kind == OVERRIDE_IFCHANGED || kind == OVERRIDE_EACH || kind == OVERRIDE_FILL;
}

/* Put the node where it belongs. */
static Error *
take_node(Parser *parser, OverrideNode *node)
{
    if (node->kind == OVERRIDE_COMMENT)
        return NULL;
    if (node->kind == OVERRIDE_ELSE)
        return go_else(parser, node);
    if (node->kind == OVERRIDE_END)
        return close_block(parser, node);
    override_parse_add(parser->into[parser->depth], node);
    if (!is_block(node->kind))
        return NULL;
    if (parser->depth == OVERRIDE_DEPTH)
        OVERRIDE_REFUSE(node->place, "blocks are nested deeper than %d", OVERRIDE_DEPTH);
    parser->open[parser->depth++] = node;
    parser->into[parser->depth] = &node->body;
    return NULL;
}

/* The tag at start, and the text before it. */
static Error *
read_tag(Parser *parser, size_t start)
{
    Str source = parser->source;
    size_t from = parser->at, text_end = start;
    int line = parser->line;
    OverrideNode *node;

    go_to(parser, start);
    OverridePlace place = { parser->file, parser->line };
    size_t end = start + str_find(str_slice(source, start, source.len), LIT("}}"));
    if (end == source.len)
        OVERRIDE_REFUSE(place, "{{ without }}");
    TRY(override_parse_node(parser->arena, parser->budget, place, &node));
    TRY(override_tag_read(parser->arena, str_slice(source, start + 2, end), node));
    end += 2;
    if (stands_alone(node->kind))
        take_line(source, from, &text_end, &end);
    TRY(add_text(parser, from, text_end, line));
    go_to(parser, end);
    return take_node(parser, node);
}

static Error *
read_piece(Parser *parser)
{
    Str rest = str_slice(parser->source, parser->at, parser->source.len);
    size_t start = str_find(rest, LIT("{{")), stray = str_find(str_slice(rest, 0, start), LIT("}}"));

    if (stray < start) {
        go_to(parser, parser->at + stray);
        OVERRIDE_REFUSE(((OverridePlace){ parser->file, parser->line }), "}} without {{");
    }
    if (start < rest.len)
        return read_tag(parser, parser->at + start);
    TRY(add_text(parser, parser->at, parser->source.len, parser->line));
    parser->at = parser->source.len;
    return NULL;
}

Error *
override_parse(Arena *arena, OverrideBudget *budget, const OverrideFile *file, OverrideNodes *nodes)
{
    OverrideNodes root = { NULL, NULL };
    Parser parser = { .arena = arena, .budget = budget, .file = file->path, .source = file->text, .line = 1 };

    if (file->text.len > budget->bytes)
        OVERRIDE_REFUSE(((OverridePlace){ file->path, 1 }), "the page with its partials has more than %zu bytes",
                        OVERRIDE_SOURCE);
    budget->bytes -= file->text.len;
    parser.into[0] = &root;
    while (parser.at < file->text.len)
        TRY(read_piece(&parser));
    if (parser.depth)
        OVERRIDE_REFUSE(parser.open[parser.depth - 1]->place, "%s is never closed",
                        opened(parser.open[parser.depth - 1]));
    *nodes = root;
    return NULL;
}
