/* flow_cookies.h -- a browser's cookies, by its own clock.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_COOKIES_H
#define LATCHSTRING_FLOW_COOKIES_H

#include "flow_play.h"

/* The browser's cookie whose name begins so: "app" for "app_8080" as well as for "__Host-app"; NULL when it has none. */
const Cookie *cookies_find(const Play *play, Str word);

/* The Cookie header of the next request; "" for none. */
Str cookies_header(const Play *play);

/* Take the cookie of a Set-Cookie header. E_SERVER_ERROR: its life is not written, or too long. */
Error *cookies_take(Play *play, Str header) MUST_USE;

/* forget COOKIE: the browser loses it. */
Error *cookies_forget(Play *play, const Str *words, size_t count) MUST_USE;

#endif
