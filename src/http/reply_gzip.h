/* reply_gzip.h -- replies sent smaller: whether the reader takes gzip (RFC 9110 12.5.3), and the reply in that form.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPLY_GZIP_H
#define LATCHSTRING_REPLY_GZIP_H

#include "http/request.h"

#define GZIP_LEAST 1200 /* bytes: a shorter body fits into one packet anyway */

/* Whether the request's Accept-Encoding allows gzip and does not prefer the plain form. What cannot be read allows nothing. */
bool reply_gzip_accepted(const Request *request);

/* The entity tag of the form that this request gets: the two forms are different bytes, so their strong tags differ
 * ("abc" and "abc-gz"). For who compares If-None-Match; the reply's ETag is set to it by reply_gzip. */
Str reply_gzip_tag(const Request *request, Str tag);

/* The body in gzip form. False, and *packed untouched, when that is not shorter or the arena has no room for it. */
bool reply_gzip_pack(Arena *arena, Str body, Str *packed);

/* The last step of a reply with `compress`: say that it varies; when the request allows gzip, put that form into its place. Without room
 * for it the reply stays plain. A 304 gets the tag that the full reply would have. */
void reply_gzip(const Request *request, Reply *reply);

#endif
