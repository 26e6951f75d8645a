/* wire_framing.h -- what a complete head says about the message: whose it is, where its body ends, what happens after it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_WIRE_FRAMING_H
#define LATCHSTRING_WIRE_FRAMING_H

#include "http/wire.h"

/* From the headers of head->request: host, content_type, chunked, body_length, keep_alive, expect_continue. */
Error *wire_framing_read(WireHead *head) MUST_USE;

#endif
