/* diagram.h -- a diagram as its file says it: boxes, arrows, labels, legend, attributes. `latchstring draw FILE` reads any;
 * signin.diagram is built in, and flow.def is made from it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_DIAGRAM_H
#define LATCHSTRING_DIAGRAM_H

#include "base/arena.h"
#include "base/error.h"
#include "text/language.h"

#define DIAGRAM_LIMIT 262144 /* bytes of a file */

typedef struct Diagram Diagram; /* diagram_room.h has its insides */

/* Unknown sections and keys, missing ones, values out of range: E_CONFIG with file:line, what was wrong and what to write. */
Error *diagram_parse(Arena *arena, Str text, const char *file, const Diagram **diagram) MUST_USE;

/* The built-in diagram "OAuth 2 Flow", parsed once. */
const Diagram *diagram_signin(void);

/* A word of the diagram in a language: the file's own (name[de] = …), else the catalog's, else English. Keys are those of the file:
 * "box.api.name", "arrow.token.label", "legend.5", "title". Empty when there is no such key. */
Str diagram_words(const Diagram *diagram, LanguageId language, Str key);

#endif
