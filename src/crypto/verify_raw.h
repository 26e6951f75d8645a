/* verify_raw.h -- inside this room and its tests only: a signature over bytes, without a token around it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_VERIFY_RAW_H
#define LATCHSTRING_VERIFY_RAW_H

#include "crypto/sign.h"

/* The signature as JOSE writes it (ES256: r||s). E_ID_TOKEN_SIGNATURE. */
Error *verify_raw(const VerifyKey *key, Str message, Str signature) MUST_USE;

#endif
