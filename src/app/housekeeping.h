/* housekeeping.h -- the thread for what is due now and then.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HOUSEKEEPING_H
#define LATCHSTRING_HOUSEKEEPING_H

#include "app/site.h"

typedef struct Housekeeping Housekeeping;

/* Each second site_tend; every ten seconds the outside providers' documents that are missing or old; a look at what fails or is slow as often as set; each second
 * the deliveries of alerts that are due. */
Error *housekeeping_start(Site *site, Housekeeping **housekeeping) MUST_USE;
void housekeeping_stop(Housekeeping *housekeeping);

#endif
