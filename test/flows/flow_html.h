/* flow_html.h -- what a browser finds in a page: forms with their fields, buttons, links, text.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_HTML_H
#define LATCHSTRING_FLOW_HTML_H

#include "base/arena.h"
#include "base/base.h"

/* Cut the next element of that tag off the page: its attributes' text and what stands between it and its end tag ("" for an
 * input). false when there is none. */
bool html_next(Str *page, Str tag, Str *attributes, Str *inside);

/* The value of an attribute, unescaped; "" when it has none. */
Str html_attribute(Arena *arena, Str attributes, Str name);

/* The text alone: no tags, no entities, one space where there was any white space. */
Str html_text(Arena *arena, Str html);

#endif
