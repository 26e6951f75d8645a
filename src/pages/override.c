/* override.c -- templates of the site's own: which pages they change, and writing those.
 * SPDX-License-Identifier: ISC */
#include "pages/override.h"

#include "base/str.h"
#include "pages/override_node.h"

#include <string.h>

#define PAGES_MAX   32
#define ARENA_LIMIT ((size_t)256 << 20) /* beyond what the limits of override_node.h allow */

struct PageOverrides {
    struct {
        const char *name;
        const OverrideOp *ops;
    } pages[PAGES_MAX];
    size_t count;
};

static bool
is_name(Str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        bool letter = byte >= 'a' && byte <= 'z';
        if (!letter && (i == 0 || (byte != '_' && (byte < '0' || byte > '9'))))
            return false;
    }
    return name.len > 0;
}

static Error *
check_file(const OverrideFile *file)
{
    if (!is_name(file->name))
        FAIL(E_CONFIG, "%s:1: the name must be small letters, digits and _", file->path);
    if (file->text.len > OVERRIDE_BYTES)
        FAIL(E_CONFIG, "%s:1: the file has more than %zu bytes", file->path, OVERRIDE_BYTES);
    if (!str_is_utf8(file->text))
        FAIL(E_CONFIG, "%s:1: the file is not UTF-8", file->path);
    return NULL;
}

static const char *
path_of(const OverrideFolder *folder, const char *page)
{
    for (size_t i = 0; i < folder->count; i++)
        if (str_equal(folder->files[i].name, str_from_c(page)))
            return folder->files[i].path;
    return NULL;
}

static Error *
make_page(Arena *arena, const OverrideFolder *folder, const PageShape *page, PageOverrides *overrides)
{
    const char *path = path_of(folder, page->name);
    OverrideNodes nodes;
    const OverrideOp *ops;
    bool changed;

    TRY(override_assemble(arena, folder, str_from_c(page->name), &nodes, &changed));
    if (!changed)
        return NULL;
    if (!path)
        path = str_to_c(arena, str_format(arena, "built-in %s.html with the changed partials", page->name));
    TRY(override_check(arena, page, path, &nodes, &ops));
    overrides->pages[overrides->count].name = page->name;
    overrides->pages[overrides->count++].ops = ops;
    return NULL;
}

static void
free_arena(void *arena)
{
    arena_free(arena);
}

Error *
override_make(Arena *arena, const OverrideFile *files, size_t count, const PageOverrides **overrides)
{
    Arena *own = arena_new(ARENA_LIMIT);

    if (!own)
        FAIL(E_MEMORY, "there is no memory for the templates");
    arena_defer(arena, free_arena, own);
    PageOverrides *made = ARENA_NEW(own, PageOverrides, 1);
    OverrideFolder folder = { files, count, ARENA_NEW(own, bool, count + 1) };
    if (count > OVERRIDE_FILES)
        FAIL(E_CONFIG, "%s:1: there are more than %d templates in the folder", files[count - 1].path, OVERRIDE_FILES);
    for (size_t i = 0; i < count; i++)
        TRY(check_file(&files[i]));
    for (size_t i = 0; i < page_fields_page_count && i < PAGES_MAX; i++)
        TRY(make_page(own, &folder, &page_fields_pages[i], made));
    for (size_t i = 0; i < count; i++)
        if (!folder.used[i])
            FAIL(E_CONFIG, "%s:1: no page has this name or includes it", files[i].path);
    *overrides = made;
    return NULL;
}

bool
override_page(const PageOverrides *overrides, const char *name, Buf *buf, const void *page)
{
    for (size_t i = 0; overrides && i < overrides->count; i++) {
        if (strcmp(overrides->pages[i].name, name) != 0)
            continue;
        override_run(overrides->pages[i].ops, buf, page);
        return true;
    }
    return false;
}

size_t
override_count(const PageOverrides *overrides)
{
    return overrides ? overrides->count : 0;
}
