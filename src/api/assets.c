/* assets.c -- stylesheet and icon.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "base/str.h"
#include "pages/pages.h"

Error *
assets_get_style(Request *request, const void *input, Reply *reply)
{
    (void)input;
    if (!str_equal(request->path, page_style_path))
        FAIL(E_NOT_FOUND, "a stylesheet of another version");
    reply_text(reply, 200, LIT("text/css; charset=utf-8"), page_style);
    reply_header(reply, LIT("Cache-Control"), LIT("public, max-age=31536000, immutable"));
    return NULL;
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
