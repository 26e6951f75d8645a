/* override_check.c -- walks every path through a page of the site's own: each value must be there, be of a type that can be written, and
 * stand where it is escaped rightly. What passes is made ready to run.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

typedef struct Check {
    Arena *arena;
    OverrideScope scope;
    Buf text; /* static text that is not yet an op */
} Check;

typedef struct Chain {
    const OverrideOp *first;
    OverrideOp *last;
} Chain;

static OverrideOp *
add_op(Check *check, Chain *chain, OverrideOp op)
{
    OverrideOp *kept = ARENA_NEW(check->arena, OverrideOp, 1);

    *kept = op;
    if (chain->last)
        chain->last->next = kept;
    else
        chain->first = kept;
    chain->last = kept;
    return kept;
}

static bool
is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* The text without indentation and empty lines, which are for the template's reader only: as tools/pages.py does it. */
static Str
squeeze(Arena *arena, Str text)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t length = 0;

    for (size_t i = 0; i < text.len;) {
        if (text.ptr[i] != '\n') {
            out[length++] = text.ptr[i++];
            continue;
        }
        while (length && (out[length - 1] == ' ' || out[length - 1] == '\t'))
            length--;
        while (i < text.len && is_space(text.ptr[i]))
            i++;
        out[length++] = '\n';
    }
    return (Str){ out, length };
}

static void
flush(Check *check, Chain *chain)
{
    if (check->text.len == 0)
        return;
    add_op(check, chain, (OverrideOp){ .kind = OVERRIDE_TEXT, .text = squeeze(check->arena, buf_str(&check->text)) });
    check->text.len = 0;
}

/* ---- types ---- */

static bool
can_be(OverrideKind use, PageFieldKind kind)
{
    bool simple = kind == PAGE_FIELD_TEXT || kind == PAGE_FIELD_NUMBER || kind == PAGE_FIELD_INT;

    if (use == OVERRIDE_VALUE)
        return simple || kind == PAGE_FIELD_CHART;
    if (use == OVERRIDE_URL || use == OVERRIDE_QUERY)
        return kind == PAGE_FIELD_TEXT;
    if (use == OVERRIDE_IF)
        return kind != PAGE_FIELD_ROWS && kind != PAGE_FIELD_STRUCT;
    return use == OVERRIDE_EACH ? kind == PAGE_FIELD_ROWS : simple;
}

static Error *
find(Check *check, const OverrideNode *node, OverrideSource *source)
{
    static const char *const kinds[] = {
        [PAGE_FIELD_TEXT] = "a text",     [PAGE_FIELD_BOOL] = "yes or no",
        [PAGE_FIELD_NUMBER] = "a number", [PAGE_FIELD_INT] = "a number",
        [PAGE_FIELD_COUNT] = "a count",   [PAGE_FIELD_CHART] = "a drawing",
        [PAGE_FIELD_ROWS] = "an array",   [PAGE_FIELD_STRUCT] = "a group of fields",
    };

    TRY(override_names_find(&check->scope, node->place, node->text, source));
    if (!can_be(node->kind, source->kind))
        OVERRIDE_REFUSE(node->place, "%s is %s, which cannot stand here", override_quote(check->arena, node->text),
                        kinds[source->kind]);
    return NULL;
}

/* ---- nodes ---- */

static Error *walk(Check *check, OverrideHtml *html, const OverrideNode *node, Chain *chain);

static Error *
walk_branch(Check *check, OverrideHtml *html, const OverrideNode *block, const OverrideNode *first,
            const OverrideOp **ops)
{
    OverrideHtml inner = *html;
    Chain chain = { NULL, NULL };

    inner.blocks++;
    if (inner.blocks > OVERRIDE_DEPTH)
        OVERRIDE_REFUSE(block->place, "blocks are nested deeper than %d", OVERRIDE_DEPTH);
    TRY(walk(check, &inner, first, &chain));
    TRY(override_html_branch(html, &inner, block));
    *ops = chain.first;
    return NULL;
}

static Error *
walk_if(Check *check, OverrideHtml *html, const OverrideNode *node, OverrideOp *op)
{
    TRY(find(check, node, &op->source));
    if (node->kind == OVERRIDE_IFCHANGED && (op->source.base == 0 || str_find_byte(node->text, '.') == node->text.len))
        OVERRIDE_REFUSE(node->place, "{{#ifchanged}} needs a field of a loop: row.field");
    TRY(override_html_block(html, node));
    /* Both begin where the block does. */
    OverrideHtml before = *html;
    TRY(walk_branch(check, html, node, node->body.first, &op->body));
    TRY(walk_branch(check, &before, node, node->other.first, &op->other));
    html->glued = html->glued || before.glued;
    return NULL;
}

static Error *
walk_each(Check *check, OverrideHtml *html, const OverrideNode *node, OverrideOp *op)
{
    OverrideScope *scope = &check->scope;
    OverrideSource count;

    for (size_t i = 0; i < scope->loop_count; i++)
        if (str_equal(scope->loops[i].name, node->name))
            OVERRIDE_REFUSE(node->place, "the name %s is taken", override_quote(check->arena, node->name));
    if (str_equal(node->name, LIT("page")) || str_equal(node->name, LIT("buf")) || scope->loop_count == OVERRIDE_DEPTH)
        OVERRIDE_REFUSE(node->place, "the name %s is taken", override_quote(check->arena, node->name));
    TRY(find(check, node, &op->source));
    TRY(override_names_find(scope, node->place, node->count, &count));
    if (count.kind != PAGE_FIELD_COUNT || count.base != op->source.base || count.offset != op->source.count_offset)
        OVERRIDE_REFUSE(node->place, "%s is not the count of %s", override_quote(check->arena, node->count),
                        override_quote(check->arena, node->text));
    TRY(override_html_block(html, node));
    override_html_fact(html, (OverrideFact){ .value = op->source.canonical });
    scope->loops[scope->loop_count++] = (OverrideLoop){ node->name, op->source.of, op->source.canonical };
    TRY(walk_branch(check, html, node, node->body.first, &op->body));
    scope->loop_count--;
    return NULL;
}

static Error *
walk_message(Check *check, OverrideHtml *html, const OverrideNode *node, OverrideOp *op)
{
    TRY(override_html_message(html, node, &op->plain));
    TRY(override_names_message(&check->scope, node, op));
    for (size_t i = 0; i < op->value_count; i++)
        override_html_fact(html, (OverrideFact){ .value = op->values[i].source.canonical });
    return NULL;
}

static Error *
walk_value(Check *check, OverrideHtml *html, const OverrideNode *node, OverrideOp *op)
{
    TRY(find(check, node, &op->source));
    return override_html_value(html, node, &op->source);
}

/* What is known when the page is built: no op of its own. */
static Error *
walk_static(Check *check, OverrideHtml *html, const OverrideNode *node)
{
    if (node->kind == OVERRIDE_STYLE) {
        buf_add(&check->text, page_style_path);
        return override_html_style(html, node);
    }
    buf_add(&check->text, node->text);
    return override_html_text(html, node);
}

static Error *
walk(Check *check, OverrideHtml *html, const OverrideNode *node, Chain *chain)
{
    for (; node; node = node->next) {
        if (node->kind == OVERRIDE_TEXT || node->kind == OVERRIDE_STYLE) {
            TRY(walk_static(check, html, node));
            continue;
        }
        flush(check, chain);
        OverrideOp *op = add_op(check, chain, (OverrideOp){ .kind = node->kind });
        if (node->kind == OVERRIDE_IF || node->kind == OVERRIDE_IFCHANGED)
            TRY(walk_if(check, html, node, op));
        else if (node->kind == OVERRIDE_EACH)
            TRY(walk_each(check, html, node, op));
        else if (node->kind == OVERRIDE_MESSAGE)
            TRY(walk_message(check, html, node, op));
        else
            TRY(walk_value(check, html, node, op));
    }
    flush(check, chain);
    return NULL;
}

Error *
override_check(Arena *arena, const PageShape *page, const char *file, const OverrideNodes *nodes,
               const OverrideOp **ops)
{
    Check check = { .arena = arena,
                    .scope = { .arena = arena, .page = page },
                    .text = buf_new(arena, 2 * OVERRIDE_SOURCE) };
    OverrideFact *facts = NULL;
    OverrideHtml html = { .arena = arena, .facts = &facts };
    Chain chain = { NULL, NULL };

    TRY(walk(&check, &html, nodes->first, &chain));
    TRY(override_html_end(&html, file));
    if (check.text.overflow)
        FAIL(E_CONFIG, "%s:1: the page is too large", file);
    TRY(override_need_check(page->name, file, facts));
    *ops = chain.first;
    return NULL;
}
