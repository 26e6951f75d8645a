/* consent.h -- the consent page.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CONSENT_H
#define LATCHSTRING_CONSENT_H

#include "authserver/authserver.h"

Error *consent_show(Request *request, Str handle, const Interaction *interaction, Reply *reply) MUST_USE;

#endif
