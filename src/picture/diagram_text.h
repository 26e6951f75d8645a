/* diagram_text.h -- the built-in diagram as text: signin.diagram, embedded at build (tools/diagram.py --embed).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_DIAGRAM_TEXT_H
#define LATCHSTRING_DIAGRAM_TEXT_H

#include "base/base.h"

extern const Str diagram_text_signin;

#endif
