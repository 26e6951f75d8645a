/* sessions_folder.h -- the folder of an embedded cache: its mode, the lock of serve, and the marks that tell after a start whether
 * what lies there may be believed (the power-cut rule). Only for this room.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_SESSIONS_FOLDER_H
#define LATCHSTRING_SESSIONS_FOLDER_H

#include "base/error.h"

typedef struct SessionsFolder SessionsFolder;

typedef struct SessionsFolderOptions {
    Str path;
    Str boot_id_path; /* "": the kernel's */
    const char *data; /* name of the data file: without the file `boot` beside it, it is somebody else's */
    const char *side; /* name of a second file that is emptied with it */
    bool serve;
} SessionsFolderOptions;

/* Create the folder (0700) when it is missing; serve: take the lock, and delete the data when it may be stale: the kernel's
 * boot id is not the one noted, and there is no clean mark. Others refuse such data. E_CONFIG, E_IO. */
Error *sessions_folder_open(const SessionsFolderOptions *options, SessionsFolder **folder) MUST_USE;

/* Before a write: the boot id is noted, and there is no clean mark any more. Cheap when that is so already. */
Error *sessions_folder_unclean(SessionsFolder *folder) MUST_USE;

/* After a sync: the clean mark, durably. The caller keeps writers out meanwhile. */
Error *sessions_folder_clean(SessionsFolder *folder) MUST_USE;

/* Releases the lock. NULL is allowed. */
void sessions_folder_close(SessionsFolder *folder);

/* For the sentences of errors, and for libraries that want a path. */
const char *sessions_folder_path(const SessionsFolder *folder);

/* Whether the data file was there, and was kept, when the folder was opened. */
bool sessions_folder_has_data(const SessionsFolder *folder);

#endif
