/* override_fuzz.c -- any bytes as a template of the site's own, as a page and as a partial: what is taken can be run, and writes nothing that
 * runs or leads away.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "pages/override.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOSTILE LIT_INIT("\"'><script src=x></script> onload=")

static const Str hostile = HOSTILE;

static bool
holds(Str text, Str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (str_equal_nocase(str_slice(text, i, i + part.len), part))
            return true;
    return false;
}

/* Run it with texts that try to get out of their place: what no template wrote does not appear. */
static void
run_signin(Arena *arena, const PageOverrides *overrides, Str template)
{
    static const Str never[] = { LIT_INIT("<script"), LIT_INIT("\"'>"), LIT_INIT("</script>") };
    static const PageChoice choices[] = { { LIT_INIT("en"), HOSTILE, true }, { HOSTILE, LIT_INIT("Deutsch"), false } };
    SigninPage page = { .app_name = hostile, .handle = hostile, .error = hostile, .demo_name = hostile };
    Buf buf = buf_new(arena, (size_t)8 << 20);

    page.frame =
        (PageFrame){ .lang = hostile, .dir = hostile, .site_name = hostile, .logo_path = hostile, .here = hostile };
    page.frame.choices = choices, page.frame.choice_count = 2;
    if (!override_page(overrides, "signin", &buf, &page))
        return;
    for (size_t i = 0; i < COUNT_OF(never); i++)
        assert(holds(template, never[i]) || !holds(buf_str(&buf), never[i]));
}

static void
try_as(const char *name, Str text)
{
    Arena *arena = arena_new((size_t)32 << 20);
    OverrideFile file = { str_from_c(name), "fuzz", text };
    const PageOverrides *overrides = NULL;

    Error *error = override_make(arena, &file, 1, &overrides);
    assert(error ? overrides == NULL : override_count(overrides) > 0);
    if (!error)
        run_signin(arena, overrides, text);
    arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str text = { (const char *)data, size };

    try_as("signin", text);
    try_as("mark", text); /* a partial of most pages: little is needed of it, so that much is run */
    return 0;
}
