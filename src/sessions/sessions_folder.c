/* sessions_folder.c -- the folder of an embedded cache, and the power-cut rule.
 * The data is never synced while the server runs: a killed process loses nothing (the pages are the kernel's), a power cut may
 * lose or tear anything. The kernel's boot id tells the two apart.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_folder.h"

#include "base/log.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KERNEL_BOOT_ID "/proc/sys/kernel/random/boot_id"
#define LOCK_NAME      "serve.lock"
#define BOOT_NAME      "boot"
#define BOOT_NEW_NAME  "boot.new"
#define CLEAN_NAME     "clean"

typedef struct BootId {
    char text[64];
} BootId;

struct SessionsFolder {
    int fd;
    int lock; /* -1: not serve */
    bool has_data;
    bool noted; /* the file `boot` names a boot under which the data is whole */
    const char *data, *side;
    BootId boot; /* the kernel's, now */
    char path[PATH_MAX];
};

/* ---- the folder itself ---- */

static Error *
copy_path(Str text, char path[PATH_MAX])
{
    if (text.len == 0 || text.len >= PATH_MAX - 32 || memchr(text.ptr, 0, text.len))
        FAIL(E_CONFIG, "the cache needs the path of a folder: write cache = lmdb:FOLDER");
    memcpy(path, text.ptr, text.len);
    path[text.len] = 0;
    return NULL;
}

/* Make the folder and those above it that are missing. */
static Error *
make_folders(char *path)
{
    for (char *end = path + 1;; end++) {
        if (*end != '/' && *end != 0)
            continue;
        char kept = *end;
        *end = 0;
        int failed = mkdir(path, 0700) != 0 && errno != EEXIST ? errno : 0;
        if (failed && kept == 0)
            FAIL(failed == EACCES || failed == EROFS || failed == ENOTDIR ? E_CONFIG : E_IO,
                 "the cache's folder %s cannot be made (%s): make it, owned by this user, mode 0700", path,
                 strerror(failed));
        *end = kept;
        if (kept == 0)
            return NULL;
    }
}

static Error *
open_folder(SessionsFolder *folder)
{
    struct stat status;

    TRY(make_folders(folder->path));
    folder->fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0 || fstat(folder->fd, &status) != 0)
        FAIL(E_CONFIG, "the cache's folder %s cannot be opened (%s): point cache at a folder that this user owns",
             folder->path, strerror(errno));
    /* It may be anybody's (/tmp, say), so it is not changed. */
    if (status.st_mode & 077)
        FAIL(E_CONFIG,
             "the cache's folder %s is open to other users (mode %04o): chmod 700 it, or point cache at another",
             folder->path, (unsigned)(status.st_mode & 07777));
    if (faccessat(folder->fd, ".", W_OK | X_OK, AT_EACCESS) != 0)
        FAIL(E_CONFIG, "the cache's folder %s is not writable: chown it to this user", folder->path);
    return NULL;
}

static Error *
take_lock(SessionsFolder *folder)
{
    folder->lock = openat(folder->fd, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (folder->lock < 0)
        FAIL(E_CONFIG, "%s/%s cannot be opened (%s): the folder has to be writable for this user", folder->path,
             LOCK_NAME, strerror(errno));
    if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0)
        return NULL;
    if (errno == EWOULDBLOCK)
        FAIL(E_CONFIG, "another latchstring serve uses the cache in %s: stop it, or give this one a folder of its own",
             folder->path);
    FAIL(E_IO, "%s/%s cannot be locked (%s): the cache needs a local file system", folder->path, LOCK_NAME,
         strerror(errno));
}

/* ---- small files ---- */

/* The first line of a file; len 0 when there is no such file or it is empty. */
static Error *
read_line(int folder, const char *name, BootId *line)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);

    memset(line, 0, sizeof *line);
    if (fd < 0 && errno == ENOENT)
        return NULL;
    ssize_t got = fd < 0 ? -1 : read(fd, line->text, sizeof line->text - 1);
    int failed = errno;
    if (fd >= 0)
        (void)close(fd);
    if (got < 0)
        FAIL(E_IO, "%s cannot be read (%s): the cache needs it to know whether the machine was restarted", name,
             strerror(failed));
    line->text[strcspn(line->text, "\n")] = 0;
    return NULL;
}

static Error *
sync_folder(const SessionsFolder *folder)
{
    if (fsync(folder->fd) != 0)
        FAIL(E_IO, "the cache's folder %s cannot be synced (%s): look at its disk", folder->path, strerror(errno));
    return NULL;
}

/* A file with one line, durable under its name when this returns. */
static Error *
write_line(const SessionsFolder *folder, const char *temporary, const char *name, const char *line)
{
    int fd = openat(folder->fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = fd >= 0 && dprintf(fd, "%s\n", line) > 0 && fsync(fd) == 0;

    if (fd >= 0 && close(fd) != 0)
        written = false;
    if (!written || renameat(folder->fd, temporary, folder->fd, name) != 0)
        FAIL(E_IO, "%s/%s cannot be written (%s): look at its disk", folder->path, name, strerror(errno));
    return sync_folder(folder);
}

static bool
exists(const SessionsFolder *folder, const char *name)
{
    return faccessat(folder->fd, name, F_OK, 0) == 0;
}

/* ---- the power-cut rule ---- */

static Error *
empty_folder(SessionsFolder *folder)
{
    if (unlinkat(folder->fd, folder->data, 0) != 0)
        FAIL(E_IO, "%s/%s is stale after a restart of the machine and cannot be deleted (%s): delete it", folder->path,
             folder->data, strerror(errno));
    if (unlinkat(folder->fd, folder->side, 0) != 0 && errno != ENOENT)
        FAIL(E_IO, "%s/%s cannot be deleted (%s): delete it", folder->path, folder->side, strerror(errno));
    TRY(sync_folder(folder));
    folder->has_data = folder->noted = false;
    LOG_WARN("cache_emptied", KV("folder", (const char *)folder->path),
             KV("reason", "the machine stopped before the cache was closed"));
    return NULL;
}

/* What lies here may be believed; when it may not, serve deletes it and others refuse. */
static Error *
judge_data(SessionsFolder *folder, bool serve)
{
    BootId noted;

    folder->has_data = exists(folder, folder->data);
    if (!folder->has_data)
        return NULL;
    TRY(read_line(folder->fd, BOOT_NAME, &noted));
    if (noted.text[0] == 0)
        FAIL(E_CONFIG, "%s/%s is not a cache of Latchstring's: point cache at another folder, or move that file away",
             folder->path, folder->data);
    folder->noted = true;
    if (exists(folder, CLEAN_NAME) || strcmp(noted.text, folder->boot.text) == 0)
        return NULL;
    if (serve)
        return empty_folder(folder);
    FAIL(E_CONFIG,
         "the cache in %s was not closed before the machine stopped: start latchstring serve, which empties it",
         folder->path);
}

static Error *
read_kernel_boot_id(const SessionsFolderOptions *options, BootId *boot)
{
    char path[PATH_MAX] = KERNEL_BOOT_ID;

    if (options->boot_id_path.len)
        TRY(copy_path(options->boot_id_path, path));
    TRY(read_line(AT_FDCWD, path, boot));
    if (boot->text[0] == 0)
        FAIL(E_CONFIG,
             "%s cannot be read, and without it a power cut cannot be told from a crash: mount /proc whole "
             "(under systemd: ProcSubset=all)",
             path);
    return NULL;
}

static Error *
open_steps(const SessionsFolderOptions *options, SessionsFolder *folder)
{
    TRY(copy_path(options->path, folder->path));
    TRY(open_folder(folder));
    if (options->serve)
        TRY(take_lock(folder));
    TRY(read_kernel_boot_id(options, &folder->boot));
    return judge_data(folder, options->serve);
}

Error *
sessions_folder_open(const SessionsFolderOptions *options, SessionsFolder **folder)
{
    SessionsFolder *made = calloc(1, sizeof *made);

    if (!made)
        FAIL(E_MEMORY, "no memory for the cache's folder");
    made->fd = made->lock = -1;
    made->data = options->data;
    made->side = options->side;
    Error *error = open_steps(options, made);
    if (error) {
        sessions_folder_close(made);
        return error;
    }
    *folder = made;
    return NULL;
}

Error *
sessions_folder_unclean(SessionsFolder *folder)
{
    BootId noted;

    if (folder->noted && !exists(folder, CLEAN_NAME))
        return NULL;
    /* In this order: a crash between the two leaves a mark that is still true. */
    TRY(read_line(folder->fd, BOOT_NAME, &noted));
    if (strcmp(noted.text, folder->boot.text) != 0)
        TRY(write_line(folder, BOOT_NEW_NAME, BOOT_NAME, folder->boot.text));
    if (unlinkat(folder->fd, CLEAN_NAME, 0) != 0 && errno != ENOENT)
        FAIL(E_IO, "%s/%s cannot be deleted (%s): look at its disk", folder->path, CLEAN_NAME, strerror(errno));
    TRY(sync_folder(folder));
    folder->noted = true;
    return NULL;
}

Error *
sessions_folder_clean(SessionsFolder *folder)
{
    return write_line(folder, CLEAN_NAME ".new", CLEAN_NAME, "everything was synced");
}

void
sessions_folder_close(SessionsFolder *folder)
{
    if (!folder)
        return;
    if (folder->lock >= 0)
        (void)close(folder->lock); /* releases the lock */
    if (folder->fd >= 0)
        (void)close(folder->fd);
    free(folder);
}

const char *
sessions_folder_path(const SessionsFolder *folder)
{
    return folder->path;
}

bool
sessions_folder_has_data(const SessionsFolder *folder)
{
    return folder->has_data;
}
