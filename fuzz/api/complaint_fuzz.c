/* complaint_fuzz.c -- any UTF-8 as a description: it gets a verdict, and what cannot change it does not.
 * SPDX-License-Identifier: ISC */
#include "api/complaint_judge.h"
#include "api/complaint_letter.h"
#include "base/arena.h"
#include "base/str.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text with a tail behind it, or with a mark that cannot be seen before it. */
static ComplaintVerdict
judge_with(Arena *arena, Str before, Str text, Str after)
{
    char *copy = arena_alloc(arena, before.len + text.len + after.len + 1);

    memcpy(copy, before.ptr, before.len);
    if (text.len)
        memcpy(copy + before.len, text.ptr, text.len);
    memcpy(copy + before.len + text.len, after.ptr, after.len);
    return complaint_judge((Str){ copy, before.len + text.len + after.len });
}

static size_t
count_characters(Str text)
{
    size_t count = 0;

    for (size_t at = 0; at < text.len; count++) {
        uint32_t folded = complaint_letter_fold(complaint_letter_next(text, &at));
        assert(complaint_letter_fold(folded) == folded);
    }
    return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str text = { (const char *)data, size };
    Arena *arena = arena_new((size_t)16 << 20);

    assert(arena);
    if (size <= 64000 && str_is_utf8(text)) {
        ComplaintVerdict verdict = complaint_judge(text);
        size_t count = count_characters(text);
        assert((verdict == COMPLAINT_TOO_LONG) == (count > COMPLAINT_CHARACTERS));
        if (count + 2 <= COMPLAINT_CHARACTERS) {
            assert(judge_with(arena, LIT("\xe2\x80\x8e"), text, LIT(" ")) == verdict);
            /* one letter is something, and says nothing */
            if (verdict == COMPLAINT_EMPTY)
                assert(judge_with(arena, LIT(""), text, LIT("a")) == COMPLAINT_GENERIC);
        }
    }
    arena_free(arena);
    return 0;
}
