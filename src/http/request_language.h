/* request_language.h -- in which language a person is answered: what the app asked for (the parameter ui_locales), what the person
 * chose before (the cookie), what the browser says (Accept-Language), the site's own.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REQUEST_LANGUAGE_H
#define LATCHSTRING_REQUEST_LANGUAGE_H

#include "http/request.h"

#define LANGUAGE_COOKIE          LIT("lang") /* one of our codes; it says nothing about a person, so it has no prefix */
#define LANGUAGE_COOKIE_LIFETIME (365 * DAY / SECOND)

LanguageId request_language(const Request *request);

/* ui_locales of the query, of a POST of the form; "" for none. Pages of a sign-in hand it on to the next (it stands in their forms and
 * redirects), so the interaction keeps the language that its app asked for, until the person chooses another. */
Str request_language_asked(const Request *request);

/* The person chose: remember it for a year. */
void request_language_set(Request *request, Reply *reply, LanguageId language);

#endif
