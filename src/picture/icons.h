/* icons.h -- the small drawings inside boxes. Generic on purpose: no vendor's sign.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_ICONS_H
#define LATCHSTRING_ICONS_H

#include "picture/pen.h"

typedef enum IconId {
    ICON_NONE,
    ICON_BROWSER,
    ICON_SHIELD,
    ICON_SERVERS,
    ICON_DATABASE,
    ICON_STOPWATCH,
    ICON_ENVELOPES,
    ICON_CHART,
    ICON_PENCIL,
    ICONS
} IconId;

/* "browser", "shield" …; ICON_NONE is "none". */
extern const char *const icons_names[ICONS];

/* Its left upper corner and the length of its side. */
void icons_draw(Buf *buf, IconId icon, Point at, double size);

#endif
