/* sessions_flow.h -- the key of a flow, for those who open one together with something else. Only for this room.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSIONS_FLOW_H
#define LATCHSTRING_SESSIONS_FLOW_H

#include "sessions/sessions_store.h"

/* SHA-256 over client_id and state, each with its length in front, so that no two pairs are one text. E_TOO_LARGE. */
Error *sessions_flow_key(Str client_id, Str state, SessionsKey *key) MUST_USE;

/* The record of a new flow. */
Error *sessions_flow_write(const Flow *flow, Micros expires, RecordBytes *bytes) MUST_USE;

#endif
