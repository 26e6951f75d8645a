/* temp_folder.h -- a folder that a test owns and that is gone afterwards; and another process, for what one process cannot show.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_TEMP_FOLDER_H
#define LATCHSTRING_TEMP_FOLDER_H

#include "base/arena.h"
#include "base/base.h"

#include <sys/types.h>

/* A new folder of mode 0700; its path lives in the arena. */
const char *temp_folder_new(Arena *arena);

/* Everything in it, too. */
void temp_folder_remove(const char *folder);

/* folder/name, in the arena. */
const char *temp_folder_path(Arena *arena, const char *folder, const char *name);

/* "sqlite:" folder/name. */
Str temp_folder_url(Arena *arena, const char *folder, const char *name);

/* All bytes of a file. */
Str temp_folder_read(Arena *arena, const char *path);
void temp_folder_write(const char *path, Str bytes);

/* Another process, forked now, that runs fn(arg) when it is told to go. It must be made while this process has no database open
 * (SQLite's locks do not survive a fork). */
typedef struct TempProcess {
    pid_t pid;
    int go;    /* written by us */
    int ready; /* written by it */
} TempProcess;

TempProcess temp_folder_process(int (*fn)(const TempProcess *self, void *arg), void *arg);
void temp_folder_signal(int fd);            /* say go, or ready */
void temp_folder_wait(int fd);              /* wait for it */
int temp_folder_join(TempProcess *process); /* what fn returned; -1 when a signal ended it */

#endif
