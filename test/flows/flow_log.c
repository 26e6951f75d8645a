/* flow_log.c -- the site's log of a script.
 * SPDX-License-Identifier: ISC */
#include "flow_log.h"

#include "base/str.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_SHOWN  4000
#define SECRET_MIN 10

void
log_add_secret(Secrets *secrets, Arena *arena, Str value)
{
    if (value.len >= SECRET_MIN && secrets->count < SECRETS_MAX)
        secrets->values[secrets->count++] = str_copy(arena, value);
}

Error *
log_open(int *fd)
{
    int made = memfd_create("log", MFD_CLOEXEC);

    if (made < 0)
        FAIL(E_IO, "no memory for the log");
    *fd = made;
    return NULL;
}

static Error *
read_log(Arena *arena, int fd, Str *log)
{
    struct stat info;

    if (fstat(fd, &info) != 0 || info.st_size == 0)
        FAIL(E_SERVER_ERROR, "the site has logged nothing at all");
    char *bytes = arena_alloc(arena, (size_t)info.st_size);
    ssize_t length = pread(fd, bytes, (size_t)info.st_size, 0);
    *log = (Str){ bytes, length > 0 ? (size_t)length : 0 };
    return NULL;
}

Error *
log_check(int fd, Arena *arena, const Secrets *secrets)
{
    Str log;

    TRY(read_log(arena, fd, &log));
    for (size_t i = 0; i < secrets->count; i++) {
        Str secret = secrets->values[i];
        if (str_find(log, secret) < log.len)
            FAIL(E_SERVER_ERROR, "the log holds a secret: %.*s", STR_ARG(str_slice(secret, 0, 100)));
    }
    return NULL;
}

void
log_show(int fd)
{
    char bytes[LOG_SHOWN];
    off_t end = lseek(fd, 0, SEEK_END), from = end > LOG_SHOWN ? end - LOG_SHOWN : 0;
    ssize_t length = pread(fd, bytes, LOG_SHOWN, from);

    if (length > 0)
        (void)fwrite(bytes, 1, (size_t)length, stdout);
}
