/* page_value.h -- how the generated pages write a value: by its type, chosen at compile time. There is no unescaped way.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PAGE_VALUE_H
#define LATCHSTRING_PAGE_VALUE_H

#include "base/buf.h"
#include "pages/chart.h"
#include "text/message.h"

/* Text, escaped for element content and for quoted attribute values. */
void page_value_text(Buf *buf, Str text);

void page_value_number(Buf *buf, int64_t number);

/* An address, as a whole attribute value: a local path ("/x", not "//x"), a query ("?x"), http:, https:, or a scheme of an app's
 * own, which has a dot in it. Everything else (javascript:, data:, control bytes) becomes "#". */
void page_value_url(Buf *buf, Str url);

/* A part of an address after its "?": percent-encoded but for letters, digits and - . _ ~ */
void page_value_query(Buf *buf, Str text);

/* A message in element content: escaped, its texts in <bdi>, so that no name can turn the sentence around. The buffer must have an
 * arena when there are numbers to write. */
void page_value_message(Buf *buf, LanguageId language, MessageId id, const MessageValue *values, size_t count);

/* The same where there can be no element (attributes, <title>, <option>): texts are isolated by U+2068 and U+2069. */
void page_value_message_plain(Buf *buf, LanguageId language, MessageId id, const MessageValue *values, size_t count);

/* What stands for a placeholder, by the type of the value. */
MessageValue page_value_of_text(const char *name, Str text);
MessageValue page_value_of_number(const char *name, int64_t number);

/* What {{#if}} asks. */
bool page_value_text_set(Str text);
bool page_value_bool_set(bool flag);
bool page_value_number_set(int64_t number);
bool page_value_count_set(size_t count);
bool page_value_chart_set(const Chart *chart);

/* What {{#ifchanged}} asks. */
bool page_value_text_same(Str a, Str b);
bool page_value_number_same(int64_t a, int64_t b);

/* A type that is not listed does not compile. */
#define PAGE_VALUE(buf, value) \
    _Generic((value), Str : page_value_text, int : page_value_number, int64_t : page_value_number, const Chart * : chart_draw)((buf), (value))

#define PAGE_MESSAGE_VALUE(name, value)      \
    _Generic((value), Str                    \
             : page_value_of_text, int       \
             : page_value_of_number, int64_t \
             : page_value_of_number)((name), (value))

#define PAGE_VALUE_SET(value) \
    _Generic((value), Str                     \
             : page_value_text_set, bool      \
             : page_value_bool_set, int       \
             : page_value_number_set, int64_t \
             : page_value_number_set, size_t  \
             : page_value_count_set, const Chart * : page_value_chart_set)(value)

#define PAGE_VALUE_SAME(a, b) \
    _Generic((a), Str : page_value_text_same, int : page_value_number_same, int64_t : page_value_number_same)((a), (b))

#endif
