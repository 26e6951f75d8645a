/* brand_files.c -- a site's own logo and colours, at addresses that change with their content.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "base/str.h"

#define FOREVER LIT("public, max-age=31536000, immutable")

Error *
brand_files_get_logo(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;

    (void)input;
    if (!str_equal(request->path, api->brand.logo_path))
        FAIL(E_NOT_FOUND, "a logo of another version");
    reply_text(reply, 200, api->files.logo_type, api->files.logo);
    reply_header(reply, LIT("Cache-Control"), FOREVER);
    /* opened by itself, too, it is a drawing and nothing else */
    reply_header(reply, LIT("Content-Security-Policy"), LIT("default-src 'none'; sandbox"));
    return NULL;
}

Error *
brand_files_get_style(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;

    (void)input;
    if (!str_equal(request->path, api->brand.accent_path))
        FAIL(E_NOT_FOUND, "a stylesheet of another version");
    reply_text(reply, 200, LIT("text/css; charset=utf-8"), api->files.style);
    reply_header(reply, LIT("Cache-Control"), FOREVER);
    reply->compress = true;
    return NULL;
}
