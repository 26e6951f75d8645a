/* wire_target.h -- the request target (RFC 9112 3.2) and the Host field's value (RFC 9110 7.2).
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_WIRE_TARGET_H
#define LATCHSTRING_WIRE_TARGET_H

#include "http/request.h"

/* Fill target, path and query. request->method must be there. Origin-form, absolute-form (http, https), and "*" of OPTIONS.
 * E_BAD_REQUEST; E_NOT_IMPLEMENTED for CONNECT. */
Error *wire_target_read(Request *request, Str target) MUST_USE;

/* The authority of an absolute-form target; "" for the other forms. */
Str wire_target_authority(Str target);

/* name[:port], a.b.c.d[:port] or [IPv6][:port]; no user, no empty label, no empty port, no percent-encoding. */
bool wire_target_is_host(Str host);

#endif
