/* signing_keys.h -- the signing keys of now, held for one request.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SIGNING_KEYS_H
#define LATCHSTRING_SIGNING_KEYS_H

#include "authserver/authserver.h"

/* They are given back when the request's arena ends. */
Error *signing_keys_hold(Request *request, const KeySet **keys) MUST_USE;

#endif
