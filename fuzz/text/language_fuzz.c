/* language_fuzz.c -- any bytes as ui_locales, cookie and Accept-Language: a language that may be had, the same each time; and any bytes
 * as a value of a message, which stays in its isolate. The three are separated by newlines.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "text/message.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
may_be_had(LanguageId language, LanguageId fallback)
{
    return language < LANGUAGES && (languages[language].offered || language >= LANGUAGE_qps || language == fallback);
}

static void
check_choice(Str text)
{
    Str ui_locales, cookie, accept = str_cut(str_cut(text, '\n', &ui_locales), '\n', &cookie);
    LanguageId found;

    for (int i = 0; i < LANGUAGES; i++) {
        LanguageId chosen = language_choose(ui_locales, cookie, accept, (LanguageId)i);
        assert(may_be_had(chosen, (LanguageId)i));
        assert(chosen == language_choose(ui_locales, cookie, accept, (LanguageId)i));
    }
    if (language_find(cookie, &found))
        assert(found < LANGUAGES && cookie.len <= 35);
}

/* Between the two marks of the isolate stands no other. */
static void
check_value(Arena *arena, Str text)
{
    static const Str marks[] = { LIT_INIT("\u2066"), LIT_INIT("\u2067"), LIT_INIT("\u2068"),
                                 LIT_INIT("\u2069"), LIT_INIT("\u202a"), LIT_INIT("\u202b"),
                                 LIT_INIT("\u202c"), LIT_INIT("\u202d"), LIT_INIT("\u202e") };
    Str filled = message_fill(arena, LANGUAGE_en, MESSAGE_unit_below, MESSAGE_TEXT("value", text));
    Str inside = str_slice(filled, str_find(filled, LIT("\u2068")) + 3, filled.len - 3);

    assert(str_ends(filled, LIT("\u2069")) && inside.len <= text.len);
    for (size_t i = 0; i < COUNT_OF(marks) && str_is_utf8(text); i++)
        assert(str_find(inside, marks[i]) == inside.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str text = { (const char *)data, size < 32768 ? size : 32768 };
    Arena *arena = arena_new((size_t)16 << 20);

    assert(arena);
    check_choice(text);
    check_value(arena, text);
    arena_free(arena);
    return 0;
}
