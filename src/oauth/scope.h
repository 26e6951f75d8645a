/* scope.h -- the scopes that exist here.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SCOPE_H
#define LATCHSTRING_SCOPE_H

#include "base/arena.h"
#include "base/base.h"

#define SCOPES_MAX 8

/* "openid profile email offline_access" */
extern const Str scope_supported;

/* The scopes of `asked` that exist here, each once, in our order; others are ignored (OpenID Connect Core 3.1.2.1). */
Str scope_known(Arena *arena, Str asked);

/* Whether all of `asked` is in `granted`. */
bool scope_within(Str asked, Str granted);

/* The scopes of a list that exist here, each once, in our order. What each shares is the message scope.NAME. Returns how many. */
size_t scope_names(Str scope, Str names[SCOPES_MAX]);

#endif
