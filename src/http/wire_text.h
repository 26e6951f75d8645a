/* wire_text.h -- the character classes of HTTP's grammar (RFC 9110 5.6.2, 5.5).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_WIRE_TEXT_H
#define LATCHSTRING_WIRE_TEXT_H

#include "base/base.h"

/* A byte of a token: letters, digits and !#$%&'*+-.^_`|~ */
bool wire_is_token_byte(char byte);

/* A byte of a field's value: visible, space, tab, or beyond ASCII (opaque). No other control byte. */
bool wire_is_value_byte(char byte);

/* At least one byte, all of them of a token. */
bool wire_is_token(Str text);

/* All bytes of a field's value; may be empty. */
bool wire_is_value(Str text);

/* The value of a hexadecimal digit, -1 when it is none. */
int wire_hex_digit(char byte);

#endif
