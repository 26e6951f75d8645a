/* binding.h -- telling one browser from another while somebody signs in: a random cookie, kept for a while and shared by its tabs,
 * whose hash is put into what the browser began.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_BINDING_H
#define LATCHSTRING_BINDING_H

#include "http/request.h"

#define BINDING_LIFETIME 1800 /* seconds; renewed with each use */

/* The browser's binding, made now when it has none. Sets the cookie. */
void binding_make(Request *request, Reply *reply, Str cookie, unsigned char binding[32]);

/* The binding of the cookie that came; all zero, which fits nothing, when none came. */
void binding_read(const Request *request, Str cookie, unsigned char binding[32]);

#endif
