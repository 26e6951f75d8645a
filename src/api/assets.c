/* assets.c -- stylesheet, fonts and icon.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "base/str.h"
#include "pages/pages.h"
#include "text/font.h"

/* Files of this program: nothing secret is in them, and their addresses change with what is in them. gzip: "" for none at hand. */
static void
reply_file(Reply *reply, Str type, Str text, Str gzip)
{
    reply_text(reply, 200, type, text);
    reply_header(reply, LIT("Cache-Control"), LIT("public, max-age=31536000, immutable"));
    reply->compress = true;
    reply->gzip = gzip;
}

Error *
assets_get_style(Request *request, const void *input, Reply *reply)
{
    (void)input;
    if (!str_equal(request->path, page_style_path))
        FAIL(E_NOT_FOUND, "a stylesheet of another version");
    reply_file(reply, LIT("text/css; charset=utf-8"), page_style, page_style_gzip);
    return NULL;
}

/* The stylesheet with the fonts of some language, or one of their files. Their names hold a hash of what is in them. */
static bool
find_font(Str path, Str *type, Str *bytes)
{
    size_t count;
    const FontFile *files = font_files(&count);

    for (size_t i = 0; i < count; i++)
        if (str_equal(files[i].path, path)) {
            *type = LIT("font/woff2");
            *bytes = files[i].bytes;
            return true;
        }
    for (int i = 0; i < LANGUAGES; i++)
        if (str_equal(font_css_path((LanguageId)i), path)) {
            *type = LIT("text/css; charset=utf-8");
            *bytes = font_css((LanguageId)i);
            return true;
        }
    return false;
}

Error *
assets_get_font(Request *request, const void *input, Reply *reply)
{
    Str type, bytes;

    (void)input;
    if (!find_font(request->path, &type, &bytes))
        FAIL(E_NOT_FOUND, "a font of another version");
    reply_file(reply, type, bytes, LIT(""));
    reply->compress = str_starts(type, LIT("text/")); /* woff2 is small already */
    return NULL;
}

/* A stylesheet or a script that one page has of its own. */
static const struct {
    const Str *path, *text, *gzip;
    const char *type;
} page_files[] = {
    { &page_reports_style_path, &page_reports_style, &page_reports_style_gzip, "text/css; charset=utf-8" },
    { &page_reports_script_path, &page_reports_script, &page_reports_script_gzip, "text/javascript; charset=utf-8" },
    { &page_board_style_path, &page_board_style, &page_board_style_gzip, "text/css; charset=utf-8" },
    { &page_board_script_path, &page_board_script, &page_board_script_gzip, "text/javascript; charset=utf-8" },
};

Error *
assets_get_page_file(Request *request, const void *input, Reply *reply)
{
    (void)input;
    for (size_t i = 0; i < COUNT_OF(page_files); i++) {
        if (!str_equal(request->path, *page_files[i].path))
            continue;
        reply_file(reply, str_from_c(page_files[i].type), *page_files[i].text, *page_files[i].gzip);
        return NULL;
    }
    FAIL(E_NOT_FOUND, "a file of another version");
}

Error *
assets_get_icon(Request *request, const void *input, Reply *reply)
{
    (void)request;
    (void)input;
    reply_text(reply, 200, LIT("image/svg+xml"), page_icon);
    reply_header(reply, LIT("Cache-Control"), LIT("public, max-age=86400"));
    return NULL;
}
