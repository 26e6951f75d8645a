/* json_quick.h -- the usual shape of JSON that this program wrote itself, read in one pass and without a tree. Not for strangers' bytes.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_JSON_QUICK_H
#define LATCHSTRING_JSON_QUICK_H

#include "codec/json.h"

/* Fills *out as json_decode would, and says true, when text is one object without spaces, its members known and in the order of the
 * table, its strings plain ASCII without escapes, its integers below 10^18; kinds JSON_STR, JSON_INT, JSON_BOOLEAN, JSON_NESTED.
 * False says nothing about the text: it is json_decode's to judge, and *out is to be begun again. Strings are slices of text. */
bool json_quick(Str text, const JsonField *fields, void *out);

#endif
