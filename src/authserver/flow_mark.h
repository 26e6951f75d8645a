/* flow_mark.h -- what becomes of the flow that a request of the Authorization Server belongs to.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_MARK_H
#define LATCHSTRING_FLOW_MARK_H

#include "authserver/authserver.h"

/* /authorize accepted the request. Our own client's flow moves on; an outside app's flow begins, under a new flow_key. */
Error *flow_mark_accepted(Request *request, const Client *client, AuthRequest *asked) MUST_USE;

/* The code was issued; consent_took is the time that the person was asked, -1 when nobody was. */
Error *flow_mark_issued(Request *request, const AuthRequest *asked, Micros consent_took) MUST_USE;

/* An attempt was refused (a password, a limit): an event, and the flow rests as failed until the next attempt. */
Error *flow_mark_refused(Request *request, const AuthRequest *asked, ErrorCode cause, Str user_subject) MUST_USE;

/* An outside app's flow ends before anybody has signed in (prompt=none, say): counted, not written, for a stranger can
 * repeat it at will. */
Error *flow_mark_unmet(Request *request, const AuthRequest *asked, ErrorCode cause) MUST_USE;

/* An outside app's flow ends here: with tokens (E_OK) or with a cause. Our own client's flows end at the Application API. */
Error *flow_mark_ended(Request *request, const Client *client, Str flow_key, ErrorCode cause,
                       Str user_subject) MUST_USE;

#endif
