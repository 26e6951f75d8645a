/* seal_file.c -- the file that holds the sealing key: made once, never overwritten, private.
 * SPDX-License-Identifier: ISC */
#include "crypto/seal_file.h"

#include "base/str.h"
#include "crypto/random.h"
#include "crypto/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGITS     ((size_t)2 * SEAL_FILE_KEY_SIZE)
#define FILE_BYTES (DIGITS + 1) /* and a newline */

static Error *
check_mode(const char *path, int fd)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        FAIL(E_IO, "key file %s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        FAIL(E_CONFIG, "key file %s is not a regular file", path);
    if (status.st_mode & (S_IRWXG | S_IRWXO))
        FAIL(E_CONFIG,
             "key file %s is open to group or others (mode %04o): chmod 600 it, and think about who may have read it",
             path, (unsigned)(status.st_mode & 07777));
    return NULL;
}

/* Up to size bytes, whatever read(2) gives at a time. */
static Error *
read_whole(const char *path, int fd, char *text, size_t size, size_t *length)
{
    size_t have = 0;

    while (have < size) {
        ssize_t got = read(fd, text + have, size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            FAIL(E_IO, "key file %s: %s", path, strerror(errno));
        if (got == 0)
            break;
        have += (size_t)got;
    }
    *length = have;
    return NULL;
}

/* One byte more than a key has is asked for, so that a longer file is seen to be longer. */
static Error *
read_key(const char *path, int fd, unsigned char key[SEAL_FILE_KEY_SIZE])
{
    char text[FILE_BYTES + 1];
    const char *end = NULL;
    size_t length = 0, size = 0;

    TRY(check_mode(path, fd));
    Error *error = read_whole(path, fd, text, sizeof text, &length);
    bool sized = length == DIGITS || (length == FILE_BYTES && text[DIGITS] == '\n');
    if (!error && (!sized || sodium_hex2bin(key, SEAL_FILE_KEY_SIZE, text, DIGITS, NULL, &size, &end) != 0 ||
                   size != SEAL_FILE_KEY_SIZE || end != text + DIGITS))
        error = ERROR_NEW(E_CONFIG, "key file %s does not hold 64 hexadecimal digits and a newline", path);
    secret_wipe(text, sizeof text);
    return error;
}

static Error *
write_whole(const char *path, int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, text, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            FAIL(E_IO, "new key file %s: %s", path, strerror(errno));
        text += put;
        size -= (size_t)put;
    }
    if (fsync(fd) != 0)
        FAIL(E_IO, "new key file %s: fsync: %s", path, strerror(errno));
    return NULL;
}

static Error *
write_new_key(const char *path)
{
    unsigned char key[SEAL_FILE_KEY_SIZE];
    char text[FILE_BYTES + 1];

    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        FAIL(E_IO, "new key file %s: %s", path, strerror(errno));
    random_bytes(key, sizeof key);
    sodium_bin2hex(text, sizeof text, key, sizeof key);
    text[DIGITS] = '\n';
    Error *error = write_whole(path, fd, text, FILE_BYTES);
    secret_wipe(key, sizeof key);
    secret_wipe(text, sizeof text);
    if (close(fd) != 0 && !error)
        error = ERROR_NEW(E_IO, "new key file %s: %s", path, strerror(errno));
    return error;
}

/* A rename is on the disk when its folder is. */
static Error *
sync_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) + 1 : 1;

    (void)snprintf(folder, sizeof folder, "%.*s", length, slash ? path : "."); /* fits: path was opened */
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        FAIL(E_IO, "folder of key file %s: %s", path, strerror(errno));
    int failed = fsync(fd) != 0 ? errno : 0;
    (void)close(fd);
    if (failed)
        FAIL(E_IO, "folder of key file %s: fsync: %s", path, strerror(failed));
    return NULL;
}

/* Move the new file to its place, unless another process was first: then its key is the one, and ours was never used. */
static Error *
settle(const char *from, const char *path)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return sync_folder(path);
    int failed = errno;
    (void)unlink(from);
    if (failed != EEXIST)
        FAIL(E_IO, "new key file %s: rename: %s", path, strerror(failed));
    return NULL;
}

static Error *
create_key(const char *path)
{
    char beside[PATH_MAX];
    uint64_t mark;

    random_bytes(&mark, sizeof mark);
    int length = snprintf(beside, sizeof beside, "%s.%016llx", path, (unsigned long long)mark);
    if (length < 0 || (size_t)length >= sizeof beside)
        FAIL(E_CONFIG, "the path of the key file is too long");
    Error *error = write_new_key(beside);
    if (error) {
        (void)unlink(beside);
        return error_pass(error, __FILE__, __LINE__);
    }
    return settle(beside, path);
}

/* O_NONBLOCK, so that a pipe in the file's place is refused rather than waited for. */
static int
open_key(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

Error *
seal_file_read(const char *path, bool create, unsigned char key[SEAL_FILE_KEY_SIZE])
{
    int fd = open_key(path);

    if (fd < 0 && errno == ENOENT && create) {
        TRY(create_key(path));
        fd = open_key(path);
    }
    if (fd < 0)
        FAIL(E_IO, "key file %s: %s", path, strerror(errno));
    Error *error = read_key(path, fd, key);
    (void)close(fd);
    return error;
}
