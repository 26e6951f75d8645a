/* override_html.c -- follows the text of a template of the site's own as a browser would, as far as needed to know where a value stands,
 * and refuses what a page must not have.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

#define WRITTEN_MAX 200 /* bytes of an attribute's value that are looked at */

typedef struct Feed {
    OverrideHtml *html;
    Str text;
    size_t at;
    OverridePlace place; /* of at */
} Feed;

static bool
is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
is_attribute_byte(char byte)
{
    return is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '-' || byte == ':';
}

static bool
is_blank(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_space(text.ptr[i]))
            return false;
    return true;
}

static bool
is_open(const OverrideHtml *html, Str name)
{
    for (size_t i = 0; i < html->depth; i++)
        if (str_equal_nocase(html->stack[i], name))
            return true;
    return false;
}

static bool
innermost_is(const OverrideHtml *html, Str name)
{
    return html->depth && str_equal_nocase(html->stack[html->depth - 1], name);
}

static void
move(Feed *feed, size_t count)
{
    for (; count && feed->at < feed->text.len; count--, feed->at++)
        feed->place.line += feed->text.ptr[feed->at] == '\n';
}

static Str
rest_of(const Feed *feed)
{
    return str_slice(feed->text, feed->at, feed->text.len);
}

/* ---- elements ---- */

/* Inside of these a browser reads no elements. */
static bool
is_raw(const OverrideHtml *html)
{
    return innermost_is(html, LIT("script")) || innermost_is(html, LIT("textarea")) || innermost_is(html, LIT("title"));
}

static Error *
open_element(Feed *feed)
{
    OverrideHtml *html = feed->html;
    Str rest = rest_of(feed);
    size_t end = 1;

    while (end < rest.len && (is_letter(rest.ptr[end]) || (rest.ptr[end] >= '0' && rest.ptr[end] <= '9')))
        end++;
    Str name = str_slice(rest, 1, end);
    if (!override_allow_element(name))
        OVERRIDE_REFUSE(feed->place, "<%s> is not allowed in a page", override_quote(html->arena, name));
    if (is_raw(html))
        OVERRIDE_REFUSE(feed->place, "<%s> inside of <%s>", override_quote(html->arena, name),
                        override_quote(html->arena, html->stack[html->depth - 1]));
    html->mode = OVERRIDE_IN_TAG;
    html->tag = (OverrideTag){ .name = name, .blocks = html->blocks };
    html->glued = true;
    move(feed, end);
    return NULL;
}

static Error *
close_element(Feed *feed)
{
    OverrideHtml *html = feed->html;
    Str rest = rest_of(feed);
    size_t end = 2;

    while (end < rest.len && (is_letter(rest.ptr[end]) || (rest.ptr[end] >= '0' && rest.ptr[end] <= '9')))
        end++;
    Str name = str_slice(rest, 2, end);
    const char *quoted = override_quote(html->arena, name);
    if (end == rest.len || rest.ptr[end] != '>')
        OVERRIDE_REFUSE(feed->place, "</%s without >", quoted);
    if (!html->depth)
        OVERRIDE_REFUSE(feed->place, "</%s> closes nothing", quoted);
    if (!str_equal(html->stack[html->depth - 1], name))
        OVERRIDE_REFUSE(feed->place, "</%s> closes <%s>", quoted,
                        override_quote(html->arena, html->stack[html->depth - 1]));
    html->depth--;
    if (str_equal_nocase(name, LIT("form")))
        html->in_form = false;
    move(feed, end + 1);
    return NULL;
}

static Error *
in_text(Feed *feed)
{
    OverrideHtml *html = feed->html;
    Str rest = rest_of(feed);

    if (rest.ptr[0] != '<') {
        size_t end = str_find_byte(rest, '<');
        if (innermost_is(html, LIT("script")) && !is_blank(str_slice(rest, 0, end)))
            OVERRIDE_REFUSE(feed->place, "a <script> with something in it is not allowed in a page");
        move(feed, end);
        return NULL;
    }
    if (rest.len > 1 && is_letter(rest.ptr[1]))
        return open_element(feed);
    if (rest.len > 2 && rest.ptr[1] == '/' && is_letter(rest.ptr[2]))
        return close_element(feed);
    if (!str_starts(rest, LIT("<!DOCTYPE ")) || html->depth)
        OVERRIDE_REFUSE(feed->place, "a bare < (write &lt;), or an HTML comment (write {{! … }})");
    html->mode = OVERRIDE_IN_DOCTYPE;
    move(feed, 2);
    return NULL;
}

/* ---- tags ---- */

static Error *
open_form(OverrideHtml *html, OverridePlace place)
{
    if (html->in_form)
        OVERRIDE_REFUSE(place, "a <form> in a <form>");
    html->in_form = true;
    html->posts = str_equal_nocase(html->tag.method, LIT("post"));
    html->action = html->tag.action;
    return NULL;
}

/* A control with its name; a password never leaves in an address, nor to another place. */
static Error *
take_control(OverrideHtml *html, OverridePlace place)
{
    const OverrideTag *tag = &html->tag;
    bool input = str_equal_nocase(tag->name, LIT("input")), password = str_equal_nocase(tag->type, LIT("password"));
    bool control = input || str_equal_nocase(tag->name, LIT("button")) || str_equal_nocase(tag->name, LIT("textarea"));

    if (input && password && !(html->in_form && html->posts && str_starts(html->action, LIT("/"))))
        OVERRIDE_REFUSE(place, "a password outside of a <form method=\"post\" action=\"/…\">");
    if (control && tag->field.len && html->in_form && html->posts)
        override_html_fact(
            html,
            (OverrideFact){
                .is_field = true, .action = html->action, .name = tag->field, .type = tag->type, .value = tag->value });
    return NULL;
}

static Error *
end_tag(OverrideHtml *html, OverridePlace place, bool closed)
{
    const OverrideTag *tag = &html->tag;
    const char *quoted = override_quote(html->arena, tag->name);
    bool script = str_equal_nocase(tag->name, LIT("script"));

    if (closed && !is_open(html, LIT("svg")))
        OVERRIDE_REFUSE(place, "<%s /> outside of an <svg>", quoted);
    if (script && (closed || !str_equal(tag->source, LIT("{script_path}"))))
        OVERRIDE_REFUSE(place, "<script> is not allowed in a page, but for src=\"{{url script_path}}\"");
    if (str_equal_nocase(tag->name, LIT("object")) && !str_equal(tag->source, LIT("{picture_path}")))
        OVERRIDE_REFUSE(place, "<object> is not allowed in a page, but for data=\"{{url picture_path}}\"");
    if (str_equal_nocase(tag->name, LIT("meta")) && tag->field.len && !override_allow_meta(tag->field))
        OVERRIDE_REFUSE(place, "<meta name=\"%s\"> is not allowed in a page", override_quote(html->arena, tag->field));
    if (str_equal_nocase(tag->name, LIT("form")))
        TRY(open_form(html, place));
    TRY(take_control(html, place));
    html->mode = OVERRIDE_IN_TEXT;
    if (closed || override_allow_void(tag->name))
        return NULL;
    if (html->depth == OVERRIDE_ELEMENTS)
        OVERRIDE_REFUSE(place, "elements are nested deeper than %d", OVERRIDE_ELEMENTS);
    html->stack[html->depth++] = tag->name;
    return NULL;
}

static Error *
start_attribute(Feed *feed)
{
    OverrideHtml *html = feed->html;
    Str rest = rest_of(feed);
    size_t end = 0;

    while (end < rest.len && is_attribute_byte(rest.ptr[end]))
        end++;
    if (end == 0 || !is_letter(rest.ptr[0]) || html->glued)
        OVERRIDE_REFUSE(feed->place, "<%s: an attribute is expected here, after a space",
                        override_quote(html->arena, html->tag.name));
    html->attribute = str_slice(rest, 0, end);
    if (!override_allow_attribute(html->tag.name, html->attribute))
        OVERRIDE_REFUSE(feed->place, "attribute %s is not allowed in <%s>",
                        override_quote(html->arena, html->attribute), override_quote(html->arena, html->tag.name));
    html->mode = OVERRIDE_IN_NAME;
    move(feed, end);
    return NULL;
}

static Error *
in_tag(Feed *feed)
{
    OverrideHtml *html = feed->html;
    Str rest = rest_of(feed);
    OverridePlace place = feed->place;

    if (is_space(rest.ptr[0])) {
        html->glued = false;
        move(feed, 1);
        return NULL;
    }
    bool closed = str_starts(rest, LIT("/>"));
    if (!closed && rest.ptr[0] != '>')
        return start_attribute(feed);
    move(feed, closed ? 2 : 1);
    return end_tag(html, place, closed);
}

/* ---- attributes ---- */

static void
end_name(OverrideHtml *html)
{
    if (html->mode != OVERRIDE_IN_NAME)
        return;
    html->mode = OVERRIDE_IN_TAG;
    html->glued = true;
}

static Error *
in_name(Feed *feed)
{
    if (feed->text.ptr[feed->at] != '=') {
        end_name(feed->html);
        return NULL;
    }
    feed->html->mode = OVERRIDE_IN_EQUALS;
    move(feed, 1);
    return NULL;
}

static Error *
in_equals(Feed *feed)
{
    OverrideHtml *html = feed->html;

    if (feed->text.ptr[feed->at] != '"')
        OVERRIDE_REFUSE(feed->place, "the value of %s is not in double quotes",
                        override_quote(html->arena, html->attribute));
    html->mode = OVERRIDE_IN_VALUE;
    html->written = LIT("");
    html->begun = html->asked = html->whole = false;
    move(feed, 1);
    return NULL;
}

static void
write_value(OverrideHtml *html, Str before, Str text, Str after)
{
    if (html->written.len + text.len > WRITTEN_MAX)
        text = LIT("…");
    if (html->written.len <= WRITTEN_MAX)
        html->written = str_format(html->arena, "%.*s%.*s%.*s%.*s", STR_ARG(html->written), STR_ARG(before),
                                   STR_ARG(text), STR_ARG(after));
}

/* Where the handlers' attributes go; the first of a name counts, as in browsers. */
static Error *
end_value(Feed *feed)
{
    OverrideHtml *html = feed->html;
    OverrideTag *tag = &html->tag;
    struct {
        Str name;
        Str *at;
    } places[] = { { LIT("action"), &tag->action }, { LIT("method"), &tag->method }, { LIT("name"), &tag->field },
                   { LIT("type"), &tag->type },     { LIT("value"), &tag->value },   { LIT("src"), &tag->source },
                   { LIT("data"), &tag->source } };

    html->mode = OVERRIDE_IN_TAG;
    html->glued = true;
    move(feed, 1);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (!str_equal_nocase(places[i].name, html->attribute))
            continue;
        if (html->blocks != tag->blocks)
            OVERRIDE_REFUSE(feed->place, "%s must not hang on a condition inside of <%s>",
                            override_quote(html->arena, html->attribute), override_quote(html->arena, tag->name));
        if (places[i].at->ptr)
            OVERRIDE_REFUSE(feed->place, "<%s> has %s twice", override_quote(html->arena, tag->name),
                            override_quote(html->arena, html->attribute));
        *places[i].at = html->written;
    }
    return NULL;
}

static bool
is_address(const OverrideHtml *html)
{
    return html->mode == OVERRIDE_IN_VALUE && override_allow_is_address(html->attribute);
}

/* A part of an address that is written out. */
static Error *
check_address(Feed *feed, Str text)
{
    OverrideHtml *html = feed->html;
    bool link = str_equal_nocase(html->tag.name, LIT("a"));

    if (html->whole)
        OVERRIDE_REFUSE(feed->place, "nothing may follow {{url …}} in %s",
                        override_quote(html->arena, html->attribute));
    if (html->begun && !html->asked)
        OVERRIDE_REFUSE(feed->place, "the address in %s must be in one piece up to its ?",
                        override_quote(html->arena, html->attribute));
    if (!html->begun && !override_allow_address(text, link))
        OVERRIDE_REFUSE(feed->place, "%s=\"%s\" leads away: write a path of this site, /…",
                        override_quote(html->arena, html->attribute), override_quote(html->arena, text));
    html->begun = true;
    html->asked = html->asked || str_find_byte(text, '?') < text.len;
    return NULL;
}

/* An attribute that paints may name a part of the same page only. */
static Error *
check_paint(Feed *feed, Str text)
{
    for (size_t i = 0; i + 4 <= text.len; i++) {
        bool paints = str_equal_nocase(str_slice(text, i, i + 4), LIT("url("));
        if (paints && (i + 4 == text.len || text.ptr[i + 4] != '#'))
            OVERRIDE_REFUSE(feed->place, "url(…) in %s leads away: write url(#id)",
                            override_quote(feed->html->arena, feed->html->attribute));
    }
    return NULL;
}

static Error *
in_value(Feed *feed)
{
    OverrideHtml *html = feed->html;
    Str rest = rest_of(feed);
    size_t end = str_find_byte(rest, '"');
    Str text = str_slice(rest, 0, end);

    if (end == 0)
        return end_value(feed);
    if (is_address(html))
        TRY(check_address(feed, text));
    TRY(check_paint(feed, text));
    write_value(html, LIT(""), text, LIT(""));
    move(feed, end);
    return NULL;
}

static Error *
in_doctype(Feed *feed)
{
    Str rest = rest_of(feed);
    size_t end = str_find_byte(rest, '>');

    if (end < rest.len)
        feed->html->mode = OVERRIDE_IN_TEXT;
    move(feed, end + 1);
    return NULL;
}

Error *
override_html_text(OverrideHtml *html, const OverrideNode *node)
{
    static Error *(*const modes[])(Feed *) = {
        [OVERRIDE_IN_TEXT] = in_text, [OVERRIDE_IN_DOCTYPE] = in_doctype, [OVERRIDE_IN_TAG] = in_tag,
        [OVERRIDE_IN_NAME] = in_name, [OVERRIDE_IN_EQUALS] = in_equals,   [OVERRIDE_IN_VALUE] = in_value,
    };
    Feed feed = { html, node->text, 0, node->place };

    while (feed.at < feed.text.len)
        TRY(modes[html->mode](&feed));
    return NULL;
}

/* ---- values ---- */

void
override_html_fact(OverrideHtml *html, OverrideFact fact)
{
    OverrideFact *kept = ARENA_NEW(html->arena, OverrideFact, 1);

    *kept = fact;
    kept->always = html->blocks == 0;
    kept->next = *html->facts;
    *html->facts = kept;
}

Error *
override_html_value(OverrideHtml *html, const OverrideNode *node, const OverrideSource *source)
{
    const char *path = override_quote(html->arena, node->text);
    bool address = is_address(html);

    if ((html->mode != OVERRIDE_IN_TEXT && html->mode != OVERRIDE_IN_VALUE) || innermost_is(html, LIT("script")))
        OVERRIDE_REFUSE(node->place, "{{%s}} must stand in text or in a quoted attribute: it is not in a quoted value",
                        path);
    if (node->kind == OVERRIDE_URL && (!address || html->begun))
        OVERRIDE_REFUSE(node->place, "{{url %s}} must be the beginning of an address attribute", path);
    if (node->kind == OVERRIDE_QUERY && (!address || !html->asked))
        OVERRIDE_REFUSE(node->place, "{{query %s}} must stand after the ? of an address attribute", path);
    if (node->kind == OVERRIDE_VALUE && address)
        OVERRIDE_REFUSE(node->place, "{{%s}} in %s: write {{url %s}}", path,
                        override_quote(html->arena, html->attribute), path);
    if (source->kind == PAGE_FIELD_CHART && html->mode != OVERRIDE_IN_TEXT)
        OVERRIDE_REFUSE(node->place, "{{%s}} is a drawing: it must stand in text", path);
    if (html->mode == OVERRIDE_IN_VALUE)
        write_value(html, LIT("{"), source->canonical, LIT("}"));
    html->begun = true;
    html->whole = html->whole || node->kind == OVERRIDE_URL;
    override_html_fact(html, (OverrideFact){ .value = source->canonical });
    return NULL;
}

Error *
override_html_style(OverrideHtml *html, const OverrideNode *node)
{
    if (!is_address(html) || html->begun)
        OVERRIDE_REFUSE(node->place, "{{style_path}} must be the beginning of an address attribute");
    html->begun = html->whole = true;
    return NULL;
}

Error *
override_html_message(OverrideHtml *html, const OverrideNode *node, bool *plain)
{
    bool in_value_now = html->mode == OVERRIDE_IN_VALUE;

    if ((html->mode != OVERRIDE_IN_TEXT && !in_value_now) || is_address(html) || innermost_is(html, LIT("script")))
        OVERRIDE_REFUSE(node->place, "{{t %s}} must stand in text or in a quoted attribute that is no address",
                        override_quote(html->arena, node->text));
    if (in_value_now)
        write_value(html, LIT("{t "), node->text, LIT("}"));
    *plain =
        in_value_now || is_open(html, LIT("title")) || is_open(html, LIT("option")) || is_open(html, LIT("textarea"));
    return NULL;
}

/* ---- blocks ---- */

Error *
override_html_block(OverrideHtml *html, const OverrideNode *node)
{
    end_name(html);
    if (html->mode != OVERRIDE_IN_TEXT && html->mode != OVERRIDE_IN_TAG && html->mode != OVERRIDE_IN_VALUE)
        OVERRIDE_REFUSE(node->place, "a block must not begin inside of a name");
    if (is_address(html) && !html->asked)
        OVERRIDE_REFUSE(node->place, "a block must not stand in an address before its ?");
    return NULL;
}

static bool
is_same_place(const OverrideHtml *a, const OverrideHtml *b)
{
    if (a->mode != b->mode || a->depth != b->depth)
        return false;
    for (size_t i = 0; i < a->depth; i++)
        if (!str_equal(a->stack[i], b->stack[i]))
            return false;
    if (a->mode != OVERRIDE_IN_TEXT && a->tag.name.ptr != b->tag.name.ptr)
        return false;
    return a->mode != OVERRIDE_IN_VALUE || a->attribute.ptr == b->attribute.ptr;
}

Error *
override_html_branch(OverrideHtml *html, OverrideHtml *inner, const OverrideNode *node)
{
    end_name(inner);
    if (!is_same_place(html, inner) || html->in_form != inner->in_form)
        OVERRIDE_REFUSE(node->place, "what this block opens is not closed inside of it (or the other way round)");
    html->glued = html->glued || inner->glued;
    if (html->mode == OVERRIDE_IN_VALUE)
        write_value(html, LIT("{"), LIT("if"), LIT("}"));
    return NULL;
}

Error *
override_html_end(const OverrideHtml *html, const char *file)
{
    Str last = html->depth ? html->stack[html->depth - 1] : html->tag.name;

    if (html->mode != OVERRIDE_IN_TEXT || html->depth)
        OVERRIDE_REFUSE(((OverridePlace){ file, 1 }), "the page ends inside of <%s>",
                        override_quote(html->arena, last));
    return NULL;
}
