/* flow_match.h -- how an expectation is compared with what came.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_MATCH_H
#define LATCHSTRING_FLOW_MATCH_H

#include "base/arena.h"
#include "base/error.h"

/* Whether the text is the pattern; a '*' in it stands for anything. */
bool match_glob(Str pattern, Str text);

/* What stands at a path of a JSON document: members joined by dots. In an array a step is a position, "count" (how many), or the
 * id, cause, kid or step of one of its objects. Texts come bare, other values as JSON; "absent" when nothing is there. */
Error *match_json_get(Arena *arena, Str json, Str path, Str *value) MUST_USE;

/* Each word is path=pattern. E_SERVER_ERROR says which does not hold, and what came. */
Error *match_json(Arena *arena, Str json, const Str *words, size_t count) MUST_USE;

#endif
