/* override_tag.c -- what stands between {{ and }} in a template of the site's own.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

#define WORDS_MAX (OVERRIDE_VALUES + 2)

/* Kinds of words: p a path, n a name, k the key of a message, v name=path any number of times, a the word "as". */
typedef struct TagForm {
    const char *word;
    OverrideKind kind;
    const char *shape;
} TagForm;

static const TagForm tag_forms[] = {
    { "#if", OVERRIDE_IF, "p" },          { "#ifchanged", OVERRIDE_IFCHANGED, "p" },
    { "#each", OVERRIDE_EACH, "ppan" },   { "#slot", OVERRIDE_FILL, "n" },
    { "else", OVERRIDE_ELSE, "" },        { ">", OVERRIDE_PARTIAL, "n" },
    { "layout", OVERRIDE_LAYOUT, "n" },   { "slot", OVERRIDE_SLOT, "n" },
    { "style_path", OVERRIDE_STYLE, "" }, { "url", OVERRIDE_URL, "p" },
    { "query", OVERRIDE_QUERY, "p" },     { "t", OVERRIDE_MESSAGE, "kv" },
};

static const TagForm tag_ends[] = {
    { "/if", OVERRIDE_IF, "" },
    { "/ifchanged", OVERRIDE_IFCHANGED, "" },
    { "/each", OVERRIDE_EACH, "" },
    { "/slot", OVERRIDE_FILL, "" },
};

static bool
is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool
is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
}

static bool
is_name(Str text, bool may_begin_anyhow)
{
    if (text.len == 0 || (!may_begin_anyhow && !(text.ptr[0] >= 'a' && text.ptr[0] <= 'z')))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_name_byte(text.ptr[i]))
            return false;
    return true;
}

/* Names with dots between them; of a key, only the first begins with a letter, and there are two at least. */
static bool
is_path(Str text, bool key)
{
    size_t parts = 0;
    Str part;

    if (text.len == 0 || text.ptr[text.len - 1] == '.')
        return false;
    for (; text.len; parts++) {
        text = str_cut(text, '.', &part);
        if (!is_name(part, key && parts > 0))
            return false;
    }
    return !key || parts > 1;
}

static bool
is_value(Str text)
{
    Str name, path = str_cut(text, '=', &name);

    return is_name(name, false) && is_path(path, false);
}

static bool
fits(const char *shape, const Str *words, size_t count)
{
    size_t at = 0;

    for (; *shape && *shape != 'v'; shape++, at++) {
        if (at == count)
            return false;
        Str word = words[at];
        bool fine = *shape == 'a'   ? str_equal(word, LIT("as"))
                    : *shape == 'n' ? is_name(word, false)
                                    : is_path(word, *shape == 'k');
        if (!fine)
            return false;
    }
    for (; *shape == 'v' && at < count; at++)
        if (!is_value(words[at]))
            return false;
    return at == count;
}

/* The words of a tag; more than WORDS_MAX count as one too many. */
static size_t
cut_words(Str text, Str words[WORDS_MAX + 1])
{
    size_t count = 0;

    for (size_t at = 0; at < text.len && count <= WORDS_MAX;) {
        size_t from = at;
        bool partial = text.ptr[at] == '>' && count == 0;
        while (at < text.len && !is_space(text.ptr[at]) && !(partial && at > from))
            at++;
        if (at > from)
            words[count++] = str_slice(text, from, at);
        else
            at++;
    }
    return count;
}

static void
take_words(OverrideNode *node, const Str *words, size_t count)
{
    node->text = count > 1 ? words[1] : LIT("");
    if (node->kind == OVERRIDE_EACH)
        node->count = words[2], node->name = words[4];
    if (node->kind == OVERRIDE_MESSAGE && count > 2)
        node->count = (Str){ words[2].ptr, (size_t)(words[count - 1].ptr - words[2].ptr) + words[count - 1].len };
}

static bool
find_form(OverrideNode *node, const Str *words, size_t count)
{
    for (size_t i = 0; i < COUNT_OF(tag_forms); i++) {
        if (!str_equal(words[0], str_from_c(tag_forms[i].word)) || !fits(tag_forms[i].shape, words + 1, count - 1))
            continue;
        node->kind = tag_forms[i].kind;
        take_words(node, words, count);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(tag_ends); i++) {
        if (count != 1 || !str_equal(words[0], str_from_c(tag_ends[i].word)))
            continue;
        node->kind = OVERRIDE_END;
        node->text = str_slice(words[0], 1, words[0].len);
        return true;
    }
    return false;
}

Error *
override_tag_read(Arena *arena, Str inside, OverrideNode *node)
{
    Str words[WORDS_MAX + 1];
    Str trimmed = inside;

    while (trimmed.len && is_space(trimmed.ptr[0]))
        trimmed = str_slice(trimmed, 1, trimmed.len);
    if (trimmed.len && trimmed.ptr[0] == '!') {
        node->kind = OVERRIDE_COMMENT;
        return NULL;
    }
    size_t count = cut_words(trimmed, words);
    if (count && find_form(node, words, count))
        return NULL;
    if (count == 1 && is_path(words[0], false)) {
        node->kind = OVERRIDE_VALUE;
        node->text = words[0];
        return NULL;
    }
    OVERRIDE_REFUSE(node->place, "unknown syntax {{%s}}", override_quote(arena, inside));
}
