/* message.h -- what is said, in every language: by id (MESSAGE_signin_title, from the key signin.title), with placeholders and
 * plurals. The ids come from the catalogs (tools/languages.py).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_MESSAGE_H
#define LATCHSTRING_MESSAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "text/language.h"
#include "text/message_ids.h" /* made by tools/languages.py: enum MessageId, MESSAGES */

/* What stands for {name}. A text, or a number: the number named "count" also chooses the plural form. */
typedef struct MessageValue {
    const char *name;
    Str text;       /* used unless is_number */
    int64_t number; /* written with the language's grouping */
    bool is_number;
} MessageValue;

#define MESSAGE_TEXT(name, text)     ((MessageValue){ (name), (text), 0, false })
#define MESSAGE_NUMBER(name, number) ((MessageValue){ (name), { NULL, 0 }, (number), true })

/* A message without placeholders. Static text. */
Str message(LanguageId language, MessageId id);

/* A message with its placeholders filled. Texts are isolated by U+2068 and U+2069, numbers are not. A value that is missing is a
 * mistake of ours (asserted). */
Str message_format(Arena *arena, LanguageId language, MessageId id, const MessageValue *values, size_t count);

/* message_fill(arena, language, MESSAGE_x, MESSAGE_TEXT("app", name), MESSAGE_NUMBER("count", n)) */
#define message_fill(arena, language, id, ...)                                       \
    message_format((arena), (language), (id), (const MessageValue[]){ __VA_ARGS__ }, \
                   sizeof((const MessageValue[]){ __VA_ARGS__ }) / sizeof(MessageValue))

/* The message cut at its placeholders, the plural chosen: for whoever writes them in a way of his own (HTML). A piece is either a
 * text, or the index of a value. At most 16 pieces; returns how many. */
typedef struct MessagePiece {
    Str text;
    int value; /* index into values, -1 for text */
} MessagePiece;
#define MESSAGE_PIECES 16
size_t message_pieces(LanguageId language, MessageId id, const MessageValue *values, size_t count,
                      MessagePiece pieces[MESSAGE_PIECES]);

/* The names of a message's placeholders, each once, and whether it has plural forms (then "count" must be a number). Returns how many. */
size_t message_placeholders(MessageId id, Str names[MESSAGE_PIECES], bool *plural);

/* By key ("picture.box.api.name"); false when there is none. */
bool message_find(Str key, MessageId *id);
Str message_key(MessageId id);

/* What a person is told about an error: the sentence of errors.def in that language. */
Str message_of_error(LanguageId language, ErrorCode code);

#endif
