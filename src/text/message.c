/* message.c -- finds messages in the tables, chooses the plural form, fills the placeholders.
 * SPDX-License-Identifier: ISC */
#include "text/message.h"

#include "base/buf.h"
#include "base/str.h"
#include "text/message_table.h"
#include "text/number.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_LIMIT 65536 /* bytes of a filled message */

/* The text of a message, in the plural form of a count. */
static Str
form_of(LanguageId language, MessageId id, const int64_t *count)
{
    assert(language < LANGUAGES && id < MESSAGES);
    const MessageTable *table = &message_tables[language];
    size_t first = table->first[id], forms = (size_t)table->first[id + 1] - first;
    size_t form = 0;

    if (forms == 0)
        return (Str){ NULL, 0 };
    if (forms > 1) {
        assert(count); /* the message counts something: say what */
        form = (size_t)number_plural(language, *count);
    }
    assert(form < forms);
    return table->forms[first + form];
}

Str
message(LanguageId language, MessageId id)
{
    Str text = form_of(language, id, NULL);

    assert(str_find_byte(text, '{') == text.len); /* it has a placeholder: use message_fill */
    return text;
}

static const int64_t *
count_of(const MessageValue *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i].is_number && strcmp(values[i].name, "count") == 0)
            return &values[i].number;
    }
    return NULL;
}

static int
value_named(Str name, const MessageValue *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(str_from_c(values[i].name), name))
            return (int)i;
    }
    assert(!"a placeholder without a value");
    abort();
}

size_t
message_pieces(LanguageId language, MessageId id, const MessageValue *values, size_t count,
               MessagePiece pieces[MESSAGE_PIECES])
{
    Str rest = form_of(language, id, count_of(values, count));
    size_t made = 0;
    Str text, name;

    while (rest.len > 0) {
        bool placeholder = str_find_byte(rest, '{') < rest.len;
        assert(made + 2 <= MESSAGE_PIECES); /* tools/languages.py refuses longer ones */
        rest = str_cut(rest, '{', &text);
        if (text.len > 0)
            pieces[made++] = (MessagePiece){ text, -1 };
        if (placeholder) {
            rest = str_cut(rest, '}', &name);
            pieces[made++] = (MessagePiece){ { NULL, 0 }, value_named(name, values, count) };
        }
    }
    return made;
}

/* U+202A to U+202E and U+2066 to U+2069: with these a name could leave its isolate. */
static bool
is_direction_control(const char *at)
{
    unsigned char last = (unsigned char)at[2];

    if (at[0] != '\xe2' || (at[1] != '\x80' && at[1] != '\x81'))
        return false;
    return at[1] == '\x80' ? last >= 0xaa && last <= 0xae : last >= 0xa6 && last <= 0xa9;
}

static void
add_isolated(Buf *buf, Str text)
{
    size_t from = 0;

    buf_add(buf, LIT("\u2068"));
    for (size_t i = 0; i + 2 < text.len; i++) {
        if (is_direction_control(text.ptr + i)) {
            buf_add(buf, str_slice(text, from, i));
            from = i + 3;
            i += 2;
        }
    }
    buf_add(buf, str_slice(text, from, text.len));
    buf_add(buf, LIT("\u2069"));
}

Str
message_format(Arena *arena, LanguageId language, MessageId id, const MessageValue *values, size_t count)
{
    MessagePiece pieces[MESSAGE_PIECES];
    size_t made = message_pieces(language, id, values, count, pieces);
    Buf buf = buf_new(arena, MESSAGE_LIMIT);

    for (size_t i = 0; i < made; i++) {
        const MessageValue *value = pieces[i].value < 0 ? NULL : &values[pieces[i].value];
        if (!value)
            buf_add(&buf, pieces[i].text);
        else if (value->is_number)
            buf_add(&buf, number_count(arena, language, value->number));
        else
            add_isolated(&buf, value->text);
    }
    assert(!buf.overflow); /* values are limited where they come in */
    return buf_str(&buf);
}

static int
compare_name(const void *key, const void *row)
{
    Str a = *(const Str *)key, b = ((const MessageName *)row)->key;
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool
message_find(Str key, MessageId *id)
{
    const MessageName *found;

    if (key.len == 0)
        return false;
    found = bsearch(&key, message_names, message_name_count, sizeof(message_names[0]), compare_name);
    if (!found)
        return false;
    *id = found->id;
    return true;
}

static bool
has_name(const Str *names, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(names[i], name))
            return true;
    return false;
}

size_t
message_placeholders(MessageId id, Str names[MESSAGE_PIECES], bool *plural)
{
    assert(id < MESSAGES);
    const MessageTable *table = &message_tables[LANGUAGE_en];
    size_t found = 0;
    Str text, name;

    *plural = table->first[id + 1] - table->first[id] > 1;
    for (size_t i = table->first[id]; i < table->first[id + 1]; i++)
        for (Str rest = str_cut(table->forms[i], '{', &text); rest.len; rest = str_cut(rest, '{', &text)) {
            rest = str_cut(rest, '}', &name);
            if (found < MESSAGE_PIECES && !has_name(names, found, name))
                names[found++] = name;
        }
    return found;
}

Str
message_key(MessageId id)
{
    assert(id < MESSAGES);
    return message_keys[id];
}

Str
message_of_error(LanguageId language, ErrorCode code)
{
    static const MessageId sentences[E_CODES] = {
#define ERROR(name, status, oauth, cause, group, sentence) [E_##name] = MESSAGE_error_##name,
#include "base/errors.def"
#undef ERROR
    };

    assert(code < E_CODES);
    return message(language, sentences[code]);
}
