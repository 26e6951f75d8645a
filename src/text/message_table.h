/* message_table.h -- the shape of what tools/languages.py makes. Only for this room.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_MESSAGE_TABLE_H
#define LATCHSTRING_MESSAGE_TABLE_H

#include "text/message.h"

/* The forms of message id are forms[first[id]] to before forms[first[id + 1]]: as many as the language has plural forms, or one. */
typedef struct MessageTable {
    const uint16_t *first; /* MESSAGES + 1 */
    const Str *forms;
} MessageTable;

extern const MessageTable message_tables[LANGUAGES];

/* By id. */
extern const Str message_keys[MESSAGES];

/* By key, sorted: also the errors that share another's sentence. */
typedef struct MessageName {
    Str key;
    MessageId id;
} MessageName;

extern const MessageName message_names[];
extern const size_t message_name_count;

#endif
