/* html.h -- escaping text into HTML.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HTML_H
#define LATCHSTRING_HTML_H

#include "base/buf.h"

/* For element content and for quoted attribute values alike: & < > " ' become entities. */
void html_escape(Buf *buf, Str text);

#endif
