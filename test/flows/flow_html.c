/* flow_html.c -- what a browser finds in a page. It reads the pages of Latchstring, which are well-formed, and no others.
 * SPDX-License-Identifier: ISC */
#include "flow_html.h"

#include "base/buf.h"
#include "base/str.h"

#define TEXT_LIMIT ((size_t)1 << 18)

static const struct {
    Str entity;
    char byte;
} entities[] = {
    { LIT_INIT("&amp;"), '&' },  { LIT_INIT("&lt;"), '<' },   { LIT_INIT("&gt;"), '>' },
    { LIT_INIT("&quot;"), '"' }, { LIT_INIT("&#39;"), '\'' },
};

static Str
unescape(Arena *arena, Str text)
{
    Buf out = buf_new(arena, TEXT_LIMIT);

    while (text.len) {
        size_t length = 1;
        char byte = text.ptr[0];
        for (size_t i = 0; i < COUNT_OF(entities); i++)
            if (str_starts(text, entities[i].entity)) {
                byte = entities[i].byte;
                length = entities[i].entity.len;
            }
        buf_add_byte(&out, byte);
        text = str_slice(text, length, text.len);
    }
    return buf_str(&out);
}

/* Where "<tag" stands with a space or '>' behind it. */
static size_t
find_tag(Arena *arena, Str page, Str tag)
{
    Str with_space = str_format(arena, "<%.*s ", STR_ARG(tag)), bare = str_format(arena, "<%.*s>", STR_ARG(tag));
    size_t a = str_find(page, with_space), b = str_find(page, bare);

    return a < b ? a : b;
}

bool
html_next(Str *page, Str tag, Str *attributes, Str *inside)
{
    Arena *arena = arena_new(4096);
    size_t place = find_tag(arena, *page, tag);
    Str end = str_format(arena, "</%.*s>", STR_ARG(tag));
    bool found = place < page->len;

    if (found) {
        Str rest = str_slice(*page, place + 1 + tag.len, page->len);
        rest = str_cut(rest, '>', attributes);
        bool has_end = !str_equal(tag, LIT("input"));
        size_t length = has_end ? str_find(rest, end) : 0;
        *inside = str_slice(rest, 0, length);
        *page = str_slice(rest, length, rest.len);
    }
    arena_free(arena);
    return found;
}

Str
html_attribute(Arena *arena, Str attributes, Str name)
{
    Str before = str_format(arena, " %.*s=\"", STR_ARG(name)), value;
    size_t place = str_find(attributes, before);

    if (place == attributes.len)
        return LIT("");
    (void)str_cut(str_slice(attributes, place + before.len, attributes.len), '"', &value);
    return unescape(arena, value);
}

/* Without what is between '<' and '>'; a tag is a space, unless it only marks a word. */
static Str
strip_tags(Arena *arena, Str html)
{
    Buf out = buf_new(arena, TEXT_LIMIT);

    while (html.len) {
        Str text, tag;
        html = str_cut(html, '<', &text);
        buf_add(&out, text);
        html = str_cut(html, '>', &tag);
        if (!str_equal(tag, LIT("bdi")) && !str_equal(tag, LIT("/bdi")))
            buf_add_byte(&out, ' ');
    }
    return buf_str(&out);
}

/* The marks that isolate a name in a sentence (U+2068, U+2069) are not seen. */
static bool
is_isolate(Str text, size_t at)
{
    Str letter = str_slice(text, at, at + 3);

    return str_equal(letter, LIT("\u2068")) || str_equal(letter, LIT("\u2069"));
}

Str
html_text(Arena *arena, Str html)
{
    Str text = unescape(arena, strip_tags(arena, html));
    Buf out = buf_new(arena, TEXT_LIMIT);
    bool space = true; /* what comes next is at the start, or after a space */

    for (size_t i = 0; i < text.len; i++) {
        if (is_isolate(text, i)) {
            i += 2;
            continue;
        }
        bool white = text.ptr[i] == ' ' || text.ptr[i] == '\n' || text.ptr[i] == '\t' || text.ptr[i] == '\r';
        if (!white)
            buf_add_byte(&out, text.ptr[i]);
        else if (!space)
            buf_add_byte(&out, ' ');
        space = white;
    }
    return str_trim(buf_str(&out));
}
