/* complaint.h -- the form beside the picture, for the pages that show it.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_COMPLAINT_H
#define LATCHSTRING_COMPLAINT_H

#include "base/base.h"
#include "pages/pages.h"

/* An empty form about the picture of this version. */
ComplaintForm complaint_form(Str picture);

/* The version of the picture that this program draws. */
Str complaint_picture(void);

#endif
