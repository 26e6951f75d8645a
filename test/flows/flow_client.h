/* flow_client.h -- what an outside app does: sends the browser to /authorize, redeems codes, refreshes.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_CLIENT_H
#define LATCHSTRING_FLOW_CLIENT_H

#include "flow_play.h"

/* authorize CLIENT [name=value …]: the browser goes to /authorize with a request in order (response_type, client_id, redirect_uri,
 * scope=openid, fresh state, nonce and challenge) in which the pairs are changed, or left out when the value is empty.
 * Sets $state, $nonce, $verifier, $challenge and $query. */
Error *client_authorize(Play *play, const Str *words, size_t count) MUST_USE;

/* token CLIENT [auth=basic|post|both|none] [secret=…] [name=value …]: POST /token with $code and $verifier; basic for a
 * confidential client, none for a public one. */
Error *client_token(Play *play, const Str *words, size_t count) MUST_USE;

/* refresh CLIENT TOKEN […]: the same with a refresh token. */
Error *client_refresh(Play *play, const Str *words, size_t count) MUST_USE;

/* bearer TOKEN TARGET: GET with this access token. */
Error *client_bearer(Play *play, const Str *words, size_t count) MUST_USE;

#endif
