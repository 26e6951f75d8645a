/* terminal.c -- strangers' text on a terminal.
 * SPDX-License-Identifier: ISC */
#include "app/terminal.h"

/* The character at *at of well-formed UTF-8, and *at behind it. */
static uint32_t
next_character(Str text, size_t *at)
{
    unsigned char lead = (unsigned char)text.ptr[(*at)++];
    int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    uint32_t character = more == 0 ? lead : lead & (0x3fU >> more);

    for (; more > 0 && *at < text.len; more--)
        character = character << 6 | ((unsigned char)text.ptr[(*at)++] & 0x3f);
    return character;
}

static bool
is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character <= 0x9f);
}

/* Marks that turn the order of what follows (Unicode 9.0.0 and later: UAX 9, 2), and separators of lines. */
static bool
turns_text(uint32_t character)
{
    return character == 0x061c || character == 0x200e || character == 0x200f ||
           (character >= 0x2028 && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

static void
add_line_end(Buf *buf, bool lines, int indent)
{
    buf_add_byte(buf, lines ? '\n' : ' ');
    for (int i = 0; lines && i < indent; i++)
        buf_add_byte(buf, ' ');
}

void
terminal_text(Buf *buf, Str text, bool lines, int indent)
{
    for (size_t at = 0, from = 0; at < text.len; from = at) {
        uint32_t character = next_character(text, &at);
        if (character == '\n')
            add_line_end(buf, lines, indent);
        else if (is_control(character) || turns_text(character))
            buf_addf(buf, "<U+%04X>", (unsigned)character);
        else
            buf_add(buf, (Str){ text.ptr + from, at - from });
    }
}

void
terminal_json(Buf *buf, Str json)
{
    for (size_t at = 0, from = 0; at < json.len; from = at) {
        uint32_t character = next_character(json, &at);
        if (character >= 0x7f && (is_control(character) || turns_text(character)))
            buf_addf(buf, "\\u%04x", (unsigned)character);
        else
            buf_add(buf, (Str){ json.ptr + from, at - from });
    }
}
