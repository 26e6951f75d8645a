/* brand.c -- a site's own name, logo and colour.
 * SPDX-License-Identifier: ISC */
#include "app/brand.h"

#include "app/template_folder.h"
#include "base/str.h"
#include "crypto/hash.h"
#include "pages/accent.h"
#include "pages/logo.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 12 hexadecimal digits of the content's hash: an address that is new whenever the content is. */
static Str
content_name(Arena *arena, Str content)
{
    unsigned char hash[HASH_SIZE];

    hash_sha256(content, hash);
    return str_format(arena, "%02x%02x%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3], hash[4], hash[5]);
}

/* All of an open file, of which at most LOGO_LIMIT + 1 bytes are wanted: one more than is allowed. */
static Error *
read_all(Arena *arena, int file, const char *path, Str *bytes)
{
    char *memory = arena_alloc(arena, LOGO_LIMIT + 1);
    size_t length = 0;
    struct stat facts;
    ssize_t got = 1;

    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode))
        FAIL(E_IO, "brand.logo: %s is not a file", path);
    while (got > 0 && length <= LOGO_LIMIT) {
        got = read(file, memory + length, LOGO_LIMIT + 1 - length);
        if (got < 0)
            FAIL(E_IO, "brand.logo: %s cannot be read: %s", path, strerror(errno));
        length += (size_t)got;
    }
    *bytes = (Str){ memory, length };
    return NULL;
}

static Error *
read_logo(Arena *arena, const char *path, Str *bytes)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (file < 0)
        FAIL(E_IO, "brand.logo: %s cannot be opened: %s", path, strerror(errno));
    Error *error = read_all(arena, file, path, bytes);
    (void)close(file);
    return error;
}

static Error *
load_logo(Arena *arena, const char *path, PageBrand *brand, BrandFiles *files)
{
    LogoKind kind;

    TRY(read_logo(arena, path, &files->logo));
    Error *error = logo_check(path, files->logo, &kind);
    if (error)
        FAIL(error->code, "brand.logo: %s", str_to_c(arena, str_from_c(error->text)));
    files->logo_type = kind == LOGO_PNG ? LIT("image/png") : LIT("image/svg+xml");
    brand->logo_path =
        str_format(arena, "/logo-%.*s.%s", STR_ARG(content_name(arena, files->logo)), kind == LOGO_PNG ? "png" : "svg");
    return NULL;
}

static Error *
load_accent(Arena *arena, Str text, PageBrand *brand, BrandFiles *files)
{
    Accent accent;
    Error *error = accent_read(text, &accent);

    if (error)
        FAIL(error->code, "brand.accent: %s", str_to_c(arena, str_from_c(error->text)));
    files->style = accent_css(arena, &accent);
    brand->accent_path = str_format(arena, "/brand-%.*s.css", STR_ARG(content_name(arena, files->style)));
    return NULL;
}

Error *
brand_load(Arena *arena, const Config *config, PageBrand *brand, BrandFiles *files)
{
    PageBrand made = { .site_name = config->site_name };
    BrandFiles loaded = { .logo = LIT("") };

    if (config->brand_logo.len)
        TRY(load_logo(arena, config->brand_logo.ptr, &made, &loaded));
    if (config->brand_accent.len)
        TRY(load_accent(arena, config->brand_accent, &made, &loaded));
    if (config->pages_templates.len)
        TRY(template_folder_load(arena, config->pages_templates.ptr, &made.overrides));
    *brand = made;
    *files = loaded;
    return NULL;
}
