/* json_out.c -- JSON (RFC 8259) into a bounded buffer, as it is said.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "codec/json.h"

JsonOut
json_out(Buf *buf)
{
    return (JsonOut){ buf, false };
}

/* Every value and key begins here: the comma before it, if there is one due. */
static void
begin(JsonOut *out)
{
    if (out->comma)
        buf_add_byte(out->buf, ',');
    out->comma = true;
}

void
json_open(JsonOut *out, char bracket)
{
    begin(out);
    buf_add_byte(out->buf, bracket);
    out->comma = false;
}

void
json_close(JsonOut *out, char bracket)
{
    buf_add_byte(out->buf, bracket);
    out->comma = true;
}

/* UTF-8, in which NUL may stand (it is escaped like the other control bytes). */
static bool
is_text(Str text)
{
    bool is_utf8 = true;

    while (text.len && is_utf8) {
        Str run;
        text = str_cut(text, '\0', &run);
        is_utf8 = str_is_utf8(run);
    }
    return is_utf8;
}

/* Runs of plain bytes go out in one piece. '<' is escaped too, so that JSON may stand inside HTML. */
static void
add_quoted(Buf *buf, Str text)
{
    size_t plain = 0;

    buf_add_byte(buf, '"');
    if (!is_text(text))
        text = LIT("\xef\xbf\xbd");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != '<')
            continue;
        buf_add(buf, str_slice(text, plain, i));
        if (c == '"' || c == '\\')
            buf_addf(buf, "\\%c", c);
        else
            buf_addf(buf, "\\u%04x", c);
        plain = i + 1;
    }
    buf_add(buf, str_slice(text, plain, text.len));
    buf_add_byte(buf, '"');
}

void
json_key(JsonOut *out, const char *name)
{
    begin(out);
    add_quoted(out->buf, str_from_c(name));
    buf_add_byte(out->buf, ':');
    out->comma = false;
}

void
json_str(JsonOut *out, Str value)
{
    begin(out);
    add_quoted(out->buf, value);
}

void
json_int(JsonOut *out, int64_t value)
{
    begin(out);
    buf_add_int(out->buf, value);
}

void
json_raw(JsonOut *out, Str json)
{
    begin(out);
    buf_add(out->buf, json);
}

void
json_bool(JsonOut *out, bool value)
{
    json_raw(out, value ? LIT("true") : LIT("false"));
}

void
json_none(JsonOut *out)
{
    json_raw(out, LIT("null"));
}

void
json_member_str(JsonOut *out, const char *name, Str value)
{
    json_key(out, name);
    json_str(out, value);
}

void
json_member_int(JsonOut *out, const char *name, int64_t value)
{
    json_key(out, name);
    json_int(out, value);
}

void
json_member_bool(JsonOut *out, const char *name, bool value)
{
    json_key(out, name);
    json_bool(out, value);
}

void
json_member_raw(JsonOut *out, const char *name, Str json)
{
    json_key(out, name);
    json_raw(out, json);
}
