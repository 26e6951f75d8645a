/* request_language.c -- in which language a person is answered.
 * SPDX-License-Identifier: ISC */
#include "http/request_language.h"

#include "base/str.h"
#include "codec/form.h"

#define LOCALES_LIMIT 256 /* bytes of ui_locales that are kept; longer ones are no list of languages */

typedef struct LocalesForm {
    Str ui_locales;
} LocalesForm;

static const Field locales_form[] = {
    FIELD(LocalesForm, ui_locales, LOCALES_LIMIT, OPTIONAL),
    FIELD_END,
};

Str
request_language_asked(const Request *request)
{
    bool posts = str_equal(request->method, LIT("POST"));
    LocalesForm form = { .ui_locales = LIT("") };

    /* What cannot be read asks for no language; whether it is refused is the route's affair. */
    if (form_decode(request->arena, posts ? request->body : request->query, locales_form, &form) != NULL)
        return LIT("");
    return form.ui_locales;
}

LanguageId
request_language(const Request *request)
{
    //= openid-connect-core#3.1.2.1  An error SHOULD NOT result if some or all of the requested locales are not supported by the
    //= OpenID Provider.
    return language_choose(request_language_asked(request), request_cookie(request, LANGUAGE_COOKIE),
                           request_header(request, LIT("Accept-Language")), request->language);
}

void
request_language_set(Request *request, Reply *reply, LanguageId language)
{
    reply_cookie(request, reply, LANGUAGE_COOKIE, languages[language].code, LANGUAGE_COOKIE_LIFETIME);
}
