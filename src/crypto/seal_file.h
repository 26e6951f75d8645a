/* seal_file.h -- inside this room only: the file that holds the sealing key.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SEAL_FILE_H
#define LATCHSTRING_SEAL_FILE_H

#include "base/base.h"
#include "base/error.h"

#define SEAL_FILE_KEY_SIZE 32

/* Read the key; when the file is missing and create says so, make it first. See seal_key_open. The caller wipes the key. */
Error *seal_file_read(const char *path, bool create, unsigned char key[SEAL_FILE_KEY_SIZE]) MUST_USE;

#endif
