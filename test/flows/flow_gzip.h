/* flow_gzip.h -- an answer's body as its reader has it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_GZIP_H
#define LATCHSTRING_FLOW_GZIP_H

#include "base/arena.h"
#include "base/error.h"

/* What was packed. E_SERVER_ERROR: it is not whole gzip, or longer than any page may be. */
Error *gzip_unpack(Arena *arena, Str packed, Str *body) MUST_USE;

#endif
