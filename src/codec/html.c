/* html.c -- escaping text into HTML.
 * SPDX-License-Identifier: ISC */
#include "codec/html.h"

static Str
entity(char c)
{
    switch (c) {
    case '&':
        return LIT("&amp;");
    case '<':
        return LIT("&lt;");
    case '>':
        return LIT("&gt;");
    case '"':
        return LIT("&quot;");
    case '\'':
        return LIT("&#39;");
    default:
        return LIT("");
    }
}

void
html_escape(Buf *buf, Str text)
{
    size_t plain = 0;

    for (size_t i = 0; i < text.len; i++) {
        Str replacement = entity(text.ptr[i]);
        if (replacement.len == 0)
            continue;
        buf_add(buf, (Str){ text.ptr + plain, i - plain });
        buf_add(buf, replacement);
        plain = i + 1;
    }
    if (plain < text.len)
        buf_add(buf, (Str){ text.ptr + plain, text.len - plain });
}
