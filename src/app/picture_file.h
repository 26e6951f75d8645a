/* picture_file.h -- a picture into a file.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_PICTURE_FILE_H
#define LATCHSTRING_PICTURE_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* To standard output (path "" or "-"), to a .png by the program latchstring-png (beside this one, else along PATH), or to any other
 * file as it is. E_IO. */
Error *picture_file_write(Arena *arena, Str path, Str svg) MUST_USE;

#endif
