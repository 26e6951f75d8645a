/* cloud.h -- the cloud: generic, no vendor's.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CLOUD_H
#define LATCHSTRING_CLOUD_H

#include "picture/pen.h"

void cloud_draw(Buf *buf, Str name, const PenBox *place);

#endif
