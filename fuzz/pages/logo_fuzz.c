/* logo_fuzz.c -- any bytes as a logo: what is taken holds nothing that runs or leads away.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "pages/logo.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Outside of comments, titles and descriptions, where words are only words. */
static bool
is_plain(Str text)
{
    return str_find(text, LIT("<!--")) == text.len && str_find(text, LIT("<title")) == text.len &&
           str_find(text, LIT("<desc")) == text.len;
}

static bool
holds(Str text, Str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (str_equal_nocase(str_slice(text, i, i + part.len), part))
            return true;
    return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Str never[] = { LIT_INIT("<script"),   LIT_INIT("<foreignObject"), LIT_INIT("<style"),
                                 LIT_INIT("<!DOCTYPE"), LIT_INIT("<!ENTITY"),       LIT_INIT("<![CDATA["),
                                 LIT_INIT("<a "),       LIT_INIT("<image") };
    static const Str unless_words[] = { LIT_INIT(" onload="), LIT_INIT("javascript:"), LIT_INIT("url(h"),
                                        LIT_INIT("url(/") };
    Str bytes = { (const char *)data, size };
    LogoKind kind;

    if (logo_check("fuzz", bytes, &kind) != NULL || kind == LOGO_PNG)
        return 0;
    assert(size <= LOGO_LIMIT && str_is_utf8(bytes) && holds(bytes, LIT("http://www.w3.org/2000/svg")));
    if (!is_plain(bytes))
        return 0;
    for (size_t i = 0; i < COUNT_OF(never); i++)
        assert(!holds(bytes, never[i]));
    for (size_t i = 0; i < COUNT_OF(unless_words); i++)
        assert(!holds(bytes, unless_words[i]));
    return 0;
}
