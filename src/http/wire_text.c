/* wire_text.c -- the character classes.
 * SPDX-License-Identifier: ISC */
#include "http/wire_text.h"

#include <string.h>

bool
wire_is_token_byte(char byte)
{
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9'))
        return true;
    return byte && strchr("!#$%&'*+-.^_`|~", byte);
}

//= rfc9110#5.5  Field values containing CR, LF, or NUL characters are invalid and dangerous
bool
wire_is_value_byte(char byte)
{
    unsigned char c = (unsigned char)byte;

    return (c >= 0x20 && c != 0x7f) || c == '\t';
}

bool
wire_is_token(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!wire_is_token_byte(text.ptr[i]))
            return false;
    return text.len > 0;
}

bool
wire_is_value(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!wire_is_value_byte(text.ptr[i]))
            return false;
    return true;
}

int
wire_hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}
