/* decide.h -- what the person must still do before the app gets its code.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_DECIDE_H
#define LATCHSTRING_DECIDE_H

#include "authserver/sso.h"

/* The person is known: ask for consent if it is due, else issue the code. */
Error *decide_next(Request *request, const AuthRequest *asked, const Signed *person, Reply *reply) MUST_USE;

/* Send the code to the client. asked_for: a page was shown to the person. */
Error *decide_issue(Request *request, const AuthRequest *asked, const Signed *person, Reply *reply) MUST_USE;

/* The same before anybody has signed in. */
Error *decide_turn_away(Request *request, const AuthRequest *asked, ErrorCode code, Reply *reply) MUST_USE;

/* Send the protocol's word for a refusal to the client. */
Error *decide_refuse(Request *request, const AuthRequest *asked, ErrorCode code, Reply *reply) MUST_USE;

/* The address of an interaction's page ("/signin", "/consent"), with the languages that its app asked for. */
Str decide_page_url(const Request *request, Str page, Str handle);

/* Tell a walk in process (api/test_signin.c) which page this is, and its interaction: "/signin HANDLE" in the header X-Latchstring-Page,
 * because the HTML may be the site's own. No browser gets it. */
void decide_tell_page(const Request *request, Str page, Str handle, Reply *reply);

/* The schemes of the client's answers, to which a page's form may lead (CSP form-action). */
Str decide_form_action(Arena *arena, Str redirect_uri);

#endif
