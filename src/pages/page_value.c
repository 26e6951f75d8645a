/* page_value.c -- writing one value into a page.
 * SPDX-License-Identifier: ISC */
#include "pages/page_value.h"

#include "base/str.h"
#include "codec/html.h"
#include "text/number.h"

void
page_value_text(Buf *buf, Str text)
{
    html_escape(buf, text);
}

void
page_value_number(Buf *buf, int64_t number)
{
    buf_add_int(buf, number);
}

static bool
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Browsers drop tabs and line ends inside an address and read \ as /: with them, "/x" may be another host. */
static bool
has_odd_bytes(Str url)
{
    for (size_t i = 0; i < url.len; i++) {
        unsigned char byte = (unsigned char)url.ptr[i];
        if (byte <= ' ' || byte == 0x7f || byte == '\\')
            return true;
    }
    return false;
}

/* A scheme that cannot run a script in our page. */
static bool
scheme_is_harmless(Str scheme)
{
    bool has_dot = false;

    if (str_equal_nocase(scheme, LIT("https")) || str_equal_nocase(scheme, LIT("http")))
        return true;
    if (scheme.len == 0 || !is_letter(scheme.ptr[0]))
        return false;
    for (size_t i = 0; i < scheme.len; i++) {
        char byte = scheme.ptr[i];
        if (!is_letter(byte) && !is_digit(byte) && byte != '.' && byte != '-' && byte != '+')
            return false;
        has_dot = has_dot || byte == '.';
    }
    //= rfc8252#7.1  When choosing a URI scheme to associate with the app, apps MUST use a URI scheme based on a domain
    //= name under their control, expressed in reverse order
    return has_dot; /* so javascript:, data:, vbscript:, blob: and file: are none */
}

static bool
url_is_harmless(Str url)
{
    if (url.len == 0 || has_odd_bytes(url))
        return false;
    if (url.ptr[0] == '/')
        return url.len == 1 || url.ptr[1] != '/';
    if (url.ptr[0] == '?')
        return true;
    size_t colon = str_find_byte(url, ':');
    return colon < url.len && scheme_is_harmless(str_slice(url, 0, colon));
}

void
page_value_url(Buf *buf, Str url)
{
    html_escape(buf, url_is_harmless(url) ? url : LIT("#"));
}

void
page_value_query(Buf *buf, Str text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (is_letter(byte) || is_digit(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~') {
            buf_add_byte(buf, byte);
            continue;
        }
        buf_add_byte(buf, '%');
        buf_add_byte(buf, hex[(unsigned char)byte >> 4]);
        buf_add_byte(buf, hex[(unsigned char)byte & 15]);
    }
}

MessageValue
page_value_of_text(const char *name, Str text)
{
    return MESSAGE_TEXT(name, text);
}

MessageValue
page_value_of_number(const char *name, int64_t number)
{
    return MESSAGE_NUMBER(name, number);
}

/* One value of a message between the marks that isolate it; numbers need none. */
static void
add_message_value(Buf *buf, LanguageId language, const MessageValue *value, Str before, Str after)
{
    if (value->is_number) {
        html_escape(buf, number_count(buf->arena, language, value->number));
        return;
    }
    buf_add(buf, before);
    html_escape(buf, value->text);
    buf_add(buf, after);
}

static void
add_message(Buf *buf, LanguageId language, MessageId id, const MessageValue *values, size_t count, bool plain)
{
    MessagePiece pieces[MESSAGE_PIECES];
    Str before = plain ? LIT("\u2068") : LIT("<bdi>"), after = plain ? LIT("\u2069") : LIT("</bdi>");
    size_t piece_count = message_pieces(language, id, values, count, pieces);

    for (size_t i = 0; i < piece_count; i++)
        if (pieces[i].value < 0)
            html_escape(buf, pieces[i].text);
        else
            add_message_value(buf, language, &values[pieces[i].value], before, after);
}

void
page_value_message(Buf *buf, LanguageId language, MessageId id, const MessageValue *values, size_t count)
{
    add_message(buf, language, id, values, count, false);
}

void
page_value_message_plain(Buf *buf, LanguageId language, MessageId id, const MessageValue *values, size_t count)
{
    add_message(buf, language, id, values, count, true);
}

bool
page_value_text_set(Str text)
{
    return text.len > 0;
}

bool
page_value_bool_set(bool flag)
{
    return flag;
}

bool
page_value_number_set(int64_t number)
{
    return number > 0;
}

bool
page_value_count_set(size_t count)
{
    return count > 0;
}

bool
page_value_chart_set(const Chart *chart)
{
    return chart != NULL && chart->kind != CHART_NONE;
}

bool
page_value_text_same(Str a, Str b)
{
    return str_equal(a, b);
}

bool
page_value_number_same(int64_t a, int64_t b)
{
    return a == b;
}
