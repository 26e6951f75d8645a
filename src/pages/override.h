/* override.h -- templates of the site's own: read at start, checked as strictly as the compiled ones, run in their place.
 * A file NAME.html takes the place of the built-in template of that name, page or partial; other names are partials of its own. The
 * syntax is that of README.md; words of one's own may stand in them.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_OVERRIDE_H
#define LATCHSTRING_OVERRIDE_H

#include "base/buf.h"
#include "pages/pages.h"

#define OVERRIDE_FILES 64                   /* in a folder, at most */
#define OVERRIDE_BYTES ((size_t)256 * 1024) /* of one file */
#define OVERRIDE_DEPTH 32                   /* of blocks in blocks, and of partials in partials */

typedef struct OverrideFile {
    Str name;         /* without .html */
    const char *path; /* what errors call it */
    Str text;
} OverrideFile;

/* The pages that these files change; texts are used, not copied, and must live as long as the arena. E_CONFIG with "path:line: what is
 * wrong" for the first mistake. */
Error *override_make(Arena *arena, const OverrideFile *files, size_t count, const PageOverrides **overrides) MUST_USE;

/* Write the page in the site's own way; false when it has none of this page. page is the page's struct. overrides may be NULL. */
bool override_page(const PageOverrides *overrides, const char *name, Buf *buf, const void *page);

/* How many pages are changed. */
size_t override_count(const PageOverrides *overrides);

#endif
