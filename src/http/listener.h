/* listener.h -- the one listening socket.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LISTENER_H
#define LATCHSTRING_LISTENER_H

#include "base/base.h"
#include "base/error.h"

/* Bind and listen on "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one. E_CONFIG with a sentence that says what to do. */
Error *listener_open(Str listen, int *socket_out, uint16_t *port) MUST_USE;

#endif
