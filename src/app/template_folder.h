/* template_folder.h -- a folder of templates of the site's own, read and checked.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_TEMPLATE_FOLDER_H
#define LATCHSTRING_TEMPLATE_FOLDER_H

#include "pages/pages.h"

/* Every NAME.html of the folder, in the order of their names; other files are not looked at. The result lives in the arena. E_IO: the
 * folder or a file cannot be read; E_CONFIG: "file:line: what is wrong". */
Error *template_folder_load(Arena *arena, const char *folder, const PageOverrides **overrides) MUST_USE;

#endif
