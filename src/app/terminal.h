/* terminal.h -- strangers' text on a terminal: nothing in it may move the cursor, change colours or turn the line around.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_TERMINAL_H
#define LATCHSTRING_TERMINAL_H

#include "base/buf.h"

/* Write UTF-8 text; control characters (C0, DEL, C1) and marks of direction are written as <U+001B>. lines: line ends stay, and each
 * following line begins with `indent` spaces; else a line end is a space. */
void terminal_text(Buf *buf, Str text, bool lines, int indent);

/* Write JSON text; those characters, which JSON allows in a string, as \u009b. */
void terminal_json(Buf *buf, Str json);

#endif
