/* scope.c -- the scopes that exist here.
 * SPDX-License-Identifier: ISC */
#include "oauth/scope.h"

#include "base/buf.h"
#include "base/str.h"
#include "model/model.h"

const Str scope_supported = LIT_INIT("openid profile email offline_access");

static const Str scopes[] = {
    LIT_INIT("openid"),
    LIT_INIT("profile"),
    LIT_INIT("email"),
    LIT_INIT("offline_access"),
};

Str
scope_known(Arena *arena, Str asked)
{
    Buf known = buf_new(arena, SCOPE_LIMIT);

    for (size_t i = 0; i < COUNT_OF(scopes); i++)
        if (str_has_word(asked, scopes[i])) {
            if (known.len)
                buf_add_byte(&known, ' ');
            buf_add(&known, scopes[i]);
        }
    return buf_str(&known);
}

bool
scope_within(Str asked, Str granted)
{
    while (asked.len) {
        Str word;
        asked = str_cut(asked, ' ', &word);
        if (word.len && !str_has_word(granted, word))
            return false;
    }
    return true;
}

size_t
scope_names(Str scope, Str names[SCOPES_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(scopes); i++)
        if (str_has_word(scope, scopes[i]))
            names[count++] = scopes[i];
    return count;
}
