/* language_page.c -- GET /language: the person chose a language at the foot of a page, and goes back there.
 * SPDX-License-Identifier: ISC */
#include "api/handlers.h"

#include "base/str.h"
#include "http/request_language.h"

Error *
language_page_get(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    const LanguageForm *form = input;
    LanguageId language;
    Str return_to;

    TRY(login_check_return_to(api, form->return_to, &return_to));
    if (!language_find(form->lang, &language))
        FAIL(E_INVALID_REQUEST, "lang is no language that we speak");
    request_language_set(request, reply, language);
    reply_redirect(request, reply, return_to);
    reply->status = 303; /* what comes next is another page, not this one moved */
    return NULL;
}
